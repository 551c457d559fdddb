import { isSemaphore, LOCKS_OF_ALL_KINDS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { isProperty } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { type Held, holdsOf } from "../../engine/semantics/lock-holds.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  again: "`{lock}` is held here already and is no RLock, so this waits for itself, for ever",
  called: "`{call}` acquires `{lock}`, which is held here already and is no RLock: {certainty}",
} as const;

/** Locks that the thread which holds them cannot acquire once more. Conditions have an RLock of their own. */
const PLAIN = LOCKS_OF_ALL_KINDS.filter((name) => !isSemaphore(name) && /(?:\.Lock|\.allocate_lock)$/.test(name));

/**
 * A thread that acquires a `Lock` which it holds waits for itself: a method that locks calls another one that locks too.
 *
 * Found where it is certain that both are the same lock and that the one called takes it: in the `with` itself, or in a
 * function or method of this file that is called in it.
 */
export default defineRule({
  name: "nonreentrant-lock-reacquired",
  question: "thread-safe-mutation",
  summary: "a `Lock` acquired by the thread that holds it",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.calls(PLAIN, (made, context) => {
      const { model } = context;
      const assignment = made.node.parent?.kind === "assignment" ? made.node.parent : null;
      const target = assignment?.field("left");
      if (!target) return;
      const holds = holdsOf(target, model);
      for (const hold of holds) check(hold, { holds, target, made: made.node }, context);
    }),
});

interface Lock {
  readonly holds: readonly Held[];
  /** What it is given to where it is made. */
  readonly target: SyntaxNode;
  /** The call that makes it. */
  readonly made: SyntaxNode;
}

function check(hold: Held, lock: Lock, { model, report }: RuleContext<typeof MESSAGES>): void {
  const region = regionOf(hold.at);
  for (const inner of lock.holds) {
    if (inner === hold || regionOf(inner.at) !== region || !hold.covers(inner.at)) continue;
    // `acquire(False)` comes back without it, and a `try` may expect that.
    if (!inner.waits) continue;
    report("again", {
      at: inner.lock,
      data: { lock: inner.lock.text },
      related: [{ span: hold.lock, message: "acquired here" }],
      fix: () => repair(lock.made, model),
    });
    return;
  }
  for (const { at, definition } of callsIn(hold, lock.target, model)) {
    const inner = lock.holds.find(({ at: place, waits }) => waits && regionOf(place) === definition);
    if (inner === undefined) continue;
    const flow = model.flowOf(inner.at);
    const isCertain = flow.everyPathHas(flow.entry, (node) => flow.nodesOf(inner.at).includes(node), "normal");
    // What is passed may tell that the lock is held.
    const isTold = at.kind === "call" && (model.callAt(at)?.arguments.length ?? 0) > 0;
    if (!isCertain && (isTold || /\blocked\b/.test(definition.text))) continue;
    report("called", {
      at,
      severity: isCertain ? "error" : "warning",
      data: {
        call: excerpt(at.text),
        lock: inner.lock.text,
        certainty: isCertain
          ? "this waits for itself, for ever"
          : "where it comes to that, this waits for itself, for ever",
      },
      related: [
        { span: hold.lock, message: "acquired here" },
        { span: inner.lock, message: "and here" },
      ],
      fix: () => repair(lock.made, model),
    });
    return;
  }
}

/** What functions of the file certainly run while a lock is held: by calls, and by properties that are read. */
function* callsIn(
  hold: Held,
  target: SyntaxNode,
  model: Model,
): Generator<{ readonly at: SyntaxNode; readonly definition: SyntaxNode }> {
  const region = regionOf(hold.at);
  const isOfObject = target.kind === "attribute";
  for (const at of hold.scope.descendants("call", "attribute")) {
    if (regionOf(at) !== region || !hold.covers(at)) continue;
    const definition = at.kind === "call" ? calledBy(at, isOfObject, model) : propertyOf(at, model);
    if (definition !== null && model.variableOf(target)?.scope.node !== definition) yield { at, definition };
  }
}

/** Another object has a lock of its own. */
function calledBy(node: SyntaxNode, isOfObject: boolean, model: Model): SyntaxNode | null {
  const call = model.callAt(node);
  if (call === null || call.name !== null || (isOfObject && !isOnSameObject(call.receiver, model))) return null;
  const callable = model.callableOf(call.callee);
  const definition = callable?.definition ?? null;
  if (callable === null || definition?.kind !== "function_definition") return null;
  const isRun = callable.gives === "coroutine" ? node.parent?.kind === "await" : !LATER.has(callable.gives ?? "");
  return isRun ? definition : null;
}

/** What functions give that have run nothing yet. */
const LATER = new Set(["generator", "async generator", "context manager"]);

function propertyOf(attribute: SyntaxNode, model: Model): SyntaxNode | null {
  const object = attribute.field("object");
  const owner = object === null ? null : model.classes.receiverClass(object);
  const name = attribute.field("attribute")?.text;
  if (owner === null || name === undefined || attribute.fieldName === "left" || model.classes.isBase(owner))
    return null;
  const [binding, ...others] = model.classes.attribute(owner, name)?.bindings ?? [];
  const definition = binding?.kind === "function" && others.length === 0 ? binding.site : null;
  return definition !== null && isProperty(definition) ? definition : null;
}

function isOnSameObject(receiver: SyntaxNode | null, model: Model): boolean {
  return receiver === null || model.classes.receiverClass(receiver) !== null || /^super\s*\(/.test(receiver.text);
}

/** An RLock lets its holder in again. */
function repair(made: SyntaxNode, model: Model): Fix | null {
  const callee = made.field("function");
  const name = callee?.kind === "attribute" ? callee.field("attribute") : null;
  if (
    name?.text !== "Lock" ||
    callee === null ||
    !/^(?:threading|multiprocessing)\./.test(model.qualifiedName(callee) ?? "")
  ) {
    return null;
  }
  return { title: "Make it an RLock", safety: "unsafe", edits: [{ span: name, replacement: "RLock" }] };
}
