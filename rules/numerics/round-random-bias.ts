import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { lengthOf } from "../../engine/semantics/random-indexes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  biased: "rounding gives {low} and {high} half as often as the numbers between: use `{draw}`",
} as const;

/** Among more numbers nobody sees that two are missing half of their share. */
const MOST = 1000n;

type Context = RuleContext<typeof MESSAGES>;

/**
 * Of the numbers from 0 to 10, those from 0.5 to 1.5 round to 1, and only those up to 0.5 to 0: the ends get half of what the others get.
 *
 * Found where the ends are whole numbers more than one apart, written out or a length.
 */
export default defineRule({
  name: "round-random-bias",
  question: "random-numbers",
  summary: "a random number rounded to a whole one, of which the ends come half as often",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => whenRandomCalls(when, ["random", "uniform"], check),
});

function check(draw: Call, name: string, { model, report }: Context): void {
  const ends = name === "uniform" ? uniformEnds(draw) : productEnds(draw, model);
  const outer = ends?.whole.parent?.kind === "argument_list" ? ends.whole.parent.parent : null;
  const round = outer === null ? null : model.callAt(outer);
  if (ends === null || round?.name !== "builtins.round" || round.arguments.length !== 1) return;
  // An index of this kind is out of range now and then, which another rule says.
  if (ends.isLength && round.node.parent?.kind === "subscript") return;
  const { low, high } = ends;
  const owner = draw.callee.kind === "attribute" ? `${draw.callee.field("object")?.text ?? "random"}.` : "";
  const replacement = `${owner}randint(${low}, ${high})`;
  report("biased", {
    at: round.node,
    data: { low: excerpt(low), high: excerpt(high), draw: excerpt(replacement) },
    fix: (): Fix | null =>
      owner === ""
        ? null
        : { title: "Draw a whole number", safety: "unsafe", edits: [{ span: round.node, replacement }] },
  });
}

interface Ends {
  /** The expression that gives the number to be rounded. */
  readonly whole: SyntaxNode;
  readonly low: string;
  readonly high: string;
  readonly isLength: boolean;
}

function uniformEnds(draw: Call): Ends | null {
  const [first, second] = [draw.argument(0, "a"), draw.argument(1, "b")];
  const [low, high] = [first, second].map((end) => (end === undefined ? null : integerValue(end)));
  if (low == null || high == null || high - low < 2n || high - low > MOST) return null;
  return { whole: draw.node, low: `${low}`, high: `${high}`, isLength: false };
}

/** The ends of `random.random() * 10`. */
function productEnds(draw: Call, model: Model): Ends | null {
  const product = draw.node.parent;
  if (product?.kind !== "binary_operator" || product.field("operator")?.text !== "*") return null;
  const left = product.field("left");
  const factor = unparenthesized((left === draw.node ? product.field("right") : left) ?? product);
  const value = integerValue(factor);
  const isLength = lengthOf(factor, model) !== null;
  return (value !== null && value >= 2n && value <= MOST) || isLength
    ? { whole: product, low: "0", high: factor.text, isLength }
    : null;
}
