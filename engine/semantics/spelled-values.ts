import type { SpelledValue } from "../knowledge/struct-values.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { integerValue, isBytesLiteral, stringPrefix, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";

/**
 * What an expression is, if the text spells it out, here or where a constant gets its value.
 *
 * Of text that a program puts together or is given only the kind is known.
 */
export function spelledValue(expression: SyntaxNode, model: Model): SpelledValue | null {
  const node = constantOf(expression, model);
  switch (node.kind) {
    case "integer":
    case "float":
    case "unary_operator":
      return number(node);
    case "string":
    case "concatenated_string":
      return string(node, model);
    case "true":
    case "false":
      return { kind: "boolean" };
    case "none":
      // A name that begins as None mostly gets its value from somewhere else.
      return node === unparenthesized(expression) ? { kind: "other" } : null;
    case "list":
    case "tuple":
    case "dictionary":
    case "set":
      return { kind: "other" };
    default:
      return model.contentOf(node) === "str" ? { kind: "text" } : null;
  }
}

function number(node: SyntaxNode): SpelledValue | null {
  const integer = integerValue(node);
  if (integer !== null) return { kind: "integer", value: integer };
  const [, sign = "", digits = "", imaginary] =
    /^([-+]?)\s*([\d._]*\d[\d._]*(?:[eE][-+]?\d+)?|\d+\.)([jJ]?)$/.exec(node.text) ?? [];
  if (digits === "") return null;
  return imaginary === "" ? { kind: "float", value: Number(sign + digits.replace(/_/g, "")) } : { kind: "complex" };
}

function string(node: SyntaxNode, model: Model): SpelledValue | null {
  const parts = node.kind === "concatenated_string" ? node.namedChildren : [node];
  if (!isBytesLiteral(node) && isUnicode(parts, model)) return { kind: "text" };
  const text = stringValue(node);
  // Beyond ASCII, the length of Python 2's strings depends on the encoding of the file.
  return text === null || /[\u0080-\uffff]/.test(node.text) ? null : { kind: "bytes", length: text.length };
}

function isUnicode(parts: readonly SyntaxNode[], model: Model): boolean {
  if (model.target.major >= 3) return true;
  return parts.some((part) => stringPrefix(part).includes("u")) || hasUnicodeLiterals(model);
}

const hasUnicodeLiterals = onceAFile(({ imports }) =>
  imports.some(
    ({ module, names }) => module === "__future__" && names.some(({ member }) => member === "unicode_literals"),
  ),
);
