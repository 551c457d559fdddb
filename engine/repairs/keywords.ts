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
