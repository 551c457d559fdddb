import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isExcludedForContent, isExcludedName } from "./excluded.js";
import { goneReason, isMissing, reasonOf } from "./failure.js";
import { GitIgnores } from "./gitignore.js";
import { missingReason } from "./missing-paths.js";
import { isPythonName } from "./python-names.js";
import type { UnlintedFile } from "./source-io.js";

/** The files to lint, as absolute paths in a fixed order, and what stood in the way of finding more. */
export interface Discovery {
  readonly files: readonly string[];
  readonly problems: readonly UnlintedFile[];
  /** The folders that were looked into. */
  readonly folders: readonly string[];
  /** Those of the paths that settings exclude, as they were given. */
  readonly excluded: readonly string[];
}

/** What settings say about absolute paths. */
export interface Choice {
  isExcluded(path: string, isFolder: boolean): boolean;
  /** Whether a file that was found in a folder is one to lint. */
  isIncluded(path: string): boolean;
}

/** What holds where there are no settings. */
const PYTHON_FILES: Choice = { isExcluded: () => false, isIncluded: isPythonName };

/**
 * Finds the Python files below some paths.
 *
 * A file that is named is taken whatever it is called. In folders, the files are taken that settings include, or
 * `.py` and `.pyw` files; git-ignored files, virtual environments, caches and installed packages are left out, except
 * for a folder that is itself named. What settings exclude is left out in any case.
 * Links are followed, but no file or folder is visited twice, and one that can be reached without a link is listed
 * under that name. What cannot be read is reported; nothing is thrown.
 *
 * @param cwd the folder that relative paths start from.
 */
export function discover(paths: readonly string[], cwd: string, choice = PYTHON_FILES): Discovery {
  const walk = new Walk(choice);
  for (const path of paths) walk.named(path, cwd);
  walk.followLinks();
  return walk;
}

class Walk implements Discovery {
  readonly files: string[] = [];
  readonly problems: UnlintedFile[] = [];
  readonly folders: string[] = [];
  readonly excluded: string[] = [];
  readonly #choice: Choice;
  /** The real paths of everything visited. */
  readonly #seen = new Set<string>();
  #links: { path: string; ignores: GitIgnores | undefined }[] = [];

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  named(given: string, cwd: string): void {
    const path = resolve(cwd, given);
    try {
      const isFolder = statSync(path).isDirectory();
      const real = realPathOf(path);
      if (this.#choice.isExcluded(path, isFolder)) this.excluded.push(given);
      else if (isFolder) {
        const above = GitIgnores.above(path, this.#tell);
        // Someone who names an ignored folder wants to see it; its own ignore file still counts.
        this.#folder(path, real, above?.ignores(path, true) ? undefined : above, true);
      } else this.#file(path, real);
    } catch (error) {
      const reason = isMissing(error) ? missingReason(path) : reasonOf(error);
      this.problems.push({ kind: "unreadable", path, reason });
    }
  }

  /** Visits what only links lead to. They come last, so that everything keeps its own name if it has one here. */
  followLinks(): void {
    while (this.#links.length > 0) {
      const links = this.#links;
      this.#links = [];
      for (const { path, ignores } of links) this.#link(path, ignores);
    }
  }

  #link(path: string, ignores: GitIgnores | undefined): void {
    try {
      const real = realpathSync.native(path);
      const status = statSync(real);
      if (status.isDirectory()) {
        if (!isExcludedName(basename(real)) && !this.#leavesOut(path, true, ignores)) {
          this.#folder(path, real, ignores, false);
        }
      } else if (this.#choice.isIncluded(path) && !this.#leavesOut(path, false, ignores)) {
        if (status.isFile()) this.#file(path, real);
        else this.problems.push({ kind: "unreadable", path, reason: "it is not a regular file" });
      }
    } catch (error) {
      // A link to nowhere is only missed where a Python file was to be expected.
      if (this.#choice.isIncluded(path) && !this.#leavesOut(path, false, ignores)) {
        this.#unreadable(path, error);
      }
    }
  }

  /** Notes once what is not heeded, although it says what is to be left out. */
  readonly #tell = (path: string, reason: string): void => {
    if (!this.problems.some((problem) => problem.path === path))
      this.problems.push({ kind: "unreadable", path, reason });
  };

  /** Notes what was found and could not be looked at. */
  #unreadable(path: string, error: unknown): void {
    this.problems.push({ kind: "unreadable", path, reason: isMissing(error) ? goneReason(path) : reasonOf(error) });
  }

  #leavesOut(path: string, isFolder: boolean, ignores: GitIgnores | undefined): boolean {
    return ignores?.ignores(path, isFolder) === true || this.#choice.isExcluded(path, isFolder);
  }

  #file(path: string, real: string): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.files.push(path);
  }

  #folder(path: string, real: string, outer: GitIgnores | undefined, isNamed: boolean): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      this.#unreadable(path, error);
      return;
    }
    const names = new Set(entries.map((entry) => entry.name));
    if (!isNamed && isExcludedForContent(path, names)) return;
    this.folders.push(path);
    const saysMore = names.has(".gitignore") || names.has(".git");
    const ignores = saysMore ? GitIgnores.inside(path, outer, this.#tell) : outer;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) this.#entry(entry, path, real, ignores);
  }

  #entry(entry: Dirent, folder: string, realFolder: string, ignores: GitIgnores | undefined): void {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      if (!isExcludedName(name) && !this.#leavesOut(path, true, ignores)) {
        this.#folder(path, join(realFolder, name), ignores, false);
      }
    } else if (entry.isSymbolicLink()) {
      // Emacs marks a file that is being edited with a link to nowhere, `.#name.py`.
      if (!name.startsWith(".#") && !isExcludedName(name)) this.#links.push({ path, ignores });
    } else if (this.#choice.isIncluded(path) && !this.#leavesOut(path, false, ignores)) {
      if (entry.isFile()) this.#file(path, join(realFolder, name));
      else this.problems.push({ kind: "unreadable", path, reason: "it is not a regular file" });
    }
  }
}

/** A path without links; itself for one that stands for something without a name, such as a pipe. */
function realPathOf(path: string): string {
  try {
    // On systems where upper and lower case are one, this knows which of them a name is written in.
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
