import { PROCESS_EXECUTORS, PROCESS_POOLS, PROCESSES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { importsMainAnew } from "../../engine/semantics/start-method.js";
import { namelessFunction } from "../../engine/semantics/unpicklable.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  raised:
    "{function} cannot be pickled, so it cannot be sent to the processes of a pool: {consequence}: define it at the top of the module",
  start: "{function} cannot be pickled, so the process cannot be started {where}: define it at the top of the module",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** How it shows that something cannot be pickled, by version. */
const REFUSALS = ["_pickle.PicklingError", "pickle.PicklingError", "builtins.AttributeError", "builtins.TypeError"];
/** Methods that wait for the results, and raise what went wrong. */
const WAITING = /^(?:apply|map|starmap)$/;

/**
 * What is sent to another process is pickled, and a function is pickled by its name: only those at the top of a module, or in
 * its classes, have one by which they can be found. A lambda and a function inside a function have none.
 *
 * Found where a pool of processes is given such a function for a job, or a process that is not forked for its target.
 */
export default defineRule({
  name: "process-callback-not-picklable",
  question: "threads-not-running",
  summary: "a lambda or inner function that is to run in another process",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methods(
      PROCESS_POOLS,
      ["apply", "apply_async", "map", "map_async", "imap", "imap_unordered", "starmap", "starmap_async"],
      (call, _, context) => checkJob(call, context),
    ),
    when.methods(PROCESS_EXECUTORS, ["submit", "map"], (call, _, context) => checkJob(call, context)),
    when.calls(PROCESSES, checkProcess),
  ],
});

function checkJob(call: Call, { model, report }: Context): void {
  const callback = call.argument(0, "func");
  const what = callback === undefined ? null : namelessFunction(model.callableOf(callback), model);
  if (callback === undefined || what === null || isExpectedToFail(call.node, model, REFUSALS)) return;
  const isPool = PROCESS_POOLS.includes(model.madeBy(call.receiver ?? callback) ?? "");
  const isRaised = isPool && WAITING.test(call.method ?? "");
  const consequence = isRaised ? "this fails" : "the job fails, and only who asks for its result is told";
  report("raised", { at: callback, data: { function: what, consequence } });
}

function checkProcess(call: Call, { model, target, report }: Context): void {
  const places = importsMainAnew(model);
  const callback = call.argument(1, "target");
  if (callback === undefined || places === "nowhere" || !isInRange(target, { since: "3.4" })) return;
  const what = namelessFunction(model.callableOf(callback), model);
  if (what === null || isExpectedToFail(call.node, model, REFUSALS)) return;
  const where = places === "everywhere" ? "where it is not forked" : "on Windows and macOS, and from Python 3.14 on";
  report("start", {
    at: callback,
    data: { function: what, where },
    severity: places === "everywhere" ? "error" : "warning",
  });
}
