import { THREAD_LOCKS, THREAD_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Value } from "../../engine/semantics/value.js";
import { Kept } from "../../engine/syntax/kept.js";
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

/** The words of which a file that makes a lock has one. */
const WORDS = [...new Set([...LOCKS].map((name) => name.slice(name.lastIndexOf(".") + 1)))].map((word) => [word]);

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
  on: (when) => when.calls(["copy.deepcopy", "pickle.dump", "pickle.dumps"], check, WORDS),
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

/** What is found of each class, since it may be copied in many places. */
const locks = new Kept<SyntaxNode, SyntaxNode | null>(({ tree }) => tree);

/** The attribute in which the constructor of a class stores a lock whatever happens, if nothing else handles copying. */
function lockHeldBy(definition: SyntaxNode, model: Model): SyntaxNode | null {
  let held = locks.get(definition);
  if (held === undefined) {
    held = isCopiedPlainly(definition, model) ? lockMadeBy(definition, model) : null;
    locks.set(definition, held);
  }
  return held;
}

function isCopiedPlainly(definition: SyntaxNode, { classes }: Model): boolean {
  const { outside, isComplete } = classes.lineage(definition);
  const isKnown = isComplete && outside.every((name) => name === "builtins.object") && !classes.isBase(definition);
  return isKnown && OWN_WAYS.every((name) => classes.attribute(definition, name) === null);
}

function lockMadeBy(definition: SyntaxNode, model: Model): SyntaxNode | null {
  const init = model.classes.attribute(definition, "__init__")?.bindings[0]?.site;
  for (const assignment of init?.descendants("assignment") ?? []) {
    const target = assignment.field("left");
    const object = target?.field("object") ?? null;
    if (target === null || object === null || model.classes.receiverClass(object) === null) continue;
    const made = model.callAt(assignment.field("right") ?? assignment);
    const { stores = [] } = model.classes.attribute(definition, target.field("attribute")?.text ?? "") ?? {};
    if (!LOCKS.has(made?.name ?? "") || stores.length > 1) continue;
    const flow = model.flowOf(assignment);
    const isAlways = flow.everyPathHas(flow.entry, (node) => flow.nodesOf(assignment).includes(node), "normal");
    if (isAlways) return target;
  }
  return null;
}
