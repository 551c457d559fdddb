import { isSemaphore, LOCKS_OF_ALL_KINDS } from "../../engine/knowledge/synchronization.js";
import { hasLinesForItself, linesOf } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { mayGiveUp, methodCallsOn } from "../../engine/semantics/locks.js";
import { wayOut } from "../../engine/semantics/risks.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  before: "if `{risk}` raises, `finally` {harm}: acquire it before `try`",
  givesUp: "when this gives up, `finally` {harm}: release it only if it was acquired",
  plain: "if this is interrupted, `finally` {harm}: acquire it before `try`",
} as const;

/**
 * `try: lock.acquire(); ... finally: lock.release()`: what goes wrong before the lock is acquired ends in the `finally` too,
 * which releases a lock that is not held. Its RuntimeError hides what went wrong, or another thread loses the lock.
 *
 * Found where the `try` itself holds the acquire, and its `finally` releases without a question.
 */
export default defineRule({
  name: "acquire-inside-try",
  question: "thread-safe-mutation",
  summary: "an `acquire` within the `try` whose `finally` releases",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods(LOCKS_OF_ALL_KINDS, "acquire", check),
});

function check(call: Call, made: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const lock = call.receiver;
  const attempt = call.node.enclosing("try_statement", "function_definition", "lambda");
  const body = attempt?.kind === "try_statement" ? attempt.field("body") : null;
  if (lock === null || attempt === null || body?.covers(call.node) !== true) return;
  const cleanup = attempt.children.find(({ kind }) => kind === "finally_clause")?.namedChildren.at(-1);
  const region = regionOf(call.node);
  const releases = methodCallsOn(lock, "release", region, model);
  // Only what the `finally` does whatever happened; who asks first knows.
  const release = releases.find(
    (each) => each.parent?.parent === cleanup && each.parent?.kind === "expression_statement",
  );
  const acquires = methodCallsOn(lock, "acquire", region, model);
  if (release === undefined || acquires.length > 1 || releases.some((each) => body.covers(each))) return;
  const harm = isSemaphore(made) ? "gives back a place that was never taken" : "releases a lock that is not held";
  const related = [{ span: release, message: "released here, whatever happened" }];
  const use = useOf(call.node);
  if (mayGiveUp(call, model)) {
    // Of a dropped result there is more to say than this.
    if (use.kind === "tested") report("givesUp", { at: call.node, data: { harm }, related });
    return;
  }
  const value = call.node.parent?.kind === "await" ? call.node.parent : call.node;
  const statement = value.parent;
  if (statement?.kind !== "expression_statement" || statement.parent !== body) return;
  const before = body.namedChildren.filter(({ row }) => row < statement.row);
  const risk = wayOut(before, model);
  if (risk !== null && !/^(?:return|break|continue)/.test(risk.kind)) {
    report("before", { at: call.node, data: { risk: excerpt(risk.text), harm }, related });
    return;
  }
  report("plain", {
    at: call.node,
    // A task may be cancelled at any `await`; a signal in the midst of an acquire is rare.
    severity: value.kind === "await" ? "warning" : "hint",
    data: { harm },
    related,
    fix: () => (before.length === 0 ? repair(statement, attempt, body) : null),
  });
}

/** Before the `try` its exceptions are not caught any more, which only a `try` without handlers does not notice. */
function repair(statement: SyntaxNode, attempt: SyntaxNode, body: SyntaxNode): Fix | null {
  const { source } = statement.tree;
  const hasHandlers = attempt.children.some(({ kind }) => kind === "except_clause");
  if (
    body.namedChildren.length < 2 ||
    !hasLinesForItself(statement) ||
    source.lines.lineAt(body.start) === source.lines.lineAt(attempt.start)
  )
    return null;
  const { text } = statement;
  return {
    title: "Acquire it before `try`",
    safety: hasHandlers ? "unsafe" : "safe",
    edits: [
      {
        span: { start: attempt.start, end: attempt.start },
        replacement: `${text}${source.lineBreak}${source.indentationAt(attempt.start)}`,
      },
      { span: linesOf(statement), replacement: "" },
    ],
  };
}
