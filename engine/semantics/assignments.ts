import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Binding } from "./scopes.js";

/** The expression a plain assignment gives to its name: of `a = b = value` the value; null for unpacked targets. */
export function directValue(binding: Binding): SyntaxNode | null {
  if (binding.site.field("left") !== binding.name) return null;
  return assignedValue(binding.site);
}

/** The values of chains of assignments: each target of a long one asks for its own. */
const behindChains = new Kept<SyntaxNode, SyntaxNode | null>(({ tree }) => tree);

/** The right-most side of an assignment, behind all of `a = b = ...`. */
export function assignedValue(assignment: SyntaxNode): SyntaxNode | null {
  let value = assignment.field("right");
  if (value?.kind !== "assignment") return value;
  const chain = [assignment];
  while (value?.kind === "assignment" && behindChains.get(value) === undefined) {
    chain.push(value);
    value = value.field("right");
  }
  if (value?.kind === "assignment") value = behindChains.get(value) ?? null;
  for (const each of chain) behindChains.set(each, value);
  return value;
}

/**
 * What `with x as name` enters. Of `with a if b else c as name` the grammar takes `c as name` for the last part, and what is entered
 * is the whole.
 *
 * @param pattern the `as_pattern`
 */
export function enteredExpression(pattern: SyntaxNode): SyntaxNode | null {
  return pattern.parent?.kind === "conditional_expression" ? pattern.parent : (pattern.namedChildren[0] ?? null);
}
