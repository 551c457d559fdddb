import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import { stringPrefix, unparenthesized } from "./literals.js";

/** What may have a docstring: a module, class or function. */
export const DOCUMENTED = ["module", "class_definition", "function_definition"] as const;

/** The statement that would be the docstring of a module, class or function; null for an empty one. */
export function firstStatement(definition: SyntaxNode): SyntaxNode | null {
  const body = definition.kind === "module" ? definition : definition.field("body");
  return body?.namedChildren[0] ?? null;
}

/** The literal that is the docstring of a module, class or function; null where Python sees none. */
export function docstringOf(definition: SyntaxNode, target: PythonVersion): SyntaxNode | null {
  const statement = firstStatement(definition);
  return statement === null ? null : plainText(statement, target);
}

/** The literal of a statement that is nothing but a text, so that it would be a docstring as the first of its block. */
export function plainText(statement: SyntaxNode, target: PythonVersion): SyntaxNode | null {
  const [only, ...others] = statement.kind === "expression_statement" ? statement.namedChildren : [];
  if (only === undefined || others.length > 0 || statement.token(",") !== null) return null;
  const literal = unparenthesized(only);
  const parts = literal.kind === "concatenated_string" ? literal.namedChildren : [literal];
  const isText = (part: SyntaxNode): boolean =>
    part.kind === "string" && (target.major > 2 ? /^[ru]*$/ : /^[rub]*$/).test(stringPrefix(part));
  return parts.every(isText) ? literal : null;
}
