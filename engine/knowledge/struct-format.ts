import { comparePythonVersions, type PythonVersion } from "../versions.js";

/**
 * What a C compiler makes of the native types, on the machines CPython runs on.
 *
 * - `LP64`: 64-bit Linux and macOS
 * - `LLP64`: 64-bit Windows, where `long` has 4 bytes
 * - `ILP32`: 32-bit Windows and ARM
 * - `i386`: 32-bit Linux on x86, which aligns 8-byte numbers to 4
 */
export type DataModel = "LP64" | "LLP64" | "ILP32" | "i386";

export const DATA_MODELS: readonly DataModel[] = ["LP64", "LLP64", "ILP32", "i386"];

const LONG_SIZE: Readonly<Record<DataModel, bigint>> = { LP64: 8n, LLP64: 4n, ILP32: 4n, i386: 4n };
const POINTER_SIZE: Readonly<Record<DataModel, bigint>> = { LP64: 8n, LLP64: 8n, ILP32: 4n, i386: 4n };
const MOST_ALIGNED: Readonly<Record<DataModel, bigint>> = { LP64: 8n, LLP64: 8n, ILP32: 8n, i386: 4n };

/** The longest object a 64-bit Python can have, in bytes. */
const SSIZE_MAX = 2n ** 63n - 1n;

/** The standard size of a code in bytes; also the native one, but for those of `long` and of pointers. */
const SIZES: ReadonlyMap<string, bigint> = new Map([
  ...[..."xcbB?sp"].map((code) => [code, 1n] as const),
  ...[..."hHe"].map((code) => [code, 2n] as const),
  ...[..."iIlLf"].map((code) => [code, 4n] as const),
  ...[..."qQdnNPF"].map((code) => [code, 8n] as const),
  ["D", 16n],
]);

/** Codes whose sizes are the machine's: they have no standard size. */
const NATIVE_ONLY = new Set(["n", "N", "P"]);

/** Codes that came later than Python 2.7. Source: the documentation of `struct`, tried on 2.7 and 3.6 to 3.13. */
const SINCE: Readonly<Record<string, PythonVersion>> = {
  n: { major: 3, minor: 3 },
  N: { major: 3, minor: 3 },
  e: { major: 3, minor: 6 },
  F: { major: 3, minor: 14 },
  D: { major: 3, minor: 14 },
};

export type OrderMark = "@" | "=" | "<" | ">" | "!";

/** A code with its repeat count, which for `s` and `p` is a length in bytes. */
export interface StructItem {
  readonly code: string;
  readonly count: bigint;
}

/** One of the values that a format packs or unpacks. */
export interface StructField {
  readonly code: string;
  /** The bytes it has room for, of `s` and `p`; 1 for all others. */
  readonly width: bigint;
}

/** Why `struct` does not accept a format. */
export type FormatFault =
  /** A character that is no code, at an offset in the format. */
  | { readonly kind: "unknown"; readonly character: string; readonly at: number }
  /** An order mark that is not the first character. */
  | { readonly kind: "mark"; readonly character: string; readonly at: number }
  /** A code of the machine's own sizes after an order mark that asks for standard sizes. */
  | { readonly kind: "native"; readonly character: string; readonly mark: OrderMark }
  /** A code that the Python version does not know yet. */
  | { readonly kind: "new"; readonly character: string; readonly since: PythonVersion }
  /** A repeat count with no code right behind it. */
  | { readonly kind: "count"; readonly count: string }
  /** No buffer can be so long. */
  | { readonly kind: "long" };

/** A format that `struct` accepts. */
export class StructFormat {
  constructor(
    readonly text: string,
    /** The order mark as written; without one, `@` is meant. */
    readonly mark: OrderMark | null,
    readonly items: readonly StructItem[],
  ) {}

  /** Whether sizes and alignment are the machine's. */
  get isNative(): boolean {
    return this.mark === null || this.mark === "@";
  }

  /** How many values it packs or unpacks. */
  get valueCount(): bigint {
    let count = 0n;
    for (const item of this.items) count += valuesOf(item);
    return count;
  }

  /** The value at a position from 0, or null past the end. */
  field(position: bigint): StructField | null {
    let first = 0n;
    for (const item of this.items) {
      const next = first + valuesOf(item);
      if (position >= first && position < next)
        return { code: item.code, width: isString(item.code) ? item.count : 1n };
      first = next;
    }
    return null;
  }

  /** The size in bytes on machines of a data model; null when it is longer than any buffer. */
  sizeOn(model: DataModel): bigint | null {
    return this.isNative ? nativeSize(this.items, model) : this.standardSize;
  }

