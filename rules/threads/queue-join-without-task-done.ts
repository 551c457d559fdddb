import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { mentionsOf, methodCallsOf } from "../../engine/semantics/mentions.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile, onceForEach } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  never:
    "`{queue}.join()` waits until `task_done()` has been called for every job, and nothing here calls it: this waits for ever",
  skipped: "this `continue` leaves out `{queue}.task_done()`: `{queue}.join()` will wait for ever",
  partly:
    "the job that is taken here is not always followed by `{queue}.task_done()`: `{queue}.join()` will wait for ever",
  failed:
    "a job that fails comes here without `{queue}.task_done()`, and `{queue}.join()` will wait for ever: call it in a `finally`",
} as const;

/** What makes queues that count the jobs that are not yet done. */
const COUNTING = [
  ...["Queue", "LifoQueue", "PriorityQueue"].flatMap((name) => [`asyncio.${name}`, `queue.${name}`]),
  "multiprocessing.JoinableQueue",
  "multiprocessing.get_context.JoinableQueue",
  "multiprocessing.Manager.Queue",
  "multiprocessing.Manager.JoinableQueue",
];
const TAKES = /^get(?:_nowait)?$/;
const ALL_ERRORS: ReadonlySet<string> = new Set(["builtins.BaseException", "builtins.Exception"]);

/**
 * `q.join()` waits until `task_done()` has been called as often as `put()`. A job for which that is forgotten makes it wait
 * for ever.
 *
 * Found where a queue is filled, emptied and joined in the file, goes to nobody outside of it, and `task_done` is nowhere; and
 * where a worker's loop has a way from one `get` to the next, without an error or by an `except` for all errors, that leaves
 * it out.
 */
export default defineRule({
  name: "queue-join-without-task-done",
  question: "worker-threads",
  summary: "a queue's `join()` that waits for jobs which are never marked as done",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methods(COUNTING, "join", (call, _, context) => checkJoin(call, context)),
    when.nodes(
      "call",
      {
        anyOf: [
          ["task_done", "get", "join"],
          ["task_done", "get_nowait", "join"],
        ],
      },
      (node, context) => {
        const call = context.model.callAt(node);
        if (call?.method === "task_done") checkLoop(call, context);
      },
    ),
  ],
});

function checkJoin(join: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const queue = join.receiver;
  if (queue === null || textMatches(model.source, /\btask_done\b/)) return;
  if (isFilledAndEmptied(methodCallsOf(queue, model), model))
    report("never", { at: join.node, data: { queue: excerpt(queue.text) } });
}

const isFilledAndEmptied = onceForEach((calls: readonly Call[]) => {
  const takes = calls.filter(({ method }) => TAKES.test(method ?? ""));
  // What is handed on may be counted by whoever gets it.
  const isHandedOn = takes.some(
    ({ node }) => node.enclosing("return_statement", "yield", "lambda", "block")?.kind !== "block",
  );
  return takes.length > 0 && !isHandedOn && calls.some(({ method }) => /^put/.test(method ?? ""));
});

function checkLoop(done: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const loop = done.node.enclosing("while_statement", "for_statement", "function_definition");
  const body = loop?.field("body") ?? null;
  const queue = done.receiver;
  if (body === null || queue === null || loop?.kind === "function_definition") return;
  const calls = body.descendants("call").flatMap((node) => model.callAt(node) ?? []);
  const ofQueue = calls.filter(({ receiver }) => receiver?.text === queue.text);
  const [take, ...others] = ofQueue.filter(({ method }) => TAKES.test(method ?? ""));
  const dones = ofQueue.filter(({ method }) => method === "task_done");
  if (take === undefined || others.length > 0 || dones[0] !== done || !isJoined(take, model)) return;
  const flow = model.flowOf(take.node);
  const isLeft = flow.reachedWithout(
    take.node,
    dones.map(({ node }) => node),
    "normal",
  );
  const data = { queue: excerpt(queue.text) };
  if (isLeft(take.node)) {
    const skips = body.descendants("continue_statement").filter(isLeft);
    for (const skip of skips) report("skipped", { at: skip, data, severity: "warning" });
    if (skips.length === 0) report("partly", { at: take.node, data, severity: "warning" });
    return;
  }
  const clause = dones.length > 1 ? null : swallowing(done, loop as SyntaxNode, model);
  if (clause !== null && flow.reachedWithout(clause, [done.node], "normal")(take.node)) {
    report("failed", { at: clause.token("except") ?? clause, data, severity: "warning" });
  }
}

/** Whether somebody in the file waits for the queue that a call takes from. */
function isJoined({ receiver: queue }: Call, model: Model): boolean {
  const { mentions, texts } = joinedIn(model);
  return queue !== null && (mentions.has(queue) || texts.has(queue.text));
}

/** The queues that somebody waits for: all that is written for them, and what is written where not all is known. */
const joinedIn = onceAFile((model) => {
  const mentions = new Set<readonly SyntaxNode[]>();
  const texts = new Set<string>();
  for (const { method, receiver } of model.calls) {
    if (method !== "join" || receiver === null || !COUNTING.includes(model.madeBy(receiver) ?? "")) continue;
    const all = mentionsOf(receiver, model);
    if (all === null) texts.add(receiver.text);
    else mentions.add(all);
  }
  return { mentions: new Set([...mentions].flat()), texts };
});

/** The `except` for all errors that lets the loop go on after a job which did not come to its `task_done`. */
function swallowing(done: Call, loop: SyntaxNode, model: Model): SyntaxNode | null {
  const statement = done.node.enclosing("try_statement");
  const body = statement?.field("body") ?? null;
  if (statement === null || body === null || !loop.covers(statement) || !body.covers(done.node)) return null;
  const works = body.descendants("call").some((node) => {
    const isTake = model.callAt(node)?.receiver?.text === done.receiver?.text;
    return node.start < done.node.start && !isTake;
  });
  const clauses = statement.children.filter(({ kind }) => kind === "except_clause");
  const isDoneAnyway = statement.children.some(({ kind }) => kind === "finally_clause");
  return works && !isDoneAnyway ? (clauses.find((clause) => catchesAll(clause, model)) ?? null) : null;
}

function catchesAll(clause: SyntaxNode, model: Model): boolean {
  const value = clause.fieldAll("value")[0];
  const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  return caught === undefined || ALL_ERRORS.has(model.qualifiedName(caught) ?? "");
}
