import { NodeFlag } from "../syntax/arena.js";
import type { SyntaxNode } from "../syntax/tree.js";

/** What may stand between the words of `not in`. */
const SPACES = /\s+/g;

/** One operator of a comparison with what stands on its sides. */
export interface Comparison {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

/** The comparisons that a node of kind `comparison_operator` makes, with the two sides of each operator: `a < b < c` has two. */
export function comparisonsIn(comparison: SyntaxNode): Comparison[] {
  const pairs: Comparison[] = [];
  const { tree, row: first } = comparison;
  const { last, flags } = tree.columns;
  let left: SyntaxNode | null = null;
  let operator = "";
  for (let row = first + 1; row < (last[first] as number); row = last[row] as number) {
    if (((flags[row] as number) & NodeFlag.extra) !== 0) continue;
    // Of an operator, no node is made.
    if (tree.fieldOf(row) === "operators") operator = tree.textOf(row).replace(SPACES, " ");
    else {
      const right = tree.node(row);
      if (left !== null) pairs.push({ left, operator, right });
      left = right;
    }
  }
  return pairs;
}
