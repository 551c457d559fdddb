import type { SyntaxNode } from "../syntax/tree.js";

/** One operator of a comparison with what stands on its sides. */
export interface Comparison {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

/** The comparisons that a node of kind `comparison_operator` makes, with the two sides of each operator: `a < b < c` has two. */
export function comparisonsIn(comparison: SyntaxNode): Comparison[] {
  const pairs: Comparison[] = [];
  let left: SyntaxNode | null = null;
  let operator = "";
  for (const child of comparison.children) {
    if (child.isExtra) continue;
    if (child.fieldName === "operators") operator = child.text.replace(/\s+/g, " ");
    else {
      if (left !== null) pairs.push({ left, operator, right: child });
      left = child;
    }
  }
  return pairs;
}
