import { libraryMember, returnOf } from "../../engine/knowledge/library.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { RAISES_WORDS, raisesAssertionOf } from "../../engine/semantics/raises-assertions.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** Types of the library whose objects cannot be called. */
const NOT_CALLABLE = new Set([
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
]);

/**
 * `assertRaises(E, f())` calls `f` first: the exception comes before `assertRaises` is there to wait for it, or the result
 * is then called in place of the function.
 *
 * Found where the argument is a call whose result is certainly nothing that could be called.
 */
export default defineRule({
  name: "assertraises-called",
  question: "testing",
  summary: "an `assertRaises(E, f())` that calls the function before it can wait for the exception",
  severity: "error",
  fix: "safe",
  messages: {
    called:
      "`{call}` runs before `{assertion}` is called, which cannot catch what it raises: pass the function and its arguments",
  },
  on: (when) =>
    when.nodes("call", { anyOf: RAISES_WORDS }, (node, { model, report }) => {
      const call = model.callAt(node);
      const assertion = call === null ? null : raisesAssertionOf(call, model);
      if (call === null || assertion === null) return;
      const given = call.positional[assertion.functionAt];
      const inner = given?.kind === "call" ? model.callAt(given) : null;
      if (given === undefined || inner === null) return;
      const values = model.valuesOf(given);
      if (values.length === 0 || !values.every((value) => isNotCallable(value, model))) return;
      report("called", {
        at: given,
        data: {
          call: `${inner.callee.text.replace(/\s+/g, "").slice(0, 40)}(${inner.arguments.length > 0 ? "..." : ""})`,
          assertion: assertion.name,
        },
        fix: () => passFunction(call, inner),
      });
    }),
});

function isNotCallable(value: Value, model: Model): boolean {
  switch (value.kind) {
    case "nothing":
      return true;
    case "literal":
      return true;
    case "instance":
      return isPlainClass(value.definition, model);
    case "call": {
      if (value.name === null || libraryMember(value.name) === undefined) return false;
      const { names, isComplete } = returnOf(value.name, model.target);
      return isComplete && names.length > 0 && names.every((name) => NOT_CALLABLE.has(name));
    }
    default:
      return false;
  }
}

/** Whether the objects of a class have no `__call__`. */
function isPlainClass(definition: SyntaxNode, model: Model): boolean {
  const { outside, isComplete } = model.classes.lineage(definition);
  const isKnown = isComplete && outside.every((name) => /^builtins\.(?:object|\w*(?:Error|Exception))$/.test(name));
  return (
    isKnown &&
    model.classes.attribute(definition, "__call__") === null &&
    model.classes.attribute(definition, "__new__") === null
  );
}

/** `assertRaises(E, f(a, b))` becomes `assertRaises(E, f, a, b)`. */
function passFunction(call: Call, inner: Call): Fix | null {
  const list = inner.node.field("arguments");
  const open = list?.token("(");
  const close = list?.token(")");
  if (list?.kind !== "argument_list" || !open || !close || call.positional.at(-1) !== inner.node) return null;
  const isBare = inner.arguments.every(({ keyword, unpacks }) => keyword === null && unpacks === null);
  if (call.arguments.length !== call.positional.length || (!isBare && call.name !== null)) return null;
  const [first] = list.children.filter(({ kind }) => kind !== "(");
  const edits =
    first === undefined || first === close
      ? [{ span: list, replacement: "" }]
      : [
          { span: open, replacement: open.end === first.start ? ", " : "," },
          { span: close, replacement: "" },
        ];
  return { title: "Pass the function and its arguments", safety: "safe", edits };
}
