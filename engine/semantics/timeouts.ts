import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

/** How programs call a time-out: `timeout`, `self._timeout`, `READ_TIMEOUT`. */
const TIMEOUT_NAME = /(?:^|_)time_?out$/i;

/**
 * How it can be told that an expression is a number of seconds and no truth value.
 *
 * - `number`: it is one, or a constant that is; 0 and 1 may be truth values, and negative numbers are not understood
 * - `name`: it is called a time-out, and may be anything
 */
export type TimeoutEvidence = { readonly kind: "number"; readonly isFloat: boolean } | { readonly kind: "name" };

/** What tells that an expression is a time-out, or null when it may well be a truth value. */
export function timeoutEvidence(expression: SyntaxNode, model: Model): TimeoutEvidence | null {
  const node = constantOf(expression, model);
  const integer = integerValue(node);
  if (integer !== null && integer > 1n) return { kind: "number", isFloat: false };
  if (node.kind === "float") {
    // Nobody writes a truth value with a point, and 0.0 does what a time-out of 0 does.
    return Number(node.text.replace(/_/g, "")) > 0 ? { kind: "number", isFloat: true } : null;
  }
  const isKnown = node.kind === "true" || node.kind === "false" || (integer !== null && integer !== 1n);
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  const isNamed = name?.kind === "identifier" && TIMEOUT_NAME.test(name.text);
  return isNamed && !isKnown ? { kind: "name" } : null;
}

/** Whether an expression is written as False or 0. */
export function isFalse(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  return node.kind === "false" || integerValue(node) === 0n;
}

/** Whether an expression is a number, here or where its name gets its value. */
export function isNumber(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  return node.kind === "float" || integerValue(node) !== null;
}
