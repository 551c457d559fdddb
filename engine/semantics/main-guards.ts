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
