import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  range: "there is no number in `{draw}`, so this raises ValueError{advice}",
  empty: "there is nothing to draw from, so this raises IndexError",
  sample: "{wanted} cannot be drawn out of {available}, so this raises ValueError: `random.choices` may draw one again",
  weights: "{items} and {weights} do not match, so this raises ValueError: give each its own",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * A range whose end is below its beginning, and a sample of more than there is, are refused when they are met.
 *
 * Found where all that counts is written out.
 */
export default defineRule({
  name: "random-empty-range",
  question: "random-numbers",
  summary: "a random choice out of nothing, or of more than there is",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, ["randint", "randrange"], checkRange),
    ...whenRandomCalls(when, ["choice", "choices", "sample"], checkPopulation),
  ],
});

function checkRange(call: Call, name: string, { model, report }: Context): void {
  const isInclusive = name === "randint";
  const [first, second] = isInclusive
    ? [call.argument(0, "a"), call.argument(1, "b")]
    : [call.argument(0, "start"), call.argument(1, "stop")];
  if (call.hasUnpacking || call.argument(2, "step") !== undefined || first === undefined) return;
  if (isInclusive && second === undefined) return;
  const low = second === undefined ? 0n : integerValue(first);
  const end = integerValue(second ?? first);
  if (low === null || end === null || (isInclusive ? end >= low : end > low)) return;
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.Exception"])) return;
  const isSwapped = second !== undefined && end < low;
  report("range", {
    at: call.node,
    data: { draw: excerpt(call.node.text), advice: isSwapped ? ": the smaller one comes first" : "" },
    fix: (): Fix | null =>
      isSwapped && second !== undefined
        ? {
            title: "Swap the two",
            safety: "unsafe",
            edits: [
              { span: first, replacement: second.text },
              { span: second, replacement: first.text },
            ],
          }
        : null,
  });
}

function checkPopulation(call: Call, name: string, { model, report }: Context): void {
  const population = call.argument(0, name === "choice" ? "seq" : "population");
  const size = population === undefined ? null : sizeOf(population, model);
  if (population === undefined || size === null || call.hasUnpacking) return;
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.IndexError", "builtins.Exception"])) return;
  if (name === "sample") {
    const count = call.argument(1, "k");
    const wanted = count === undefined ? null : integerValue(count);
    if (wanted === null || wanted <= size || call.argument(null, "counts") !== undefined) return;
    report("sample", { at: call.node, data: { wanted: counted(wanted, "item"), available: `${size}` } });
    return;
  }
  if (size === 0n) {
    report("empty", { at: call.node });
    return;
  }
  const weights = name === "choices" ? (call.argument(1, "weights") ?? call.argument(null, "cum_weights")) : undefined;
  const weighted = weights === undefined ? null : sizeOf(weights, model);
  if (weights === undefined || weighted === null || weighted === size) return;
  report("weights", { at: weights, data: { items: counted(size, "item"), weights: counted(weighted, "weight") } });
}

/** How many items a display, a text or a range of literals has; null where that is not written out. */
function sizeOf(expression: SyntaxNode, model: Model): bigint | null {
  const node = unparenthesized(expression);
  if (node.kind === "list" || node.kind === "tuple") {
    const items = node.namedChildren.filter(({ kind }) => kind !== "comment");
    return items.some(({ kind }) => kind.includes("splat")) ? null : BigInt(items.length);
  }
  const text = stringValue(node);
  if (text !== null) return BigInt([...text].length);
  const call = model.callAt(node);
  if (call?.name !== "builtins.range" || call.hasUnpacking || call.arguments.length > 2) return null;
  const ends = call.positional.map(integerValue);
  const [first, second] = ends;
  if (first === null || first === undefined || second === null) return null;
  const length = second === undefined ? first : second - first;
  return length < 0n ? 0n : length;
}
