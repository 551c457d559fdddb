import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { slashed } from "./paths.js";
import { RefusedFile, readSmallFile } from "./small-file.js";

/** Told of a file that says what git ignores, and why it is not heeded. */
type Tell = (path: string, reason: string) => void;

/** So many lines a file may have, and so many characters a pattern: each path is compared with all of them. */
const MOST_LINES = 5_000;
const LONGEST_PATTERN = 1_000;

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
  static above(folder: string, tell: Tell): GitIgnores | undefined {
    const folders: string[] = [];
    let root = resolve(folder);
    while (!existsSync(join(root, ".git"))) {
      const parent = dirname(root);
      if (parent === root) return undefined;
      folders.push(parent);
      root = parent;
    }
    let ignores: GitIgnores | undefined;
    for (const each of folders.reverse()) ignores = GitIgnores.inside(each, ignores, tell);
    return ignores;
  }

  /** What holds in a folder, given what holds in the one above it. */
  static inside(folder: string, outer: GitIgnores | undefined, tell: Tell): GitIgnores | undefined {
    const isRoot = existsSync(join(folder, ".git"));
    const files = [...(isRoot ? [excludeFile(folder)] : []), join(folder, ".gitignore")];
    const patterns = files.flatMap((file) => textOf(file, tell));
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
    const target = /^gitdir: (.+)$/m.exec(readSmallFile(git))?.[1] ?? git;
    const folder = resolve(root, target);
    const common = readSmallFile(join(folder, "commondir")).trim();
    return join(resolve(folder, common), "info", "exclude");
  } catch {
    return join(git, "info", "exclude");
  }
}

/** The text of an ignore file as a list of at most one; a missing or unreadable one says nothing, as for git. */
function textOf(path: string, tell: Tell): string[] {
  try {
    const text = readSmallFile(path).replace(/^\uFEFF/, "");
    const reason = unheeded(text.split("\n"));
    if (reason !== undefined) throw new RefusedFile(reason);
    return text === "" ? [] : [text];
  } catch (error) {
    if (error instanceof RefusedFile) tell(path, error.message);
    return [];
  }
}

function unheeded(lines: readonly string[]): string | undefined {
  if (lines.length > MOST_LINES)
    return `it has ${lines.length} lines, and files of more than ${MOST_LINES} are not heeded`;
  const long = lines.find((line) => line.length > LONGEST_PATTERN && !line.startsWith("#"));
  return (
    long && `it has a pattern of ${long.length} characters, and files with more than ${LONGEST_PATTERN} are not heeded`
  );
}
