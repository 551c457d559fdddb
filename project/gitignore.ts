import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { slashed } from "./paths.js";

/** What git's ignore files say about the paths below one folder. The user's own global ignore file is not asked. */
export class GitIgnores {
  readonly #folder: string;
  readonly #rules: Ignore;
  readonly #outer: GitIgnores | undefined;

  private constructor(folder: string, patterns: readonly string[], outer: GitIgnores | undefined) {
    this.#folder = folder;
    // Git tells upper from lower case where the file system does.
    this.#rules = ignore({ ignorecase: process.platform !== "linux", allowRelativePaths: true });
    for (const text of patterns) this.#rules.add(text);
    this.#outer = outer;
  }

  /**
   * What holds in a folder, of which nothing is known yet, because of the folders above it, up to the root of its
   * repository. Outside a repository the folders above say nothing.
   */
  static above(folder: string): GitIgnores | undefined {
    const folders: string[] = [];
    let root = resolve(folder);
    while (!existsSync(join(root, ".git"))) {
      const parent = dirname(root);
      if (parent === root) return undefined;
      folders.push(parent);
      root = parent;
    }
    let ignores: GitIgnores | undefined;
    for (const each of folders.reverse()) ignores = GitIgnores.inside(each, ignores);
    return ignores;
  }

  /** What holds in a folder, given what holds in the one above it. */
  static inside(folder: string, outer: GitIgnores | undefined): GitIgnores | undefined {
    const isRoot = existsSync(join(folder, ".git"));
    const patterns: string[] = [];
    if (isRoot) patterns.push(...textOf(excludeFile(folder)));
    patterns.push(...textOf(join(folder, ".gitignore")));
    // What stands above a repository is none of its business, also where it lies inside another one.
    const above = isRoot ? undefined : outer;
    return patterns.length === 0 ? above : new GitIgnores(folder, patterns, above);
  }

  /**
   * Whether a path below this folder, no folder above which is ignored, is ignored itself.
   * The nearest file that says anything decides.
   */
  ignores(path: string, isFolder: boolean): boolean {
    const relative = path.slice(this.#folder.length + (this.#folder.endsWith(sep) ? 0 : 1));
    const name = slashed(relative);
    const { ignored, unignored } = this.#rules.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
    return this.#outer?.ignores(path, isFolder) ?? false;
  }
}

/** `.git/info/exclude`, also where `.git` is the file that a linked working tree or a submodule has instead. */
function excludeFile(root: string): string {
  const git = join(root, ".git");
  try {
    if (statSync(git).isDirectory()) return join(git, "info", "exclude");
    const target = /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8"))?.[1] ?? git;
    const folder = resolve(root, target);
    const common = readFileSync(join(folder, "commondir"), "utf8").trim();
    return join(resolve(folder, common), "info", "exclude");
  } catch {
    return join(git, "info", "exclude");
  }
}

/** The text of an ignore file as a list of at most one; a missing or unreadable one says nothing, as for git. */
function textOf(path: string): string[] {
  try {
    const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    return text === "" ? [] : [text];
  } catch {
    return [];
  }
}
