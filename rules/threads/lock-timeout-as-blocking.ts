import { PROCESS_LOCKS, THREAD_LOCKS } from "../../engine/knowledge/synchronization.js";
import { passByKeyword } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { isFalse, isNumber, type TimeoutEvidence, timeoutEvidence } from "../../engine/semantics/timeouts.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  blocking: "`{value}` is given as `{parameter}`, {consequence}{advice}",
  refused: "an `acquire` that does not wait takes no time-out: this raises {error}",
  unused: "this `acquire` does not wait, so its time-out of `{value}` does nothing",
} as const;

/**
 * The first argument of a lock's `acquire` is not the time-out but whether to wait at all: `lock.acquire(5)` waits for ever.
 *
 * Found on the locks, semaphores and conditions of `threading` and `multiprocessing`, where a number of seconds, or something
 * called a time-out, stands in its place; and where a time-out is given to a call that is told not to wait.
 */
export default defineRule({
  name: "lock-timeout-as-blocking",
  question: "worker-threads",
  summary: "a time-out given to a lock in the place of `blocking`",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods([...THREAD_LOCKS, ...PROCESS_LOCKS], "acquire", check),
});

function check(call: Call, lock: string, context: RuleContext<typeof MESSAGES>): void {
  const { model, target, report } = context;
  const ofProcess = lock.startsWith("multiprocessing.");
  const parameter = ofProcess ? "block" : "blocking";
  const blocking = call.argument(0, parameter);
  const timeout = call.argument(1, "timeout");
  if (call.hasUnpacking || blocking === undefined) return;
  if (timeout !== undefined) {
    if (isFalse(blocking, model)) checkUnused(call, timeout, ofProcess, context);
    return;
  }
  const evidence = timeoutEvidence(blocking, model);
  if (evidence === null || isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  const hasTimeout = ofProcess || target.major >= 3;
  const value = excerpt(blocking.text);
  const consequence = consequenceOf(evidence, lock, target);
  const advice = hasTimeout ? `: write \`timeout=${value}\`` : ", and Python 2's locks have no time-out";
  report("blocking", {
    at: blocking,
    data: { value, parameter, consequence, advice },
    fix: () => (hasTimeout ? repair(call, blocking, evidence) : null),
  });
}

/** `acquire(False, 5)`; -1 stands for no time-out. */
function checkUnused(
  call: Call,
  timeout: SyntaxNode,
  ofProcess: boolean,
  { model, target, report }: RuleContext<typeof MESSAGES>,
): void {
  if (!isNumber(timeout, model) || timeout.kind === "unary_operator") return;
  if (ofProcess) {
    report("unused", { at: timeout, severity: "warning", data: { value: excerpt(timeout.text) } });
  } else if (!isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.TypeError"])) {
    report("refused", { at: timeout, data: { error: target.major === 2 ? "TypeError" : "ValueError" } });
  }
}

/** Up to Python 3.11 only what is written in Python, the semaphores of `threading`, took a float for a truth value. */
function consequenceOf(evidence: TimeoutEvidence, lock: string, target: PythonVersion): string {
  if (evidence.kind === "name") return "where it is no time-out";
  const takesFloat = /^threading\.(?:Bounded)?Semaphore$/.test(lock) || isInRange(target, { since: "3.12" });
  return evidence.isFloat && !takesFloat ? "which raises TypeError" : "so this waits for ever";
}

/** Who does not look at the result goes on without the lock when the time is over. */
function repair(call: Call, blocking: SyntaxNode, { kind }: TimeoutEvidence): Fix | null {
  const edit = passByKeyword(call, blocking, "timeout");
  const safety = kind === "number" && useOf(call.node).kind !== "dropped" ? "safe" : "unsafe";
  return edit && { title: `Write \`timeout=${excerpt(blocking.text)}\``, safety, edits: [edit] };
}
