import {
  PROCESS_EXECUTORS,
  PROCESS_POOLS,
  THREAD_EXECUTORS,
  THREAD_POOLS,
} from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { useOf } from "../../engine/semantics/uses.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  kept: "`{function}` takes {takes}, but is called with {given}: the TypeError is raised where somebody asks for the result",
  lost: "`{function}` takes {takes}, but is called with {given}: the job never runs, and since nobody asks for its result, nobody is told",
  raised: "`{function}` takes {takes}, but is called with {given}: this raises TypeError",
} as const;

/** Methods that wait for the results and raise what the jobs raised. */
const WAITING = /^(?:apply|map|starmap)$/;

/**
 * An executor keeps the exceptions of a job for whoever asks for the result, those too that come of calling the function with
 * too many or too few arguments: the job is simply not done.
 *
 * Found where it is certain what function a pool or executor is given, and that it cannot be called in this way.
 */
export default defineRule({
  name: "executor-job-arity",
  question: "worker-threads",
  summary: "a job for a pool or executor that its function cannot be called with",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methods([...PROCESS_EXECUTORS, ...THREAD_EXECUTORS], ["submit", "map"], (call, owner, context) =>
      check(call, /Pool$/.test(owner), context),
    ),
    when.methods(
      [...PROCESS_POOLS, ...THREAD_POOLS],
      ["apply", "apply_async", "map", "map_async", "imap", "imap_unordered"],
      (call, _, context) => check(call, true, context),
    ),
  ],
});

function check(call: Call, waits: boolean, { model, report }: RuleContext<typeof MESSAGES>): void {
  const [registration] = model.callbacksOf(call);
  const callable = registration?.callable;
  if (registration === undefined || !callable || registration.fits !== false) return;
  if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  const { callback, positions, keywords } = registration;
  const named = (keywords ?? []).map((keyword) => `\`${keyword}=\``);
  const given = [counted(positions ?? 0, "argument"), ...named].join(" and ");
  const { definition } = callable;
  const data = { function: excerpt(callback.text), takes: callable.takes, given };
  const span = definition?.field("name") ?? definition;
  const isElsewhere = span !== null && span !== undefined && !callback.covers(span);
  const related = isElsewhere ? [{ span, message: "defined here" }] : [];
  const isLost = useOf(call.node).kind === "dropped";
  const key = waits && WAITING.test(call.method ?? "") ? "raised" : isLost ? "lost" : "kept";
  report(key, { at: callback, data, related });
}
