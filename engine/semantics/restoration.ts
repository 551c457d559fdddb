import type { SyntaxNode } from "../syntax/tree.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

/**
 * How a change is undone that must not outlive the program.
 *
 * - `never`: nothing undoes it
 * - `calmly`: only where no exception comes between
 * - `otherwise`: also then, or in a way that is not seen through
 */
export type Restoration = "never" | "calmly" | "otherwise";

/** What may undo a change in more places is not seen through. */
const MAX_RESTORES = 50;

/**
 * How a change is undone.
 *
 * @param restores the mentions of what undoes it; those that are no calls hand it to somebody who may call it
 * @param isHarmless whether a call is sure to raise nothing and not to be interrupted
 */
export function restorationOf(
  change: SyntaxNode,
  restores: readonly SyntaxNode[],
  model: Model,
  isHarmless: (call: SyntaxNode) => boolean,
): Restoration {
  if (restores.length === 0) return "never";
  if (restores.length > MAX_RESTORES) return "otherwise";
  const region = regionOf(change);
  const graph = model.flowOf(change);
  if (graph.isDamaged) return "otherwise";
  for (const restore of restores) {
    if (restore.kind !== "call" || regionOf(restore) !== region) return "otherwise";
    if (restore.enclosing("finally_clause", "except_clause", "with_statement") !== null) return "otherwise";
    if (!graph.reaches(change, restore)) return "otherwise";
  }
  const leadsToRestore = graph.leadsTo(restores);
  const isBetween = (node: SyntaxNode): boolean =>
    node !== change &&
    !restores.includes(node) &&
    regionOf(node) === region &&
    graph.reaches(change, node) &&
    leadsToRestore(node);
  const risks = model.calls.filter(({ node }) => isBetween(node) && !isHarmless(node));
  // What is caught leads on to where it is undone.
  const isLoose = risks.some(({ node }) => !isCaught(node, restores));
  return isLoose ? "calmly" : "otherwise";
}

/** Whether a node is in a handler, or a `try` with handlers lies around it and not around what undoes the change. */
function isCaught(node: SyntaxNode, restores: readonly SyntaxNode[]): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.kind === "except_clause" || at.kind === "finally_clause") return true;
    if (at.kind !== "try_statement") continue;
    const hasHandlers = at.children.some(({ kind }) => kind === "except_clause" || kind === "finally_clause");
    if (hasHandlers && at.field("body")?.covers(node) && restores.every((restore) => !at.covers(restore))) return true;
  }
  return false;
}
