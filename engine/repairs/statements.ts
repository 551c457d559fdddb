import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { hasLinesForItself, linesOf } from "./blocks.js";

/** The edit that puts a statement behind another one: on a line of its own or, where that one shares its line, there too. */
export function insertStatementBehind(statement: SyntaxNode, text: string): TextEdit {
  const { source } = statement.tree;
  const { lines } = source;
  const endOfLine = lines.endOf(lines.lineAt(statement.end));
  const rest = source.text.slice(statement.end, endOfLine);
  const hasOwnLine = startsLine(statement) && /^\s*(?:#.*)?$/.test(rest);
  const position = hasOwnLine ? endOfLine : statement.end;
  const replacement = hasOwnLine ? `${source.lineBreak}${source.indentationAt(statement.start)}${text}` : `; ${text}`;
  return { span: { start: position, end: position }, replacement };
}

/** The edit that puts statements before another one: on lines of their own or, where that one does not begin its line, there too. */
export function insertStatementBefore(statement: SyntaxNode, ...texts: readonly string[]): TextEdit {
  const { source } = statement.tree;
  const { start } = statement;
  const separator = startsLine(statement) ? `${source.lineBreak}${source.indentationAt(start)}` : "; ";
  return { span: { start, end: start }, replacement: texts.map((text) => text + separator).join("") };
}

function startsLine({ start, tree: { source } }: SyntaxNode): boolean {
  return source.text.slice(source.lines.startOf(source.lines.lineAt(start)), start).trim() === "";
}

/** The statement of a block that an expression is evaluated in, before anything else that a loop or branch repeats or skips; or null. */
export function statementAround(expression: SyntaxNode): SyntaxNode | null {
  for (let node: SyntaxNode | null = expression; node?.parent != null; node = node.parent) {
    const { kind } = node.parent;
    if (kind === "lambda" || kind === "while_statement" || kind === "elif_clause" || kind === "decorator") return null;
    if (kind === "block" || kind === "module") return node;
  }
  return null;
}

/**
 * The edits that move a statement in front of an earlier one of the same block. Null where one of them shares its lines with something
 * else, or goes over several: what stands between them stays where it is.
 */
export function moveBefore(statement: SyntaxNode, earlier: SyntaxNode): TextEdit[] | null {
  if (statement.parent !== earlier.parent || earlier.row >= statement.row) return null;
  if (!hasLinesForItself(statement) || !hasLinesForItself(earlier) || /[\r\n]/.test(statement.text)) return null;
  return [insertStatementBefore(earlier, statement.text), { span: linesOf(statement), replacement: "" }];
}
