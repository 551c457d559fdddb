import { NUMPY_RANDOM_CLASSES } from "../../engine/knowledge/none-results.js";
import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import { indexUsesOf, lengthOf } from "../../engine/semantics/random-indexes.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  last: "`{function}` leaves out the end it is given, so the last item of `{list}` is never drawn: end at `len({list})`",
  constant: "`{function}` leaves out the end it is given, so this is always {only}: end at {next}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * `randint` of the standard library includes its end; `randrange`, and NumPy's `randint` and `integers`, do not. With one less than the
 * length the last item of a list never has its turn.
 *
 * Found where the number is an index of that list and nothing else, and where NumPy is asked for numbers from 0 to 1.
 */
export default defineRule({
  name: "random-last-excluded",
  question: "random-numbers",
  summary: "a random index that never is the last one, because the end of the range is left out",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, ["randrange"], (call, _, context) => check(call, ["start", "stop"], context)),
    when.calls("numpy.random.randint", (call, context) => check(call, ["low", "high"], context)),
    when.methods(NUMPY_RANDOM_CLASSES, ["randint", "integers"], (call, _, context) =>
      check(call, ["low", "high"], context),
    ),
  ],
});

function check(call: Call, [first, second]: readonly [string, string], { model, report }: Context): void {
  if (call.hasUnpacking || call.arguments.some(({ keyword }) => keyword === "endpoint")) return;
  const end = call.argument(1, second) ?? call.argument(0, first);
  if (end === undefined) return;
  const difference = unparenthesized(end);
  const [left, right] = [difference.field("left"), difference.field("right")];
  const isOneLess = difference.kind === "binary_operator" && difference.field("operator")?.text === "-";
  if (!isOneLess || left === null || right === null || integerValue(right) !== 1n) {
    if (first === "low") checkZeroToOne(call, report);
    return;
  }
  const list = lengthOf(left, model);
  const [use] = list === null ? [] : indexUsesOf(call.node, list, model);
  if (list === null || use === undefined) return;
  report("last", {
    at: call.node,
    data: { function: excerpt(call.callee.text), list: excerpt(list.text) },
    related: use.covers(call.node) ? [] : [{ span: use, message: "the index" }],
    fix: () => ({ title: "End at the length", safety: "safe", edits: [{ span: difference, replacement: left.text }] }),
  });
}

/** `randint(0, 1)`, which a coin would be if both ends were included. */
function checkZeroToOne(call: Call, report: Context["report"]): void {
  const [low, high] = [call.argument(0, "low"), call.argument(1, "high")];
  const start = low === undefined ? null : integerValue(low);
  if (high === undefined || start === null || integerValue(high) !== start + 1n) return;
  const next = `${start + 2n}`;
  report("constant", {
    at: call.node,
    data: { function: excerpt(call.callee.text), only: `${start}`, next },
    fix: () => ({ title: `End at ${next}`, safety: "unsafe", edits: [{ span: high, replacement: next }] }),
  });
}
