import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isExcludedForContent, isExcludedName } from "./excluded.js";
import { reasonOf } from "./failure.js";
import { GitIgnores } from "./gitignore.js";
import { isPythonName } from "./python-names.js";
import type { UnlintedFile } from "./source-io.js";

/** The files to lint, as absolute paths in a fixed order, and what stood in the way of finding more. */
export interface Discovery {
  readonly files: readonly string[];
  readonly problems: readonly UnlintedFile[];
}

/**
 * Finds the Python files below some paths.
 *
 * A file that is named is taken whatever it is called. In folders, `.py` and `.pyw` files are taken; git-ignored
 * files, virtual environments, caches and installed packages are left out, except for a folder that is itself named.
 * Links are followed, but no file or folder is visited twice, and one that can be reached without a link is listed
 * under that name. What cannot be read is reported; nothing is thrown.
 *
 * @param cwd the folder that relative paths start from.
 */
export function discover(paths: readonly string[], cwd: string): Discovery {
  const walk = new Walk();
  for (const path of paths) walk.named(resolve(cwd, path));
  walk.followLinks();
  return walk;
}

class Walk implements Discovery {
  readonly files: string[] = [];
  readonly problems: UnlintedFile[] = [];
  /** The real paths of everything visited. */
  readonly #seen = new Set<string>();
  #links: { path: string; ignores: GitIgnores | undefined }[] = [];

  named(path: string): void {
    try {
      const real = realpathSync(path);
      if (statSync(real).isDirectory()) {
        const above = GitIgnores.above(path);
        // Someone who names an ignored folder wants to see it; its own ignore file still counts.
        this.#folder(path, real, above?.ignores(path, true) ? undefined : above, true);
      } else this.#file(path, real);
    } catch (error) {
      this.problems.push({ kind: "unreadable", path, reason: reasonOf(error) });
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
      const real = realpathSync(path);
      const status = statSync(real);
      if (status.isDirectory()) {
        if (!isExcludedName(basename(real)) && !ignores?.ignores(path, true)) this.#folder(path, real, ignores, false);
      } else if (isPythonName(basename(path)) && !ignores?.ignores(path, false)) {
        if (status.isFile()) this.#file(path, real);
        else this.problems.push({ kind: "skipped", path, reason: "it is not a regular file" });
      }
    } catch (error) {
      // A link to nowhere is only missed where a Python file was to be expected.
      if (isPythonName(basename(path)) && !ignores?.ignores(path, false)) {
        this.problems.push({ kind: "unreadable", path, reason: reasonOf(error) });
      }
    }
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
      this.problems.push({ kind: "unreadable", path, reason: reasonOf(error) });
      return;
    }
    const names = new Set(entries.map((entry) => entry.name));
    if (!isNamed && isExcludedForContent(path, names)) return;
    const saysMore = names.has(".gitignore") || names.has(".git");
    const ignores = saysMore ? GitIgnores.inside(path, outer) : outer;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) this.#entry(entry, path, real, ignores);
  }

  #entry(entry: Dirent, folder: string, realFolder: string, ignores: GitIgnores | undefined): void {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      if (!isExcludedName(name) && !ignores?.ignores(path, true)) {
        this.#folder(path, join(realFolder, name), ignores, false);
      }
    } else if (entry.isSymbolicLink()) {
      // Emacs marks a file that is being edited with a link to nowhere, `.#name.py`.
      if (!name.startsWith(".#") && !isExcludedName(name)) this.#links.push({ path, ignores });
    } else if (isPythonName(name) && !ignores?.ignores(path, false)) {
      if (entry.isFile()) this.#file(path, join(realFolder, name));
      else this.problems.push({ kind: "skipped", path, reason: "it is not a regular file" });
    }
  }
}
