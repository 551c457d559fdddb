import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";

/** Whether a step on the way from a loop to a place in it may leave the place out in a turn. */
const OPTIONAL =
  /^(?:if_statement|match_statement|except_clause|else_clause|elif_clause|conditional_expression|boolean_operator)$/;

/**
 * The loop that comes to a place again and again, in each turn, while something is made only once before it; null where there is
 * none, or where a condition, or an end of the loop in its first turn, may prevent a second time.
 *
 * @param before where the thing is made
 */
export function repeatingLoop(place: SyntaxNode, before: SyntaxNode, model: Model): SyntaxNode | null {
  const loop = place.enclosing("for_statement", "while_statement", "function_definition", "lambda", "class_definition");
  if (loop === null || !/^(?:for|while)_statement$/.test(loop.kind) || loop.covers(before)) return null;
  for (let at = place.parent; at !== null && at !== loop; at = at.parent) if (OPTIONAL.test(at.kind)) return null;
  return model.flowOf(place).reaches(place, place, "normal") ? loop : null;
}
