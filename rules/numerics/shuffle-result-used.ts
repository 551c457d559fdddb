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
    when.calls("random.shuffle", (call, context) => check(call, "sample", context)),
    when.calls("numpy.random.shuffle", (call, context) => check(call, "permutation", context)),
    when.methods(RANDOM_CLASSES, "shuffle", (call, _, context) => check(call, "sample", context)),
    when.methods(NUMPY_RANDOM_CLASSES, "shuffle", (call, _, context) => check(call, "permutation", context)),
  ],
});

/** How to ask for a shuffled copy instead. */
type Copying = "sample" | "permutation";

function check(call: Call, copying: Copying, { model, report }: RuleContext<typeof MESSAGES>): void {
  const list = call.argument(0, "x");
  const found = list === undefined ? null : noneUseOf(call, list, model);
  if (list === undefined || found === null) return;
  report("used", {
    at: call.node,
    data: { function: call.callee.text, consequence: found.consequence },
    // A None that nothing meets does no harm yet.
    severity: found.isMet ? "error" : "warning",
    fix: () => repair(found.use, call, list, copying),
  });
}

function repair(use: Use, call: Call, list: SyntaxNode, copying: Copying): Fix | null {
  const alone = withoutStore(use, call, list);
  if (alone !== null) return { title: "Shuffle in place", safety: "safe", edits: alone };
  const before = calledBefore(use, call, list);
  if (before !== null) return { title: `Shuffle \`${list.text}\` before`, safety: "safe", edits: before };
  // Of a condition, nobody can tell what it was meant to ask.
  if (use.kind === "tested" || use.kind === "compared") return null;
  const copy = shuffledCopy(call, list, copying);
  return copy === null
    ? null
    : { title: "Take a shuffled copy", safety: "unsafe", edits: [{ span: call.node, replacement: copy }] };
}

/** `random.sample(xs, len(xs))`; `xs` itself then stays as it was. */
function shuffledCopy(call: Call, list: SyntaxNode, copying: Copying): string | null {
  const { callee, receiver } = call;
  if (receiver === null || call.arguments.length > 1 || !isNameLike(list)) return null;
  const before = callee.tree.source.text.slice(callee.start, callee.end - "shuffle".length);
  const size = copying === "sample" ? `, len(${list.text})` : "";
  return `${before}${copying}(${list.text}${size})`;
}
