import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";

/** What a `with` statement says that its body is to fail: unittest's and pytest's ways, and the library's to let it pass. */
const EXPECTING = /(?:^|\.)(?:assertRaises\w*|raises|suppress)$/;

/**
 * Whether the code around a node says by name that it reckons with one of some builtin exceptions just there: a `try` that
 * catches it, or a `with` that waits for it. To catch all exceptions is no such word.
 */
export function isExpected(node: SyntaxNode, errors: readonly string[], model: Model): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    // What a function's body raises is not raised where the function stands.
    if (parent.kind === "function_definition" || parent.kind === "lambda") return false;
    if (child.fieldName !== "body") continue;
    if (parent.kind === "try_statement") {
      const clauses = parent.children.filter(({ kind }) => kind === "except_clause");
      if (clauses.some((clause) => names(clause.fieldAll("value")[0] ?? null, errors, model))) return true;
    } else if (parent.kind === "with_statement") {
      const calls = parent.children.find(({ kind }) => kind === "with_clause")?.descendants("call") ?? [];
      if (calls.some((call) => waitsFor(call, errors, model))) return true;
    }
  }
  return false;
}

function waitsFor(call: SyntaxNode, errors: readonly string[], model: Model): boolean {
  return EXPECTING.test(call.field("function")?.text ?? "") && names(call.field("arguments"), errors, model);
}

/** Whether an expression, or anything in it, stands for one of the exceptions. */
function names(expression: SyntaxNode | null, errors: readonly string[], model: Model): boolean {
  if (expression === null) return false;
  const all = expression.kind === "identifier" ? [expression] : expression.descendants("identifier");
  return all.some((each) => errors.some((error) => model.qualifiedName(each) === `builtins.${error}`));
}
