import { RANDOM_CLASSES } from "../knowledge/none-results.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** The plain name of the function of `random`, or of a generator of one's own, that a call certainly is one of; else null. */
export function randomFunction({ name, receiver, method }: Call, model: Model): string | null {
  if (name?.startsWith("random.")) {
    const rest = name.slice("random.".length);
    return rest.includes(".") || model.attributes.isReplaced(name) ? null : rest;
  }
  const owner = receiver === null ? null : model.madeBy(receiver);
  return owner !== null && RANDOM_CLASSES.includes(owner) ? method : null;
}

/** The call that an expression is, if it certainly is one of this function of `random`. */
export function randomCallAt(expression: SyntaxNode, functions: readonly string[], model: Model): Call | null {
  const call = model.callAt(unparenthesized(expression));
  const name = call === null ? null : randomFunction(call, model);
  return name !== null && functions.includes(name) ? call : null;
}
