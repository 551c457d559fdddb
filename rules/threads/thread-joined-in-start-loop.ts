import { defineRule } from "../../engine/rule.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import type { Model } from "../../engine/semantics/model.js";
import { inheritedMethod } from "../../engine/semantics/none-results.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const RUNNERS = new Set(["threading.Thread", "multiprocessing.Process", "multiprocessing.get_context.Process"]);

/**
 * `join()` waits until the thread has ended. In the loop that starts the threads, each has to end before the next begins, and
 * nothing runs beside anything else.
 *
 * Found where a loop makes a thread, starts it, and joins it in the very next statement.
 */
export default defineRule({
  name: "thread-joined-in-start-loop",
  question: "threads-not-running",
  summary: "threads that are started and joined in the same loop, one after the other",
  severity: "warning",
  fix: "none",
  messages: {
    serial:
      "`{name}` has to end before the loop starts the next one, so they run one after the other: join them in a second loop",
  },
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["Thread", "start", "join", "for"],
          ["Process", "start", "join", "for"],
        ],
      },
      (node, { model, report }) => {
        const join = model.callAt(node);
        if (join?.method !== "join" || join.receiver?.kind !== "identifier" || join.arguments.length > 0) return;
        const statement = node.parent?.kind === "expression_statement" ? node.parent : null;
        const loop = statement?.parent?.parent;
        if (statement === null || loop?.kind !== "for_statement" || statement.parent?.fieldName !== "body") return;
        const [before] = statementBefore(statement)?.namedChildren ?? [];
        const start = before === undefined ? null : model.callAt(before);
        if (start?.method !== "start" || start.receiver?.text !== join.receiver.text) return;
        const [value, ...others] = model.valuesOf(join.receiver);
        const isMadeHere = value !== undefined && "node" in value && loop.covers(value.node) && others.length === 0;
        if (!isMadeHere || inheritedMethod(join, RUNNERS, model) === null || isShort(loop, model)) return;
        // Tests let threads run one after the other on purpose.
        if (isInTest(node, model)) return;
        report("serial", { at: node, data: { name: join.receiver.text } });
      },
    ),
});

function statementBefore(statement: SyntaxNode): SyntaxNode | null {
  let before = statement.previousSibling;
  while (before?.isExtra) before = before.previousSibling;
  return before;
}

/** Whether a loop has at most one turn for all that is known. */
function isShort(loop: SyntaxNode, model: Model): boolean {
  const right = loop.field("right");
  const range = right === null ? null : model.callAt(right);
  const count = range?.name === "builtins.range" && range.arguments.length === 1 ? range.argument(0, null) : undefined;
  const turns = count === undefined ? null : constantInteger(count, model);
  return turns !== null && turns < 2n;
}
