import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isExcludedName } from "../../project/excluded.js";
import type { CheckOptions } from "../check-options.js";
import type { Environment } from "../environment.js";
import { Interruption } from "../interruption.js";
import { type Found, PathCheck } from "../path-check.js";
import { shownPath } from "../paths.js";
import type { RuleSet } from "../rule-set.js";
import { visible } from "../terminal/display.js";
import { FolderWatcher } from "./folder-watcher.js";

/** What files that are no Python say of others by their names or by what stands in them. */
const SAYS_SOMETHING =
  /^(?:\.?faqlint\.toml|pyproject\.toml|setup\.(?:cfg|py)|.*requirements.*\.txt|\.gitignore)$|\.(?:pyx?|pyw|so|pyd)$/i;

/** How many of the files that have changed are named. */
const MOST_NAMED = 3;

const CLEAR_SCREEN = "\x1b[2J\x1b[H";

/**
 * Checks files and folders, and again whenever something changes that may change what is found, until a signal ends it.
 *
 * @returns the exit status.
 */
export async function watchFiles(
  paths: readonly string[],
  options: CheckOptions,
  environment: Environment,
  rules: RuleSet,
): Promise<number> {
  const watch = new Watch(paths, options, environment, rules);
  try {
    return await watch.run();
  } finally {
    watch.close();
  }
}

class Watch {
  readonly #environment: Environment;
  readonly #isQuiet: boolean;
  readonly #check: PathCheck;
  readonly #watcher: FolderWatcher;
  /** The paths that are checked, and the folders above them, in which there may be settings. */
  readonly #named: ReadonlySet<string>;
  readonly #above: ReadonlySet<string>;
  #found: Found | undefined;
  #settingsFiles: ReadonlySet<string> = new Set();
  #hasFailed = false;

  constructor(paths: readonly string[], options: CheckOptions, environment: Environment, rules: RuleSet) {
    this.#environment = environment;
    this.#isQuiet = options.quiet === true;
    this.#check = new PathCheck(paths, options, environment, rules, true);
    this.#named = new Set(paths.map((path) => resolve(environment.cwd, path)));
    this.#above = new Set([...this.#named].flatMap(foldersAbove));
    this.#watcher = new FolderWatcher(
      (path) => this.#isOfInterest(path),
      (folder, reason) => this.#failed(folder, reason),
    );
  }

  async run(): Promise<number> {
    for (;;) {
      const began = performance.now();
      const since = Date.now();
      const { status, isOver, settingsFiles } = await this.#check.run((found) => {
        // Before anything is read, so that no change is missed.
        this.#found = found;
        this.#watcher.watch(this.#folders(), since);
      });
      if (isOver) return status;
      this.#settingsFiles = new Set(settingsFiles);
      this.#watcher.watch(this.#folders(), since);
      // Before it is said that Ctrl-C ends this, so that it does so with the status that is promised.
      const interruption = new Interruption(true);
      this.#tell(`took ${((performance.now() - began) / 1000).toFixed(2)} s; waiting for changes, Ctrl-C ends`);
      const changed = await Promise.race([this.#watcher.changes(), aborted(interruption.signal)]);
      interruption.release();
      if (interruption.exitStatus !== undefined) return interruption.exitStatus;
      const { stdout, variables } = this.#environment;
      if (stdout.isTerminal && variables.TERM !== "dumb") stdout.write(CLEAR_SCREEN);
      this.#tell(`${this.#names(changed)} changed`);
    }
  }

  close(): void {
    this.#watcher.close();
  }

  #folders(): Set<string> {
    const ofSettings = [...this.#settingsFiles].map((path) => dirname(path));
    return new Set([...(this.#found?.folders ?? []), ...this.#above, ...ofSettings]);
  }

  #isOfInterest(path: string): boolean {
    if (this.#settingsFiles.has(path) || this.#named.has(path) || this.#watcher.has(path)) return true;
    if (SAYS_SOMETHING.test(basename(path))) return true;
    // In the folders above there is nothing else to be found.
    if (this.#found?.folders.includes(dirname(path)) !== true) return false;
    return this.#found.isIncluded(path) || isNewFolder(path);
  }

  #failed(folder: string, reason: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const shown = visible(shownPath(folder, this.#environment.cwd));
    this.#environment.stderr.write(`faqlint: could not watch ${shown} and maybe others: ${reason}\n`);
  }

  #names(paths: readonly string[]): string {
    const shown = paths.slice(0, MOST_NAMED).map((path) => shownPath(path, this.#environment.cwd));
    const more = paths.length - shown.length;
    return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
  }

  #tell(sentence: string): void {
    if (this.#isQuiet) return;
    const time = new Date().toTimeString().slice(0, 8);
    this.#environment.stderr.write(`faqlint: ${time}: ${visible(sentence)}\n`);
  }
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}

function isNewFolder(path: string): boolean {
  return !isExcludedName(basename(path)) && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function aborted(signal: AbortSignal): Promise<string[]> {
  return new Promise((resume) => signal.addEventListener("abort", () => resume([]), { once: true }));
}
