import { THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { mentionsOf, methodCallsOf } from "../../engine/semantics/mentions.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsIn, onceForEach } from "../../engine/semantics/once.js";
import { isFalse } from "../../engine/semantics/timeouts.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  early:
    "`{worker}` is started before anything is put into `{queue}`, and ends as soon as it finds the queue empty: put the jobs first, or let it wait for them",
} as const;

/** What may keep a worker from looking at the queue at once. */
const WAITING = /^(?:acquire|join|recv|result|select|sleep|wait)$/;
const LEAVES = ["break_statement", "return_statement"] as const;

/**
 * "Empty" means that there is nothing in the queue at this moment. A worker that takes it for the end of all work, and is
 * started before the work is put, has left before the first job comes.
 *
 * Found where a function leaves its loop when a `get` that does not wait finds nothing, or loops while the queue is not empty,
 * and where everything that is ever put into that queue is put after the threads that run the function were started.
 */
export default defineRule({
  name: "worker-exits-before-work",
  question: "worker-threads",
  summary: "workers that leave when the queue is empty, and are started before it is filled",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls("threading.Thread", check),
    when.methods("concurrent.futures.ThreadPoolExecutor", "submit", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, context: RuleContext<typeof MESSAGES>): void {
  const { model, report } = context;
  const [registration] = model.callbacksOf(call);
  const worker = registration?.callable?.definition;
  const glance = worker?.kind === "function_definition" ? glanceOf(worker, model) : null;
  if (registration === undefined || glance === null || !worker) return;
  const region = regionOf(call.node);
  const { starts, follow } =
    call.name === "threading.Thread" ? startsIn(region, model) : startsOf([call.node], call.node, model);
  const puts = putsOf(methodCallsOf(givenFor(glance.queue, call, model), model), model);
  // What a worker itself puts comes of what was put before.
  const isFirst = (put: SyntaxNode): boolean => !worker.covers(put);
  const flow = model.flowOf(call.node);
  const isLate = (put: SyntaxNode): boolean =>
    regionOf(put) === region &&
    !follow(put) &&
    starts.every((start) => flow.dominates(start, put) || flow.reaches(start, put));
  const [start] = starts;
  const put = puts.find(isFirst);
  if (start === undefined || put === undefined || !puts.every((each) => !isFirst(each) || isLate(each))) return;
  report("early", {
    at: start,
    data: { worker: worker.field("name")?.text ?? "", queue: excerpt(glance.queue.text) },
    related: [
      { span: glance.at, message: "ends here when the queue is empty" },
      { span: put, message: "the first job is put here" },
    ],
  });
}

/** What a worker's parameter stands for, among the arguments of the call that hands the worker over. */
function givenFor(queue: SyntaxNode, call: Call, model: Model): SyntaxNode {
  const isParameter = model.variableOf(queue)?.bindings.some(({ kind }) => kind === "parameter") === true;
  const given = isParameter ? (call.node.field("arguments")?.descendants("identifier", "attribute") ?? []) : [];
  return given.find((each) => mentionsOf(each, model)?.includes(queue)) ?? queue;
}

const putsOf = onceForEach((calls: readonly Call[]) =>
  calls.filter(({ method }) => /^put/.test(method ?? "")).map(({ node }) => node),
);

/** What starts workers in one function. */
interface Starts {
  readonly starts: readonly SyntaxNode[];
  /** Tells of places whether one of these may come after them. */
  readonly follow: (place: SyntaxNode) => boolean;
}

function startsOf(starts: readonly SyntaxNode[], at: SyntaxNode, model: Model): Starts {
  return { starts, follow: model.flowOf(at).leadsTo(starts) };
}

/** The calls of `start` in a region, nested functions left out. */
const startsIn = onceForEach((region: SyntaxNode, model) => {
  const starts = callsIn(region, model).flatMap(({ node, method }) => (method === "start" ? [node] : []));
  return startsOf(starts, starts[0] ?? region, model);
});

interface Glance {
  readonly queue: SyntaxNode;
  readonly at: SyntaxNode;
}

/** What is known of workers: one function may be given to many threads. */
const glances = new Kept<SyntaxNode, Glance | null>(({ tree }) => tree);

function glanceOf(worker: SyntaxNode, model: Model): Glance | null {
  let glance = glances.get(worker);
  if (glance === undefined) {
    glance = firstGlance(worker, model);
    glances.set(worker, glance);
  }
  return glance;
}

/** Where a worker looks into a queue, without waiting for anything, and leaves if nothing is there. */
function firstGlance(worker: SyntaxNode, model: Model): Glance | null {
  const calls = worker.descendants("call").flatMap((node) => model.callAt(node) ?? []);
  for (const call of calls) {
    const { method, receiver } = call;
    const last = call.callee.kind === "identifier" ? call.callee.text : method;
    if (last !== null && WAITING.test(last)) return null;
    if (receiver === null || regionOf(call.node) !== worker) continue;
    if (method === "empty" && isWhileNotEmpty(call.node)) return queueOf(receiver, call.node, model);
    if (method === "get" || method === "get_nowait") {
      const at = isGlance(call, model) ? leavingClause(call.node) : null;
      return at && queueOf(receiver, at, model);
    }
  }
  return null;
}

/** Of a parameter it is not known that it is a queue; those that are known to be something else are left out. */
function queueOf(queue: SyntaxNode, at: SyntaxNode, model: Model): Glance | null {
  const made = model.madeBy(queue);
  return made !== null && !THREAD_QUEUES.includes(made) ? null : { queue, at };
}

function isGlance(call: Call, model: Model): boolean {
  const block = call.argument(0, "block");
  return call.method === "get_nowait" || (block !== undefined && isFalse(block, model));
}

function isWhileNotEmpty(call: SyntaxNode): boolean {
  const negation = call.parent?.kind === "not_operator" ? call.parent : null;
  return negation?.parent?.kind === "while_statement" && negation.fieldName === "condition";
}

/** The `except` around a call, in a loop, whose first statement leaves that. */
function leavingClause(call: SyntaxNode): SyntaxNode | null {
  const statement = call.enclosing("try_statement", "function_definition");
  const loop = statement?.enclosing("while_statement", "function_definition");
  if (statement?.kind !== "try_statement" || loop?.kind !== "while_statement") return null;
  if (statement.field("body")?.covers(call) !== true) return null;
  const clauses = statement.children.filter(({ kind }) => kind === "except_clause");
  const left = clauses.map((clause) => clause.descendants(...LEAVES).find((node) => node.parent?.parent === clause));
  return left.find((each) => each !== undefined) ?? null;
}
