import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

/** More calls of `start` on what is written alike are not looked at. */
const MAX_STARTS = 20;

const startsOf = new Kept<Model, ReadonlyMap<string, readonly Call[]>>(({ tree }) => tree);

/** The call of `start` that has certainly been made on the very same object before a place is reached, or null. */
export function startedBefore(receiver: SyntaxNode, place: SyntaxNode, model: Model): Call | null {
  const region = regionOf(place);
  const flow = model.flowOf(place);
  const starts = startsByReceiver(model).get(receiver.text) ?? [];
  const found = starts.slice(0, MAX_STARTS).find(({ node, receiver: started }) => {
    const isBefore =
      node.end <= place.start && node.parent?.kind === "expression_statement" && regionOf(node) === region;
    return isBefore && started !== null && flow.dominates(node, place) && isSame(started, receiver, model);
  });
  return found ?? null;
}

function startsByReceiver(model: Model): ReadonlyMap<string, readonly Call[]> {
  let byReceiver = startsOf.get(model);
  if (byReceiver === undefined) {
    const made = new Map<string, Call[]>();
    for (const call of model.calls) {
      const { method, receiver } = call;
      if (method !== "start" || receiver === null) continue;
      const known = made.get(receiver.text);
      if (known === undefined) made.set(receiver.text, [call]);
      else known.push(call);
    }
    byReceiver = made;
    startsOf.set(model, byReceiver);
  }
  return byReceiver;
}

/** Whether a name, or an attribute of one, stands for the same object in two places, the first of which comes before the other. */
function isSame(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  if (one.kind === "identifier") {
    const [first, ...more] = model.reachingBindings(one)?.bindings ?? [];
    const later = model.reachingBindings(other)?.bindings ?? [];
    return first !== undefined && more.length === 0 && later.length === 1 && later[0] === first;
  }
  const object = one.field("object");
  const otherObject = other.field("object");
  if (one.kind !== "attribute" || object?.kind !== "identifier" || otherObject?.kind !== "identifier") return false;
  // What is called in between may give the attribute another object.
  const isBetween = ({ start }: SyntaxNode): boolean => start > one.end && start < other.start;
  const mayChange =
    model.calls.some(({ node, name, receiver }) => isBetween(node) && name === null && receiver?.text !== one.text) ||
    model.scopes.attributeStores.some(({ target }) => isBetween(target) && target.text === one.text);
  return !mayChange && isSame(object, otherObject, model);
}
