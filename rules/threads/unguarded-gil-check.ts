import { defineRule } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";

/**
 * `sys._is_gil_enabled()` came with Python 3.13; who supports older versions has to ask whether it is there.
 *
 * Found where the target version has no such function, unless something around it asks for the version or the function.
 */
export default defineRule({
  name: "unguarded-gil-check",
  question: "gil",
  summary: "`sys._is_gil_enabled()` in code that has to run before Python 3.13",
  severity: "error",
  fix: "unsafe",
  pythons: { until: "3.13" },
  messages: {
    unguarded:
      "`sys._is_gil_enabled` came with Python 3.13, so this raises AttributeError before: ask `hasattr` first, all older versions have a GIL",
  },
  on: (when) =>
    when.references("sys._is_gil_enabled", (reference, _, { model, report }) => {
      if (guardOf(reference, model, NAME_ERRORS) !== null) return;
      const call = reference.parent;
      const module = reference.field("object");
      report("unguarded", {
        at: reference,
        fix: () =>
          module === null || call?.kind !== "call" || call.field("arguments")?.text !== "()"
            ? null
            : {
                title: "Take a Python without it for one with a GIL",
                safety: "unsafe",
                edits: [{ span: call, replacement: `getattr(${module.text}, "_is_gil_enabled", lambda: True)()` }],
              },
      });
    }),
});
