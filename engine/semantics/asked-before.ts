import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";

/** A question whether something is there, which decides whether a call is made. */
export interface AskedBefore {
  readonly statement: SyntaxNode;
  readonly condition: SyntaxNode;
  /** `exists`, `isfile`, `is_dir`, ... */
  readonly question: string;
  /** Whether nothing else depends on the answer, and no comment stands there. */
  readonly isAlone: boolean;
}

/** What asks whether a file or folder is there. */
const QUESTIONS = /^os\.path\.(?:exists|lexists|isfile|isdir|islink)$/;
const METHODS = /^(?:exists|is_file|is_dir|is_symlink)$/;

/**
 * The `if` without `else` that asks for the path a call works on, right before the call.
 *
 * @param path the path that the call is given, or the object whose method it is
 * @param isThere whether the call is made if something is there, or if nothing is
 */
export function askedBefore(call: Call, path: SyntaxNode, isThere: boolean, model: Model): AskedBefore | null {
  const own = call.node.parent;
  const block = own?.kind === "expression_statement" ? own.parent : null;
  const statement = block?.parent;
  if (own === null || block == null || statement?.kind !== "if_statement" || block.fieldName !== "consequence")
    return null;
  if (block.namedChildren[0] !== own || statement.field("alternative") !== null) return null;
  const condition = statement.field("condition");
  const asked = condition === null ? null : questionOf(condition, isThere, model);
  if (condition === null || asked === null || asked.path.text !== path.text) return null;
  const isAlone = block.namedChildren.length === 1 && statement.descendants("comment").length === 0;
  return { statement, condition, question: asked.question, isAlone };
}

function questionOf(
  condition: SyntaxNode,
  isThere: boolean,
  model: Model,
): { readonly path: SyntaxNode; readonly question: string } | null {
  const node = isThere ? condition : condition.kind === "not_operator" ? condition.field("argument") : null;
  const call = node === null ? null : model.callAt(node);
  if (call === null) return null;
  const path = QUESTIONS.test(call.name ?? "") ? call.argument(0, null) : undefined;
  if (path !== undefined) return { path, question: call.name?.replace(/^.*\./, "") ?? "" };
  const { method, receiver } = call;
  const isMethod = method !== null && METHODS.test(method) && call.arguments.length === 0;
  return isMethod && receiver !== null ? { path: receiver, question: method } : null;
}
