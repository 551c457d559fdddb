import { ASYNC_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isAsync } from "../../engine/semantics/definitions.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { useOf } from "../../engine/semantics/uses.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  dropped: "`{queue}.{method}()` does nothing until it is awaited: write `await {queue}.{method}(...)`",
  timeout: "the queues of asyncio know no `{keyword}`, so this raises TypeError: {advice}",
} as const;

/**
 * The methods of an `asyncio.Queue` that may have to wait are coroutines: who only calls them puts nothing and gets nothing. They
 * take no time-out either, unlike those of `queue.Queue`.
 *
 * Found where what such a call gives is dropped, and where it is given `timeout` or `block`.
 */
export default defineRule({
  name: "asyncio-queue-not-awaited",
  question: "worker-threads",
  summary: "a call of an `asyncio.Queue`'s `put`, `get` or `join` without `await`, or with a time-out",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods(ASYNC_QUEUES, ["get", "join", "put"], (call, _, context) => check(call, context)),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { node, method, receiver } = call;
  const refused = call.arguments.find(({ keyword }) => keyword === "timeout" || keyword === "block");
  if (refused !== undefined) {
    const keyword = refused.keyword ?? "";
    const advice =
      keyword === "block"
        ? `call \`${method}_nowait\``
        : "wrap it in `asyncio.wait_for` or `async with asyncio.timeout(...)`";
    if (isExpectedToFail(node, model, ["builtins.TypeError"])) return;
    report("timeout", { at: refused.node, data: { keyword, advice } });
  } else if (useOf(node).kind === "dropped") {
    const data = { queue: excerpt(receiver?.text ?? ""), method: method ?? "" };
    report("dropped", { at: node, data, fix: () => awaited(call) });
  }
}

function awaited({ node }: Call): Fix | null {
  const region = regionOf(node);
  if (region.kind !== "function_definition" || !isAsync(region)) return null;
  return {
    title: "Await it",
    safety: "safe",
    edits: [{ span: { start: node.start, end: node.start }, replacement: "await " }],
  };
}
