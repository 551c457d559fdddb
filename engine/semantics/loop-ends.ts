import type { SyntaxNode } from "../syntax/tree.js";

/** What takes control out of a loop. */
const LEAVES = ["break_statement", "return_statement", "raise_statement"] as const;

/**
 * The `while` loop that ends only if a comparison comes out in one way; null where there is none.
 *
 * @param operator `!=` ends the loop of whose condition it is a part; `==` ends a `while True` from an `if` with `break`
 */
export function endedLoop(comparison: SyntaxNode, operator: "==" | "!="): SyntaxNode | null {
  const conjunction = outermostConjunction(comparison);
  const statement = conjunction.parent;
  if (statement === null || conjunction.fieldName !== "condition") return null;
  // Another part of the condition may end the loop.
  if (statement.kind === "while_statement")
    return operator === "!=" && conjunction === comparison && !hasOtherEnd(statement, null) ? statement : null;
  const body = statement.kind === "if_statement" ? statement.field("consequence") : null;
  const last = body?.namedChildren.filter(({ kind }) => kind !== "comment").at(-1);
  if (operator !== "==" || body === null || last === undefined || !LEAVES.some((kind) => kind === last.kind))
    return null;
  const loop = statement.parent?.parent;
  if (loop?.kind !== "while_statement" || !/^(?:True|1)$/.test(loop.field("condition")?.text ?? "")) return null;
  return hasOtherEnd(loop, last) ? null : loop;
}

/** The `and` of which a comparison is a part: the whole is false whenever it is. */
function outermostConjunction(comparison: SyntaxNode): SyntaxNode {
  let node = comparison;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    const isAnd = parent.kind === "boolean_operator" && parent.field("operator")?.text === "and";
    if (!isAnd && parent.kind !== "parenthesized_expression") break;
    node = parent;
  }
  return node;
}

function hasOtherEnd(loop: SyntaxNode, known: SyntaxNode | null): boolean {
  const body = loop.field("body");
  return body?.descendants(...LEAVES).some((node) => node !== known) ?? false;
}
