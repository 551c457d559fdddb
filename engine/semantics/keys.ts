import type { SyntaxNode } from "../syntax/tree.js";
import { isCursesWindow } from "./curses-windows.js";
import { integerValue, isBytesLiteral, stringValue } from "./literals.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/**
 * What a key that was read is: `number`, `text` and `bytes` are Python's types; `wide` is what `get_wch` of curses gives,
 * a text for characters and a number (257 or more) for other keys.
 */
export type KeyType = "number" | "text" | "wide" | "bytes";

export interface Key {
  readonly type: KeyType;
  /** The function or method that read it, without what it was called on: `getch`, `os.read`. */
  readonly reader: string;
  /** What else than a key the expression may be: what a variable is before the first key is read. */
  readonly others: readonly SyntaxNode[];
}

/** What methods of windows of curses give. */
const WINDOW_METHODS: Readonly<Record<string, KeyType>> = { getch: "number", getkey: "text", get_wch: "wide" };

/** What functions give in Python 3. */
const FUNCTIONS: Readonly<Record<string, KeyType>> = {
  "msvcrt.getch": "bytes",
  "msvcrt.getche": "bytes",
  "msvcrt.getwch": "text",
  "msvcrt.getwche": "text",
  "os.read": "bytes",
  "sys.stdin.buffer.read": "bytes",
  "sys.stdin.buffer.read1": "bytes",
  "sys.stdin.buffer.raw.read": "bytes",
};

/** The key that an expression certainly is, but for a literal that stands in its place at first; else null. */
export function keyOf(expression: SyntaxNode, model: Model): Key | null {
  let key: { type: KeyType; reader: string } | null = null;
  const others: SyntaxNode[] = [];
  for (const value of model.valuesOf(expression)) {
    if (value.kind === "literal") {
      others.push(value.node);
      continue;
    }
    const read = readBy(value, model);
    if (read === null || (key !== null && key.type !== read.type)) return null;
    key ??= read;
  }
  return key && { ...key, others };
}

function readBy(value: Value, model: Model): { type: KeyType; reader: string } | null {
  if (value.kind !== "call") return null;
  const type = value.name !== null && Object.hasOwn(FUNCTIONS, value.name) ? FUNCTIONS[value.name] : undefined;
  if (type !== undefined && value.name !== null) return model.target.major < 3 ? null : { type, reader: value.name };
  const call = model.callAt(value.node);
  const method = call?.method ?? "";
  const given = Object.hasOwn(WINDOW_METHODS, method) ? WINDOW_METHODS[method] : undefined;
  if (given === undefined || call === null || call.receiver === null) return null;
  return isCursesWindow(call.receiver, model) ? { type: given, reader: method } : null;
}

/** What a key is compared with. */
export type Compared =
  /** `code` is the number of its only character, if it has one. */
  | { readonly kind: "text" | "bytes"; readonly text: string }
  /** The number of a character, or any other number; of one that is computed or named, `value` is not known. */
  | { readonly kind: "number"; readonly value: number | null }
  /** The number of a key that is no character: `curses.KEY_UP`. */
  | { readonly kind: "function key" }
  | { readonly kind: "none" };

/** What an expression is that a key is compared with; null where that is not certain. */
export function comparedWith(expression: SyntaxNode, model: Model): Compared | null {
  const value = model.onlyValueOf(expression);
  switch (value?.kind) {
    case "literal":
      return ofLiteral(value.node, model);
    case "call":
      if (value.name === "builtins.ord") return { kind: "number", value: null };
      return value.name === "builtins.chr" ? { kind: "text", text: "" } : null;
    case "external":
      if (/^curses\.KEY_\w+$/.test(value.name)) return { kind: "function key" };
      return /^curses\.ascii\.[A-Z][A-Z0-9]+$/.test(value.name) ? { kind: "number", value: null } : null;
    default:
      return null;
  }
}

function ofLiteral(node: SyntaxNode, model: Model): Compared | null {
  switch (node.kind) {
    case "none":
      return { kind: "none" };
    case "string":
    case "concatenated_string": {
      const text = stringValue(node);
      if (text === null) return null;
      return { kind: isBytesLiteral(node) && model.target.major >= 3 ? "bytes" : "text", text };
    }
    default: {
      const value = integerValue(node);
      return value === null ? null : { kind: "number", value: Number(value) };
    }
  }
}

/** The first number that `get_wch` gives for a key which is no character. */
const FIRST_FUNCTION_KEY = 257;

/** Whether a key is never equal to what it is compared with, whichever key it is. */
export function neverEquals({ type, others }: Key, compared: Compared): boolean {
  if (compared.kind === "none") return type !== "bytes" && !others.some(({ kind }) => kind === "none");
  switch (type) {
    case "number":
      return compared.kind === "text" || compared.kind === "bytes";
    case "text":
      return compared.kind !== "text";
    case "bytes":
      return compared.kind !== "bytes";
    case "wide":
      if (compared.kind === "number") return compared.value === null || compared.value < FIRST_FUNCTION_KEY;
      return compared.kind === "bytes";
  }
}
