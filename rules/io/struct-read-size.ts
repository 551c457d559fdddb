import { DATA_MODELS, StructFormat } from "../../engine/knowledge/struct-format.js";
import { writtenSize } from "../../engine/repairs/struct.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type ByteLength, byteLengthOf, fitOf } from "../../engine/semantics/byte-lengths.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { whenStructCalls } from "../../engine/struct-calls.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  size: "`{format}` needs {needed}, but {given}",
  multiple: "`{format}` needs a multiple of {needed}, but {given}",
  endless: "`{format}` takes no bytes, so there is nothing to go through",
} as const;

/** Numbers from here on are sizes of buffers: what is read then may well be shorter. */
const BUFFER = 64n;

/**
 * `struct.unpack` wants exactly the bytes that its format describes; with any other number it raises struct.error.
 *
 * Found where both are spelt out: the format, and how many bytes are read, received, sliced or written as a literal.
 * A native format is only at fault when no machine lays it out so; when just the standard size fits, that is another
 * pitfall: `struct-native-layout`.
 */
export default defineRule({
  name: "struct-read-size",
  question: "binary-data",
  summary: "a read of more or fewer bytes than `struct.unpack` needs",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => whenStructCalls(when, ["unpack", "unpack_from", "iter_unpack"], check),
});

function check(use: StructCall, context: RuleContext<typeof MESSAGES>): void {
  const { format } = use;
  const { model, report } = context;
  const buffer = use.values[0] ?? use.call.argument(null, "buffer");
  if (!(format instanceof StructFormat) || buffer === undefined || use.call.hasUnpacking) return;
  if (use.function === "iter_unpack" && format.sizes.every((size) => size === 0n)) {
    report("endless", { at: use.formatNode, data: { format: excerpt(use.text) } });
    return;
  }
  const length = byteLengthOf(buffer, model);
  if (length === null) return;
  const needed = neededBy(use, format, length, context);
  // A literal, or packed bytes, in a `try` that names the error, is there to fail.
  const isTrial = length.source === "literal" || length.source === "packed";
  if (needed === null || (isTrial && isExpectedToFail(use.call.node, model, ["struct.error"]))) return;
  report(use.function === "iter_unpack" ? "multiple" : "size", {
    at: buffer,
    data: { format: excerpt(use.text), needed, given: givenBy(length) },
    related: buffer.covers(length.origin) ? [] : [{ span: length.origin, message: "the bytes come from here" }],
    fix: () => repair(use, format, length),
  });
}

/** What would be needed instead, in words, or null when the bytes may do. */
function neededBy(
  use: StructCall,
  format: StructFormat,
  length: ByteLength,
  { model }: RuleContext<typeof MESSAGES>,
): string | null {
  const inWords = sizesOf(format);
  switch (use.function) {
    case "unpack":
      if (fitOf(format, length) !== "nowhere") return null;
      return isTooShort(format, length, 0n) || !mayBeShorter(length) ? inWords : null;
    case "unpack_from": {
      const offsetNode = use.values[1] ?? use.call.argument(null, "offset");
      const offset = offsetNode === undefined ? 0n : (constantInteger(offsetNode, model) ?? 0n);
      // From the end: so many bytes there must be, and the format must find room in them.
      const before = offset < 0n ? 0n : offset;
      if (!isTooShort(format, length, before)) return null;
      return before === 0n ? inWords : `${inWords} from offset ${before} on`;
    }
    default:
      if (mayBeShorter(length) || DATA_MODELS.some((data) => isMultiple(length.on(data), format.sizeOn(data))))
        return null;
      return inWords;
  }
}

/** `8 bytes`; of a native format `8 or 16 bytes`. */
function sizesOf({ sizes }: StructFormat): string {
  const [size, ...others] = sizes;
  return size !== undefined && others.length === 0 ? counted(size, "byte") : `${sizes.join(" or ")} bytes`;
}

function isTooShort(format: StructFormat, length: ByteLength, before: bigint): boolean {
  return DATA_MODELS.every((data) => (length.on(data) ?? 0n) < (format.sizeOn(data) ?? 0n) + before);
}

function isMultiple(length: bigint | null, size: bigint | null): boolean {
  return length === null || size === null || size === 0n || length % size === 0n;
}

/** Whether it is usual that fewer bytes come than were asked for. */
function mayBeShorter(length: ByteLength): boolean {
  if (length.source === "received") return true;
  return length.number !== null && (length.on("LP64") ?? 0n) >= BUFFER;
}

function givenBy({ source, on }: ByteLength): string {
  const sizes = [...new Set(DATA_MODELS.map((data) => on(data) ?? 0n))];
  const [size = 0n] = sizes;
  const isOne = size === 1n && sizes.length === 1;
  const verb = isOne ? "is" : "are";
  switch (source) {
    case "literal":
      return `there ${verb} ${size}`;
    case "packed":
      return `${sizes.join(" or ")} ${verb} packed`;
    case "read":
      return `${size} ${verb} read`;
    case "received":
      return `at most ${size} ${verb} received`;
    case "slice":
      return `the slice has ${size}`;
  }
}

/**
 * Which of the two is wrong, the format or the number, only the author knows; the program that failed loudly would
 * silently read something else if it is the format. So the repair of the number is not safe.
 */
function repair(use: StructCall, format: StructFormat, { source, number, origin }: ByteLength): Fix | null {
  const [size, ...others] = format.sizes;
  if (use.function !== "unpack" || number === null || size === undefined) return null;
  if (source === "slice") {
    const [from] = origin.fieldAll("subscript")[0]?.namedChildren ?? [];
    const start = from === undefined || from === number ? 0n : integerValue(from);
    if (others.length > 0 || start === null || integerValue(number) === null) return null;
    const edits = [{ span: number, replacement: String(start + size) }];
    return { title: `Slice ${counted(size, "byte")}`, safety: "unsafe", edits };
  }
  const replacement = writtenSize(use, format);
  if (replacement === null) return null;
  const isNumber = /^\d+$/.test(replacement);
  const title = isNumber ? `Read ${counted(size, "byte")}` : `Read \`${replacement}\` bytes`;
  return { title, safety: "unsafe", edits: [{ span: number, replacement }] };
}
