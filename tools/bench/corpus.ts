import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { discover } from "../../project/discovery.js";
import { libraryFolders } from "../../test/support/libraries.js";

/** A copy of a folder's Python files and of nothing else, so that each program is given the very same ones. */
export interface Corpus {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  remove(): void;
}

/** Copies the Python files that faqlint would lint; reading them once also warms the system's cache for everybody. */
export function copyCorpus(folder: string): Corpus {
  const root = resolve(folder);
  const copy = mkdtempSync(join(tmpdir(), "faqlint-bench-"));
  let [files, bytes] = [0, 0];
  for (const file of discover([root], process.cwd()).files) {
    if (!file.endsWith(".py")) continue;
    const target = join(copy, basename(root), relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
    readFileSync(target);
    files++;
    bytes += statSync(target).size;
  }
  return { folder: copy, files, bytes, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** The standard library of the newest Python on this machine; undefined when there is none. */
export function newestLibrary(): string | undefined {
  const version = (folder: string): number => {
    const [, major = "0", feature = "0"] = /python(\d+)\.(\d+)$/.exec(folder) ?? [];
    return Number(major) * 1000 + Number(feature);
  };
  return libraryFolders()
    .sort((a, b) => version(a) - version(b))
    .at(-1);
}
