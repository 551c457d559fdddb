import { isAbsolute, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** Patterns as in git's ignore files, which start from one folder. */
export class Globs {
  readonly #base: string;
  readonly #prefix: string;
  readonly #rules: Ignore;

  constructor(base: string, patterns: readonly string[]) {
    this.#base = base;
    this.#prefix = base.endsWith(sep) ? base : base + sep;
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
    const inside = path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : relative(this.#base, path);
    // On another drive nothing is relative to the folder.
    if (inside === "" || isAbsolute(inside)) return false;
    const slashed = sep === "/" ? inside : inside.replaceAll(sep, "/");
    return this.#rules.ignores(isFolder ? `${slashed}/` : slashed);
  }
}
