import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { discover } from "../../project/discovery.js";
import { libraryFolders } from "../../test/support/libraries.js";

/** A copy of a folder's Python files and of nothing else, so that each program is given the very same ones. */
export interface Corpus {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** A copy of every so-manyth of its files, so many that they are a share of all; of none of them, an empty file. */
  part(share: number): Corpus;
  remove(): void;
}

/** Copies the Python files that faqlint would lint; reading them once also warms the system's cache for everybody. */
export function copyCorpus(folder: string): Corpus {
  const root = resolve(folder);
  return copyOf(
    root,
    discover([root], process.cwd()).files.filter((file) => file.endsWith(".py")),
  );
}

function copyOf(root: string, files: readonly string[]): Corpus {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-bench-"));
  let bytes = 0;
  const copies = files.map((file) => {
    const target = join(folder, basename(root), relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
    readFileSync(target);
    bytes += statSync(target).size;
    return target;
  });
  if (files.length === 0) writeFileSync(join(folder, "empty.py"), "");
  return {
    ...{ folder, bytes, files: files.length },
    part: (share) => copyOf(folder, shareOf(copies, share)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Some of a list: every so-manyth, so that they are of all kinds, and long and short as all are. */
export function shareOf<T>(list: readonly T[], share: number): T[] {
  return list.filter((_, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
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
