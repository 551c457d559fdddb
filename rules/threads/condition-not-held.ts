import { hasLinesForItself, indentStep } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { mayHoldLock } from "../../engine/semantics/concurrency.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsOf } from "../../engine/semantics/named-uses.js";
import { excerpt } from "../../engine/text/wording.js";

const CONDITIONS = [
  "asyncio.Condition",
  "multiprocessing.Condition",
  "multiprocessing.get_context.Condition",
  "threading.Condition",
];

const MESSAGES = {
  unheld: "`{call}` raises RuntimeError, since `{condition}` is not held: call it within `{with} {condition}:`",
} as const;

/**
 * `wait` and `notify` of a condition are only for who holds its lock: they raise RuntimeError for anybody else, in a thread
 * that then ends and leaves the others waiting.
 *
 * Found where nobody can have acquired it before: in the code of the module, in what a thread begins with, and where the
 * function has made the condition itself.
 */
export default defineRule({
  name: "condition-not-held",
  question: "thread-safe-mutation",
  summary: "`wait` or `notify` of a condition that is not held",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.methods(CONDITIONS, ["wait", "notify", "notify_all", "notifyAll"], check),
});

function check(call: Call, made: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { receiver, node } = call;
  if (receiver === null || mayHoldLock(node, model)) return;
  if (!isOutermost(call, model) || isExpectedToFail(node, model, ["builtins.RuntimeError"])) return;
  const opening = made.startsWith("asyncio.") ? "async with" : "with";
  report("unheld", {
    at: node,
    data: { call: excerpt(node.text), condition: excerpt(receiver.text), with: opening },
    fix: () => repair(call, opening),
  });
}

/** Whether nobody can have acquired the condition for the code around a call. */
function isOutermost({ node, receiver }: Call, model: Model): boolean {
  const region = regionOf(node);
  if (region.parent === null) return node.enclosing("class_definition") === null;
  if (region.kind !== "function_definition") return false;
  const variable = receiver?.kind === "identifier" ? model.variableOf(receiver) : undefined;
  if (variable?.scope.node === region && variable.bindings.every(({ kind }) => kind === "assignment")) return true;
  const isCalled = callsOf(region, model).length > 0;
  const threads = model.callbacks.filter(
    ({ runsIn, callable }) => runsIn === "thread" && callable?.definition === region,
  );
  return threads.length > 0 && !isCalled;
}

/** What waits should look again what it waited for, which is for the author to write. */
function repair({ node, receiver }: Call, opening: string): Fix | null {
  const statement = node.parent;
  if (statement?.kind !== "expression_statement" || receiver === null || !hasLinesForItself(statement)) return null;
  const { source } = node.tree;
  const indentation = source.indentationAt(statement.start);
  const head = `${opening} ${receiver.text}:`;
  return {
    title: `Write \`${excerpt(head)}\` around it`,
    safety: node.field("function")?.text.includes("notify") === true ? "safe" : "unsafe",
    edits: [
      {
        span: { start: statement.start, end: statement.start },
        replacement: `${head}${source.lineBreak}${indentation}${indentStep(statement)}`,
      },
    ],
  };
}
