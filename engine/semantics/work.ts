import { CALLBACK_SLOTS, type CallbackSlot } from "../knowledge/callback-slots.js";
import { wordsOfName } from "../knowledge/names.js";
import { Kept } from "../syntax/kept.js";
import { excerpt } from "../text/wording.js";
import type { Call } from "./call.js";
import type { Registration } from "./callbacks.js";
import { classOf } from "./classes.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** What has work done elsewhere, by the last part of its name. */
const WORK_TAKERS: ReadonlySet<string> = new Set([
  ...["Thread", "Timer", "Process", "start_new_thread", "submit", "run_in_executor", "to_thread"],
  ...["apply", "apply_async", "map", "map_async", "imap", "imap_unordered"],
  ...["ThreadPoolExecutor", "ProcessPoolExecutor", "ThreadPool", "Pool"],
]);
/** What these call when the work is done is no work. */
const ANSWERS: ReadonlySet<string | null> = new Set(["callback", "error_callback"]);

/** What takes the work, by the last part of its name. */
export function takerOf({ callee }: CallbackSlot): string {
  return callee.slice(callee.lastIndexOf(".") + 1);
}

function takesWork(slot: CallbackSlot): boolean {
  const isElsewhere = slot.runsIn === "thread" || slot.runsIn === "process";
  return isElsewhere && WORK_TAKERS.has(takerOf(slot)) && !ANSWERS.has(slot.callback[1]);
}

/** The words of which a text has one of the lists, if it hands work to a thread or process. */
export const WORDS_OF_WORK: readonly (readonly string[])[] = CALLBACK_SLOTS.filter(takesWork).flatMap(({ callee }) =>
  wordsOfName(callee),
);

/** Found once a call, for all the rules that ask for it. */
const known = new Kept<Call, Registration | null>(({ node }) => node.tree);

/** What a call hands over to be done in a thread or process of its own, or in one of a pool; null for other calls. */
export function workOf(call: Call, model: Model): Registration | null {
  const taker = call.name === null ? call.method : call.name.slice(call.name.lastIndexOf(".") + 1);
  // Of a constructor that a class hands on to, only the class tells; of all else the name, before anything is looked up.
  if (taker !== null && taker !== "__init__" && !WORK_TAKERS.has(taker)) return null;
  let work = known.get(call);
  if (work === undefined) {
    work = findWork(call, model);
    known.set(call, work);
  }
  return work;
}

function findWork(call: Call, model: Model): Registration | null {
  const work = model.callbacksOf(call).find(({ slot }) => takesWork(slot)) ?? null;
  return work === null || runsOtherwise(call, model) ? null : work;
}

/** Whether a call makes an object of a class with a `run` of its own, which may do anything with the target. */
function runsOtherwise(call: Call, model: Model): boolean {
  const within = call.method === "__init__" ? call.node.enclosing("function_definition") : null;
  const definition = within === null ? model.classes.localClass(unparenthesized(call.callee)) : classOf(within);
  return definition !== null && model.classes.attribute(definition, "run") !== null;
}

/** Who does the work, in the words of a message: "thread", "process", "pool", "executor". */
export function workerOf({ slot, runsIn }: Registration): string {
  const taker = takerOf(slot);
  if (/^(?:submit|run_in_executor|to_thread)$|Executor/.test(taker) || /Executor\.map$/.test(slot.callee)) {
    return "executor";
  }
  if (taker === "Timer") return "timer";
  if (/^(?:Thread|Process|start_new_thread)$/.test(taker)) return runsIn;
  return "pool";
}

/** What the user calls the work; of a longer expression only what it is. */
export function nameOfWork({ callback }: Registration): string {
  if (callback.kind === "lambda") return "the lambda";
  const isName = callback.kind === "identifier" || callback.kind === "attribute";
  return isName ? `\`${excerpt(callback.text)}\`` : "the target";
}
