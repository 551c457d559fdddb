import { PROCESS_QUEUES, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { passByKeyword } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isFalse, type TimeoutEvidence, timeoutEvidence } from "../../engine/semantics/timeouts.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  block: "`{value}` is given as `block`, {consequence}: write `timeout={value}`",
  unused: "this `{method}` does not wait, so its time-out of `{value}` does nothing",
} as const;

/**
 * The first argument of `get`, and the second of `put`, is not the time-out but whether to wait at all: `q.get(5)` waits for
 * ever, and the worker that was to look up every five seconds never does.
 *
 * Found on queues of `queue` and `multiprocessing`, where a number of seconds, or something called a time-out, stands in the
 * place of `block`. 0 and 1 may be meant as truth values.
 */
export default defineRule({
  name: "queue-timeout-as-block",
  question: "worker-threads",
  summary: "a time-out given to a queue in the place of `block`",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods([...THREAD_QUEUES, ...PROCESS_QUEUES], ["get", "put"], check),
});

function check(call: Call, queue: string, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const first = call.method === "put" ? 1 : 0;
  const block = call.argument(first, "block");
  const timeout = call.argument(first + 1, "timeout");
  // A `SimpleQueue` always has room.
  const neverWaits = queue === "queue.SimpleQueue" && call.method === "put";
  if (call.hasUnpacking || block === undefined || neverWaits) return;
  if (timeout !== undefined) {
    if (!isFalse(block, model) || timeoutEvidence(timeout, model)?.kind !== "number") return;
    const data = { method: call.method ?? "", value: excerpt(timeout.text) };
    report("unused", { at: timeout, severity: "warning", data });
    return;
  }
  const evidence = timeoutEvidence(block, model);
  if (evidence === null) return;
  // Up to Python 3.11, `put` hands its `block` to a semaphore that takes no float; `get` only asks whether it is true.
  const takesFloat = !PROCESS_QUEUES.includes(queue) || call.method === "get" || isInRange(target, { since: "3.12" });
  report("block", {
    at: block,
    data: { value: excerpt(block.text), consequence: consequenceOf(evidence, call.method, takesFloat) },
    fix: () => repair(call, block, evidence),
  });
}

function consequenceOf(evidence: TimeoutEvidence, method: string | null, takesFloat: boolean): string {
  if (evidence.kind === "name") return "where it is no time-out";
  if (evidence.isFloat && !takesFloat) return "which raises TypeError";
  return method === "put" ? "so a full queue is waited for without end" : "so this waits for ever";
}

/** What is only called a time-out may be None, with which `get(None)` did not wait. */
function repair(call: Call, block: SyntaxNode, { kind }: TimeoutEvidence): Fix | null {
  const edit = passByKeyword(call, block, "timeout");
  const safety = kind === "number" ? "safe" : "unsafe";
  return edit && { title: `Write \`timeout=${excerpt(block.text)}\``, safety, edits: [edit] };
}
