import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { builtin } from "../builtin.js";

/** All packs of a folder together hold no more than this, in bytes. */
const MOST = 128 * 1024 * 1024;

/** Packs that were of no use for so long are removed, and what a write that was killed has left behind. */
const OLD_MS = 30 * 24 * 60 * 60 * 1000;
const LEFT_BEHIND_MS = 60 * 60 * 1000;

const PACK = /^[\w-]{22}\.faqlint$/;
const TEMPORARY = /^\.[\w-]{22}\.faqlint\.[0-9a-f]+\.tmp$/;

/** By which backup programs, and faqlint, know a cache: https://bford.info/cachedir/ */
const TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This folder holds what faqlint has found in files that may not have changed since. It can be removed at any time.
`;

/** The folder for caches of faqlint where nobody names another: where the platform has such things. */
export function usualCacheFolder(variables: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = variables;
  // Relative paths are to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, "faqlint");
  if (process.platform === "win32") {
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "faqlint", "Cache");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "faqlint");
  return join(homedir(), ".cache", "faqlint");
}

/**
 * The path of the file with what is known of the files of one project.
 *
 * @param root the project's folder.
 * @param build that of faqlint: what other builds have found is in other files, which grow old.
 */
export function packPath(folder: string, root: string, build: string): string {
  const digest = builtin("node:crypto")
    .createHash("sha256")
    .update(JSON.stringify([root, build]))
    .digest("base64url");
  return join(folder, `${digest.slice(0, 22)}.faqlint`);
}

/**
 * Makes the folder that a pack is to be in, for nobody but the user, and tells other programs what it is. It is there with all that
 * or not at all: nothing would be added later, since a folder that was there may hold other things as well, which are to be neither
 * left out of backups nor ignored.
 */
export function prepareFolder(pack: string): void {
  const folder = dirname(pack);
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (!existsSync(parent)) mkdirSync(parent, { recursive: true, mode: 0o700 });
  const made = mkdtempSync(join(parent, `.${basename(folder)}.`));
  try {
    writeFileSync(join(made, "CACHEDIR.TAG"), TAG);
    writeFileSync(join(made, ".gitignore"), "*\n");
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // Another run may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** Removes packs that have not been of use for long, the oldest where there are too many, and what is left behind. */
export function prune(pack: string): void {
  const folder = dirname(pack);
  const packs = filesIn(folder, PACK).sort((a, b) => b.mtimeMs - a.mtimeMs);
  let size = 0;
  for (const { path, mtimeMs, bytes } of packs) {
    size += bytes;
    if (path !== pack && (size > MOST || Date.now() - mtimeMs > OLD_MS)) remove(path);
  }
  for (const { path, mtimeMs } of filesIn(folder, TEMPORARY)) {
    if (Date.now() - mtimeMs > LEFT_BEHIND_MS) remove(path);
  }
}

function filesIn(folder: string, pattern: RegExp): { path: string; mtimeMs: number; bytes: number }[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const status = statSync(path, { throwIfNoEntry: false });
      return status?.isFile() ? [{ path, mtimeMs: status.mtimeMs, bytes: status.size }] : [];
    });
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another run has removed it.
  }
}
