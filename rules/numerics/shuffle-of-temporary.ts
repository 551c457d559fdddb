import { RANDOM_CLASSES } from "../../engine/knowledge/none-results.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { containerOf } from "../../engine/semantics/none-results.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  lost: "`{function}` shuffles in place, and nothing else has this {what}: give it a name first, and shuffle that",
} as const;

/**
 * `shuffle` rearranges the list it is given. A list that is made on the spot is gone when the call is over, and the
 * shuffling with it.
 *
 * Found where `random.shuffle`, as a statement, is given what is certainly a new list.
 */
export default defineRule({
  name: "shuffle-of-temporary",
  question: "random-numbers",
  summary: "a list that is shuffled and, having no name, lost",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["random.shuffle", "numpy.random.shuffle"], check),
    when.methods(RANDOM_CLASSES, "shuffle", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const list = call.argument(0, "x");
  const what = list === undefined ? null : newList(unparenthesized(list), model);
  // Where the result is used, the use is the mistake to tell of.
  if (list === undefined || what === null || useOf(call.node).kind !== "dropped") return;
  report("lost", { at: list, data: { function: call.callee.text, what } });
}

/** Functions whose result is a new list each time, in every Python. */
const MAKERS = new Set(["builtins.list", "builtins.sorted", "copy.copy", "copy.deepcopy", "random.sample"]);
const MAKERS_OF_PYTHON2 = new Set(["builtins.filter", "builtins.map", "builtins.range", "builtins.zip"]);

/** What an expression makes, in words, if it is certainly a list that did not exist before. */
function newList(list: SyntaxNode, model: Model): string | null {
  switch (list.kind) {
    case "list":
    case "list_comprehension":
      return "list";
    case "binary_operator":
      return isJoined(list, model) ? "list" : null;
    case "subscript": {
      // A slice of an array is a view of it, and shuffled with it; a slice of a list is a copy.
      const [index] = list.fieldAll("subscript");
      const object = list.field("value");
      return index?.kind === "slice" && object !== null && containerOf(object, model) === "list" ? "copy" : null;
    }
    case "call":
      return madeByCall(model.callAt(list), model);
    default:
      return null;
  }
}

function isJoined(sum: SyntaxNode, model: Model): boolean {
  const operator = sum.field("operator")?.text;
  const sides = ["left", "right"].map((side) => sum.field(side as "left" | "right"));
  const areLists = sides.map((side) => side !== null && containerOf(side, model) === "list");
  return operator === "+" ? areLists.includes(true) : operator === "*" && areLists.includes(true);
}

function madeByCall(call: Call | null, model: Model): string | null {
  if (call === null) return null;
  const { name, method, receiver } = call;
  const isPython2 = model.target.major < 3;
  if (name !== null && (MAKERS.has(name) || (isPython2 && MAKERS_OF_PYTHON2.has(name)))) {
    return name.startsWith("copy.") ? "copy" : "list";
  }
  if (receiver === null || method === null) return null;
  const container = containerOf(receiver, model);
  if (method === "copy" && call.arguments.length === 0) return container === "list" ? "copy" : null;
  if (isPython2 && container === "dict" && /^(?:keys|values|items)$/.test(method)) return "list";
  return null;
}
