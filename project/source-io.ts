import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { sep } from "node:path";
import { writeAtomically } from "./atomic-write.js";
import { type DecodedSource, decodeSource, decodeStrictly, lineNotInUtf8 } from "./encoding.js";
import { goneReason, isMissing, reasonOf } from "./failure.js";
import { Notebook } from "./notebook/notebook.js";
import { isNotebookName } from "./python-names.js";
import { DEFAULT_FILE_SIZE, formatFileSize } from "./settings/file-size.js";

/** A Python file or a notebook as it was read: enough to write a changed text back in the same manner. */
export interface ReadSource extends DecodedSource {
  readonly kind: "text";
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What the text, which is JSON then, holds. */
  readonly notebook?: Notebook;
}

/** A file that was not linted, and why. `skipped`: it is no Python source. `unreadable`: it might be. */
export interface UnlintedFile {
  readonly kind: "skipped" | "unreadable";
  readonly path: string;
  readonly reason: string;
}

/** The most bytes of a notebook's file, whose outputs do not count otherwise: many more make no text in JavaScript. */
const LARGEST_NOTEBOOK = 256_000_000;

/**
 * Reads a file; never throws.
 *
 * @param mostBytes the largest file to read; of a notebook only the code counts.
 */
export function readSource(path: string, mostBytes = DEFAULT_FILE_SIZE): ReadSource | UnlintedFile {
  const bytes = new ByteReader(0).read(path, mostBytes);
  return bytes instanceof Uint8Array ? decoded(path, bytes, mostBytes) : bytes;
}

/** Reads files one after the other into the same memory: new memory for each of thousands would take longer than reading them. */
export class ByteReader {
  #buffer: Uint8Array;

  /** @param size how many bytes it begins with. */
  constructor(size = 256 * 1024) {
    this.#buffer = new Uint8Array(size);
  }

  /**
   * What a file holds; never throws. What is no regular file is not read, since reading a pipe might wait for ever.
   *
   * @param mostBytes as in {@link readSource}.
   * @returns bytes that the next call overwrites.
   */
  read(path: string, mostBytes = DEFAULT_FILE_SIZE): Uint8Array | UnlintedFile {
    try {
      // Some devices do something when they are opened.
      const reason = notRegular(statSync(path));
      if (reason !== undefined) return { kind: "unreadable", path, reason };
      // Meanwhile it may have become a pipe: then, too, nobody waits for a writer.
      const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        const status = fstatSync(file);
        const refused = notRegular(status) ?? tooLarge(path, status.size, mostBytes);
        if (refused !== undefined) return { kind: "unreadable", path, reason: refused };
        return this.#readFile(file, status.size);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      return { kind: "unreadable", path, reason: isMissing(error) ? goneReason(path) : reasonOf(error) };
    }
  }

  #readFile(file: number, size: number): Uint8Array {
    for (let length = 0; ; ) {
      // Room for more than there should be, so that the end is seen also of a file that grows.
      this.#reserve(Math.max(size, length) + 1);
      const count = readSync(file, this.#buffer, length, this.#buffer.length - length, null);
      if (count === 0) return this.#buffer.subarray(0, length);
      length += count;
    }
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

function notRegular(status: Stats): string | undefined {
  if (status.isDirectory()) return "it is a folder";
  return status.isFile() ? undefined : "it is not a regular file";
}

/** Why a file of some bytes is not read; undefined for one that is. */
function tooLarge(path: string, bytes: number, mostBytes: number): string | undefined {
  const size = formatFileSize(bytes);
  if (!isNotebookName(path)) return bytes > mostBytes ? `it has ${size}, and ${limit(mostBytes)}` : undefined;
  if (bytes <= LARGEST_NOTEBOOK) return undefined;
  return `it has ${size}, and notebooks of more than ${formatFileSize(LARGEST_NOTEBOOK)} are not read`;
}

function limit(mostBytes: number): string {
  return `the limit, max-file-size, is ${formatFileSize(mostBytes)}`;
}

/**
 * Whether a path is, or goes through, a link to a place outside some folders.
 *
 * @param roots the real paths of the folders, and of files that may be written themselves.
 */
export function leadsOutOf(path: string, roots: readonly string[]): boolean {
  const real = realpathSync(path);
  return !roots.some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep));
}

