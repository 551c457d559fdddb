import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { type Inquiry, MAX_STEPS } from "./inquiry.js";
import { integerValue, unparenthesized } from "./literals.js";
import type { Binding } from "./scopes.js";
import { type CallValue, type ElementValue, isNone, isTuple, UNKNOWN, type Value } from "./value.js";

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
      const { elements, firstSpread, positions } = sequenceOf(parent);
      const index = positions.get(node.row) ?? -1;
      path.push(firstSpread < index ? index - elements.length : index);
    } else if (parent.kind !== "parenthesized_expression") return null;
    node = parent;
  }
  return path.reverse();
}

/** What a name is given that takes apart the value of an expression. */
export function part(source: SyntaxNode, path: readonly number[], inquiry: Inquiry): readonly Value[] {
  const [index, ...rest] = path;
  if (index === undefined) return inquiry.of(source);
  const element = elementAt(source, index);
  if (element !== null) return part(element, rest, inquiry);
  return inquiry.inner(source).flatMap((value) => partOf(value, path, inquiry));
}

export function partOf(value: Value, path: readonly number[], inquiry: Inquiry): readonly Value[] {
  const [index, ...rest] = path;
  if (index === undefined) return [value];
  if (value.kind === "call" || value.kind === "element") {
    return [path.reduce<CallValue | ElementValue>((of, each) => ({ kind: "element", of, index: each }), value)];
  }
  if (value.kind !== "literal") return [UNKNOWN];
  if (isNone(value)) return [];
  // A list may have been changed since it was written out.
  const element = isTuple(value.node) ? elementAt(value.node, index) : null;
  return element === null ? [UNKNOWN] : part(element, rest, inquiry);
}

/** `for a, b in [(1, 2), (3, 4)]`: what the names of a loop are given. */
export function loopItem({ site, name }: Binding, inquiry: Inquiry): readonly Value[] {
  const [target, source] = [site.field("left"), site.field("right")];
  const path = target === null ? null : pathTo(name, target);
  if (source === null || path === null || site.token("async") !== null) return [UNKNOWN];
  const own = elementsOf(source);
  const displays =
    own !== null
      ? [own]
      : inquiry
          .inner(source)
          .map((value) => (value.kind === "literal" && isTuple(value.node) ? elementsOf(value.node) : null));
  return displays.flatMap((elements) =>
    elements === null || elements.length > MAX_STEPS
      ? [UNKNOWN]
      : elements.flatMap((element) => part(element, path, inquiry)),
  );
}

export function subscripted(node: SyntaxNode, inquiry: Inquiry): readonly Value[] {
  const [subscript, ...others] = node.fieldAll("subscript");
  const object = node.field("value");
  const index = subscript === undefined || others.length > 0 ? null : integerValue(subscript);
  return object === null || index === null ? [UNKNOWN] : part(object, [Number(index)], inquiry);
}

/** One element of a tuple or list that is written out; null where it is not certain which. */
function elementAt(display: SyntaxNode, index: number): SyntaxNode | null {
  const node = unparenthesized(display);
  if (!SEQUENCES.has(node.kind)) return null;
  const { elements, firstSpread, lastSpread } = sequenceOf(node);
  const position = index < 0 ? elements.length + index : index;
  const isCertain = index < 0 ? lastSpread < Math.max(position, 0) : position < firstSpread;
  return isCertain ? (elements[position] ?? null) : null;
}

/** What a loop over a container that is written out meets; null for what is none. */
function elementsOf(display: SyntaxNode): readonly SyntaxNode[] | null {
  const node = unparenthesized(display);
  if (!SEQUENCES.has(node.kind) && node.kind !== "set") return null;
  const { elements, lastSpread } = sequenceOf(node);
  return lastSpread < 0 ? elements : null;
}

/** The elements of a target or display. */
interface Sequence {
  readonly elements: readonly SyntaxNode[];
  /** By the row of an element. */
  readonly positions: ReadonlyMap<number, number>;
  /** Position of the first starred element; infinite where there is none. */
  readonly firstSpread: number;
  /** Position of the last starred element; -1 where there is none. */
  readonly lastSpread: number;
}

/** Each element of a long sequence asks for its place. */
const sequences = new Kept<SyntaxNode, Sequence>(({ tree }) => tree);

function sequenceOf(node: SyntaxNode): Sequence {
  let sequence = sequences.get(node);
  if (sequence === undefined) {
    const elements = node.namedChildren;
    const first = elements.findIndex(isSpread);
    sequence = {
      elements,
      positions: new Map(elements.map(({ row }, index) => [row, index])),
      firstSpread: first < 0 ? Number.POSITIVE_INFINITY : first,
      lastSpread: elements.findLastIndex(isSpread),
    };
    sequences.set(node, sequence);
  }
  return sequence;
}

function isSpread(node: SyntaxNode): boolean {
  return node.kind === "list_splat_pattern" || node.kind === "list_splat";
}
