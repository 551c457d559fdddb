import { wordsOfName } from "../../engine/knowledge/names.js";
import { THREAD_LOCKS, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isAsync } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { isFalse } from "../../engine/semantics/timeouts.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const FUTURES = ["ThreadPoolExecutor", "ProcessPoolExecutor"].map((name) => `concurrent.futures.${name}.submit`);

/**
 * A coroutine that waits as threads wait, `queue.get()`, `thread.join()`, stops the event loop with all that runs in it: if the one that
 * is waited for needs the loop to go on, for ever.
 *
 * Found in coroutines: waits without a time limit on the library's queues, events, threads and futures; and `await` under a thread's lock.
 */
export default defineRule({
  name: "thread-wait-in-coroutine",
  question: "using-threads",
  summary: "a coroutine that waits for a thread, a queue or a lock, and the event loop with it",
  severity: "warning",
  fix: "none",
  messages: {
    wait: "`{call}` stops the whole event loop until it is done: use {instead}",
    held: "other coroutines that want `{lock}` stop the event loop while this one awaits, and it never gets on: use `asyncio.Lock` and `async with`",
  },
  on: (when) => [
    when.methods(
      [...THREAD_QUEUES, "threading.Event", "threading.Thread", ...FUTURES],
      ["get", "wait", "join", "result"],
      (call, owner, context) => {
        const { model, report } = context;
        if (!isInCoroutine(call.node) || !waitsForever(call, owner, model)) return;
        report("wait", { at: call.node, data: { call: excerpt(call.node.text), instead: insteadOf(owner, call) } });
      },
    ),
    when.nodes(
      "with_statement",
      { anyOf: THREAD_LOCKS.flatMap(wordsOfName), pattern: /\bawait\b/ },
      (statement, { model, report }) => {
        if (statement.token("async") !== null || !isInCoroutine(statement)) return;
        const body = statement.field("body");
        const awaits = body?.descendants("await").some((each) => regionOf(each) === regionOf(statement)) ?? false;
        if (!awaits) return;
        const items = statement.children.find(({ kind }) => kind === "with_clause")?.namedChildren ?? [];
        for (const item of items) {
          const lock = item.field("value");
          if (lock === null || lock.kind === "call" || !THREAD_LOCKS.includes(model.madeBy(lock) ?? "")) continue;
          if (isLocal(lock, model)) continue;
          report("held", { at: lock, data: { lock: excerpt(lock.text) } });
        }
      },
    ),
  ],
});

function isInCoroutine(node: SyntaxNode): boolean {
  const region = regionOf(node);
  return region.kind === "function_definition" && isAsync(region);
}

/** Whether a wait has no limit, and nothing around it asks first whether there is anything to wait for. */
function waitsForever(call: Call, owner: string, model: Model): boolean {
  const { method, receiver } = call;
  if (call.hasUnpacking || receiver === null) return false;
  const isQueue = THREAD_QUEUES.includes(owner);
  if (isQueue !== (method === "get") && !(isQueue && method === "join")) return false;
  if (FUTURES.includes(owner) !== (method === "result")) return false;
  const block = isQueue && method === "get" ? call.argument(0, "block") : undefined;
  if (block === undefined ? call.arguments.length > 0 : isFalse(block, model) || call.arguments.length > 1)
    return false;
  for (let at = call.node.parent; at !== null && at.kind !== "function_definition"; at = at.parent) {
    const condition = /^(?:if|while)_statement$|^elif_clause$/.test(at.kind) ? at.field("condition") : null;
    if (condition !== null && /\b(?:empty|qsize|is_?set|done|is_?alive)\b/i.test(condition.text)) return false;
  }
  return !mayBeDone(call, receiver);
}

/** Whether the coroutine has awaited, or asked, the thing before, so that the wait is over at once. */
function mayBeDone(call: Call, receiver: SyntaxNode): boolean {
  const region = regionOf(call.node);
  const before = region.tree.source.text.slice(region.start, call.node.start);
  return before.includes("await") && before.split(receiver.text).length > (receiver.kind === "identifier" ? 2 : 1);
}

function isLocal(lock: SyntaxNode, model: Model): boolean {
  return lock.kind === "identifier" && model.variableOf(lock)?.scope.node === regionOf(lock);
}

function insteadOf(owner: string, { method }: Call): string {
  if (FUTURES.includes(owner)) return "`await asyncio.wrap_future(...)`";
  if (owner === "threading.Thread") return "`await asyncio.to_thread(...)` for the work, or for this";
  if (owner === "threading.Event") return "`asyncio.Event`, or `asyncio.to_thread`";
  return method === "join"
    ? "`asyncio.Queue`, or `asyncio.to_thread`"
    : "`asyncio.Queue`, or `await asyncio.to_thread(...)`";
}
