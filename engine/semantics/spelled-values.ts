import type { SpelledValue } from "../knowledge/struct-values.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { integerValue, isBytesLiteral, stringPrefix, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Builtin functions of Python 3 that give a str whatever they are given. */
const TEXT_FUNCTIONS = new Set(["ascii", "bin", "chr", "hex", "oct", "repr", "str"].map((name) => `builtins.${name}`));
/** Methods of str that give a str. */
const TEXT_METHODS = new Set([
  "center",
  "format",
  "join",
  "ljust",
  "lower",
  "replace",
  "rjust",
  "strip",
  "upper",
  "zfill",
]);

/**
 * What an expression is, if the text spells it out, here or where a constant gets its value.
 *
 * Of text that is put together only the kind is known.
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
      return model.target.major >= 3 && isText(node, model) ? { kind: "text" } : null;
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
  return (
    parts.some((part) => stringPrefix(part).includes("u")) ||
    model.imports.some(
      ({ module, names }) => module === "__future__" && names.some(({ member }) => member === "unicode_literals"),
    )
  );
}

/** Whether an expression of Python 3 is put together in a way that can only give a str. */
function isText(expression: SyntaxNode, model: Model): boolean {
  for (let node: SyntaxNode | null = unparenthesized(expression); node !== null; ) {
    switch (node.kind) {
      case "string":
      case "concatenated_string":
        return !isBytesLiteral(node);
      case "binary_operator": {
        const operator = node.field("operator")?.text;
        if (operator !== "+" && operator !== "%" && operator !== "*") return false;
        const left: SyntaxNode | null = node.field("left");
        node = left === null ? null : unparenthesized(left);
        break;
      }
      case "call": {
        const call = model.callAt(node);
        if (call?.name !== null && call?.name !== undefined)
          return TEXT_FUNCTIONS.has(call.name) && call.arguments.length > 0;
        if (call?.receiver === null || !TEXT_METHODS.has(call?.method ?? "")) return false;
        node = call === null ? null : unparenthesized(call.receiver);
        break;
      }
      default:
        return false;
    }
  }
  return false;
}
