import { THREAD_LOCKS, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  lock: "`{what}` is a lock, which cannot be {done}: this raises TypeError",
  holder:
    "objects of `{class}` hold a lock in `{attribute}`, so `{call}` raises TypeError: leave it out in `__getstate__`",
} as const;

/** What is a lock, or holds one; those of managers are proxies. */
const LOCKS: ReadonlySet<string> = new Set([
  ...THREAD_LOCKS,
  ...THREAD_QUEUES.filter((name) => name.startsWith("queue.") && name !== "queue.SimpleQueue"),
  "threading.Event",
]);

/** Methods by which a class says itself how it is copied or pickled. */
const OWN_WAYS = ["__deepcopy__", "__getstate__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__slots__"];

/**
 * A lock that is copied would be another lock, so Python refuses: `copy.deepcopy` and `pickle` raise TypeError for locks and for
 * every object that holds one.
 *
 * Found for locks themselves, and for objects of classes of this file that store one and do not say how they are copied.
 */
export default defineRule({
  name: "lock-copied",
  question: "thread-safe-mutation",
  summary: "a deep copy or a pickle of a lock, or of an object that holds one",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(["copy.deepcopy", "pickle.dump", "pickle.dumps"], check),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const [what] = call.positional;
  if (what === undefined || isExpectedToFail(call.node, model, ["builtins.TypeError", "pickle.PicklingError"])) return;
  const value = model.onlyValueOf(what);
  if (value?.kind === "call" && LOCKS.has(value.name ?? "")) {
    const done = call.name === "copy.deepcopy" ? "copied" : "pickled";
    report("lock", { at: call.node, data: { what: excerpt(what.text), done } });
    return;
  }
  // `self` may be an object of a class elsewhere that inherits from this one.
  const definition = definitionOf(value, what, model);
  const held = definition === null ? null : lockHeldBy(definition, model);
  if (definition === null || held === null) return;
  report("holder", {
    at: call.node,
    data: {
      class: definition.field("name")?.text ?? "",
      attribute: held.text,
      call: excerpt(call.node.text),
    },
    related: [{ span: held, message: "the lock" }],
  });
}

function definitionOf(value: Value | null, what: SyntaxNode, model: Model): SyntaxNode | null {
  if (value?.kind === "instance") return value.definition;
  return what.kind === "identifier" && !model.classes.isClassReceiver(what) ? model.classes.receiverClass(what) : null;
}

/** The attribute in which the constructor of a class stores a lock whatever happens, if nothing else handles copying. */
function lockHeldBy(definition: SyntaxNode, model: Model): SyntaxNode | null {
  const { classes, outside, isComplete } = model.classes.lineage(definition);
  if (!isComplete || outside.some((name) => name !== "builtins.object") || model.classes.isBase(definition))
    return null;
  if (OWN_WAYS.some((name) => model.classes.attribute(definition, name) !== null)) return null;
  for (const { target } of model.scopes.attributeStores) {
    const object = target.field("object");
    const name = target.field("attribute")?.text;
    const owner = object === null ? null : model.classes.receiverClass(object);
    if (owner === null || name === undefined || !classes.includes(owner)) continue;
    const method = target.enclosing("function_definition");
    if (method?.field("name")?.text !== "__init__") continue;
    const stores = model.classes.attribute(definition, name)?.stores ?? [];
    const value = stores.length === 1 ? stores[0]?.value : null;
    const made = value ? model.callAt(value) : null;
    if (
      made !== null &&
      LOCKS.has(made.name ?? "") &&
      model
        .flowOf(target)
        .everyPathHas(
          model.flowOf(target).entry,
          (node) => model.flowOf(target).nodesOf(target).includes(node),
          "normal",
        )
    )
      return target;
  }
  return null;
}
