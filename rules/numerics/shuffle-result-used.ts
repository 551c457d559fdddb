import { NUMPY_RANDOM_CLASSES, RANDOM_CLASSES } from "../../engine/knowledge/none-results.js";
import { calledBefore, isNameLike, withoutStore } from "../../engine/repairs/none-results.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { noneUseOf } from "../../engine/semantics/none-results.js";
import type { Use } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = { used: "`{function}` shuffles in place and returns None: {consequence}" } as const;

/**
 * `shuffle` rearranges the list it is given and returns None: who keeps the result loses the list, who loops over it fails.
 *
 * Found where the result of `random.shuffle`, or of a generator's or NumPy's `shuffle`, goes anywhere.
 */
export default defineRule({
  name: "shuffle-result-used",
  question: "random-numbers",
  summary: "a use of the None that `shuffle` returns",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["random.shuffle", "numpy.random.shuffle"], check),
    when.methods([...RANDOM_CLASSES, ...NUMPY_RANDOM_CLASSES], "shuffle", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const list = call.argument(0, "x");
  const found = list === undefined ? null : noneUseOf(call, list, model);
  if (list === undefined || found === null) return;
  report("used", {
    at: call.node,
    data: { function: call.callee.text, consequence: found.consequence },
    // A None that nothing meets does no harm yet.
    severity: found.isMet ? "error" : "warning",
    fix: () => repair(found.use, call, list),
  });
}

function repair(use: Use, call: Call, list: SyntaxNode): Fix | null {
  const alone = withoutStore(use, call, list);
  if (alone !== null) return { title: "Shuffle in place", safety: "safe", edits: alone };
  const before = calledBefore(use, call, list);
  if (before !== null) return { title: `Shuffle \`${list.text}\` before`, safety: "safe", edits: before };
  // Of a condition, nobody can tell what it was meant to ask.
  const copy = use.kind === "tested" || use.kind === "compared" ? null : shuffledCopy(call, list);
  if (copy === null) return null;
  return { title: "Take a shuffled copy", safety: "unsafe", edits: [{ span: call.node, replacement: copy }] };
}

/** `random.sample(xs, len(xs))`; `xs` itself then stays as it was. */
function shuffledCopy(call: Call, list: SyntaxNode): string | null {
  const { callee, receiver, name } = call;
  if (receiver === null || call.arguments.length > 1 || !isNameLike(list)) return null;
  const { text } = callee.tree.source;
  const before = text.slice(callee.start, callee.end - "shuffle".length);
  const isNumpy = name?.startsWith("numpy.") ?? false;
  return isNumpy ? `${before}permutation(${list.text})` : `${before}sample(${list.text}, len(${list.text}))`;
}
