import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { hasLinesForItself, linesOf } from "./blocks.js";

/** The edit that puts a statement behind another one: on a line of its own or, where that one shares its line, there too. */
export function insertStatementBehind(statement: SyntaxNode, text: string): TextEdit {
  const { source } = statement.tree;
  const { lines } = source;
  const endOfLine = lines.endOf(lines.lineAt(statement.end));
  const rest = source.text.slice(statement.end, endOfLine);
  const before = source.text.slice(lines.startOf(lines.lineAt(statement.start)), statement.start);
  const hasOwnLine = before.trim() === "" && /^\s*(?:#.*)?$/.test(rest);
  const position = hasOwnLine ? endOfLine : statement.end;
  const replacement = hasOwnLine ? `${source.lineBreak}${source.indentationAt(statement.start)}${text}` : `; ${text}`;
  return { span: { start: position, end: position }, replacement };
}

/**
 * The edits that move a statement in front of an earlier one of the same block. Null where one of them shares its lines with something
 * else, or goes over several: what stands between them stays where it is.
 */
export function moveBefore(statement: SyntaxNode, earlier: SyntaxNode): TextEdit[] | null {
  const { source } = statement.tree;
  if (statement.parent !== earlier.parent || earlier.row >= statement.row) return null;
  if (!hasLinesForItself(statement) || !hasLinesForItself(earlier) || /[\r\n]/.test(statement.text)) return null;
  const replacement = `${statement.text}${source.lineBreak}${source.indentationAt(earlier.start)}`;
  return [
    { span: { start: earlier.start, end: earlier.start }, replacement },
    { span: linesOf(statement), replacement: "" },
  ];
}
