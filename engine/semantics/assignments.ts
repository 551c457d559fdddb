import type { SyntaxNode } from "../syntax/tree.js";
import type { Binding } from "./scopes.js";

/** The expression a plain assignment gives to its name: of `a = b = value` the value; null for unpacked targets. */
export function directValue(binding: Binding): SyntaxNode | null {
  if (binding.site.field("left") !== binding.name) return null;
  return assignedValue(binding.site);
}

/** The right-most side of an assignment, behind all of `a = b = ...`. */
export function assignedValue(assignment: SyntaxNode): SyntaxNode | null {
  let value = assignment.field("right");
  while (value?.kind === "assignment") value = value.field("right");
  return value;
}
