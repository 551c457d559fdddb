import { whenSignalHandlers } from "../../engine/callback-calls.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Callable } from "../../engine/semantics/callables.js";
import { inWords, unrunResult } from "../../engine/semantics/callback-faults.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * Python calls a handler and throws away what it gives. Of an `async def`, or a function with `yield`, that call runs nothing:
 * the signal is caught and has no effect whatever. An event loop refuses coroutine functions where it recognizes them.
 */
export default defineRule({
  name: "signal-handler-never-runs",
  question: "signal-handlers",
  summary: "a coroutine or generator function installed as signal handler, of which nothing is ever run",
  severity: "error",
  fix: "unsafe",
  messages: {
    unrun: "calling `{name}` only makes {what}, which nobody runs, so the signal has no effect: {advice}",
    refused: "`{name}` is a coroutine function, which the event loop refuses here (TypeError): {advice}",
  },
  on: (when) =>
    whenSignalHandlers(when, (registration, { model, report }) => {
      const gives = unrunResult(registration);
      const { callback, callable, node, slot } = registration;
      if (gives === null || callable === null || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const isLoop = slot.runsIn === "event loop";
      const isRefused = isLoop && gives === "coroutine" && isRecognized(callable);
      const task = "start a task for it, `lambda: asyncio.create_task(...)`";
      const advice = isLoop ? task : "use `loop.add_signal_handler` and start a task there";
      report(isRefused ? "refused" : "unrun", {
        at: callback,
        data: {
          name: excerpt(callback.text),
          what: inWords(gives),
          advice: gives === "coroutine" ? advice : "write a function without `yield`",
        },
        fix: () => (isRefused ? startTask(registration, model) : null),
      });
    }),
});

/** Whether the loop sees what it is given: it looks at functions and methods, and not at what is called in the end. */
function isRecognized({ definition }: Callable): boolean {
  return definition?.kind !== "lambda" && definition?.field("name")?.text !== "__call__";
}

function startTask({ node, callback }: Registration, model: Model): Fix | null {
  const outer = model.callAt(node);
  const access = accessToModule("asyncio", model);
  const last = outer?.arguments.at(-1)?.node;
  const isNamed = outer?.arguments.some(({ keyword, unpacks }) => keyword !== null || unpacks !== null) ?? true;
  if (access === null || last === undefined || isNamed) return null;
  const rest = node.tree.source.text.slice(callback.end, last.end).replace(/^\s*,\s*/, "");
  const replacement = `lambda: asyncio.create_task(${callback.text}(${rest}))`;
  return {
    title: "Start a task when the signal comes",
    safety: "unsafe",
    edits: [...access.edits, { span: { start: callback.start, end: last.end }, replacement }],
  };
}
