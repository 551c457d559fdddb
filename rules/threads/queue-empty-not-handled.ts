import { PROCESS_QUEUES, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { isFalse } from "../../engine/semantics/timeouts.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  worker: "`{call}` raises `queue.{error}`, which ends this thread, and nobody takes its jobs any more: catch it",
} as const;

/**
 * A `get` that does not wait, or not for ever, raises `queue.Empty` when there is nothing; so does `put` with `queue.Full`.
 *
 * Found in the loop of a function that runs in a thread, which the exception ends, where no `try` of the function catches it.
 */
export default defineRule({
  name: "queue-empty-not-handled",
  question: "worker-threads",
  summary: "a `get` or `put` with a time limit whose exception ends a worker thread",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.methods([...THREAD_QUEUES, ...PROCESS_QUEUES], ["get", "get_nowait", "put", "put_nowait"], check),
});

function check(call: Call, _: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const isPut = /^put/.test(call.method ?? "");
  const first = isPut ? 1 : 0;
  const block = call.argument(first, "block");
  const timeout = call.argument(first + 1, "timeout");
  const isLimited =
    /_nowait$/.test(call.method ?? "") ||
    (block !== undefined && isFalse(block, model)) ||
    (timeout !== undefined && timeout.kind !== "none");
  if (!isLimited || call.hasUnpacking || isCaught(call.node) || isAsked(call)) return;
  if (isPut && !isBounded(call, model)) return;
  const error = isPut ? "Full" : "Empty";
  if (isExpectedToFail(call.node, model, [`queue.${error}`])) return;
  const region = regionOf(call.node);
  const loop = call.node.enclosing("while_statement", "function_definition");
  const isWorker =
    loop?.kind === "while_statement" &&
    region.parent !== null &&
    model.contextsOf(region).some(({ kind }) => kind === "thread");
  if (isWorker) report("worker", { at: call.node, data: { call: excerpt(call.node.text), error } });
}

/** Whether a queue was made with a size, without which it always has room. */
function isBounded({ receiver }: Call, model: Model): boolean {
  const values = receiver === null ? [] : model.valuesOf(receiver);
  return values.some((value) => value.kind === "call" && (model.callAt(value.node)?.arguments.length ?? 0) > 0);
}

/** Whether any `try` or `suppress` of the function may catch what a call raises. */
function isCaught(call: SyntaxNode): boolean {
  for (let child = call, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    if (parent.kind === "function_definition" || parent.kind === "lambda") return false;
    if (child.fieldName !== "body") continue;
    if (parent.kind === "try_statement" && parent.children.some(({ kind }) => kind === "except_clause")) return true;
    if (parent.kind === "with_statement") return true;
  }
  return false;
}

/** Whether somebody asked before whether there is something, or room. */
function isAsked({ node, receiver }: Call): boolean {
  const queue = receiver?.text ?? "";
  for (
    let at = node.enclosing("while_statement", "if_statement");
    at !== null;
    at = at.enclosing("while_statement", "if_statement")
  ) {
    const condition = at.field("condition")?.text ?? "";
    if (["empty", "full", "qsize"].some((method) => condition.includes(`${queue}.${method}(`))) return true;
  }
  return false;
}
