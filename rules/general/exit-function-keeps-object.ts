import { defineRule } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * A bound method holds its object. Registered for the end of the program it keeps the object alive until then: `__del__` never
 * comes before, and `weakref.finalize`, which waits for the death of that very object, waits for the end as well.
 *
 * Found where the object of `weakref.finalize` is also in what shall be called; and at `atexit.register(self.close)` in classes
 * with a `__del__`, unless the file takes it back.
 */
export default defineRule({
  name: "exit-function-keeps-object",
  question: "exit-functions",
  summary: "a clean-up function that holds the object for whose end it waits",
  severity: "warning",
  fix: "none",
  messages: {
    finalize:
      "{what} holds `{object}`, which therefore never dies before the program ends: give a function that does not know it",
    atexit:
      "`atexit` holds `{method}` and with it the object, so `__del__` never runs before the program ends: use `weakref.finalize`",
  },
  on: (when) => [
    when.calls("weakref.finalize", (call, { model, report }) => {
      const [object, callback, ...given] = call.positional;
      if (object?.kind !== "identifier" || callback === undefined) return;
      const method = callback.kind === "attribute" && callback.field("object")?.text === object.text ? callback : null;
      const holder =
        method !== null && isBound(method, model) ? method : (given.find((each) => each.text === object.text) ?? null);
      const closure = callback.kind === "lambda" && mentions(callback, object, model) ? callback : null;
      const at = holder ?? closure;
      if (at === null) return;
      const what = at === closure ? "the lambda" : at === method ? `\`${excerpt(at.text)}\`` : "the finalizer";
      report("finalize", { at, data: { what, object: object.text } });
    }),
    when.calls("atexit.register", ({ positional: [callback] }, { model, source, report }) => {
      if (callback?.kind !== "attribute" || textMatches(source, /\batexit\s*\.\s*unregister\b|\bunregister\s*\(/))
        return;
      const object = callback.field("object");
      const definition = object === null ? null : model.classes.receiverClass(object);
      if (definition === null || object === null || model.classes.isClassReceiver(object)) return;
      const finalizer = model.classes.attribute(definition, "__del__")?.bindings[0];
      if (finalizer?.kind !== "function" || !isBound(callback, model)) return;
      const name = finalizer.site.field("name") ?? finalizer.site;
      report("atexit", {
        at: callback,
        data: { method: excerpt(callback.text) },
        related: [{ span: name, message: "only runs when the program ends" }],
      });
    }),
  ],
});

/** Whether an attribute is a method that holds its object. */
function isBound(attribute: SyntaxNode, model: Model): boolean {
  const value = model.onlyValueOf(attribute);
  return value?.kind === "function" && value.bound && !decoratorNames(value.node).includes("classmethod");
}

/** Whether a lambda uses the variable of its surroundings. */
function mentions(lambda: SyntaxNode, object: SyntaxNode, model: Model): boolean {
  const variable = model.variableOf(object);
  return lambda
    .descendants("identifier")
    .some(
      (each) => each.text === object.text && model.variableOf(each) === variable && variable?.scope.kind === "function",
    );
}