/**
 * The text of bytes, or why they are none that can be linted.
 *
 * @param mostBytes as in {@link readSource}.
 */
export function decoded(path: string, bytes: Uint8Array, mostBytes = DEFAULT_FILE_SIZE): ReadSource | UnlintedFile {
  const unreadable = (reason: string): UnlintedFile => ({ kind: "unreadable", path, reason });
  const size = tooLarge(path, bytes.length, mostBytes);
  if (size !== undefined) return unreadable(size);
  if (isNotebookName(path)) return notebookIn(path, bytes, mostBytes);
  const source = decodeSource(bytes);
  return source === undefined ? unreadable(binaryReason(bytes)) : { kind: "text", path, bytes, ...source };
}

function notebookIn(path: string, bytes: Uint8Array, mostBytes: number): ReadSource | UnlintedFile {
  const unlinted = (kind: UnlintedFile["kind"], reason: string): UnlintedFile => ({ kind, path, reason });
  if (bytes.length === 0) return unlinted("unreadable", "it is empty, which no notebook is");
  if (bytes.includes(0)) return unlinted("unreadable", binaryReason(bytes));
  const source = decodeStrictly(bytes);
  if (source === undefined) return unlinted("unreadable", `line ${lineNotInUtf8(bytes)} is not in UTF-8`);
  const notebook = Notebook.read(source.text);
  if (!(notebook instanceof Notebook)) return unlinted(notebook.kind, notebook.reason);
  const size = Buffer.byteLength(notebook.cells.python);
  if (size > mostBytes) return unlinted("unreadable", `its code has ${formatFileSize(size)}, and ${limit(mostBytes)}`);
  return { kind: "text", path, bytes, ...source, notebook };
}

/** Why bytes that have zeros among them are no source. */
function binaryReason(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Every second byte of ASCII, of which a program begins with some characters.
  const start = bytes.subarray(0, 16);
  const isWide = [0, 1].some((zero) => start.every((byte, index) => (byte === 0) === (index % 2 === zero)));
  return isMarked || (isWide && bytes.length % 2 === 0)
    ? "it is in UTF-16, which Python does not read: save it in UTF-8"
    : "it holds NUL bytes, which Python does not read: it is binary data, or damaged";
}

/**
 * The bytes of a changed text in the encoding its file was read in.
 *
 * @throws Error when they would not be the old ones wherever the text is the old one: the new text holds a character
 * which that encoding lacks, or the old bytes spelt a character in a way that cannot be told from another.
 */
export function encodeLike(source: ReadSource, text: string): Uint8Array {
  const { encoding } = source;
  const bytes = encoding.encode(text);
  const unchanged = encoding.encode(source.text);
  if (bytes !== undefined && unchanged !== undefined && Buffer.compare(unchanged, source.bytes) === 0) return bytes;
  throw new Error(`the changed text cannot be written in the file's encoding, ${encoding.name}`);
}

/**
 * Replaces a file's text, keeping its encoding, its mode and, where that is allowed, its owner. Whoever reads the file
 * meanwhile sees the old text or the new one, never a part: a new file is renamed into the place of the old one.
 * A link stays a link; the file it leads to is replaced.
 *
 * @throws Error with a reason for the user when the file cannot be written or was changed since it was read.
 */
export function rewriteSource(source: ReadSource, text: string): void {
  const bytes = encodeLike(source, text);
  try {
    const path = realpathSync(source.path);
    const status = statSync(path);
    if (Buffer.compare(readFileSync(path), source.bytes) !== 0) {
      throw new Error("it was changed by another program while it was being linted");
    }
    writeAtomically(path, bytes, status);
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}
