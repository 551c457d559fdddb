import type { Diagnostic } from "./diagnostics.js";
import { headedNodeAt, headerEnd } from "./syntax/headers.js";
import type { SyntaxNode, SyntaxTree } from "./syntax/tree.js";
import type { SourceFile } from "./text/source.js";
import type { Span } from "./text/span.js";

const COMMENT = /^#\s*faqlint:\s*ignore(-file)?\[([^\]]*)\]/;

interface Suppression {
  readonly rules: ReadonlySet<string>;
  /** Where findings are suppressed: those that begin inside. */
  readonly span: Span;
}

/**
 * Reads a file's suppressions and tells of each finding whether one covers it.
 *
 * `# faqlint: ignore[rule, ...] reason` behind code covers its statement's lines, on a line of its own the next
 * statement; `# faqlint: ignore-file[rule, ...]` covers the file.
 */
export function suppressionsOf(source: SourceFile, tree: SyntaxTree | undefined): (found: Diagnostic) => boolean {
  if (!source.text.includes("faqlint:")) return () => false;
  const suppressions = tree === undefined ? headSuppressions(source) : treeSuppressions(source, tree);
  return (found) =>
    suppressions.some(
      ({ rules, span }) => rules.has(found.rule) && span.start <= found.span.start && found.span.start <= span.end,
    );
}

function treeSuppressions(source: SourceFile, tree: SyntaxTree): Suppression[] {
  return tree.nodesOfKind("comment").flatMap((comment) => {
    const parsed = COMMENT.exec(comment.text);
    if (parsed === null) return [];
    const whole = { start: 0, end: source.text.length };
    return [{ rules: rulesOf(parsed), span: parsed[1] === undefined ? coveredBy(comment, source) : whole }];
  });
}

/** A file that was not parsed can only have findings about its first lines. */
function headSuppressions(source: SourceFile): Suppression[] {
  const found: Suppression[] = [];
  for (let line = 0; line < source.lines.count; line++) {
    const text = source.lines.textOf(line);
    const hash = text.indexOf("# faqlint:");
    const parsed = hash < 0 ? null : COMMENT.exec(text.slice(hash));
    if (parsed === null) continue;
    const span = { start: source.lines.startOf(line), end: source.lines.endOf(line) };
    found.push({
      rules: rulesOf(parsed),
      span: parsed[1] === undefined ? span : { start: 0, end: source.text.length },
    });
  }
  return found;
}

function rulesOf(parsed: RegExpExecArray): ReadonlySet<string> {
  return new Set((parsed[2] ?? "").split(",").map((name) => name.trim()));
}

function coveredBy(comment: SyntaxNode, source: SourceFile): Span {
  const { lines } = source;
  const line = lines.lineAt(comment.start);
  const isOwnLine = source.text.slice(lines.startOf(line), comment.start).trim() === "";
  const first = isOwnLine ? nextCodeLine(source, line + 1) : line;
  const start = lines.startOf(first);
  const codeStart = start + (/^[\s\uFEFF]*/.exec(lines.textOf(first))?.[0].length ?? 0);
  const statement = headedNodeAt(comment.tree, isOwnLine ? codeStart : firstCode(source, line));
  if (statement === null) return { start, end: lines.endOf(first) };
  const header = headerEnd(statement);
  return { start: lines.startOf(lines.lineAt(statement.start)), end: lines.endOf(lines.lineAt(header)) };
}

function firstCode(source: SourceFile, line: number): number {
  return source.lines.startOf(line) + (/^\s*/.exec(source.lines.textOf(line))?.[0].length ?? 0);
}

function nextCodeLine(source: SourceFile, from: number): number {
  let line = from;
  while (line < source.lines.count - 1 && /^\s*(?:#|$)/.test(source.lines.textOf(line))) line++;
  return line;
}
