import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerMade, WORDS_OF_RUNNERS } from "../../engine/semantics/runners.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * The first parameter of a thread or process is `group`, which is there for times to come and must be None. What is to run comes
 * second, or by its name.
 *
 * Found at `Thread(...)`, `Process(...)`, classes that inherit from them without a constructor, and calls of the constructor, where
 * the first argument is certainly not None.
 */
export default defineRule({
  name: "thread-positional-group",
  question: "using-threads",
  summary: "something in the place of a thread's `group`, as in `Thread(work)`",
  severity: "error",
  fix: "safe",
  messages: {
    target:
      "the first parameter of a {kind} is `group` and must be None: this raises AssertionError. Write `target={value}`",
    other: "the first parameter of a {kind} is `group` and must be None: this raises AssertionError",
  },
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_RUNNERS }, (node, { model, report }) => {
      const call = model.callAt(node);
      const made = call && runnerMade(call, model);
      if (call === null || made === null || made.kind === "timer") return;
      const { kind, offset } = made;
      const first = call.positional[offset];
      const target = call.argument(offset + 1, "target");
      const hasTarget = call.hasUnpacking || (target !== undefined && !/^(?:tuple|list)$/.test(target.kind));
      if (first === undefined || mayBeNone(first, hasTarget, model)) return;
      if (isExpectedToFail(node, model, ["builtins.AssertionError"])) return;
      const isTarget = !call.arguments.some(({ keyword }) => keyword === "target");
      const data = { kind, value: excerpt(first.text) };
      if (isTarget) report("target", { at: first, data, fix: () => nameTarget(call, first, offset) });
      else report("other", { at: first, data: { kind } });
    }),
});

/** Something of which nothing is known is hardly None where nothing else could run. */
function mayBeNone(first: SyntaxNode, hasTarget: boolean, model: Model): boolean {
  if (/group/i.test(first.text)) return true;
  return model.valuesOf(first).some((value) => {
    if (value.kind === "literal") return value.node.kind === "none";
    const isTold = value.kind === "function" || value.kind === "class" || value.kind === "external";
    return !isTold && (hasTarget || value.kind === "nothing");
  });
}

function nameTarget(call: Call, first: SyntaxNode, offset: number): Fix | null {
  const [, second, ...more] = call.positional.slice(offset);
  const isGiven = call.arguments.some(({ keyword }) => keyword === "args");
  if (more.length > 0 || (second !== undefined && (isGiven || !/^(?:tuple|list)$/.test(second.kind)))) return null;
  const named = [[first, "target="] as const, ...(second === undefined ? [] : [[second, "args="] as const])];
  const edits = named.map(([{ start }, replacement]) => ({ span: { start, end: start }, replacement }));
  return { title: `Write target=${excerpt(first.text)}`, safety: "safe", edits };
}
