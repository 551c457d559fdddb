import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { integerValue } from "../../engine/semantics/literals.js";
import { repeatedIn } from "../../engine/semantics/same-each-turn.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  zero: "`{draw}` is less than 1, so `{whole}` is always 0: multiply before you cut",
  only: "`{draw}` can only be {number}",
  compared: "`{draw}` is at least 0 and less than 1, so this is always {truth}: {advice}",
  seeded:
    "the generator is made anew with the same seed each time, so this is the same number each time: make it once, before the loop",
  reseeded:
    "each turn of the loop begins with the same seed and so gets the same numbers: call this once, before the loop",
} as const;

type Context = RuleContext<typeof MESSAGES>;
const DRAWS = "choice choices gauss getrandbits randint random randrange sample shuffle uniform".split(" ");
const CUTS = new Set(["builtins.int", "math.floor", "math.trunc"]);

/**
 * `random()` gives numbers from 0 up to 1, and never 1. Cut down to a whole number it is 0; compared with 50 it is always less. And a
 * generator with the same seed gives the same numbers.
 *
 * Found where the number is cut, or compared with a literal; where a range of literals has one number; and where a loop whose turns are
 * all the same seeds with a literal.
 */
export default defineRule({
  name: "random-constant-result",
  question: "random-numbers",
  summary: "a random number that is the same each time",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, ["random"], (call, _, context) => {
      if (call.arguments.length > 0) return;
      checkCut(call, context);
      checkCompared(call, context);
    }),
    ...whenRandomCalls(when, ["randint", "randrange"], checkRange),
    ...whenRandomCalls(when, DRAWS, checkSeeded),
    when.calls("random.seed", checkReseeded),
  ],
});

function checkCut(draw: Call, { model, report }: Context): void {
  const outer = draw.node.parent?.kind === "argument_list" ? draw.node.parent.parent : null;
  const cut = outer === null ? null : model.callAt(outer);
  if (cut === null || !CUTS.has(cut.name ?? "") || cut.arguments.length !== 1) return;
  report("zero", {
    at: cut.node,
    data: { draw: excerpt(draw.node.text), whole: excerpt(cut.node.text) },
    fix: () => multiplyFirst(cut.node, draw.node),
  });
}

/** `int(random.random()) * 6` becomes `int(random.random() * 6)`. */
function multiplyFirst(cut: SyntaxNode, draw: SyntaxNode): Fix | null {
  const product = cut.parent;
  const factor = product?.field("right");
  const isFactor = product?.kind === "binary_operator" && product.field("operator")?.text === "*";
  if (!isFactor || product === null || factor == null || product.field("left") !== cut) return null;
  const callee = cut.field("function")?.text ?? "int";
  const replacement = `${callee}(${draw.text} * ${factor.text})`;
  return { title: "Multiply before", safety: "safe", edits: [{ span: product, replacement }] };
}

function checkCompared(draw: Call, { report }: Context): void {
  const { parent } = draw.node;
  if (parent?.kind !== "comparison_operator") return;
  const [only, ...others] = comparisonsIn(parent);
  if (only === undefined || others.length > 0) return;
  const isLeft = only.left === draw.node;
  const limit = isLeft ? only.right : only.left;
  const value = numberOf(limit);
  if (value === null) return;
  const truth = truthOf(isLeft ? only.operator : (MIRRORED[only.operator] ?? only.operator), value);
  if (truth === null) return;
  const isPercent = value > 1 && value <= 100;
  const advice = isPercent
    ? `for a chance of ${value} in 100 compare with ${value / 100}`
    : "compare with something between";
  report("compared", {
    at: parent,
    data: { draw: excerpt(draw.node.text), truth: `${truth}`, advice },
    severity: value > 1 ? "error" : "warning",
    fix: () =>
      isPercent && Number.isInteger(value)
        ? {
            title: `Compare with ${value / 100}`,
            safety: "unsafe",
            edits: [{ span: limit, replacement: `${value / 100}` }],
          }
        : null,
  });
}

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

/** What comes of comparing a number from 0 up to 1 (1 left out) with a value; null where that varies. */
function truthOf(operator: string, value: number): boolean | null {
  switch (operator) {
    case "<":
      return value >= 1 ? true : value <= 0 ? false : null;
    case "<=":
      return value >= 1 ? true : value < 0 ? false : null;
    case ">":
      return value >= 1 ? false : value < 0 ? true : null;
    case ">=":
      return value >= 1 ? false : value <= 0 ? true : null;
    case "==":
      return value >= 1 || value < 0 ? false : null;
    case "!=":
      return value >= 1 || value < 0 ? true : null;
    default:
      return null;
  }
}

function numberOf(node: SyntaxNode): number | null {
  const integer = integerValue(node);
  if (integer !== null) return Number(integer);
  return node.kind === "float" && /^[\d.]+$/.test(node.text) ? Number(node.text) : null;
}

function checkRange(call: Call, name: string, { report }: Context): void {
  if (call.hasUnpacking) return;
  const [first, second, step] = ["start", "stop", "step"].map((parameter, index) =>
    call.argument(index, name === "randint" ? (["a", "b", ""][index] ?? "") : parameter),
  );
  if (first === undefined || step !== undefined) return;
  const low = second === undefined ? 0n : integerValue(first);
  const end = integerValue(second ?? first);
  if (low === null || end === null || end - low !== (name === "randint" ? 0n : 1n)) return;
  report("only", { at: call.node, data: { draw: excerpt(call.node.text), number: `${low}` }, severity: "warning" });
}

/** `Random(42).random()`, again and again. */
function checkSeeded(call: Call, _: string, { model, report }: Context): void {
  const made = call.receiver === null ? null : model.callAt(call.receiver);
  const [seed] = made?.positional ?? [];
  if (made?.name !== "random.Random" || seed === undefined || integerValue(seed) === null) return;
  if (repeatedIn(call.node, call.node, model) !== null) report("seeded", { at: call.node });
}

function checkReseeded(call: Call, { model, report }: Context): void {
  const seed = call.argument(0, "a");
  const statement = call.node.parent;
  if (seed === undefined || integerValue(seed) === null || statement?.kind !== "expression_statement") return;
  const block = statement.parent;
  if (block === null || block.parent?.field("body") !== block) return;
  const loop = repeatedIn(call.node, block, model);
  if (loop !== block.parent) return;
  const draws = block.descendants("call").filter((node) => {
    const name = model.callAt(node)?.name ?? "";
    return node !== call.node && name.startsWith("random.") && DRAWS.includes(name.slice("random.".length));
  });
  if (draws.length === 0) return;
  report("reseeded", {
    at: call.node,
    related: draws.slice(0, 1).map((span) => ({ span, message: "the same each time" })),
  });
}
