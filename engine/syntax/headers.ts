import type { SyntaxNode, SyntaxTree } from "./tree.js";

/** Parts of a compound statement that begin with a line of their own. */
const CLAUSES: ReadonlySet<string> = new Set([
  "case_clause",
  "elif_clause",
  "else_clause",
  "except_clause",
  "except_group_clause",
  "finally_clause",
]);

/** The innermost statement, or clause of one, that begins at an offset or goes over it; null outside of all. */
function headedNodeAt(tree: SyntaxTree, offset: number): SyntaxNode | null {
  let node: SyntaxNode | null = tree.nodeAt({ start: offset, end: offset + 1 });
  while (node !== null && !isHeaded(node)) node = node.parent;
  return node;
}

/** Whether a node is a statement or a clause of one. */
function isHeaded(node: SyntaxNode): boolean {
  const parent = node.parent?.kind;
  return parent === "block" || parent === "module" || CLAUSES.has(node.kind);
}

/** The end of a simple statement; of a compound one and of a clause, the end of its header. */
function headerEnd(statement: SyntaxNode): number {
  const { children } = statement.field("definition") ?? statement;
  const body = children.findIndex(({ kind }) => kind === "block");
  if (body < 0) return statement.end;
  // Comments behind the header and below it are children, too.
  return children.slice(0, body).findLast((child) => !child.isExtra)?.end ?? statement.start;
}

/** Some lines of a text by their numbers, the last one included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/**
 * The lines of the statement, or of the header of a compound one, that goes over an offset: whole lines, with whatever
 * else begins, ends or goes on in them. Of a decorated definition all decorators and the header.
 */
export function logicalLinesAt(tree: SyntaxTree, offset: number): Lines {
  const { lines } = tree.source;
  const around = (at: number): Lines => {
    const node = headedNodeAt(tree, at);
    if (node === null) return { first: lines.lineAt(at), last: lines.lineAt(at) };
    return { first: lines.lineAt(node.start), last: lines.lineAt(Math.max(node.start, headerEnd(node) - 1)) };
  };
  let { first, last } = around(offset);
  for (;;) {
    const above = Math.min(around(codeStart(tree, first)).first, isContinued(tree, first - 1) ? first - 1 : first);
    const end = codeEnd(tree, last);
    const below = Math.max(end === undefined ? last : around(end - 1).last, isContinued(tree, last) ? last + 1 : last);
    if (above >= first && below <= last) return { first, last };
    [first, last] = [Math.min(first, above), Math.max(last, below)];
  }
}

/** Where the first character of a line stands that is not white space; its end, if there is none. */
export function codeStart({ source: { lines } }: SyntaxTree, line: number): number {
  return lines.startOf(line) + (/^\s*/.exec(lines.textOf(line))?.[0].length ?? 0);
}

/** Where the code of a line ends, without a comment and the white space before it; undefined for a line without code. */
function codeEnd(tree: SyntaxTree, line: number): number | undefined {
  const { lines, text } = tree.source;
  const start = lines.startOf(line);
  let end = start + lines.textOf(line).trimEnd().length;
  if (end === start) return undefined;
  const node = tree.nodeAt({ start: end - 1, end });
  if (node.kind === "comment") end = start + text.slice(start, node.start).trimEnd().length;
  return end === start ? undefined : end;
}

/** Whether a backslash joins a line with the next one. */
export function isContinued(tree: SyntaxTree, line: number): boolean {
  const { lines } = tree.source;
  if (line < 0 || line >= lines.count - 1 || !lines.textOf(line).endsWith("\\")) return false;
  const end = lines.endOf(line);
  return tree.nodeAt({ start: end - 1, end }).kind !== "comment";
}
