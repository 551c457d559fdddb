import { existsSync } from "node:fs";
import * as nodePath from "node:path";
import { insideOf, type PathRules } from "../project/paths.js";
import { shownPath } from "./paths.js";

/** Where services for CI say that they have put the repository. */
const CHECKOUTS = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"] as const;

/** What stands for the path of a text from standard input that was given no name. */
export const STDIN = "<stdin>";

/** Tells files by their paths within the repository, which is what services that show findings beside the code know. */
export class Repository {
  readonly #cwd: string;
  readonly #root: string;
  readonly #paths: PathRules;

  /** @param cwd the folder from which paths as users see them start. */
  constructor(cwd: string, variables: Variables, paths: PathRules = nodePath) {
    this.#cwd = cwd;
    this.#paths = paths;
    this.#root = repositoryAround(cwd, variables, paths) ?? cwd;
  }

  /** The folder of the repository; the one that paths start from where there is none. */
  get root(): string {
    return this.#root;
  }

  /**
   * @param shown a path as users see it.
   * @returns the path from the root of the repository, with forward slashes; an absolute one for files outside.
   */
  pathOf(shown: string): string {
    return shown === STDIN ? shown : shownPath(this.#paths.resolve(this.#cwd, shown), this.#root, this.#paths);
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The root of the repository that a folder lies in: of git's, or what a service for CI has put there.
 *
 * @param folder an absolute path.
 */
export function repositoryAround(
  folder: string,
  variables: Variables,
  paths: PathRules = nodePath,
): string | undefined {
  return rootAround(folder, paths) ?? checkoutAround(folder, variables, paths);
}

function rootAround(cwd: string, { dirname, resolve }: PathRules): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    // In worktrees and submodules it is a file.
    if (existsSync(resolve(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Without git the repository may have come as an archive. */
function checkoutAround(cwd: string, variables: Variables, paths: PathRules): string | undefined {
  return CHECKOUTS.map((name) => variables[name]).find((folder): folder is string => {
    return folder !== undefined && paths.isAbsolute(folder) && insideOf(folder, cwd, paths) !== undefined;
  });
}
