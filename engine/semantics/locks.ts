import type { SyntaxNode } from "../syntax/tree.js";
import { fewAttributesNamed } from "./attribute-rows.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";
import { isFalse } from "./timeouts.js";

/** Locks that are named more often than this are not looked at. */
const MAX_MENTIONS = 400;

/**
 * A key that is the same wherever one function, or the methods of one class, name the same object; null for expressions
 * that may stand for another one each time.
 */
export function placeOf(expression: SyntaxNode, model: Model): string | null {
  const members: string[] = [];
  let node = expression;
  for (; node.kind === "attribute"; node = node.field("object") ?? node) {
    members.unshift(node.field("attribute")?.text ?? "");
  }
  if (node.kind !== "identifier") return null;
  const receiver = members.length > 0 ? model.classes.receiverClass(node) : null;
  const variable = model.variableOf(node);
  const base = receiver === null ? `${variable?.scope.node.row} ${node.text}` : `self of ${receiver.row}`;
  return [base, ...members].join(".");
}

/** The expressions in a region that name the same object as another expression and are not assigned to. */
export function mentionsIn(expression: SyntaxNode, region: SyntaxNode, model: Model): SyntaxNode[] {
  const place = placeOf(expression, model);
  if (place === null) return [];
  const name = expression.field("attribute")?.text;
  const variable = model.variableOf(expression);
  const all = name === undefined ? variable?.references : fewAttributesNamed(expression.tree, name);
  if (all === undefined || all.length > MAX_MENTIONS) return [];
  return all.filter((each) => region.covers(each) && placeOf(each, model) === place);
}

/** The calls of a method, in a region, on the object that an expression names. */
export function methodCallsOn(expression: SyntaxNode, method: string, region: SyntaxNode, model: Model): SyntaxNode[] {
  return mentionsIn(expression, region, model).flatMap((each) => {
    const member = each.parent?.kind === "attribute" && each.fieldName === "object" ? each.parent : null;
    const call = member?.parent?.kind === "call" && member.fieldName === "function" ? member.parent : null;
    return call !== null && member?.field("attribute")?.text === method ? [call] : [];
  });
}

/** Whether some function of the file releases a lock that it has not acquired: it is handed over, and not kept. */
export function isHandedOver(lock: SyntaxNode, model: Model): boolean {
  const { root } = lock.tree;
  const acquiring = new Set(methodCallsOn(lock, "acquire", root, model).map(regionOf));
  return methodCallsOn(lock, "release", root, model).some((release) => !acquiring.has(regionOf(release)));
}

/** Whether an expression is entered by `with`, or acquired or released, where it stands. */
export function isLockUse(expression: SyntaxNode): boolean {
  const { parent } = expression;
  if (parent?.kind === "with_item") return true;
  return (
    parent?.kind === "attribute" &&
    parent.parent?.kind === "call" &&
    /^(?:acquire|release)$/.test(parent.field("attribute")?.text ?? "")
  );
}

/** Whether a call of `acquire` does not wait, or may only wait for a time: its result tells whether it got the lock. */
export function mayGiveUp(call: Call, model: Model): boolean {
  if (call.hasUnpacking) return false;
  const blocking = call.argument(0, "blocking") ?? call.argument(null, "block");
  if (blocking !== undefined && isFalse(blocking, model)) return true;
  const timeout = call.argument(1, "timeout");
  if (timeout === undefined) return false;
  const { kind } = constantOf(timeout, model);
  // -1 and None stand for no time limit; what is not known may be one of them.
  return kind === "integer" || kind === "float";
}
