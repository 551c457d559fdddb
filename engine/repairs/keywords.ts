import type { Call } from "../semantics/call.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/** The edit that passes an argument by another keyword, or by keyword where it was passed by position. */
export function passByKeyword(call: Call, value: SyntaxNode, keyword: string): TextEdit | null {
  const argument = call.arguments.find((each) => each.value === value);
  if (argument === undefined || argument.unpacks !== null) return null;
  const name = argument.keyword === null ? null : argument.node.field("name");
  if (name !== null) return { span: name, replacement: keyword };
  return { span: { start: value.start, end: value.start }, replacement: `${keyword}=` };
}

/** The edit that adds an argument, `name=value`, behind those that a call has; null where what stands there leaves no place. */
export function addArgument(call: Call, argument: string): TextEdit | null {
  const list = call.node.field("arguments");
  const end = list?.kind === "argument_list" ? list.token(")") : null;
  if (list == null || end === null || call.arguments.some(({ unpacks }) => unpacks === "**")) return null;
  const last = call.arguments.at(-1)?.node;
  // A generator that is the only argument has no parentheses of its own, and needs them beside another.
  if (last?.kind === "generator_expression" && last.start === list.start) return null;
  const at = last?.end ?? list.start + 1;
  return { span: { start: at, end: at }, replacement: last === undefined ? argument : `, ${argument}` };
}
