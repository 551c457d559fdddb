import type { PythonVersion } from "../versions.js";
import { integerRange, type StructField, type StructFormat } from "./struct-format.js";

/** A value that a program spells out, as far as `struct` cares for it. */
export type SpelledValue =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "complex" }
  | { readonly kind: "boolean" }
  | { readonly kind: "bytes"; readonly length: number }
  /** Python 3's str and Python 2's unicode. */
  | { readonly kind: "text" }
  /** None, a list, a dict or the like. */
  | { readonly kind: "other" };

/**
 * What is wrong with a value for a place in a format.
 *
 * - `cut`: it is packed, but not all of it
 * - `range`: the right kind, but too small or too large
 * - the others: what would be needed instead
 */
export type ValueFault = "cut" | "range" | "integer" | "number" | "real number" | "bytes" | "byte";

/** The smallest float that half precision rounds to infinity. */
const HALF_OVERFLOW = 65520;

/** What `struct.pack` has against a value; null when it packs it whole. Tried on CPython 2.7 and 3.6 to 3.13. */
export function valueFault(
  format: StructFormat,
  { code, width }: StructField,
  value: SpelledValue,
  version: PythonVersion,
): ValueFault | null {
  switch (code) {
    case "?":
      return null;
    case "c":
      return value.kind === "bytes" && value.length === 1 ? null : "byte";
    case "s":
      if (value.kind !== "bytes") return "bytes";
      return BigInt(value.length) > width ? "cut" : null;
    case "p": {
      if (value.kind !== "bytes") return "bytes";
      // The first byte holds the length.
      const room = width > 256n ? 255n : width - 1n;
      return BigInt(value.length) > room ? "cut" : null;
    }
    case "e":
    case "f":
    case "d":
      if (value.kind === "boolean") return null;
      if (value.kind !== "integer" && value.kind !== "float") return "real number";
      return isFloatInRange(format, code, Number(value.value)) ? null : "range";
    case "F":
    case "D":
      if (value.kind === "complex" || value.kind === "boolean") return null;
      if (value.kind !== "integer" && value.kind !== "float") return "number";
      return isFloatInRange(format, code === "F" ? "f" : "d", Number(value.value)) ? null : "range";
    default: {
      if (value.kind === "boolean") return null;
      // Python 2 cuts the fraction off, with a warning that nobody sees.
      const isCutOff = value.kind === "float" && version.major === 2 && Number.isFinite(value.value);
      if (value.kind !== "integer" && !isCutOff) return "integer";
      const whole = value.kind === "integer" ? value.value : BigInt(Math.trunc(value.value));
      const range = integerRange(format, code);
      return range !== null && (whole < range.least || whole > range.most) ? "range" : null;
    }
  }
}

/** A native `f` is written as the machine converts it, which gives infinity. */
function isFloatInRange(format: StructFormat, code: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (code === "e") return Math.abs(value) < HALF_OVERFLOW;
  return code !== "f" || format.isNative || Number.isFinite(Math.fround(value));
}
