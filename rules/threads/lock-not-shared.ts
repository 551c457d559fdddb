import { LOCKS_OF_ALL_KINDS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { assignedValue } from "../../engine/semantics/assignments.js";
import { fewAttributesNamed } from "../../engine/semantics/attribute-rows.js";
import type { Call } from "../../engine/semantics/call.js";
import { classOf } from "../../engine/semantics/classes.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { followLife, type Protocol } from "../../engine/semantics/lifetimes.js";
import { isLockUse } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  inline:
    "this lock is made on the spot, so it keeps nobody out: make one that all threads share, and write `with` and its name",
  local:
    "`{name}` is made anew by every call of `{function}`, so it keeps nobody out: make it once, where all threads see it",
  optional:
    "no call of `{function}` passes a `{name}`, so each makes one of its own, which keeps nobody out: make it once",
  own: "every `{class}` has a `{name}` of its own, so it keeps no other thread out: make it once, where all threads see it",
} as const;

const LOCK: Protocol<"made", "enter" | "acquire" | "release"> = {
  initial: "made",
  states: { made: {} },
  event: ({ kind, path }) => {
    if (kind === "exit") return "ignore";
    if (kind === "enter" && path.length === 0) return "enter";
    const [method] = path;
    if (kind === "call" && path.length === 1 && (method === "acquire" || method === "release")) return method;
    // Who waits for it, or asks whether it is taken, wants something else of it.
    return "escape";
  },
};

/** Methods by which an object is got ready before threads have it. */
const PREPARING = /^__\w+__$|^set_?up/i;

/**
 * A lock keeps threads apart because all of them ask for the same one. One that a function makes for itself is always free.
 *
 * Found where a lock is made in the `with` itself; where a function makes it, uses it and shows it to nobody; and where
 * only one method, or only the `run` of the thread it belongs to, ever uses it.
 */
export default defineRule({
  name: "lock-not-shared",
  question: "thread-safe-mutation",
  summary: "a lock that every call or thread makes for itself, so that it keeps nobody out",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(LOCKS_OF_ALL_KINDS, check),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { node } = call;
  if (isInTest(node, model)) return;
  if (node.parent?.kind === "with_item") {
    report("inline", { at: node });
    return;
  }
  const region = regionOf(node);
  const assignment = node.enclosing("assignment");
  const target = assignment === null ? null : assignment.field("left");
  if (region.kind !== "function_definition" || assignment === null || target === null) return;
  const name = target.text;
  const definition = region.field("name")?.text ?? "";
  if (target.kind === "identifier") {
    const variable = model.variableOf(target);
    if (variable?.scope.node !== region) return;
    if (variable.bindings.length === 1) {
      if (assignedValue(assignment) !== node || !isUsedUp(call, model)) return;
      report("local", { at: node, data: { name, function: definition } });
    } else if (isOnlyALock(variable, region) && isNeverPassed(variable, region, model)) {
      report("optional", { at: node, severity: "warning", data: { name, function: definition } });
    }
  } else if (target.kind === "attribute" && assignedValue(assignment) === node) {
    const owner = ownerOf(target, region, model);
    if (owner === "call") report("local", { at: node, severity: "warning", data: { name, function: definition } });
    else if (owner !== null) report("own", { at: node, severity: "warning", data: { name, class: owner } });
  }
}

/** Whether the function that makes a lock uses it as one and shows it to nobody. */
function isUsedUp(call: Call, model: Model): boolean {
  const life = followLife(model, call.node, LOCK);
  const events = new Set(life.events.map(({ event }) => event));
  return life.escapes.length === 0 && (events.has("enter") || (events.has("acquire") && events.has("release")));
}

/** Whether nothing is done with a name but to see whether there is a lock, and to use it as one. */
function isOnlyALock({ references }: Variable, region: SyntaxNode): boolean {
  const uses = references.filter(
    ({ parent }) => parent?.kind !== "boolean_operator" && parent?.kind !== "comparison_operator",
  );
  return uses.length > 0 && uses.every((use) => isLockUse(use) && regionOf(use) === region);
}

/** Whether a variable is a parameter that no call in the file gives a value, and calls there are. */
function isNeverPassed(variable: Variable, definition: SyntaxNode, model: Model): boolean {
  const parameter = variable.bindings.find(({ kind }) => kind === "parameter")?.site;
  const position = definition
    .field("parameters")
    ?.namedChildren.findIndex((each) => parameter && each.covers(parameter));
  const name = definition.field("name");
  const named = name === null ? undefined : model.variableOf(name);
  if (position === undefined || position < 0 || named === undefined || classOf(definition) !== null) return false;
  return (
    named.bindings.length === 1 &&
    named.references.length > 0 &&
    named.references.every(
      ({ parent }) => parent !== null && model.callAt(parent)?.lacks(position, variable.name) === true,
    )
  );
}

/**
 * Who alone ever uses the lock that a method stores in an attribute: `call`, each call of this very method, or the class
 * each of whose threads does in its `run`. Null where others use it, or may.
 */
function ownerOf(target: SyntaxNode, method: SyntaxNode, model: Model): string | null {
  const object = target.field("object");
  const definition = object === null ? null : model.classes.receiverClass(object);
  const name = target.field("attribute")?.text;
  if (object === null || definition === null || name === undefined || classOf(method) !== definition) return null;
  const uses = fewAttributesNamed(target.tree, name).filter((each) => {
    const owner = model.classes.receiverClass(each.field("object") ?? each);
    return each !== target && (owner === null || model.classes.areRelated(owner, definition));
  });
  const [first] = uses;
  if (first === undefined || !uses.every((use) => isLockUse(use))) return null;
  const user = regionOf(first);
  if (
    !uses.every(
      (use) => regionOf(use) === user && model.classes.receiverClass(use.field("object") ?? use) === definition,
    )
  )
    return null;
  const methodName = method.field("name")?.text ?? "";
  if (user === method) {
    return !PREPARING.test(methodName) && model.flowOf(first).dominates(target, first) ? "call" : null;
  }
  const isRun = user.field("name")?.text === "run" && methodName === "__init__" && !model.classes.isBase(definition);
  const isThread = model.classes.lineage(definition).outside.includes("threading.Thread");
  const isMade = model.calls.some(({ callee }) => model.classes.localClass(callee) === definition);
  return isRun && isThread && isMade ? (definition.field("name")?.text ?? null) : null;
}
