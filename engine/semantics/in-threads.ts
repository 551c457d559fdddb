import type { SyntaxNode } from "../syntax/tree.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

/**
 * What brings a place into a thread, if all that the file tells of its function is that it runs in threads; else null.
 *
 * Dear, like `contextsOf`: to be asked when all cheaper questions have been answered.
 */
export function onlyInThreads(place: SyntaxNode, model: Model): SyntaxNode | null {
  const region = regionOf(place);
  if (region.parent === null) return null;
  const contexts = model.contextsOf(region);
  return contexts.every(({ kind }) => kind === "thread") ? (contexts[0]?.origins[0] ?? null) : null;
}
