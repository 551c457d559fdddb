import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const STORE = /\.\s*__doc__\s*(?:[-+%]?=)(?!=)/;

/**
 * In Python 2 the `__doc__` of a class that inherits from `object`, and of a method, can only be given by the docstring.
 * Python 3.3 was the first in which it can be assigned.
 *
 * Found at assignments to the `__doc__` of classes of the file, and of their methods.
 */
export default defineRule({
  name: "doc-attribute-not-writable",
  question: "docstrings",
  summary: "an assignment to the `__doc__` of a class or method, which Python 2 refuses",
  severity: "error",
  fix: "none",
  pythons: { until: "3.0" },
  messages: {
    class:
      "AttributeError in Python 2: the `__doc__` of the class `{name}` cannot be assigned, write `__doc__ = ...` in its body",
    method: "AttributeError in Python 2: a method has no `__doc__` of its own, assign to that of `{name}.__func__`",
  },
  on: (when) =>
    when.nodes("assignment", { anyOf: [["__doc__"]], pattern: STORE }, (node, { model, report, source }) => {
      const target = node.field("left");
      const object = target?.kind === "attribute" ? target.field("object") : null;
      if (target === null || object === null || target.field("attribute")?.text !== "__doc__") return;
      if (!textMatches(source, STORE)) return;
      const owner = classNamed(object, model);
      if (owner !== null) {
        report("class", { at: target, data: { name: object.text } });
      } else if (object.kind === "attribute") {
        const holder = object.field("object");
        const definition = holder === null ? null : classNamed(holder, model);
        const method = definition && model.classes.attribute(definition, object.field("attribute")?.text ?? "");
        if (method?.bindings.length !== 1 || method.bindings[0]?.kind !== "function") return;
        if (method.bindings[0].site.parent?.kind === "decorated_definition") return;
        report("method", { at: target, data: { name: object.text } });
      }
    }),
});

/** The class of this file that a name stands for, if it certainly inherits from `object`. */
function classNamed(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const definition = model.classes.localClass(expression);
  if (definition === null || definition.parent?.kind === "decorated_definition") return null;
  const { outside, isComplete } = model.classes.lineage(definition);
  return isComplete && outside.length > 0 && outside.every((name) => name === "builtins.object") ? definition : null;
}
