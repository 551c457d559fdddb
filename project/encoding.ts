import { builtin } from "./builtin.js";
import { CharsetCodec, type SourceEncoding } from "./charset.js";

const { isAscii, isUtf8 } = builtin("node:buffer");

/** A text with the encoding it was read in. */
export interface DecodedSource {
  /** A byte order mark stays in it as U+FEFF, so that it is written back. */
  readonly text: string;
  readonly encoding: SourceEncoding;
  /** What is wrong with the bytes, so that the text may be another one than was meant. */
  readonly doubt?: string;
}

const UTF_8: SourceEncoding = { name: "utf-8", encode: (text) => Buffer.from(text, "utf8") };

const LATIN_1: SourceEncoding = {
  name: "iso-8859-1",
  // Lone bytes only: Buffer would silently cut larger characters down to one.
  encode: (text) => (/[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, "latin1")),
};

/** PEP 263: the declaration, and the lines that may stand above it; taken from the language reference. */
const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#|$)/;

/**
 * The text of a Python source file.
 *
 * The encoding is found as CPython finds it: a UTF-8 byte order mark, else a declaration in the first two lines
 * (PEP 263), else UTF-8. Bytes which that encoding does not admit, or an encoding nobody here knows, make CPython
 * refuse the file; Python 2 files without a declaration are the usual case. They are read as UTF-8 if that is
 * possible and as Latin-1, which admits every byte, if not; `doubt` then says so.
 *
 * @returns undefined for bytes that are no text at all: Python refuses a source with NUL bytes.
 */
export function decodeSource(bytes: Uint8Array): DecodedSource | undefined {
  if (bytes.includes(0)) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (hasByteOrderMark(bytes)) return decodeMarked(buffer);
  const declared = declaredEncoding(buffer);
  switch (declared === undefined ? "utf-8" : plainName(declared)) {
    case "utf-8":
      return decodeUtf8(buffer, declared === undefined ? "and no encoding is declared" : `which it declares`);
    case "ascii":
      return isAscii(buffer) ? decodeUtf8(buffer, "") : withDoubt(buffer, "it declares ASCII, and is not in it");
    case "iso-8859-1":
      return { text: buffer.toString("latin1"), encoding: LATIN_1 };
    default:
      return decodeCharset(buffer, declared as string);
  }
}

/** A byte order mark says UTF-8, which a declaration can only confirm. */
function decodeMarked(buffer: Buffer): DecodedSource {
  const declared = declaredEncoding(buffer.subarray(3));
  if (declared === undefined || plainName(declared) === "utf-8")
    return decodeUtf8(buffer, "which its byte order mark says");
  return withDoubt(buffer, `it declares ${declared}, and begins with the byte order mark of UTF-8`);
}

function decodeUtf8(buffer: Buffer, why: string): DecodedSource {
  if (isUtf8(buffer)) return { text: buffer.toString("utf8"), encoding: UTF_8 };
  return withDoubt(buffer, `line ${lineNotInUtf8(buffer)} is not in UTF-8, ${why}`);
}

/** The text as it is most likely meant. */
function withDoubt(buffer: Buffer, doubt: string): DecodedSource {
  if (isUtf8(buffer)) return { text: buffer.toString("utf8"), encoding: UTF_8, doubt: `${doubt}; read as UTF-8` };
  return { text: buffer.toString("latin1"), encoding: LATIN_1, doubt: `${doubt}; read as Latin-1` };
}

/** The text of bytes that must be UTF-8; undefined when they are not. */
export function decodeStrictly(bytes: Uint8Array): DecodedSource | undefined {
  return isUtf8(bytes) ? { text: Buffer.from(bytes).toString("utf8"), encoding: UTF_8 } : undefined;
}

/** The line, from 1, with the first bytes that are not UTF-8; of bytes that are, the last one. */
export function lineNotInUtf8(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(LF, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    // What ends a line is never a part of a longer character.
    if (feed < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}

function decodeCharset(buffer: Buffer, declared: string): DecodedSource {
  // In nearly all encodings it would be the same text.
  const isPlain = isAscii(buffer);
  const codec = CharsetCodec.of(declared);
  if (codec === undefined)
    return isPlain ? decodeUtf8(buffer, "") : withDoubt(buffer, `it declares ${declared}, which faqlint does not know`);
  const text = codec.decode(buffer);
  return text === undefined
    ? withDoubt(buffer, `it declares ${declared}, and is not in it`)
    : { text, encoding: codec };
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The encoding that a comment in the first two lines declares, as it is written there. */
export function declaredEncoding(bytes: Buffer): string | undefined {
  const [first, rest] = lineFrom(bytes, 0);
  const found = DECLARATION.exec(first)?.[1];
  if (found !== undefined || !BLANK_OR_COMMENT.test(first)) return found;
  return DECLARATION.exec(lineFrom(bytes, rest)[0])?.[1];
}

const LF = 10;
const CR = 13;

/** The line that begins at an offset, without its end, and where the next one begins. */
function lineFrom(bytes: Buffer, start: number): [line: string, next: number] {
  let end = start;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  const next = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
  return [bytes.toString("latin1", start, end), next];
}

/** CPython's names for the encodings it treats specially; everything else is looked up as it stands. */
function plainName(declared: string): string {
  const name = declared.toLowerCase().replaceAll("_", "-");
  if (/^(?:utf-8(?:-.*)?|utf8|u8)$/.test(name)) return "utf-8";
  if (/^(?:(?:latin-1|iso-8859-1|iso-latin-1)(?:-.*)?|latin1|latin|l1|iso8859-1|8859)$/.test(name)) return "iso-8859-1";
  return /^(?:ascii|us-ascii|646)$/.test(name) ? "ascii" : name;
}
