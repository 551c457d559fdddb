import { whenCleanups } from "../../engine/callback-calls.js";
import { passUncalled } from "../../engine/repairs/callbacks.js";
import { defineRule } from "../../engine/rule.js";
import { calledInstead, inWords } from "../../engine/semantics/callback-faults.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `atexit.register(cleanup())` cleans up now and registers what `cleanup` gives back: Python 3 refuses that None, Python 2
 * stumbles over it in the end.
 *
 * Found where it is certain that what the call gives cannot be called; what makes functions may stand there. The `addCleanup` of
 * tests has a rule of its own, `cleanup-called`.
 */
export default defineRule({
  name: "cleanup-function-called",
  question: "exit-functions",
  summary: "a clean-up function that is called where it should be registered",
  severity: "error",
  fix: "safe",
  messages: {
    called: "`{call}` is called here and now, and {what} is registered in its place: pass {written}",
    ends: "`{call}` ends the program here and now, and nothing is registered: pass {written}",
  },
  on: (when) =>
    whenCleanups(when, (registration, { model, report }) => {
      const called = calledInstead(registration.callback, model);
      if (called === null || registration.slot.callee.startsWith("unittest.")) return;
      if (isExpectedToFail(registration.node, model, ["builtins.TypeError"])) return;
      const uncalled = passUncalled(registration, called, model);
      report(called.gives === "never" ? "ends" : "called", {
        at: registration.callback,
        data: {
          call: excerpt(called.call.node.text),
          what: inWords(called.gives),
          written: uncalled === null ? "the function itself" : `\`${excerpt(uncalled.written)}\``,
        },
        fix: () =>
          uncalled && {
            title: `Register \`${excerpt(uncalled.written)}\``,
            safety: uncalled.isSafe ? "safe" : "unsafe",
            edits: uncalled.edits,
          },
      });
    }),
});
