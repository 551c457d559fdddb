import type { SyntaxNode, SyntaxTree } from "../../engine/syntax/tree.js";

const LONGEST_TEXT = 60;

/**
 * A tree as indented lines: field, kind, place from 1, and the text of nodes without children.
 *
 * @param from first line to show, counted from 0; nodes that touch none of the lines are left out.
 * @param to last line to show.
 */
export function renderTree(tree: SyntaxTree, from = 0, to = Number.POSITIVE_INFINITY): string {
  const { parent, last, count } = tree.columns;
  const depths: number[] = [];
  const lines: string[] = [];
  for (let row = 0; row < count; ) {
    const node = tree.node(row);
    const [begin, end] = [tree.source.positionAt(node.start), tree.source.positionAt(node.end)];
    if (begin.line > to || end.line < from) {
      row = last[row] as number;
      continue;
    }
    const depth = row === 0 ? 0 : (depths[parent[row] as number] as number) + 1;
    depths[row] = depth;
    const place = `${begin.line + 1}:${begin.column + 1}-${end.line + 1}:${end.column + 1}`;
    lines.push(`${"  ".repeat(depth)}${describe(node)}  [${place}]${textOf(node)}`);
    row++;
  }
  return lines.join("\n");
}

function describe(node: SyntaxNode): string {
  const field = node.fieldName === undefined ? "" : `${node.fieldName}: `;
  return field + (node.isNamed ? node.kind : JSON.stringify(node.kind));
}

function textOf(node: SyntaxNode): string {
  if (node.children.length > 0 || !node.isNamed) return "";
  const text = JSON.stringify(node.text);
  return `  ${text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text}`;
}
