import { PROCESS_QUEUES, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  race: "`{function}` runs in several threads: another one may take the last item between `{queue}.empty()` and this `get()`, which then waits for ever: call `get_nowait()` and catch `queue.Empty`",
  unreliable:
    "`empty()` of a queue of processes may say so while items are on their way: send a last item that says that it is the last",
} as const;

/**
 * Between the question whether a queue is empty and a `get` that waits, other consumers may take what there was.
 *
 * Found where a function that runs in several threads or processes at once takes from a queue, without a time-out, in a loop or
 * branch that asks whether it is empty; as a hint, wherever so a queue of processes is emptied.
 */
export default defineRule({
  name: "queue-emptied-by-several",
  question: "worker-threads",
  summary: "`while not q.empty(): q.get()` in several threads",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.methods([...THREAD_QUEUES, ...PROCESS_QUEUES], "get", check),
});

function check(call: Call, owner: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const queue = call.receiver;
  if (queue === null || call.arguments.length > 0 || !asksBefore(call.node, queue)) return;
  const region = regionOf(call.node);
  const contexts = region.parent === null ? [] : model.contextsOf(region);
  if (contexts.some(({ kind, isRepeated }) => isRepeated && (kind === "thread" || kind === "process"))) {
    const data = { function: region.field("name")?.text ?? "lambda", queue: excerpt(queue.text) };
    report("race", { at: call.node, data });
  } else if (PROCESS_QUEUES.includes(owner)) report("unreliable", { at: call.node, severity: "hint" });
}

/** Whether code only runs while, or if, a queue says that it is not empty. */
function asksBefore(node: SyntaxNode, queue: SyntaxNode): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    if (parent.kind === "function_definition" || parent.kind === "with_statement") return false;
    const isBody = child.fieldName === "body" || child.fieldName === "consequence";
    if (!isBody || (parent.kind !== "while_statement" && parent.kind !== "if_statement")) continue;
    const condition = parent.field("condition")?.text.replace(/\s+/g, "") ?? "";
    const name = queue.text.replace(/\s+/g, "");
    if (condition === `not${name}.empty()` || condition === `${name}.qsize()` || condition === `${name}.qsize()>0`)
      return true;
  }
  return false;
}
