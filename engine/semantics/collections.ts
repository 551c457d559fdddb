import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";
import { containerOf } from "./none-results.js";
import type { Value } from "./value.js";

/**
 * What can be done with a collection: whether it has an order and numbers for its items, and whether they can be put elsewhere.
 *
 * - `keys`: a view of keys or items, which is like a set; `values`: one of values, which is not
 * - `iterator`: what gives its items once, and knows no length
 * - `fixed`: what has an order that cannot be changed, as tuples and texts
 */
export type CollectionKind = "set" | "dict" | "keys" | "values" | "iterator" | "fixed";

/** A kind with words for it, with its article. */
export interface Collection {
  readonly kind: CollectionKind;
  readonly inWords: string;
}

const LAZY_IN_PYTHON3 = new Set(["filter", "map", "zip"].map((name) => `builtins.${name}`));
const ALWAYS_LAZY =
  /^(?:builtins\.(?:enumerate|iter|reversed)|itertools\.(?!tee\b)\w+|os\.(?:scandir|walk)|re\.finditer|glob\.iglob)$/;
const SETS = new Set(["builtins.frozenset", "builtins.set"]);
const DICTS = new Set(
  "builtins.dict builtins.globals builtins.locals collections.Counter collections.OrderedDict collections.defaultdict".split(
    " ",
  ),
);
const VIEWS = new Set(["keys", "values", "items"]);

/** The kind of collection without an order, or with one that cannot be changed, that an expression certainly is; null for others. */
export function collectionOf(expression: SyntaxNode, model: Model): Collection | null {
  let agreed: Collection | null = null;
  for (const value of model.valuesOf(expression)) {
    const found = collectionOfValue(value, model);
    if (found === null || (agreed !== null && agreed.kind !== found.kind)) return null;
    agreed = found;
  }
  return agreed;
}

function collectionOfValue(value: Value, model: Model): Collection | null {
  if (value.kind === "literal") return ofDisplay(value.node);
  if (value.kind !== "call") return null;
  const call = model.callAt(value.node);
  const { name } = value;
  const isPython3 = model.target.major >= 3;
  if (call?.callee.text === "xrange" && model.variableOf(call.callee) === undefined) return fixed("a range");
  if (name === null) return call === null ? null : ofMethod(call, model);
  if (SETS.has(name)) return { kind: "set", inWords: "a set" };
  if (DICTS.has(name)) return { kind: "dict", inWords: "a dictionary" };
  if (name === "builtins.range") return isPython3 ? fixed("a range") : null;
  if (name === "builtins.tuple") return fixed("a tuple");
  if (name === "builtins.str" || name === "builtins.input") return isPython3 ? fixed("a text") : null;
  const isLazy = ALWAYS_LAZY.test(name) || (isPython3 && LAZY_IN_PYTHON3.has(name));
  return isLazy ? iterator : null;
}

const iterator: Collection = { kind: "iterator", inWords: "an iterator" };
const fixed = (inWords: string): Collection => ({ kind: "fixed", inWords });

function ofDisplay(node: SyntaxNode): Collection | null {
  switch (node.kind) {
    case "set":
    case "set_comprehension":
      return { kind: "set", inWords: "a set" };
    case "dictionary":
    case "dictionary_comprehension":
      return { kind: "dict", inWords: "a dictionary" };
    case "generator_expression":
      return { kind: "iterator", inWords: "a generator" };
    case "tuple":
      return fixed("a tuple");
    case "string":
    case "concatenated_string":
      return stringValue(node) === null ? null : fixed("a text");
    default:
      return null;
  }
}

/** In Python 2 these methods give lists. */
function ofMethod({ receiver, method, arguments: given }: Call, model: Model): Collection | null {
  if (receiver === null || method === null || !VIEWS.has(method) || given.length > 0 || model.target.major < 3)
    return null;
  const isDict = containerOf(receiver, model) === "dict" || collectionOf(receiver, model)?.kind === "dict";
  if (!isDict && model.qualifiedName(receiver) !== "os.environ") return null;
  return { kind: method === "values" ? "values" : "keys", inWords: `a view of a dictionary's ${method}` };
}
