import { takeWindow } from "../../engine/repairs/curses.js";
import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `curses.wrapper(f, *rest)` calls `f(stdscr, *rest)`: a function without a place for the window raises TypeError, when
 * the screen has just been cleared.
 *
 * Found where it is certain what the function is, and that the window and what follows it do not fit.
 */
export default defineRule({
  name: "curses-wrapper-arity",
  question: "curses",
  summary: "a function that curses.wrapper cannot call with the window",
  severity: "error",
  fix: "safe",
  messages: {
    arity: "`{function}` takes {takes}, but `wrapper` calls it with the window{more}: `{call}`",
  },
  on: (when) =>
    when.calls("curses.wrapper", (call, { model, report }) => {
      for (const { callback, callable, fits, positions } of model.callbacksOf(call)) {
        if (callable === null || fits !== false || positions === null) continue;
        if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) continue;
        const { definition } = callable;
        const rest = call.arguments.slice(1).map(({ node }) => node.text);
        const shown = callback.kind === "lambda" ? "lambda" : excerpt(callback.text);
        const isElsewhere = definition !== null && !callback.covers(definition);
        report("arity", {
          at: callback,
          data: {
            function: shown,
            takes: callable.takes,
            more: rest.length === 0 ? "" : ` and ${rest.length} more`,
            call: excerpt(`${shown}(${["stdscr", ...rest].join(", ")})`),
          },
          related: isElsewhere
            ? [{ span: definition.field("name") ?? definition, message: "function defined here" }]
            : [],
          fix: () => {
            const edit = positions === 1 ? takeWindow(callable, model) : null;
            return edit && { title: "Add a parameter for the window", safety: "safe", edits: [edit] };
          },
        });
      }
    }),
});
