import { StructFormat } from "../knowledge/struct-format.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { integerValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { type StructCall, structUse } from "./struct-calls.js";

/** The tuple that a `struct.unpack` gives, or a part of it. */
export interface Unpacked {
  readonly use: StructCall;
  /** How many values it has. */
  readonly count: bigint;
}

/** What an expression is, if that is certainly the result of `struct.unpack` or `unpack_from`, whole or sliced. */
export function unpackedBy(expression: SyntaxNode, model: Model): Unpacked | null {
  const slices: SyntaxNode[] = [];
  let node = unparenthesized(expression);
  while (node.kind === "subscript") {
    const [slice, ...others] = node.fieldAll("subscript");
    const value = node.field("value");
    if (slice?.kind !== "slice" || others.length > 0 || value === null) return null;
    slices.unshift(slice);
    node = unparenthesized(value);
  }
  const value = model.onlyValueOf(node);
  const use = value?.kind === "call" ? callOf(value.node, model) : null;
  if (use === null || !(use.format instanceof StructFormat)) return null;
  if (use.function !== "unpack" && use.function !== "unpack_from") return null;
  let count: bigint | null = use.format.valueCount;
  for (const slice of slices) count = count === null ? null : slicedCount(count, slice);
  return count === null ? null : { use, count };
}

/** What a node does with a format, if it is a call that does. */
export function callOf(node: SyntaxNode, model: Model): StructCall | null {
  const call = model.callAt(node);
  return call === null ? null : structUse(call, model);
}

/** How many of `count` elements a slice with literal bounds leaves; null for other slices and for those with a step. */
function slicedCount(count: bigint, slice: SyntaxNode): bigint | null {
  const colons = slice.children.filter(({ kind }) => kind === ":");
  const [colon] = colons;
  if (colon === undefined || colons.length > 1) return null;
  const bound = (isBefore: boolean, missing: bigint): bigint | null => {
    const node = slice.namedChildren.find((child) => child.row < colon.row === isBefore);
    const value = node === undefined ? missing : integerValue(node);
    if (value === null) return null;
    const fromFront = value < 0n ? value + count : value;
    return fromFront < 0n ? 0n : fromFront > count ? count : fromFront;
  };
  const [from, to] = [bound(true, 0n), bound(false, count)];
  if (from === null || to === null) return null;
  return to > from ? to - from : 0n;
}
