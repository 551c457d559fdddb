import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { textMatches } from "../../engine/text/matching.js";
import { isInRange, type VersionRange } from "../../engine/versions.js";

const MESSAGES = {
  submit:
    "exit functions run when executors are shut down for good, so this raises RuntimeError: do it before the program ends",
  start: "Python 3.12 starts no {what} when the program ends, so this raises RuntimeError: do it before that",
  register: "what an exit function registers comes too late in Python 3, and is never called: call it here",
} as const;

const EXECUTORS = ["concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor"];
const THREADS = ["threading.Thread", "threading.Timer"];
const PROCESSES = ["multiprocessing.Process"];

/** The only release in which threads and processes could not be started at exit; 3.13.0 started them again. */
const WITHOUT_THREADS: VersionRange = { since: "3.12", until: "3.13" };

/**
 * At exit it is too late for work that others are to do: executors have refused it since Python 3.9, threads and forks in 3.12, and
 * what is registered now is not called any more. The errors are printed, and the exit status stays 0.
 *
 * Found in functions of which nothing else is known than that they run at exit.
 */
export default defineRule({
  name: "exit-function-starts-work",
  question: "exit-functions",
  summary: "work that an exit function hands to an executor, thread or process, or registers, when it is too late",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methods(EXECUTORS, ["map", "submit"], (call, _, context) => {
      if (isInRange(context.target, { since: "3.9" }) && runsAtExit(call, context))
        context.report("submit", { at: call.node });
    }),
    when.methods([...THREADS, ...PROCESSES], "start", (call, className, context) => {
      if (!isInRange(context.target, WITHOUT_THREADS) || !runsAtExit(call, context)) return;
      context.report("start", { at: call.node, data: { what: THREADS.includes(className) ? "thread" : "process" } });
    }),
    when.calls("os.fork", (call, context) => {
      if (!isInRange(context.target, WITHOUT_THREADS) || !runsAtExit(call, context)) return;
      context.report("start", { at: call.node, data: { what: "process" } });
    }),
    when.calls("atexit.register", (call, context) => {
      if (isInRange(context.target, { since: "3.0" }) && runsAtExit(call, context))
        context.report("register", { at: call.node });
    }),
  ],
});

function runsAtExit({ node }: Call, { model, source }: RuleContext<typeof MESSAGES>): boolean {
  const region = regionOf(node);
  if (region.kind === "module" || !textMatches(source, /\batexit\b/)) return false;
  const contexts = model.contextsOf(region);
  const isOnly = contexts.length > 0 && contexts.every(({ kind }) => kind === "exit");
  return isOnly && guardOf(node, model, ["RuntimeError"]) === null;
}
