import { EVENT_LOOPS } from "../../engine/knowledge/callback-slots.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isAsync } from "../../engine/semantics/definitions.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { onlyInThreads } from "../../engine/semantics/in-threads.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  none: "a thread has no event loop, so this raises RuntimeError: hand the coroutine to the loop with `asyncio.run_coroutine_threadsafe`",
  unsafe: "a thread must not touch an event loop like this, which may not even wake up: use `{instead}`",
} as const;

const NEEDS_LOOP = ["asyncio.create_task", "asyncio.get_running_loop"];
const LOOP_METHODS: Readonly<Record<string, string>> = {
  call_soon: "call_soon_threadsafe",
  create_task: "asyncio.run_coroutine_threadsafe",
};
const PLAIN_METHODS: Readonly<Record<string, readonly string[]>> = {
  "asyncio.Event": ["clear", "set"],
  "asyncio.Future": ["cancel", "set_exception", "set_result"],
  "asyncio.Queue": ["get_nowait", "put_nowait"],
};

/**
 * An event loop belongs to the thread that runs it. From another thread only `call_soon_threadsafe` and `run_coroutine_threadsafe` reach
 * it: whatever else changes the loop, its futures and queues does not wake it, or raises an error.
 *
 * Found in plain functions of which all that the file tells is that they run in threads.
 */
export default defineRule({
  name: "asyncio-called-from-thread",
  question: "using-threads",
  summary: "a call of asyncio's from a thread that has no event loop",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(NEEDS_LOOP, (call, context) => {
      if (isForeign(call, context)) context.report("none", { at: call.node, severity: "error" });
    }),
    when.methods(EVENT_LOOPS, Object.keys(LOOP_METHODS), (call, _, context) => {
      const instead = LOOP_METHODS[call.method ?? ""];
      if (instead === undefined || !isForeign(call, context)) return;
      context.report("unsafe", { at: call.node, data: { instead }, fix: () => threadSafe(call) });
    }),
    when.methods(Object.keys(PLAIN_METHODS), Object.values(PLAIN_METHODS).flat(), (call, owner, context) => {
      if (PLAIN_METHODS[owner]?.includes(call.method ?? "") !== true || !isForeign(call, context)) return;
      const rest = call.arguments.map(({ node }) => `, ${node.text}`).join("");
      const instead = excerpt(`loop.call_soon_threadsafe(${call.callee.text}${rest})`, 80);
      context.report("unsafe", { at: call.node, data: { instead } });
    }),
  ],
});

/** Whether a call is certainly made in a thread that runs no loop of its own. */
function isForeign({ node }: Call, { model }: RuleContext<typeof MESSAGES>): boolean {
  const region = regionOf(node);
  if (region.parent === null || (region.kind === "function_definition" && isAsync(region))) return false;
  // Threads with a loop of their own: what runs in which is not told.
  if (textMatches(model.source, /\b(?:set_event_loop|run_forever)\b/) || region.text.includes("new_event_loop"))
    return false;
  return !isExpectedToFail(node, model, ["builtins.RuntimeError"]) && onlyInThreads(node, model) !== null;
}

function threadSafe(call: Call): Fix | null {
  const name = call.callee.field("attribute");
  if (name === null || call.method !== "call_soon") return null;
  const edits = [{ span: name, replacement: "call_soon_threadsafe" }];
  return { title: "Call call_soon_threadsafe", safety: "safe", edits };
}
