import {
  closeSync,
  fchmodSync,
  fchownSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { builtin } from "./builtin.js";

/**
 * Replaces or makes a file. Whoever reads it meanwhile sees the old content or the new one, never a part: a new file is
 * renamed into the place of the old one.
 *
 * @param path not a link, which would be replaced itself.
 * @param like whose mode and, where that is allowed, owner the file is to have; without it those of a new file.
 * @throws what the file system throws.
 */
export function writeAtomically(path: string, bytes: Uint8Array, like?: Pick<Stats, "mode" | "uid" | "gid">): void {
  let temporary: string | undefined = join(
    dirname(path),
    `.${basename(path)}.${builtin("node:crypto").randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    const file = openSync(temporary, "wx", like === undefined ? 0o666 : 0o600);
    try {
      writeFileSync(file, bytes);
      if (like !== undefined) {
        keepOwner(file, like);
        fchmodSync(file, like.mode & 0o7777);
      }
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    temporary = undefined;
  } finally {
    if (temporary !== undefined) removeQuietly(temporary);
  }
}

function keepOwner(file: number, { uid, gid }: Pick<Stats, "uid" | "gid">): void {
  try {
    fchownSync(file, uid, gid);
  } catch {
    // Only the superuser may give files away; everybody else's files are their own already.
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or its folder is gone: there is nothing left to clean up.
  }
}
