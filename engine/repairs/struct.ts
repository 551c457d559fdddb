import type { StructFormat } from "../knowledge/struct-format.js";
import type { StructCall } from "../semantics/struct-calls.js";

/**
 * How a program writes the size of the format of a call: as a number, where it is the same everywhere and the format
 * stands beside it, else as `struct.calcsize(FORMAT)` or `header.size`. Null where there is no way to write it.
 */
export function writtenSize({ call, formatNode, isMethod }: StructCall, format: StructFormat): string | null {
  const [size, ...others] = format.sizes;
  const isBeside = !isMethod && formatNode.kind !== "identifier" && formatNode.kind !== "attribute";
  const number = size !== undefined && others.length === 0 ? String(size) : null;
  if (isBeside && number !== null) return number;
  if (isMethod) return call.receiver === null ? number : `${call.receiver.text}.size`;
  // `calcsize` is at hand where the module is; names imported from it are only the ones that were asked for.
  return call.receiver === null ? number : `${call.receiver.text}.calcsize(${formatNode.text})`;
}
