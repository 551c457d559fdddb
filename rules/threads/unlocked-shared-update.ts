import { defineRule, type RuleContext } from "../../engine/rule.js";
import { classOf } from "../../engine/semantics/classes.js";
import { concurrentOrigins, mayHoldLock } from "../../engine/semantics/concurrency.js";
import { isTransparent } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { placeOf } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsOf } from "../../engine/semantics/named-uses.js";
import { sharingOfUpdate } from "../../engine/semantics/shared-updates.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  loses:
    "`{update}` reads, computes and stores, and `{function}` runs in several threads at once: what another one stores in between is lost; hold a lock around it",
  accident:
    "`{update}` reads, computes and stores, and `{function}` runs in several threads at once: since 3.10 CPython with a GIL happens not to switch within it, a free-threaded build loses updates; hold a lock around it",
} as const;

/** Words without which a file starts no threads. */
const STARTING = [
  ["Thread"],
  ["Timer"],
  ["start_new_thread"],
  ["ThreadPoolExecutor"],
  ["ThreadPool"],
  ["to_thread"],
  ["run_in_executor"],
  ["ThreadingMixIn"],
  ["ThreadingHTTPServer"],
  ["ThreadingTCPServer"],
];

/** An update in place, a name that a function shares, an element that is stored, or one more. Linear. */
const UPDATE = /[-+*|&^]=|\b(?:global|nonlocal)\b|\]\s*=[^=]|\+ ?1\b/;

/**
 * `n += 1` is three steps: read, add, store. When another thread stores between the first and the last, its update is lost.
 *
 * Found in functions of which it is certain that several threads run them at once, where the variable, element or attribute is
 * one that all of them see, and no lock is held, neither here nor by whoever calls the function.
 *
 * Which versions lose updates was tried: CPython up to 3.9 all of them, 3.10 to 3.13 only where something is called in between.
 */
export default defineRule({
  name: "unlocked-shared-update",
  question: "thread-safe-mutation",
  summary: "a number that several threads change without a lock: `global n; n += 1`",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.nodes(["augmented_assignment", "assignment"], { anyOf: STARTING, pattern: UPDATE }, check),
});

function check(node: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  // Asked first: each of the assignments in `a = b = c = 0` is inside the one before.
  if (node.parent?.kind !== "expression_statement") return;
  const region = regionOf(node);
  if (region.kind !== "function_definition") return;
  const sharing = sharingOfUpdate(node, model);
  if (sharing === null || !isTransparent(region) || mayHoldLock(node, model)) return;
  const origins = concurrentOrigins(region, model);
  if (origins === null || areCallersLocked(region, model)) return;
  if (sharing === "object" && !areOnOneObject(origins, region, model)) return;
  const hasCall =
    (node.field("right")?.kind === "call" ? 1 : 0) + (node.field("right")?.descendants("call").length ?? 0) > 0;
  const isAccident = !hasCall && isInRange(target, { since: "3.10" });
  const [origin] = origins;
  report(isAccident ? "accident" : "loses", {
    at: node,
    data: { update: excerpt(node.text), function: region.field("name")?.text ?? "" },
    related: origin === undefined ? [] : [{ span: origin, message: "starts the threads" }],
  });
}

/** Whether a call of a function stands where a lock may be held. */
function areCallersLocked(definition: SyntaxNode, model: Model): boolean {
  return callsOf(definition, model).some(({ node }) => mayHoldLock(node, model));
}

/** Whether all threads run methods of one and the same object, of the class of a method. */
function areOnOneObject(origins: readonly SyntaxNode[], method: SyntaxNode, model: Model): boolean {
  const objects = new Set(origins.map((origin) => objectOf(origin, method, model)));
  return objects.size === 1 && !objects.has(null);
}

/** The {@link placeOf} of the object, a method of which is handed over to be run in threads; null if each may have its own. */
function objectOf(origin: SyntaxNode, method: SyntaxNode, model: Model): string | null {
  const call = model.callAt(origin);
  const owner = classOf(method);
  if (call === null || owner === null) return null;
  for (const { callback, callable, runsIn } of model.callbacksOf(call)) {
    const object = callback.kind === "attribute" ? callback.field("object") : null;
    const handed = callable?.definition ? classOf(callable.definition) : null;
    if (runsIn !== "thread" || object?.kind !== "identifier" || handed === null) continue;
    if (!model.classes.areRelated(handed, owner)) continue;
    const [binding, ...others] = model.variableOf(object)?.bindings ?? [];
    const loop = origin.enclosing("for_statement", "while_statement");
    const isOne =
      model.classes.receiverClass(object) !== null ||
      (binding?.kind === "assignment" && others.length === 0 && loop?.covers(binding.site) !== true);
    if (isOne) return placeOf(object, model);
  }
  return null;
}
