import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { formatFileSize } from "./settings/file-size.js";

/** The most bytes of a file that says something about a project: settings, requirements, what git ignores. */
const LARGEST_SETTINGS = 1_000_000;

/** A file that is there, and is not read for what it is; the message is a reason for the user. */
export class RefusedFile extends Error {}

/**
 * The text of a file that is not meant to be large, in UTF-8. What is no regular file is not opened, since a pipe might keep whoever reads
 * it waiting for ever, and a device might never end.
 *
 * @param mostBytes larger files are not read.
 * @throws RefusedFile, and what the file system throws.
 */
export function readSmallFile(path: string, mostBytes = LARGEST_SETTINGS): string {
  checkRegular(statSync(path));
  // Meanwhile it may have become a pipe.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(file);
    checkRegular(status);
    checkSize(status.size, mostBytes);
    // Room for more than there should be, so that the end is seen also of a file that grows.
    let bytes = new Uint8Array(status.size + 1);
    for (let length = 0; ; ) {
      const count = readSync(file, bytes, length, bytes.length - length, null);
      length += count;
      checkSize(length, mostBytes);
      if (count === 0) return Buffer.from(bytes.buffer, 0, length).toString("utf8");
      if (length === bytes.length) {
        const larger = new Uint8Array(2 * length);
        larger.set(bytes);
        bytes = larger;
      }
    }
  } finally {
    closeSync(file);
  }
}

function checkRegular(status: Stats): void {
  if (status.isDirectory()) throw new Error("it is a folder");
  if (!status.isFile()) throw new RefusedFile("it is not a regular file");
}

function checkSize(size: number, mostBytes: number): void {
  if (size <= mostBytes) return;
  const [has, most] = [formatFileSize(size), formatFileSize(mostBytes)];
  throw new RefusedFile(`it has ${has === most ? "more" : has}, and the limit for such a file is ${most}`);
}
