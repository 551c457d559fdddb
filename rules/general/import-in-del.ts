import { defineRule } from "../../engine/rule.js";
import { classOf } from "../../engine/semantics/classes.js";
import { guardOf, IMPORT_ERRORS } from "../../engine/semantics/guards.js";

/**
 * Objects that live until the program ends are deleted when imports no longer work: an import in their `__del__` raises ImportError,
 * even of a module that has long been imported, and the rest of the clean-up is not done.
 */
export default defineRule({
  name: "import-in-del",
  question: "exit-functions",
  summary: "an import in `__del__`, which fails when the program ends",
  severity: "hint",
  fix: "none",
  pythons: { since: "3.0" },
  messages: {
    late: "at the end of the program imports in `__del__` raise ImportError: import at the top, or use `weakref.finalize`",
  },
  on: (when) =>
    when.nodes(
      ["import_statement", "import_from_statement"],
      { anyOf: [["__del__", "import"]] },
      (node, { model, report }) => {
        const method = node.enclosing("function_definition", "lambda");
        if (method?.field("name")?.text !== "__del__" || classOf(method) === null) return;
        if (guardOf(node, model, IMPORT_ERRORS) === null) report("late", { at: node });
      },
    ),
});
