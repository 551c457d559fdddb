import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import { writeAtomically } from "./atomic-write.js";
import { type DecodedSource, decodeSource } from "./encoding.js";
import { reasonOf } from "./failure.js";

/** A Python file as it was read: enough to write a changed text back in the same manner. */
export interface ReadSource extends DecodedSource {
  readonly kind: "text";
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that was not linted, and why. `skipped`: it is no Python source. `unreadable`: it might be. */
export interface UnlintedFile {
  readonly kind: "skipped" | "unreadable";
  readonly path: string;
  readonly reason: string;
}

/** Reads a file; never throws. */
export function readSource(path: string): ReadSource | UnlintedFile {
  const bytes = new ByteReader(0).read(path);
  return bytes instanceof Uint8Array ? decoded(path, bytes) : bytes;
}

/** Reads files one after the other into the same memory: new memory for each of thousands would take longer than reading them. */
export class ByteReader {
  #buffer: Uint8Array;

  /** @param size how many bytes it begins with. */
  constructor(size = 256 * 1024) {
    this.#buffer = new Uint8Array(size);
  }

  /**
   * What a file holds; never throws. What is no regular file is not opened, since reading a pipe might wait for ever.
   *
   * @returns bytes that the next call overwrites.
   */
  read(path: string): Uint8Array | UnlintedFile {
    try {
      const status = statSync(path);
      if (status.isDirectory()) return { kind: "unreadable", path, reason: "it is a folder" };
      if (!status.isFile()) return { kind: "unreadable", path, reason: "it is not a regular file" };
      return this.#readFile(path, status.size);
    } catch (error) {
      return { kind: "unreadable", path, reason: reasonOf(error) };
    }
  }

  #readFile(path: string, size: number): Uint8Array {
    const file = openSync(path, "r");
    try {
      for (let length = 0; ; ) {
        // Room for more than there should be, so that the end is seen also of a file that grows.
        this.#reserve(Math.max(size, length) + 1);
        const count = readSync(file, this.#buffer, length, this.#buffer.length - length, null);
        if (count === 0) return this.#buffer.subarray(0, length);
        length += count;
      }
    } finally {
      closeSync(file);
    }
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
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

/** The text of bytes that came from elsewhere than a disk. */
export function decoded(path: string, bytes: Uint8Array): ReadSource | UnlintedFile {
  const source = decodeSource(bytes);
  if (source !== undefined) return { kind: "text", path, bytes, ...source };
  return { kind: "skipped", path, reason: "it holds NUL bytes: binary data, or UTF-16, which Python does not read" };
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
