import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  tie: "two items of the same priority are told apart by `{item}`, which cannot be compared: put a counter between, as in `(priority, next(counter), item)`",
  none: 'None cannot be compared with the tuples in this queue: put a tuple with the last priority, `(float("inf"), None)`',
} as const;

const QUEUES = ["asyncio.PriorityQueue", "queue.PriorityQueue"];

/**
 * A priority queue compares its items. Tuples are compared by their second parts where the first are equal, and dictionaries,
 * functions and most objects cannot be: `put` or `get` raises TypeError, with the item in the queue or not.
 *
 * Found where a pair of a priority and such a thing is put, or None beside tuples.
 */
export default defineRule({
  name: "priority-queue-uncomparable",
  question: "worker-threads",
  summary: "items of a `PriorityQueue` that cannot be compared",
  severity: "warning",
  fix: "none",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => when.methods(QUEUES, ["put", "put_nowait"], (call, _, context) => check(call, context)),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const item = call.argument(0, "item");
  if (item?.kind === "none") {
    const isBesideTuples = model.calls.some(
      (other) =>
        /^put(?:_nowait)?$/.test(other.method ?? "") &&
        other.receiver?.text === call.receiver?.text &&
        other.positional[0]?.kind === "tuple",
    );
    if (isBesideTuples) report("none", { at: item });
    return;
  }
  const [priority, second, ...others] = item?.kind === "tuple" ? item.namedChildren : [];
  if (priority === undefined || second === undefined || others.length > 0) return;
  const values = model.valuesOf(second);
  if (values.length === 0 || !values.every((value) => isUncomparable(value, model))) return;
  report("tie", { at: second, data: { item: excerpt(second.text, 30) } });
}

function isUncomparable(value: Value, model: Model): boolean {
  if (value.kind === "literal")
    return value.node.kind === "dictionary" || value.node.kind === "dictionary_comprehension";
  if (value.kind === "instance") return !isOrdered(value.definition, model);
  return value.kind === "function" || (value.kind === "class" && isPlain(value.node));
}

/** Whether objects of a class can be compared, for all that is known. */
function isOrdered(definition: SyntaxNode, model: Model): boolean {
  const { outside, isComplete, classes } = model.classes.lineage(definition);
  if (!isComplete || outside.some((name) => name !== "builtins.object") || !classes.every(isPlain)) return true;
  return (
    model.classes.attribute(definition, "__lt__") !== null || model.classes.attribute(definition, "__gt__") !== null
  );
}

function isPlain(definition: SyntaxNode): boolean {
  return definition.parent?.kind !== "decorated_definition";
}
