import { defineRule } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";

/** Modules that are part of the interpreter in every build: CPython 2.7 and 3.6 to 3.13 on Linux have no file for them. */
const LINKED_IN = ["_thread", "errno", "gc", "marshal", "posix", "sys"];

/**
 * Modules that are part of the interpreter were loaded from no file, and have no `__file__`.
 */
export default defineRule({
  name: "builtin-module-file",
  question: "module-source-file",
  summary: "the `__file__` of a module that is part of the interpreter",
  severity: "error",
  fix: "none",
  messages: { noFile: "`{module}` is part of the interpreter and has no `__file__`: this raises AttributeError" },
  on: (when) =>
    when.references(
      LINKED_IN.map((name) => `${name}.__file__`),
      (node, name, { model, report }) => {
        if (node.kind !== "attribute" || guardOf(node, model, NAME_ERRORS) !== null) return;
        if (model.scopes.attributeStores.some(({ target }) => target.field("attribute")?.text === "__file__")) return;
        report("noFile", { at: node, data: { module: name.slice(0, name.lastIndexOf(".")) } });
      },
    ),
});
