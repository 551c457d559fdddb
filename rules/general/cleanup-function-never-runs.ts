import { whenCleanups } from "../../engine/callback-calls.js";
import { defineRule } from "../../engine/rule.js";
import { inWords, unrunResult } from "../../engine/semantics/callback-faults.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * In the end a registered function is called, and what it gives is thrown away. Of an `async def`, or a function with `yield`,
 * that call runs nothing: not a line of the clean-up, and at most a warning that something "was never awaited".
 */
export default defineRule({
  name: "cleanup-function-never-runs",
  question: "exit-functions",
  summary: "a coroutine or generator function that is registered to clean up, of which nothing is ever run",
  severity: "error",
  fix: "none",
  messages: {
    unrun: "calling `{name}` only makes {what}, which nobody runs, so nothing is cleaned up: {advice}",
  },
  on: (when) =>
    whenCleanups(when, (registration, { report }) => {
      const gives = unrunResult(registration);
      const { callback, callable, slot } = registration;
      if (gives === null || callable === null) return;
      const name = callback.kind === "function_definition" ? callback.field("name") : null;
      report("unrun", {
        at: name ?? callback,
        data: {
          name: excerpt((name ?? callback).text),
          what: inWords(gives),
          advice: gives === "coroutine" ? adviceFor(slot.callee) : "register a function without `yield`",
        },
      });
    }),
});

function adviceFor(callee: string): string {
  if (callee.startsWith("unittest.IsolatedAsyncioTestCase")) return "use `addAsyncCleanup`";
  if (callee.startsWith("contextlib.AsyncExitStack")) return "use `push_async_callback`";
  return "register a plain function";
}
