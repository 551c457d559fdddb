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
export function headedNodeAt(tree: SyntaxTree, offset: number): SyntaxNode | null {
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
export function headerEnd(statement: SyntaxNode): number {
  const inner = statement.field("definition") ?? statement;
  const body = inner.children.find(({ kind }) => kind === "block");
  return body === undefined ? statement.end : Math.max(statement.start, body.start - 1);
}
