import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";
import { onlySourceOf } from "./name-sources.js";

/** Longer ways are not told of. */
const MAX_STEPS = 20;

/**
 * Where it was decided that an expression is bytes or text: what opened the file it was read from, or the literal or call
 * of which it was made. The expression itself where nothing is before it.
 */
export function contentOrigin(expression: SyntaxNode, model: Meaning): SyntaxNode {
  const content = model.contentOf(expression);
  let node = unparenthesized(expression);
  let origin = node;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const opened = openerOf(node, model);
    if (opened !== null) return opened;
    const earlier = earlierOf(node, model);
    if (earlier === null) break;
    // Lists and tuples of bytes are passed through; what the first of them was taken from is where it began.
    if (node.kind === "identifier" || model.contentOf(earlier) === content) origin = unparenthesized(earlier);
    node = unparenthesized(earlier);
  }
  return origin;
}

/** The call that opened what an expression reads from, or iterates over. */
function openerOf(node: SyntaxNode, model: Meaning): SyntaxNode | null {
  const receiver = model.callAt(node)?.receiver ?? node;
  return model.handleOf(receiver)?.origins[0] ?? null;
}

/** What an expression got its kind from. */
function earlierOf(node: SyntaxNode, model: Meaning): SyntaxNode | null {
  switch (node.kind) {
    case "identifier": {
      const source = onlySourceOf(model.reachingBindings(node)?.bindings ?? []);
      return source?.kind === "value" ? source.node : null;
    }
    case "call":
      return model.callAt(node)?.receiver ?? null;
    case "subscript":
      return node.field("value");
    case "binary_operator":
      return node.field("left");
    default:
      return null;
  }
}