  /** The size in bytes with standard sizes and no alignment; null when a code has none, or it is too long. */
  get standardSize(): bigint | null {
    let size = 0n;
    for (const { code, count } of this.items) {
      if (NATIVE_ONLY.has(code)) return null;
      size += count * (SIZES.get(code) ?? 0n);
    }
    return size > SSIZE_MAX ? null : size;
  }

  /** The different sizes it has on the machines Python runs on, smallest first. */
  get sizes(): readonly bigint[] {
    const sizes = new Set(DATA_MODELS.flatMap((model) => this.sizeOn(model) ?? []));
    return [...sizes].sort((a, b) => (a < b ? -1 : 1));
  }
}

/**
 * Reads a format as the `struct` module of a Python version does.
 *
 * @param text the characters of the format; of a bytes format each byte as one character
 */
export function parseStructFormat(text: string, version: PythonVersion): StructFormat | FormatFault {
  const mark = /^[@=<>!]/.exec(text)?.[0] as OrderMark | undefined;
  const isStandard = mark !== undefined && mark !== "@";
  const items: StructItem[] = [];
  const foreign = text.search(/[\u0080-\uffff]/);
  if (foreign >= 0) return { kind: "unknown", character: text.charAt(foreign), at: foreign };
  const token = /[ \t\n\v\f\r]+|(\d*)([\s\S]?)/y;
  token.lastIndex = mark === undefined ? 0 : 1;
  while (token.lastIndex < text.length) {
    const [, digits, code] = token.exec(text) ?? [];
    if (digits === undefined || code === undefined) continue;
    // Up to 3.6 a format ended at its first NUL, as a C string does.
    const isEnd = code === "\0" && isBefore(version, { major: 3, minor: 7 });
    if (isEnd && digits === "") break;
    if (code === "" || isEnd) {
      // Python 2 overlooked a count at the very end.
      if (version.major === 2) break;
      return { kind: "count", count: digits };
    }
    if (/[ \t\n\v\f\r]/.test(code)) return { kind: "count", count: digits };
    const at = token.lastIndex - 1;
    if (/[@=<>!]/.test(code)) return { kind: "mark", character: code, at };
    if (!SIZES.has(code)) return { kind: "unknown", character: code, at };
    const since = SINCE[code];
    if (since !== undefined && isBefore(version, since)) return { kind: "new", character: code, since };
    if (isStandard && NATIVE_ONLY.has(code)) return { kind: "native", character: code, mark };
    const count = digits === "" ? 1n : BigInt(digits);
    if (count > SSIZE_MAX) return { kind: "long" };
    items.push({ code, count });
  }
  const format = new StructFormat(text, mark ?? null, items);
  return format.sizes.length === 0 ? { kind: "long" } : format;
}

function nativeSize(items: readonly StructItem[], model: DataModel): bigint | null {
  let size = 0n;
  for (const { code, count } of items) {
    const each = nativeSizeOf(code, model);
    // Alignment comes before a code even if it is repeated zero times, and never after the last one.
    const alignment = alignmentOf(code, each, model);
    size += (alignment - (size % alignment)) % alignment;
    size += count * each;
    if (size > SSIZE_MAX) return null;
  }
  return size;
}

function nativeSizeOf(code: string, model: DataModel): bigint {
  if (code === "l" || code === "L") return LONG_SIZE[model];
  return NATIVE_ONLY.has(code) ? POINTER_SIZE[model] : (SIZES.get(code) ?? 0n);
}

/** Numbers are aligned to their size, complex ones as their two parts. */
function alignmentOf(code: string, size: bigint, model: DataModel): bigint {
  const part = code === "F" || code === "D" ? size / 2n : size;
  return part > MOST_ALIGNED[model] ? MOST_ALIGNED[model] : part;
}

/** The least and the greatest integer of a code, on the machines where its range is widest; null for other codes. */
export function integerRange(format: StructFormat, code: string): { least: bigint; most: bigint } | null {
  if (!/^[bBhHiIlLqQnNP]$/.test(code)) return null;
  const bits = 8n * (format.isNative ? nativeSizeOf(code, "LP64") : (SIZES.get(code) ?? 0n));
  // A pointer may be written as a negative number.
  const least = code === code.toLowerCase() || code === "P" ? -(2n ** (bits - 1n)) : 0n;
  const most = code === code.toLowerCase() ? 2n ** (bits - 1n) - 1n : 2n ** bits - 1n;
  return { least, most };
}

function valuesOf({ code, count }: StructItem): bigint {
  if (code === "x") return 0n;
  return isString(code) ? 1n : count;
}

const isString = (code: string): boolean => code === "s" || code === "p";

const isBefore = (version: PythonVersion, other: PythonVersion): boolean => comparePythonVersions(version, other) < 0;
