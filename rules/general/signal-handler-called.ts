import { whenSignalHandlers } from "../../engine/callback-calls.js";
import { passUncalled } from "../../engine/repairs/callbacks.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { type CalledCallback, calledInstead, inWords } from "../../engine/semantics/callback-faults.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `signal.signal(SIGTERM, stop())` runs `stop` now, and then raises TypeError, because what it gives back is no handler.
 *
 * Found where it is certain that the call gives nothing that can be called. `signal.signal` also takes the numbers 0 and 1,
 * which stand for SIG_DFL and SIG_IGN.
 */
export default defineRule({
  name: "signal-handler-called",
  question: "signal-handlers",
  summary: "a signal handler that is called where it should be installed",
  severity: "error",
  fix: "safe",
  messages: {
    called: "`{call}` is called here and now, and {what} is no handler: pass {written}",
    ends: "`{call}` ends the program here and now, and no handler is installed: pass {written}",
    starts: "`{call}` starts here and now, and {what} is no handler: pass {written}",
  },
  on: (when) =>
    whenSignalHandlers(when, (registration, { model, report }) => {
      const { callback, node, slot } = registration;
      const called = calledInstead(callback, model);
      if (called === null || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const { gives, call } = called;
      if (gives === "number" && slot.runsIn === "signal handler") return;
      const fix = repair(registration, called, model);
      report(gives === "never" ? "ends" : gives === "task" ? "starts" : "called", {
        at: callback,
        data: {
          call: excerpt(call.node.text),
          what: inWords(gives),
          written: fix === null ? "the function itself" : `\`${excerpt(fix.written)}\``,
        },
        fix: () => fix,
      });
    }),
});

function repair(registration: Registration, called: CalledCallback, model: Model): (Fix & { written: string }) | null {
  const { callback, slot } = registration;
  if (called.gives === "coroutine" && slot.runsIn === "event loop") {
    const access = accessToModule("asyncio", model);
    const written = `lambda: asyncio.create_task(${called.call.node.text})`;
    if (access === null) return null;
    const edits = [...access.edits, { span: callback, replacement: written }];
    return { title: "Start a task when the signal comes", safety: "unsafe", edits, written };
  }
  const uncalled = passUncalled(registration, called, model);
  if (uncalled === null) return null;
  const { written, edits, isSafe } = uncalled;
  return { title: `Pass \`${excerpt(written)}\``, safety: isSafe ? "safe" : "unsafe", edits, written };
}
