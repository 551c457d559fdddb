import * as nodePath from "node:path";
import ignore, { type Ignore } from "ignore";
import { type PathRules, slashed } from "../paths.js";

/** Patterns as in git's ignore files, which start from one folder. */
export class Globs {
  readonly #base: string;
  readonly #prefix: string;
  readonly #rules: Ignore;
  readonly #paths: PathRules;

  constructor(base: string, patterns: readonly string[], paths: PathRules = nodePath) {
    this.#base = base;
    this.#paths = paths;
    this.#prefix = base.endsWith(paths.sep) ? base : base + paths.sep;
    this.#rules = ignore({ ignorecase: process.platform !== "linux", allowRelativePaths: true });
    this.#rules.add([...patterns]);
  }

  /**
   * Whether a file or a folder is meant, itself or with a folder around it.
   *
   * @param path an absolute path without `.` and `..`.
   */
  match(path: string, isFolder = false): boolean {
    // Asked of every file there is: what lies below is told without looking at its parts.
    const isBelow = path.startsWith(this.#prefix);
    const inside = isBelow ? path.slice(this.#prefix.length) : this.#paths.relative(this.#base, path);
    // On another drive nothing is relative to the folder.
    if (inside === "" || this.#paths.isAbsolute(inside)) return false;
    const name = slashed(inside, this.#paths);
    return this.#rules.ignores(isFolder ? `${name}/` : name);
  }
}
