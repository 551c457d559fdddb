import type { Call } from "../semantics/call.js";
import type { Use } from "../semantics/uses.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/** `x = f(x)` as `f(x)`: the edits where the result only takes the place of what was changed; else null. */
export function withoutStore(use: Use, call: Call, changed: SyntaxNode): TextEdit[] | null {
  const statement = plainStore(use, call.node);
  if (statement === null || statement.field("left")?.text !== changed.text) return null;
  return [{ span: { start: statement.start, end: call.node.start }, replacement: "" }];
}

/** `t = T(...).start()` as two statements, the second with the method of the stored object; null where that cannot be. */
export function storedBefore(use: Use, call: Call): TextEdit[] | null {
  const statement = plainStore(use, call.node);
  const target = statement?.field("left") ?? null;
  const { receiver, callee } = call;
  const name = callee.field("attribute");
  if (statement === null || target === null || name === null || receiver?.kind !== "call" || !isNameLike(target))
    return null;
  const { text } = callee.tree.source;
  if (!/^[\s\\]*\.\s*$/.test(text.slice(receiver.end, name.start))) return null;
  const replacement = `${separator(statement)}${target.text}.${text.slice(name.start, call.node.end)}`;
  return [{ span: { start: receiver.end, end: call.node.end }, replacement }];
}

/** `for x in f(xs):` and `return f(xs)` with the call as a statement before, and `xs` in its place; null elsewhere. */
export function calledBefore(use: Use, call: Call, changed: SyntaxNode): TextEdit[] | null {
  if (use.kind !== "returned" && !(use.kind === "looped" && use.statement.kind === "for_statement")) return null;
  const { statement } = use;
  const value = statement.kind === "for_statement" ? statement.field("right") : statement.namedChildren[0];
  const isWhole = value === call.node && isNameLike(changed) && !statement.token("async");
  if (!isWhole) return null;
  const before = `${call.node.text}${separator(statement)}`;
  return [
    { span: { start: statement.start, end: statement.start }, replacement: before },
    { span: call.node, replacement: changed.text },
  ];
}

/** The assignment that is a statement of its own and gives the call's result to one plain target; else null. */
function plainStore(use: Use, call: SyntaxNode): SyntaxNode | null {
  if (use.kind !== "stored" || use.statement.kind !== "assignment" || use.statement.field("right") !== call)
    return null;
  const { statement } = use;
  const isAlone = statement.parent?.kind === "expression_statement" && statement.field("type") === null;
  return isAlone ? statement : null;
}

/** Whether writing an expression twice is the same as writing it once. */
export function isNameLike(expression: SyntaxNode): boolean {
  let node: SyntaxNode | null = expression;
  while (node?.kind === "attribute") node = node.field("object");
  return node?.kind === "identifier";
}

/** What parts a statement from one put before or after it: a new line like its own or, where it shares one, `; `. */
function separator(statement: SyntaxNode): string {
  const { source } = statement.tree;
  const line = source.text.slice(source.lines.startOf(source.lines.lineAt(statement.start)), statement.start);
  return /^[\s\uFEFF]*$/.test(line) ? `${source.lineBreak}${line.replace(/\uFEFF/g, "")}` : "; ";
}
