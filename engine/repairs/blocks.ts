import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";

/** Whether a statement has its lines for itself, without a comment or another statement beside it. */
export function hasLinesForItself({ start, end, tree }: SyntaxNode): boolean {
  const { lines, text } = tree.source;
  const before = text.slice(lines.startOf(lines.lineAt(start)), start);
  return before.trim() === "" && text.slice(end, lines.endOf(lines.lineAt(end))).trim() === "";
}

/** The lines of a statement that has them for itself, with the line break before them. */
export function linesOf({ start, end, tree }: SyntaxNode): Span {
  const { lines } = tree.source;
  const line = lines.lineAt(start);
  return line === 0 ? { start: 0, end } : { start: lines.endOf(line - 1), end };
}

/** By how much the lines of a statement's block stand further in than what the block belongs to. */
export function indentStep(statement: SyntaxNode): string {
  const { source } = statement.tree;
  const own = source.indentationAt(statement.start);
  const outer = source.indentationAt(statement.parent?.parent?.start ?? statement.start);
  return own.length > outer.length && own.startsWith(outer) ? own.slice(outer.length) : "    ";
}

/**
 * Puts everything between two statements of a block, comments too, one step further in.
 *
 * Null where text in several lines would change, or where something stands in the lines of the two statements.
 */
export function indentBetween(first: SyntaxNode, last: SyntaxNode): TextEdit[] | null {
  const { source } = first.tree;
  const { lines, text } = source;
  if (!hasLinesForItself(first) || !hasLinesForItself(last)) return null;
  const from = lines.lineAt(first.end) + 1;
  const until = lines.lineAt(last.start);
  const holdsLongText = first.parent
    ?.descendants("string")
    .some(({ start, end }) => start > first.end && end < last.start && lines.lineAt(start) !== lines.lineAt(end));
  if (holdsLongText !== false) return null;
  const step = indentStep(first);
  const edits: TextEdit[] = [];
  for (let line = from; line < until; line++) {
    const start = lines.startOf(line);
    if (text.slice(start, lines.endOf(line)).trim() !== "")
      edits.push({ span: { start, end: start }, replacement: step });
  }
  return edits;
}
