import { IN_PLACE_FUNCTIONS, IN_PLACE_METHODS } from "../../engine/knowledge/none-results.js";
import { calledBefore, withoutStore } from "../../engine/repairs/none-results.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { containerOf, noneUseOf } from "../../engine/semantics/none-results.js";
import { usedCallPattern } from "../../engine/semantics/used-text.js";
import type { Use } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  method: "`.{method}()` changes the {type} in place and returns None: {consequence}",
  function: "`{function}` returns None: {consequence}",
} as const;

const METHODS = new Set(Object.values(IN_PLACE_METHODS).flat());
const USED = usedCallPattern([], [...METHODS]);

/**
 * Methods that sort, reverse or fill a list, dict or set change the object itself and return None, as `random.shuffle`
 * does.
 *
 * Found where their result goes anywhere and the object is certainly of one of these types.
 */
export default defineRule({
  name: "in-place-result-used",
  question: "random-numbers",
  summary: "a use of the None that `sort`, `append`, `update` and their like return",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.methodCalls(METHODS, { anyOf: [[]], pattern: USED }, (call, context) => {
      if (call.receiver !== null) checkMethod(call, call.receiver, context);
    }),
    when.calls(IN_PLACE_FUNCTIONS, (call, { model, report }) => {
      const [changed] = call.positional;
      const found = noneUseOf(call, changed ?? null, model);
      if (found === null) return;
      report("function", {
        at: call.node,
        data: { function: call.callee.text, consequence: found.consequence },
        severity: found.isMet ? "error" : "warning",
        fix: () => (changed === undefined ? null : repair(found.use, call, changed)),
      });
    }),
  ],
});

function checkMethod(call: Call, receiver: SyntaxNode, { model, report, source }: RuleContext<typeof MESSAGES>): void {
  const method = call.method ?? "";
  const found = noneUseOf(call, receiver, model);
  const type = found === null ? null : containerOf(receiver, model);
  if (found === null || type === null || !IN_PLACE_METHODS[type]?.includes(method)) return;
  if (!textMatches(source, USED)) return;
  report("method", {
    at: call.node,
    data: { method, type, consequence: found.consequence },
    severity: found.isMet ? "error" : "warning",
    fix: () => repair(found.use, call, receiver),
  });
}

function repair(use: Use, call: Call, changed: SyntaxNode): Fix | null {
  const alone = withoutStore(use, call, changed);
  if (alone !== null) return { title: "Change it in place", safety: "safe", edits: alone };
  const before = calledBefore(use, call, changed);
  if (before !== null) return { title: `Change \`${changed.text}\` before`, safety: "safe", edits: before };
  // Of a condition, nobody can tell what it was meant to ask, and a method of the copy would be the same mistake.
  const isOpen = use.kind === "tested" || call.node.parent?.kind === "attribute";
  return call.receiver === changed && !isOpen ? sortedCopy(call, changed) : null;
}

/** `sorted(xs)` for the result of `xs.sort()`; `xs` itself then stays as it was, unless nobody else has it. */
function sortedCopy(call: Call, list: SyntaxNode): Fix | null {
  const isUnnamed = list.kind === "list" || list.kind === "list_comprehension" || list.kind === "call";
  if (call.method !== "sort" || (!isUnnamed && list.kind !== "identifier" && list.kind !== "attribute")) return null;
  // Python 2's `sort(cmp)` and its `sorted(list, cmp)` take the same.
  const options = call.arguments.map(({ node }) => `, ${node.text}`).join("");
  const replacement = `sorted(${list.text}${options})`;
  const safety = isUnnamed ? "safe" : "unsafe";
  return { title: "Take a sorted copy", safety, edits: [{ span: call.node, replacement }] };
}
