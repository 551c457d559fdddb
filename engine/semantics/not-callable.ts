import { libraryMember, returnOf } from "../knowledge/library.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** Types of the library whose objects cannot be called. */
const NOT_CALLABLE: ReadonlySet<string> = new Set([
  ...[
    "None",
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "set",
    "str",
    "tuple",
  ],
]);

/** Whether nothing that an expression may stand for could be called. */
export function cannotBeCalled(expression: SyntaxNode, model: Model): boolean {
  const values = model.valuesOf(expression);
  return values.length > 0 && values.every((value) => isNotCallable(value, model));
}

function isNotCallable(value: Value, model: Model): boolean {
  switch (value.kind) {
    case "nothing":
    case "literal":
      return true;
    case "instance":
      return hasNoCall(value.definition, model);
    case "call": {
      if (value.name === null || libraryMember(value.name) === undefined) return false;
      const { names, isComplete } = returnOf(value.name, model.target);
      return isComplete && names.length > 0 && names.every((name) => NOT_CALLABLE.has(name));
    }
    default:
      return false;
  }
}

/** Whether the objects of a class certainly have no `__call__`. */
function hasNoCall(definition: SyntaxNode, model: Model): boolean {
  const { outside, isComplete } = model.classes.lineage(definition);
  const isKnown = isComplete && outside.every((name) => /^builtins\.(?:object|\w*(?:Error|Exception))$/.test(name));
  return isKnown && ["__call__", "__new__"].every((name) => model.classes.attribute(definition, name) === null);
}
