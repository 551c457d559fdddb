import {
  ASYNC_QUEUES,
  PROCESS_EXECUTORS,
  PROCESS_POOLS,
  PROCESS_QUEUES,
  PROCESSES,
  THREAD_QUEUES,
} from "../../engine/knowledge/synchronization.js";
import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { methodCallsOf } from "../../engine/semantics/mentions.js";
import type { Model } from "../../engine/semantics/model.js";
import { firstThat, onceForEach } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  copied:
    "`{queue}` is a queue for threads: the process gets a copy of it, or cannot be started: make it by `multiprocessing.Queue()`",
  refused: "`{queue}` cannot be sent to the processes of a pool: make it by `multiprocessing.Manager().Queue()`",
  inherited:
    "a `multiprocessing.Queue` cannot be sent to the processes of a pool, and `{queue}` is one: give it to `initializer`, or make it by `multiprocessing.Manager().Queue()`",
  global:
    "`{queue}` is a queue for threads, and the process that runs `{worker}` has one of its own: make it by `multiprocessing.Queue()` and pass it",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Queues in the memory of one process. A manager's are proxies, which can be sent anywhere. */
const LOCAL_QUEUES: ReadonlySet<string> = new Set([
  ...ASYNC_QUEUES,
  ...THREAD_QUEUES.filter((name) => name.startsWith("queue.")),
]);
/** What a queue that is sent where it cannot go raises. */
const REFUSALS = ["builtins.TypeError", "builtins.RuntimeError"];

/**
 * A `queue.Queue` lives in the memory of one process. Another process gets a copy of it, into which it puts what nobody will ever
 * see. The queues of `multiprocessing` are shared, but must be there when the process starts: they cannot be sent to a pool.
 *
 * Found where such a queue is among the arguments of a process or of a pool's job; and where a process's function uses a queue of
 * the module, and only other code uses its other end.
 */
export default defineRule({
  name: "wrong-queue-kind",
  question: "worker-threads",
  summary: "a queue of threads that is given to a process, or one of processes that is sent to a pool",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.calls([...PROCESSES, ...PROCESS_POOLS, ...PROCESS_EXECUTORS], checkProcess),
    when.methods("multiprocessing.get_context", "Process", (call, _, context) => checkProcess(call, context)),
    when.methods(
      PROCESS_POOLS,
      ["apply", "apply_async", "map", "map_async", "imap", "imap_unordered", "starmap", "starmap_async"],
      (call, _, context) => checkJob(call, context),
    ),
    when.methods(PROCESS_EXECUTORS, ["submit", "map"], (call, _, context) => checkJob(call, context)),
  ],
});

/** What is there when a process starts. */
function checkProcess(call: Call, context: Context): void {
  const { model, report } = context;
  for (const queue of queuesIn(call, LOCAL_QUEUES, model)) {
    const fix = (): Fix | null => repair(queue, model);
    report("copied", { at: queue, data: { queue: excerpt(queue.text) }, fix });
  }
  for (const registration of model.callbacksOf(call)) {
    if (registration.runsIn === "process") checkGlobals(registration, context);
  }
}

/** What is sent to a process that runs. */
function checkJob(call: Call, { model, report }: Context): void {
  if (isExpectedToFail(call.node, model, REFUSALS)) return;
  for (const queue of queuesIn(call, LOCAL_QUEUES, model)) {
    report("refused", { at: queue, data: { queue: excerpt(queue.text) } });
  }
  for (const queue of queuesIn(call, new Set(PROCESS_QUEUES), model)) {
    report("inherited", { at: queue, data: { queue: excerpt(queue.text) } });
  }
}

/** The queues among the arguments of a call, in tuples, lists and dictionaries too. */
function queuesIn(call: Call, makers: ReadonlySet<string>, model: Model): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const waiting = call.arguments.map(({ value }) => value);
  for (const value of waiting) {
    if (/^(?:tuple|list|dictionary|parenthesized_expression)$/.test(value.kind)) waiting.push(...value.namedChildren);
    else if (value.kind === "pair") waiting.push(...value.fieldAll("value"));
    else if (value.kind === "list_comprehension") waiting.push(...value.fieldAll("body"));
    else if (value.kind === "identifier" || value.kind === "attribute" || value.kind === "call") {
      if (makers.has(model.madeBy(value) ?? "")) found.push(value);
    }
  }
  return found;
}

/** Queues of the module of which the process has one end, and others have the other. */
function checkGlobals({ callable }: Registration, { model, report }: Context): void {
  const worker = callable?.definition;
  if (worker?.kind !== "function_definition") return;
  const seen = new Set<string>();
  for (const name of worker.descendants("identifier")) {
    const variable = model.variableOf(name);
    if (variable?.scope.kind !== "module" || seen.has(name.text)) continue;
    if (!LOCAL_QUEUES.has(model.madeBy(name) ?? "")) continue;
    seen.add(name.text);
    const starts = startsByEnd(methodCallsOf(name, model), model);
    const ends = (isInside: boolean): string =>
      ENDS.filter((end) => isUsed(starts.get(end), worker, isInside)).join("");
    if (`${ends(true)}${ends(false)}` !== "getput" && `${ends(true)}${ends(false)}` !== "putget") continue;
    report("global", { at: name, data: { queue: name.text, worker: worker.field("name")?.text ?? "" } });
  }
}

const ENDS = ["get", "put"] as const;

/** Where calls of a queue's methods begin, in the order of the text, by the end of the queue that they are at. */
const startsByEnd = onceForEach((calls: readonly Call[]): ReadonlyMap<string, readonly number[]> => {
  const sorted = [...calls].sort((a, b) => a.node.start - b.node.start);
  return new Map([...grouped(sorted, endOf)].map(([end, own]) => [end, own.map(({ node }) => node.start)]));
});

/** Whether one of some calls stands within a function, or one outside of it. */
function isUsed(starts: readonly number[] = [], { start, end }: SyntaxNode, isInside: boolean): boolean {
  const inside = firstThat(starts, (each) => each >= end) - firstThat(starts, (each) => each >= start);
  return isInside ? inside > 0 : inside < starts.length;
}

/** Which end of a queue a call is at; "" for those that only look. */
function endOf({ method }: Call): string {
  return /^(?:get|put)/.exec(method ?? "")?.[0] ?? "";
}

function repair(queue: SyntaxNode, model: Model): Fix | null {
  const value = model.onlyValueOf(queue);
  const made = value?.kind === "call" ? model.callAt(value.node) : null;
  const access = made?.name === "queue.Queue" ? accessToMember("multiprocessing", "Queue", model) : null;
  if (made === null || access === null || textMatches(model.source, /\btask_done\b/)) return null;
  const edits = [
    { span: { start: made.callee.start, end: made.callee.end }, replacement: access.text },
    ...access.edits,
  ];
  return { title: `Make it by ${access.text}()`, safety: "unsafe", edits };
}
