import { basesOf, returnOf } from "../knowledge/library.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** The types of literals by the kinds of their nodes, except strings, which Python 2 reads otherwise. */
const LITERALS: Readonly<Record<string, string>> = {
  dictionary: "dict",
  dictionary_comprehension: "dict",
  false: "bool",
  float: "float",
  generator_expression: "generator",
  integer: "int",
  list: "list",
  list_comprehension: "list",
  none: "None",
  set: "set",
  set_comprehension: "set",
  true: "bool",
  tuple: "tuple",
};

/** Classes of builtins that are called by name to make an object of them; `open` and others give something else. */
const CLASSES = /^(?:bool|bytearray|bytes|complex|dict|float|frozenset|int|list|set|str|tuple|range)$/;

/**
 * The type that everything an expression may stand for has, as the library names it (`datetime.datetime`, builtins without
 * their module, `generator` for generator expressions); null if that is not known.
 */
export function certainType(expression: SyntaxNode, model: Model): string | null {
  const content = model.contentOf(expression);
  if (content !== null) return content;
  const names = new Set(model.valuesOf(expression).map((value) => typeOfValue(value, model)));
  const [name] = names;
  return names.size === 1 ? (name ?? null) : null;
}

function typeOfValue(value: Value, model: Model): string | null {
  if (value.kind === "literal") return typeOfLiteral(value.node);
  if (value.kind !== "call" || value.name === null) return null;
  const name = value.name.replace(/^builtins\./, "");
  if (CLASSES.test(name) || basesOf(value.name).length > 0) return name;
  const { names, isComplete } = returnOf(value.name, model.target);
  const [only] = names;
  return isComplete && names.length === 1 && only !== undefined && basesOf(only).length < 9
    ? only.replace(/^builtins\./, "")
    : null;
}

function typeOfLiteral(node: SyntaxNode): string | null {
  if (node.kind === "string" || node.kind === "concatenated_string") return "str";
  return LITERALS[node.kind] ?? null;
}
