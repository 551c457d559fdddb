import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { containerOf } from "../../engine/semantics/none-results.js";
import { indexUsesOf, lengthOf } from "../../engine/semantics/random-indexes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  beyond:
    "`{draw}` includes `len({list})` itself, one more than the last index, so this raises IndexError now and then: use `random.choice({list})`, or `randrange`",
  rounded:
    "`{draw}` can be `len({list})`, one more than the last index, so this raises IndexError now and then: use `random.choice({list})`, or `int` for `round`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * `randint(a, b)` may give `b`, unlike `range` and `randrange`. As an index, the length of a list is one too many.
 *
 * Found where the number is an index of the very thing whose length it was drawn up to.
 */
export default defineRule({
  name: "random-index-off-by-one",
  question: "random-numbers",
  summary: "a random index that may be the length of the list",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, ["randint", "randrange"], (call, name, context) => {
      const limit = name === "randint" ? call.argument(1, "b") : stopOf(call);
      if (limit === undefined || call.hasUnpacking || call.arguments.length > 2) return;
      const list = name === "randint" ? lengthOf(limit, context.model) : oneMore(limit, context.model);
      if (list !== null) check(call, call.node, list, context);
    }),
    ...whenRandomCalls(when, ["random"], (call, _, context) => {
      const rounded = roundedProduct(call.node, context.model);
      if (rounded !== null) check(call, rounded.call, rounded.list, context);
    }),
  ],
});

/** The end of a `randrange`. */
function stopOf(call: Call): SyntaxNode | undefined {
  return call.argument(1, "stop") ?? call.argument(0, "start");
}

/** Of `len(x) + 1`, the `x`. */
function oneMore(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const sum = unparenthesized(expression);
  const [left, right] = [sum.field("left"), sum.field("right")];
  if (sum.kind !== "binary_operator" || sum.field("operator")?.text !== "+" || left === null || right === null)
    return null;
  return integerValue(right) === 1n ? lengthOf(left, model) : null;
}

/** `round(random.random() * len(x))` around a draw, with the `x`. */
function roundedProduct(draw: SyntaxNode, model: Model): { call: SyntaxNode; list: SyntaxNode } | null {
  const product = draw.parent;
  const sides = [product?.field("left"), product?.field("right")];
  if (product?.kind !== "binary_operator" || product.field("operator")?.text !== "*") return null;
  const other = sides.find((side) => side !== draw);
  const list = other == null ? null : lengthOf(other, model);
  const outer = product.enclosing("call");
  const round = outer === null ? null : model.callAt(outer);
  if (list === null || round === null || round.name !== "builtins.round" || round.arguments.length !== 1) return null;
  return round.positional[0] === product ? { call: round.node, list } : null;
}

function check(draw: Call, index: SyntaxNode, list: SyntaxNode, { model, report }: Context): void {
  const lowest = draw.arguments.length > 1 ? draw.positional[0] : undefined;
  const low = lowest === undefined ? 0n : integerValue(lowest);
  const type = containerOf(list, model);
  // Dictionaries are often numbered from 1.
  if (type === "dict" || (low !== 0n && type !== "list")) return;
  for (const use of indexUsesOf(index, list, model)) {
    if (isExpectedToFail(use, model, ["builtins.IndexError", "builtins.LookupError", "builtins.Exception"])) continue;
    const isRounded = index !== draw.node;
    report(isRounded ? "rounded" : "beyond", {
      at: use,
      data: { draw: excerpt(index.text), list: excerpt(list.text) },
      related: use.covers(index) ? [] : [{ span: index, message: "the index" }],
      fix: () => repair(draw, index, use, list, low),
    });
    return;
  }
}

function repair(draw: Call, index: SyntaxNode, use: SyntaxNode, list: SyntaxNode, low: bigint | null): Fix | null {
  const { callee } = draw;
  const isChoice = use.kind === "subscript" && use.covers(index) && !isChanged(use) && low === 0n;
  if (isChoice && callee.kind === "attribute") {
    const owner = callee.field("object")?.text ?? "random";
    const edits = [{ span: use, replacement: `${owner}.choice(${list.text})` }];
    return { title: "Choose an item", safety: "safe", edits };
  }
  if (index !== draw.node) {
    const round = index.field("function");
    return round && { title: "Round down", safety: "safe", edits: [{ span: round, replacement: "int" }] };
  }
  const limit = draw.argument(1, "b");
  if (low !== 0n || limit === undefined || !callee.text.endsWith("randint")) return null;
  const edits = [{ span: { start: limit.end, end: limit.end }, replacement: " - 1" }];
  return { title: "End at the last index", safety: "safe", edits };
}

/** Whether an item is assigned to or deleted. */
function isChanged(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  return (
    parent?.kind === "delete_statement" ||
    (subscript.fieldName === "left" && parent?.kind.endsWith("assignment") === true)
  );
}
