import { headedNodeAt } from "../syntax/headers.js";
import type { SyntaxTree } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import type { SourceFile } from "../text/source.js";

const OWN_COMMENT = /#\s*faqlint:\s*ignore(?:-file)?\[([^\]]*)\]/;
/** What must stay in the first two lines of a file to be understood. */
const HEAD_COMMENT = /^\uFEFF?#!|^[ \t\f]*#.*?coding[:=]/;

/**
 * The edit after which a finding of a rule is no longer shown: a comment behind the line it begins on, or above its
 * statement where that line cannot end with one. A finding about a comment is ignored for the whole file.
 *
 * @param offset where the finding begins.
 * @param tree undefined for a file that was not parsed, since only its first lines can matter.
 */
export function ignoreEdit(rule: string, offset: number, source: SourceFile, tree: SyntaxTree | undefined): TextEdit {
  const { lines } = source;
  const line = lines.lineAt(offset);
  const comment = commentIn(line, source, tree);
  const above = line > 0 ? lines.textOf(line - 1) : "";
  for (const { text, start } of [
    { text: comment?.text ?? "", start: comment?.start ?? 0 },
    { text: /^\s*#/.test(above) ? above : "", start: lines.startOf(Math.max(0, line - 1)) },
  ]) {
    const own = OWN_COMMENT.exec(text);
    if (own === null) continue;
    const end = start + own.index + own[0].length - 1;
    return { span: { start: end, end }, replacement: own[1]?.trim() === "" ? rule : `, ${rule}` };
  }
  if (tree === undefined || (comment !== undefined && comment.start <= offset)) return ignoreInFile(rule, source);
  const end = lines.endOf(line);
  const isFree = comment === undefined && !source.text.slice(0, end).endsWith("\\") && !isInString(end, tree);
  if (isFree) {
    const code = source.text.slice(lines.startOf(line), end).trimEnd();
    const at = lines.startOf(line) + code.length;
    return { span: { start: at, end }, replacement: `  # faqlint: ignore[${rule}]` };
  }
  const statement = firstLineOfStatement(offset, tree);
  const start = lines.startOf(lines.lineAt(statement));
  return insertion(start, `${source.indentationAt(start)}# faqlint: ignore[${rule}]${source.lineBreak}`);
}

/** Below the lines that must come first, where a comment of its own can stand. */
function ignoreInFile(rule: string, source: SourceFile): TextEdit {
  const { lines } = source;
  let line = 0;
  while (line < Math.min(2, lines.count) && HEAD_COMMENT.test(lines.textOf(line))) line++;
  const text = `# faqlint: ignore-file[${rule}]`;
  if (line >= lines.count) return insertion(source.text.length, `${source.lineBreak}${text}`);
  const start = line === 0 && source.text.startsWith("\uFEFF") ? 1 : lines.startOf(line);
  return insertion(start, `${text}${source.lineBreak}`);
}

function insertion(at: number, replacement: string): TextEdit {
  return { span: { start: at, end: at }, replacement };
}

/** The comment that ends a line. */
function commentIn(
  line: number,
  { lines, text }: SourceFile,
  tree: SyntaxTree | undefined,
): { text: string; start: number } | undefined {
  const [start, end] = [lines.startOf(line), lines.endOf(line)];
  if (tree === undefined) {
    const hash = text.slice(start, end).indexOf("#");
    return hash < 0 ? undefined : { text: text.slice(start + hash, end), start: start + hash };
  }
  return tree.nodesOfKind("comment").findLast((comment) => start <= comment.start && comment.start < end);
}

/** Whether a place is inside a string that goes on behind it. */
function isInString(at: number, tree: SyntaxTree): boolean {
  const node = tree.nodeAt({ start: at, end: Math.min(at + 1, tree.source.text.length) });
  const string = node.kind === "string" ? node : node.enclosing("string");
  return string !== null && string.start < at && at < string.end;
}

/** Where a line begins whose first statement, or clause of one, goes over a place. */
function firstLineOfStatement(offset: number, tree: SyntaxTree): number {
  const { lines, text } = tree.source;
  for (let at = offset; ; ) {
    const statement = headedNodeAt(tree, at)?.start ?? at;
    const start = lines.startOf(lines.lineAt(statement));
    const code = start + text.slice(start, statement).search(/\S|$/);
    if (code === statement) return statement;
    // It stands behind `;` or the colon of a header: what begins the line may itself have begun on an earlier one.
    at = code;
  }
}
