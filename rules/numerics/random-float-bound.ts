import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions } from "../../engine/versions.js";

const MESSAGES = {
  refused: "`{bound}` is a float, and `{function}` takes whole numbers only, so this raises TypeError{advice}",
  old: "`{bound}` is a float: `{function}` raises ValueError where it is not whole, and TypeError from Python 3.12 on{advice}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** The parameters that have to be whole, by function. Those of `sample` and `choices` never took a float. */
const BOUNDS: Readonly<Record<string, readonly (readonly [place: number | null, name: string])[]>> = {
  randint: [
    [0, "a"],
    [1, "b"],
  ],
  randrange: [
    [0, "start"],
    [1, "stop"],
    [2, "step"],
  ],
  sample: [[1, "k"]],
  choices: [[null, "k"]],
  getrandbits: [[0, "k"]],
  randbytes: [[0, "n"]],
};
const NEVER = new Set(["sample", "choices", "getrandbits", "randbytes"]);
/** Functions that give a float whatever number they are given. */
const FLOATS =
  /^(?:builtins\.float|math\.(?:sqrt|pow|exp|log|log2|log10|sin|cos|fabs)|time\.(?:time|monotonic|perf_counter)|random\.(?:random|uniform))$/;
const REFUSED_SINCE = { major: 3, minor: 12 };

/**
 * `/` gives a float in Python 3, even for `4 / 2`. Until 3.11 `randint` and `randrange` took one that was whole; since then they raise TypeError.
 *
 * Found where a bound is the result of a division, a float literal, or what certainly gives a float.
 */
export default defineRule({
  name: "random-float-bound",
  question: "random-numbers",
  summary: "a float where a function of `random` takes whole numbers only",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => whenRandomCalls(when, Object.keys(BOUNDS), check),
});

function check(call: Call, name: string, { model, report, target }: Context): void {
  for (const [place, parameter] of BOUNDS[name] ?? []) {
    const bound = call.argument(place, parameter);
    if (bound === undefined || !isFloat(bound, model)) continue;
    if (isExpectedToFail(call.node, model, ["builtins.TypeError", "builtins.ValueError", "builtins.Exception"])) return;
    const isOld = !NEVER.has(name) && comparePythonVersions(target, REFUSED_SINCE) < 0;
    const fix = repair(bound);
    const advice = fix === null ? "" : `: write \`${excerpt(fix.edits[0]?.replacement ?? "")}\``;
    report(isOld ? "old" : "refused", {
      at: bound,
      data: { bound: excerpt(bound.text), function: excerpt(call.callee.text), advice },
      severity: isOld ? "warning" : "error",
      fix: () => fix,
    });
    return;
  }
}

/** More nested sums are not looked into. */
const MAX_DEPTH = 6;

function isFloat(expression: SyntaxNode, model: Model): boolean {
  const open = [{ node: expression, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = constantOf(next.node, model);
    switch (node.kind) {
      case "float":
        return true;
      case "call": {
        const name = model.callAt(node)?.name ?? "";
        if (FLOATS.test(name) || (name === "builtins.round" && model.callAt(node)?.arguments.length === 2)) return true;
        break;
      }
      case "binary_operator": {
        const [left, right] = [node.field("left"), node.field("right")];
        const operator = node.field("operator")?.text ?? "";
        if (left === null || right === null || stringValue(left) !== null) break;
        if (operator === "/") {
          if (isNumeric(left, model) || isNumeric(right, model)) return true;
          break;
        }
        if (/^(?:\+|-|\*)$/.test(operator) && next.depth < MAX_DEPTH) {
          open.push({ node: left, depth: next.depth + 1 }, { node: right, depth: next.depth + 1 });
        }
        break;
      }
      case "unary_operator": {
        const inner = node.field("argument");
        if (inner !== null && next.depth < MAX_DEPTH) open.push({ node: inner, depth: next.depth + 1 });
      }
    }
  }
  return false;
}

/** Whether one side of a division shows that it is one of numbers, and not of paths or something of the program's own. */
function isNumeric(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  if (node.kind === "integer" || node.kind === "float") return true;
  const name = node.kind === "call" ? model.callAt(node)?.name : null;
  return name === "builtins.len" || name === "builtins.int" || (name != null && FLOATS.test(name));
}

/** `n // 2` for `n / 2`, `1000` for `1e3`. */
function repair(bound: SyntaxNode): Fix | null {
  const node = unparenthesized(bound);
  if (node.kind === "float") {
    const value = Number(node.text.replaceAll("_", ""));
    if (!Number.isSafeInteger(value)) return null;
    return { title: `Write ${value}`, safety: "safe", edits: [{ span: node, replacement: `${value}` }] };
  }
  const [left, right] = [node.field("left"), node.field("right")];
  if (node.kind !== "binary_operator" || node.field("operator")?.text !== "/" || left === null || right === null)
    return null;
  if (left.kind === "float" || right.kind === "float") return null;
  const replacement = `${left.text} // ${right.text}`;
  return { title: "Divide without a remainder", safety: "safe", edits: [{ span: node, replacement }] };
}
