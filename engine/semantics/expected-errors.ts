import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";

/** Functions and context managers of test suites that want an exception. */
const WANTS_ERROR = /raises|suppress|expect/i;

/**
 * Whether the code around a node says that it is to fail: `with self.assertRaises(...)`, `assertRaises(E, lambda: ...)`,
 * or a `try` that catches, by name, one of the exceptions.
 *
 * @param errors qualified names of the exceptions by which the failure would show
 */
export function isExpectedToFail(node: SyntaxNode, model: Model, errors: readonly string[]): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "function_definition":
      case "class_definition":
        return false;
      case "argument_list": {
        const callee = parent.parent?.field("function");
        if (callee && WANTS_ERROR.test(lastName(callee))) return true;
        break;
      }
      case "with_statement":
        if (child.fieldName === "body" && wantsError(parent)) return true;
        break;
      case "try_statement":
        if (child.fieldName === "body" && catches(parent, model, errors)) return true;
    }
  }
  return false;
}

function wantsError(statement: SyntaxNode): boolean {
  const clause = statement.children.find(({ kind }) => kind === "with_clause");
  return (clause?.namedChildren ?? []).some((item) => {
    const value = item.field("value");
    const call = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
    const callee = call?.field("function");
    return callee !== null && callee !== undefined && WANTS_ERROR.test(lastName(callee));
  });
}

function catches(statement: SyntaxNode, model: Model, errors: readonly string[]): boolean {
  return statement.children
    .filter(({ kind }) => kind === "except_clause")
    .some((clause) => {
      const value = clause.fieldAll("value")[0];
      const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
      const each = caught?.kind === "tuple" ? caught.namedChildren : caught === undefined ? [] : [caught];
      return each.some((error) => errors.includes(model.qualifiedName(error) ?? ""));
    });
}

function lastName(callee: SyntaxNode): string {
  return (callee.kind === "attribute" ? callee.field("attribute") : callee)?.text ?? "";
}
