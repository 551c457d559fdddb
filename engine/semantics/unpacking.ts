import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";

/** Kinds of targets that take a sequence apart. */
const PATTERNS: ReadonlySet<string> = new Set([
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "tuple",
  "list",
  "expression_list",
]);

/** Displays whose elements are in an order. */
const SEQUENCES: ReadonlySet<string> = new Set(["expression_list", "tuple", "list"]);

/**
 * The way from a target to one of its names: `[1, 0]` for `b` of `a, (b, c) = ...`; empty for the whole.
 *
 * Names behind a starred one are counted from the end: -1 is the last. Null for what a starred name collects.
 */
export function pathTo(name: SyntaxNode, target: SyntaxNode): number[] | null {
  const path: number[] = [];
  for (let node = name; node !== target; ) {
    const parent = node.parent;
    if (parent === null) return null;
    if (PATTERNS.has(parent.kind)) {
      const elements = parent.namedChildren;
      const index = elements.indexOf(node);
      const star = elements.findIndex(isSpread);
      path.unshift(star !== -1 && star < index ? index - elements.length : index);
    } else if (parent.kind !== "parenthesized_expression") return null;
    node = parent;
  }
  return path;
}

/** One element of a tuple or list that is written out; null where it is not certain which. */
export function elementAt(display: SyntaxNode, index: number): SyntaxNode | null {
  const node = unparenthesized(display);
  if (!SEQUENCES.has(node.kind)) return null;
  const elements = node.namedChildren;
  const position = index < 0 ? elements.length + index : index;
  const between = index < 0 ? elements.slice(Math.max(position, 0)) : elements.slice(0, position + 1);
  return between.some(isSpread) ? null : (elements[position] ?? null);
}

/** What a loop over a container that is written out meets; null for what is none. */
export function elementsOf(display: SyntaxNode): readonly SyntaxNode[] | null {
  const node = unparenthesized(display);
  if (!SEQUENCES.has(node.kind) && node.kind !== "set") return null;
  return node.namedChildren.some(isSpread) ? null : node.namedChildren;
}

function isSpread(node: SyntaxNode): boolean {
  return node.kind === "list_splat_pattern" || node.kind === "list_splat";
}
