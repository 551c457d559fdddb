import { isSemaphore, PROCESS_LOCKS, THREAD_LOCKS } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { classOf } from "../../engine/semantics/classes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { mayGiveUp, mentionsIn, methodCallsOn } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import { readingOf, useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * An `acquire` that does not wait, or not for ever, tells by its result whether it got the lock. Who does not look goes on
 * without it, changes what another thread is changing, and in the end releases the lock that the other one holds.
 *
 * Found where the result is dropped, or given to a name that nobody reads, and the same function releases the lock later.
 */
export default defineRule({
  name: "acquire-result-ignored",
  question: "thread-safe-mutation",
  summary: "an `acquire` that may give up, and nobody looks whether it did",
  severity: "error",
  fix: "none",
  messages: {
    ignored: "when `{call}` gives up, this goes on without it, and `{release}` {harm}: test the result",
  },
  on: (when) =>
    when.methods([...THREAD_LOCKS, ...PROCESS_LOCKS], "acquire", (call, made, { model, report }) => {
      const lock = call.receiver;
      if (lock === null || !mayGiveUp(call, model) || !isIgnored(call.node, model)) return;
      if (isExpectedToFail(call.node, model, ["builtins.RuntimeError", "builtins.ValueError"])) return;
      const release = releaseAfter(call, lock, model);
      if (release === null || isAsked(lock, call.node, release, model)) return;
      report("ignored", {
        at: call.node,
        data: { call: excerpt(call.node.text), release: excerpt(release.text), harm: harmOf(made) },
        related: [{ span: release, message: "released here" }],
      });
    }),
});

/** What it does to release what was not acquired. */
function harmOf(made: string): string {
  if (isSemaphore(made)) return "gives back a place that was never taken";
  // These know who holds them; a plain lock does not.
  if (/RLock$|Condition$/.test(made)) return "raises, since this thread does not hold it";
  return "takes it from whoever holds it, or raises";
}

function isIgnored(call: SyntaxNode, model: Model): boolean {
  const use = useOf(call);
  if (use.kind === "dropped") return true;
  return (
    use.kind === "stored" &&
    use.target.kind === "identifier" &&
    readingOf(use.target, use.statement, model) === "unread"
  );
}

/** The call that releases the lock later on: in the same function, or at the end of the `with` whose beginning it is. */
function releaseAfter(call: Call, lock: SyntaxNode, model: Model): SyntaxNode | null {
  const region = regionOf(call.node);
  const releases = methodCallsOn(lock, "release", region, model);
  const exit = exitOf(region);
  return (
    releases.find((each) => follows(each, call, model)) ??
    (exit === null ? undefined : methodCallsOn(lock, "release", exit, model)[0]) ??
    null
  );
}

/** Whether the lock itself is asked in between: `if lock.locked(): lock.release()`. */
function isAsked(lock: SyntaxNode, acquire: SyntaxNode, release: SyntaxNode, model: Model): boolean {
  const mentions = mentionsIn(lock, regionOf(acquire), model);
  return mentions.some(({ row, parent }) => {
    const isBetween = row > acquire.row && row < release.row;
    return isBetween && /locked|owned/.test(parent?.field("attribute")?.text ?? "");
  });
}

/** What a `with` calls at its end, of the method that it calls at its beginning. */
function exitOf(method: SyntaxNode): SyntaxNode | null {
  const name = /^__a?enter__$/.exec(method.field("name")?.text ?? "")?.[0].replace("enter", "exit");
  const methods = name === undefined ? [] : (classOf(method)?.field("body")?.descendants("function_definition") ?? []);
  return methods.find((each) => each.field("name")?.text === name) ?? null;
}

/** Whether a release comes after the acquire, and not at once: `acquire(False); release()` sees to it that nobody has it. */
function follows(release: SyntaxNode, acquire: Call, model: Model): boolean {
  const statement = acquire.node.parent;
  let next = statement?.nextSibling ?? null;
  while (next?.isExtra) next = next.nextSibling;
  if (next?.covers(release) === true && next.kind === "expression_statement") return false;
  return model.flowOf(acquire.node).reaches(acquire.node, release, "normal");
}
