import type { SyntaxNode } from "../syntax/tree.js";
import { stringValue, unparenthesized } from "./literals.js";

/** Whether an `if` statement asks, by itself, whether the module is the program: `if __name__ == "__main__":`. */
export function isMainGuard(statement: SyntaxNode): boolean {
  const condition = statement.kind === "if_statement" ? statement.field("condition") : null;
  const comparison = condition === null ? null : unparenthesized(condition);
  if (comparison?.kind !== "comparison_operator" || comparison.token("==") === null) return false;
  const sides = comparison.namedChildren;
  return (
    sides.length === 2 &&
    sides.some(({ kind, text }) => kind === "identifier" && text === "__name__") &&
    sides.some((side) => stringValue(side) === "__main__")
  );
}

/** Whether code only runs when the module is the program. */
export function isInMainGuard(node: SyntaxNode): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    if (child.fieldName === "consequence" && isMainGuard(parent)) return true;
  }
  return false;
}
