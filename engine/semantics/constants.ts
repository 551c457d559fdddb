import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import { integerValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Longer chains of constants named after constants are not followed. */
const MAX_NAMES = 4;

/**
 * The expression that a name stands for where only one of its bindings can be seen; any other expression stands for itself.
 *
 * Attributes are not followed: other files may set them too.
 */
export function constantOf(expression: SyntaxNode, model: Model): SyntaxNode {
  let node = unparenthesized(expression);
  for (let steps = 0; node.kind === "identifier" && steps < MAX_NAMES; steps++) {
    const reached = model.reachingBindings(node);
    const [binding, ...others] = reached?.bindings ?? [];
    if (binding === undefined || others.length > 0 || reached?.isElsewhere === true) break;
    const value =
      binding.kind === "assignment"
        ? directValue(binding)
        : binding.kind === "walrus"
          ? binding.site.field("value")
          : null;
    if (value === null) break;
    node = unparenthesized(value);
  }
  return node;
}

/** The integer that an expression, or the constant it names, is; null for anything else. */
export function constantInteger(expression: SyntaxNode, model: Model): bigint | null {
  return integerValue(constantOf(expression, model));
}
