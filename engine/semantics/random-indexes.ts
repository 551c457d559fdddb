import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Methods that change how long a list is. */
const RESIZES = new Set("append clear extend insert pop remove".split(" "));

/** Of `len(x)`, the `x` where that is a name or an attribute; null for anything else. */
export function lengthOf(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const call = model.callAt(unparenthesized(expression));
  const [measured, ...others] = call?.positional ?? [];
  if (call?.name !== "builtins.len" || measured === undefined || others.length > 0) return null;
  return measured.kind === "identifier" || measured.kind === "attribute" ? measured : null;
}

/**
 * The places where a number is the index of a list, here or through a name that stands for nothing else: `x[i]`, `x.pop(i)`.
 *
 * None where the name is used in any other way, or the list may have another length by then.
 */
export function indexUsesOf(index: SyntaxNode, list: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const direct = indexed(index, list);
  if (direct !== null) return [direct];
  const statement = index.parent;
  const name = statement?.kind === "assignment" && statement.field("right") === index ? statement.field("left") : null;
  const variable = name?.kind === "identifier" ? model.variableOf(name) : undefined;
  if (name === null || variable === undefined || variable.bindings.length > 1 || statement === null) return [];
  const reads = variable.references.filter((reference) => reference !== name);
  const uses = reads.map((read) => indexed(read, list));
  const isOnlyIndex = uses.every((use) => use !== null) && !isResized(list, model);
  return isOnlyIndex ? uses.filter((use) => use !== null) : [];
}

/** `list[index]` or `list.pop(index)`. */
function indexed(index: SyntaxNode, list: SyntaxNode): SyntaxNode | null {
  const { parent } = index;
  if (parent?.kind === "subscript") {
    const isIndex = parent.fieldAll("subscript").length === 1 && parent.field("value") !== index;
    return isIndex && parent.field("value")?.text === list.text ? parent : null;
  }
  const call = parent?.kind === "argument_list" ? parent.parent : null;
  return call?.field("function")?.text === `${list.text}.pop` ? call : null;
}

/** Whether the function, or the module, has something that makes the list longer or shorter. */
function isResized(list: SyntaxNode, model: Model): boolean {
  const calls = model.scopeAt(list).node.descendants("call");
  return calls.some((call) => {
    const callee = call.field("function");
    const isOn = callee?.kind === "attribute" && callee.field("object")?.text === list.text;
    return isOn && RESIZES.has(callee.field("attribute")?.text ?? "") && callee.field("attribute")?.text !== "pop";
  });
}
