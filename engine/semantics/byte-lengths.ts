import { DATA_MODELS, type DataModel, StructFormat } from "../knowledge/struct-format.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import type { Call } from "./call.js";
import { constantInteger } from "./constants.js";
import { isBytesLiteral, stringPrefix, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";
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

/** Tells how many bytes an expression gives, also through a name that gets its value in the same function. */
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

/** What a name was bound to of whose bindings only one can be seen, made by the very function that uses it. */
function boundHere(name: SyntaxNode, model: Model): SyntaxNode | null {
  const [binding, ...others] = model.reachingBindings(name)?.bindings ?? [];
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

/** `data[4:8]` with numbers that count from the front, and `data[at:at + 4]`. */
function sliceLength(node: SyntaxNode, model: Model): ByteLength | null {
  const [slice, ...others] = node.fieldAll("subscript");
  if (slice?.kind !== "slice" || others.length > 0 || mayHoldNumbers(model)) return null;
  const [colon, ...colons] = slice.children.filter(({ kind }) => kind === ":");
  const bounds = slice.namedChildren;
  const end = bounds.at(-1);
  if (colon === undefined || colons.length > 0 || end === undefined || end.row < colon.row) return null;
  const from = bounds.length === 1 ? { base: "", added: 0n } : position(bounds[0] ?? end, model);
  const to = position(end, model);
  if (from.base !== to.base || to.added < from.added || (from.base === "" && from.added < 0n)) return null;
  // What a call gives may be something else the next time.
  if (/[(:]/.test(from.base)) return null;
  return { source: "slice", on: () => to.added - from.added, number: end, origin: node };
}

/** A position as a number added to something; of a plain number, to nothing. */
function position(bound: SyntaxNode, model: Model): { readonly base: string; readonly added: bigint } {
  const node = unparenthesized(bound);
  const whole = constantInteger(node, model);
  if (whole !== null) return { base: "", added: whole };
  const [left, right] = [node.field("left"), node.field("right")];
  const isSum = node.kind === "binary_operator" && node.field("operator")?.text === "+";
  if (isSum && left !== null && right !== null) {
    const [first, second] = [constantInteger(left, model), constantInteger(right, model)];
    if (second !== null) return { base: baseText(left), added: second };
    if (first !== null) return { base: baseText(right), added: first };
  }
  return { base: baseText(node), added: 0n };
}

const baseText = (node: SyntaxNode): string => unparenthesized(node).text.replace(/\s+/g, "");

/** Slices of numeric arrays have other units than bytes. */
const mayHoldNumbers = onceAFile(({ imports }) =>
  imports.some(({ module }) => /^(?:array|ctypes|numpy)\b/.test(module)),
);

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
  else if (method === "read" && call.arguments.length === 1 && readsBytes(receiver, model)) source = "read";
  else return null;
  const length = number === undefined ? null : constantInteger(number, model);
  if (number === undefined || length === null || length < 0n) return null;
  return { source, on: () => length, number, origin: call.node };
}

/** Modules whose objects count in bytes what they read. */
const BYTE_MODULES =
  /^(?:_?io|builtins|bz2|codecs|gzip|http|lzma|mmap|os|pathlib|serial|socket|ssl|subprocess|sys|tarfile|tempfile|urllib|zipfile)\./;

/**
 * Whether what an object reads is likely counted in bytes: other modules, and classes of this file, may have a `read` that
 * counts bits or is given an address. Of what is not known at all, files are by far the most.
 */
function readsBytes(receiver: SyntaxNode, model: Model): boolean {
  if (model.classes.receiverClass(receiver) !== null) return false;
  const handle = model.handleOf(receiver);
  if (handle !== null) return handle.gives !== "str";
  return model.valuesOf(receiver).every((value) => {
    switch (value.kind) {
      case "call":
      case "annotated":
      case "external":
        return value.name === null || BYTE_MODULES.test(value.name);
      default:
        return value.kind !== "instance" && value.kind !== "class";
    }
  });
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
