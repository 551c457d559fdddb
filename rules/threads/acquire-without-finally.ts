import { ASYNC_LOCKS, isSemaphore, PROCESS_LOCKS, THREAD_LOCKS } from "../../engine/knowledge/synchronization.js";
import { indentBetween, linesOf } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { isHandedOver, mayGiveUp, methodCallsOn } from "../../engine/semantics/locks.js";
import { wayOut } from "../../engine/semantics/risks.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  raises: "if `{risk}` raises, `{lock}` stays locked for ever: {advice}",
  leaves: "this `{risk}` leaves `{lock}` locked for ever: {advice}",
  yields:
    "if the generator is not resumed after this `yield`, or an exception is thrown in, `{lock}` stays locked for ever: {advice}",
} as const;

const MUTEXES = [...THREAD_LOCKS, ...PROCESS_LOCKS, ...ASYNC_LOCKS].filter((name) => !isSemaphore(name));

/**
 * `lock.acquire(); ...; lock.release()`: an exception in between skips the release, the lock stays locked, and every thread
 * that wants it from then on waits for ever.
 *
 * Found where the release follows in the same block as the acquire, and something between them may raise or leaves
 * the block. Semaphores are left out, since others may give their places back.
 */
export default defineRule({
  name: "acquire-without-finally",
  question: "thread-safe-mutation",
  summary: "a lock that an exception between `acquire` and `release` leaves locked",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods(MUTEXES, "acquire", check),
});

function check(call: Call, _: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const lock = call.receiver;
  const before = lock === null ? null : lastBefore(call, mayGiveUp(call, model));
  if (lock === null || before === null || isInTest(call.node, model)) return;
  const region = regionOf(call.node);
  const releases = methodCallsOn(lock, "release", region, model);
  // With more of them, one gives back what somebody else acquired.
  if (releases.length === 0 || releases.length > methodCallsOn(lock, "acquire", region, model).length) return;
  const held: SyntaxNode[] = [];
  let release: SyntaxNode | undefined;
  for (let next = before.statement?.nextSibling ?? before.first; next !== null; next = next.nextSibling) {
    const statement = next;
    if (statement.isExtra || !statement.isNamed) continue;
    release = releases.find((each) => each.parent === statement);
    if (release !== undefined) break;
    // Who releases in the midst has thought of it.
    if (releases.some((each) => statement.covers(each))) return;
    held.push(statement);
  }
  if (release === undefined || held.length === 0 || isReleasedAround(call.node, releases)) return;
  const risk = wayOut(held, model);
  if (risk === null || isHandedOver(lock, model)) return;
  const leaves = /^(?:return|break|continue)/.exec(risk.kind)?.[0];
  const name = excerpt(lock.text);
  const isAwaited = call.node.parent?.kind === "await";
  const isPlain = before.statement?.kind === "expression_statement" && call.arguments.length === 0;
  const advice = isPlain ? `write \`${isAwaited ? "async with" : "with"} ${name}:\`` : "release it in a `finally`";
  const data = { risk: leaves ?? excerpt(risk.text), lock: name, advice };
  const { statement } = before;
  const end = release.parent;
  report(leaves !== undefined ? "leaves" : risk.kind === "yield" ? "yields" : "raises", {
    at: call.node,
    data,
    related: [
      { span: risk, message: leaves === undefined ? "what may raise" : "leaves with the lock" },
      { span: release, message: "released only here" },
    ],
    fix: () => {
      if (!isPlain || statement === null || end === null) return null;
      return repair(lock, statement, end, { isAwaited, isSafe: leaves === undefined });
    },
  });
}

/**
 * Where the stretch begins that holds the lock: behind the statement, or with the first statement of a block. Null where the
 * call may be something else than getting the lock.
 */
function lastBefore(
  { node }: Call,
  mayGiveUp: boolean,
): { readonly statement: SyntaxNode | null; readonly first: SyntaxNode | null } | null {
  const value = node.parent?.kind === "await" ? node.parent : node;
  const { parent } = value;
  if (parent?.kind === "expression_statement" && !mayGiveUp) return { statement: parent, first: null };
  if (parent?.kind === "if_statement" && value.fieldName === "condition") {
    return { statement: null, first: parent.field("consequence")?.children[0] ?? null };
  }
  // `if not lock.acquire(False): return`
  const guard = parent?.kind === "not_operator" ? parent.parent : null;
  if (guard?.kind !== "if_statement" || guard.field("alternative") !== null) return null;
  const last = guard.field("consequence")?.namedChildren.at(-1)?.kind ?? "";
  return /^(?:return|raise|continue|break)_statement$/.test(last) ? { statement: guard, first: null } : null;
}

/** Whether the lock is released by a `finally` or handler around the whole. */
function isReleasedAround(node: SyntaxNode, releases: readonly SyntaxNode[]): boolean {
  for (let up = node.enclosing("try_statement"); up !== null; up = up.enclosing("try_statement")) {
    const clauses = up.children.filter(({ kind }) => kind === "finally_clause" || kind === "except_clause");
    if (releases.some((release) => clauses.some((clause) => clause.covers(release)))) return true;
  }
  return false;
}

/** A `with` in place of both calls. Where a `return` left the lock locked, it does no more, which somebody may have meant. */
function repair(
  lock: SyntaxNode,
  first: SyntaxNode,
  last: SyntaxNode,
  { isAwaited, isSafe }: { readonly isAwaited: boolean; readonly isSafe: boolean },
): Fix | null {
  const indented = indentBetween(first, last);
  if (indented === null) return null;
  const head = `${isAwaited ? "async with" : "with"} ${lock.text}:`;
  return {
    title: `Write \`${excerpt(head)}\``,
    safety: isSafe ? "safe" : "unsafe",
    edits: [{ span: first, replacement: head }, ...indented, { span: linesOf(last), replacement: "" }],
  };
}
