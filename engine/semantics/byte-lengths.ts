import { DATA_MODELS, type DataModel, StructFormat } from "../knowledge/struct-format.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantInteger } from "./constants.js";
import { isBytesLiteral, stringPrefix, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { directValue } from "./names.js";
import { structUse } from "./struct-calls.js";

/** What the text tells of how many bytes an expression gives. */
export interface ByteLength {
  /**
   * - `literal`: written out, exactly so many
   * - `packed`: by `struct.pack`, exactly so many
   * - `read`: from a file, at most so many
   * - `received`: from a socket, a pipe or the like, which mostly have fewer ready
   * - `slice`: at most so many
   */
  readonly source: "literal" | "packed" | "read" | "received" | "slice";
  /** The number of bytes on machines of a data model; null if it cannot be. */
  on(model: DataModel): bigint | null;
  /** The expression that says how many: the argument of `read`, the end of a slice. */
  readonly number: SyntaxNode | null;
  /** Where the bytes come from, which is elsewhere if they were given a name. */
  readonly origin: SyntaxNode;
}

/** Tells how many bytes an expression gives, also through a name that is bound once, in the same function. */
export function byteLengthOf(expression: SyntaxNode, model: Model): ByteLength | null {
  const node = unparenthesized(expression);
  const origin = node.kind === "identifier" ? boundHere(node, model) : node;
  if (origin === null) return null;
  switch (origin.kind) {
    case "string":
    case "concatenated_string":
      return literalLength(origin, model);
    case "subscript":
      return sliceLength(origin, model);
    case "call": {
      const call = model.callAt(origin);
      return call === null ? null : (packedLength(call, model) ?? readLength(call, model));
    }
    default:
      return null;
  }
}

/** What a name was bound to that has one binding, made by the very function that uses it. */
function boundHere(name: SyntaxNode, model: Model): SyntaxNode | null {
  const [binding, ...others] = model.variableOf(name)?.bindings ?? [];
  if (binding === undefined || others.length > 0 || binding.writtenIn !== model.scopeAt(name)) return null;
  if (binding.kind === "walrus") return binding.site.field("value");
  const value = binding.kind === "assignment" ? directValue(binding) : null;
  return value === null ? null : unparenthesized(value);
}

/** A bytes literal; in Python 2 a plain one, of which only ASCII has a length that does not depend on the file. */
function literalLength(node: SyntaxNode, model: Model): ByteLength | null {
  const first = node.kind === "concatenated_string" ? node.namedChildren[0] : node;
  const isBytes = isBytesLiteral(node) || (model.target.major === 2 && first !== undefined && isPlain(first));
  const text = isBytes ? stringValue(node) : null;
  if (text === null || /[\u0080-\uffff]/.test(node.text)) return null;
  const length = BigInt(text.length);
  return { source: "literal", on: () => length, number: null, origin: node };
}

const isPlain = (string: SyntaxNode): boolean => /^r?$/.test(stringPrefix(string));

/** `data[a:b]` with numbers that count from the front. */
function sliceLength(node: SyntaxNode, model: Model): ByteLength | null {
  const [slice, ...others] = node.fieldAll("subscript");
  const sliced = node.field("value");
  if (slice?.kind !== "slice" || others.length > 0 || sliced === null || mayHoldNumbers(model)) return null;
  const parts = /^\s*(\w*)\s*:\s*(\w+)\s*$/.exec(slice.text);
  const [first, second] = slice.namedChildren;
  const end = second ?? first;
  if (parts === null || end === undefined) return null;
  const from = parts[1] === "" ? 0n : first === undefined ? null : constantInteger(first, model);
  const to = constantInteger(end, model);
  if (from === null || to === null || from < 0n || to < from) return null;
  return { source: "slice", on: () => to - from, number: end, origin: node };
}

/** Slices of numeric arrays have other units than bytes. */
function mayHoldNumbers(model: Model): boolean {
  return model.imports.some(({ module }) => /^(?:array|ctypes|numpy)\b/.test(module));
}

/** `struct.pack` of a format that is spelt out. */
function packedLength(call: Call, model: Model): ByteLength | null {
  const use = structUse(call, model);
  const format = use?.function === "pack" ? use.format : null;
  if (!(format instanceof StructFormat)) return null;
  return { source: "packed", on: (data) => format.sizeOn(data), number: null, origin: call.node };
}

function readLength(call: Call, model: Model): ByteLength | null {
  const { method, receiver } = call;
  if (call.hasUnpacking || receiver === null) return null;
  const [first, second, third] = call.arguments.map(({ keyword, value }) => (keyword === null ? value : undefined));
  let source: "read" | "received";
  let number = first;
  if (call.name === "os.read") {
    source = "received";
    number = third === undefined ? second : undefined;
  } else if (method === "recv" && (call.arguments.length === 1 || second !== undefined)) source = "received";
  else if (method === "read" && call.arguments.length === 1 && isForeign(receiver, model)) source = "read";
  else return null;
  const length = number === undefined ? null : constantInteger(number, model);
  if (number === undefined || length === null || length < 0n) return null;
  return { source, on: () => length, number, origin: call.node };
}

/**
 * Whether what an object reads is likely counted in bytes: the `read` of a class of this file, or of a module, may
 * count whatever it likes.
 */
function isForeign(receiver: SyntaxNode, model: Model): boolean {
  if (model.classes.receiverClass(receiver) !== null) return false;
  const name = model.qualifiedName(receiver);
  if (name !== null && !name.startsWith("sys.std")) return false;
  return model.valuesOf(receiver).every(({ kind }) => kind !== "instance" && kind !== "class");
}

/**
 * How bytes go with a format that takes exactly as many as its size.
 *
 * - `everywhere`: on every machine; `somewhere`: on some
 * - `standard`: on none, since the machine's own alignment or sizes come in between: it is the standard size
 * - `nowhere`: in no way
 */
export type Fit = "everywhere" | "somewhere" | "standard" | "nowhere";

export function fitOf(format: StructFormat, length: ByteLength): Fit {
  const fitting = DATA_MODELS.filter((data) => format.sizeOn(data) === length.on(data));
  if (fitting.length === DATA_MODELS.length) return "everywhere";
  if (fitting.length > 0) return "somewhere";
  return format.isNative && isStandardSize(format, length) ? "standard" : "nowhere";
}

/** Whether there are just as many bytes as the format takes in standard sizes without alignment. */
export function isStandardSize(format: StructFormat, length: ByteLength): boolean {
  return DATA_MODELS.every((data) => length.on(data) === format.standardSize);
}
