import {
  ASYNC_QUEUES,
  CONCURRENT_WORDS,
  PROCESS_QUEUES,
  THREAD_QUEUES,
} from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  looped:
    "a queue cannot be looped over, so this raises TypeError: take the items with `get()`, as in `iter({queue}.get, None)`",
  length: "a queue has no `len()`, so this raises TypeError: ask `{queue}.qsize()`",
  searched: "nothing can be searched in a queue, so this raises TypeError",
  tested: "a queue is always true, with items or without: ask `{queue}.empty()`",
} as const;

const QUEUES: ReadonlySet<string> = new Set(
  [...ASYNC_QUEUES, ...PROCESS_QUEUES, ...THREAD_QUEUES].filter((name) => !name.includes("anager")),
);
/** Functions that go over what they are given. */
const LOOPING = new Set(
  ["all", "any", "enumerate", "iter", "list", "max", "min", "next", "set", "sorted", "sum", "tuple"].map(
    (name) => `builtins.${name}`,
  ),
);

/**
 * A queue is no list: it has no length, no items to be looked at and no truth, and shows what is in it only to who takes it out.
 *
 * Found where a queue is looped over, searched, measured or asked for its truth, and the object is certainly one.
 */
export default defineRule({
  name: "queue-as-container",
  question: "worker-threads",
  summary: "a queue that is used like a list",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes(["identifier", "attribute"], { anyOf: CONCURRENT_WORDS, pattern: /Queue\b/ }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const key = usedAs(node, model);
  if (key === null || !isQueue(node, model)) return;
  if (key === "tested" && !isAlwaysThere(node, model)) return;
  if (key !== "tested" && isExpectedToFail(node, model, ["builtins.TypeError"])) return;
  const queue = excerpt(node.text);
  if (key === "searched") report(key, { at: node });
  // `while q:` may have been meant as a loop without end.
  else if (key === "tested")
    report(key, { at: node, data: { queue }, severity: "warning", fix: () => repair(key, node) });
  else report(key, { at: node, data: { queue }, fix: () => repair(key, node) });
}

function usedAs(node: SyntaxNode, model: Model): keyof typeof MESSAGES | null {
  const { parent } = node;
  switch (parent?.kind) {
    case "for_statement":
    case "for_in_clause": {
      const isAsync = parent.token("async") !== null;
      return node.fieldName === "right" && !isAsync ? "looped" : null;
    }
    case "argument_list": {
      const call = parent.parent === null ? null : model.callAt(parent.parent);
      if (call === null || call.arguments.length !== 1) return null;
      if (call.name === "builtins.len") return "length";
      return call.name !== null && LOOPING.has(call.name) ? "looped" : null;
    }
    case "comparison_operator":
      return parent.namedChildren.length === 2 && parent.namedChildren[1] === node && /\bin\b/.test(between(parent))
        ? "searched"
        : null;
    default: {
      const use = parent === null ? null : useOf(node);
      return use?.kind === "tested" ? "tested" : null;
    }
  }
}

/** The operator of a comparison of two. */
function between(comparison: SyntaxNode): string {
  const [left, right] = comparison.namedChildren;
  return comparison.tree.source.text.slice(left?.end ?? 0, right?.start ?? 0);
}

function isQueue(node: SyntaxNode, model: Model): boolean {
  const made = model.madeBy(node);
  return made !== null && QUEUES.has(made);
}

/** Whether there certainly is a queue, so that the question is not whether there is one at all. */
function isAlwaysThere(node: SyntaxNode, model: Model): boolean {
  const variable = node.kind === "identifier" ? model.variableOf(node) : undefined;
  return variable?.bindings.length === 1 && model.onlyValueOf(node)?.kind === "call";
}

function repair(key: keyof typeof MESSAGES, node: SyntaxNode): Fix | null {
  const call = node.parent?.parent;
  if (key === "length" && call) {
    const edits = [{ span: { start: call.start, end: call.end }, replacement: `${node.text}.qsize()` }];
    return { title: "Ask qsize()", safety: "safe", edits };
  }
  const isWhole = /^(?:if_statement|elif_clause|while_statement)$/.test(node.parent?.kind ?? "");
  if (key !== "tested" || !isWhole) return null;
  const edits = [{ span: { start: node.start, end: node.end }, replacement: `not ${node.text}.empty()` }];
  return { title: "Ask empty()", safety: "unsafe", edits };
}
