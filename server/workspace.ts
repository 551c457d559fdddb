import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { CancellationToken, Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import { type Choice, discover } from "../project/discovery.js";
import { resultIdOf } from "./reports.js";

/** A file is linted without a pause; between files, the editor's messages are waited for when so much time has passed. */
const LONGEST_TURN_MS = 10;

/** What was found in a file that is not open. */
export interface FileReport {
  readonly uri: string;
  readonly items: readonly LspDiagnostic[];
  readonly resultId: string;
}

interface Remembered extends FileReport {
  /** Changes with the file's content, as far as the disk tells. */
  readonly state: string;
}

/** Lints a file on the disk; undefined when it cannot be read. */
type LintFile = (path: string, uri: string) => Promise<{ text: string; items: readonly LspDiagnostic[] } | undefined>;

/** The files of the client's folders, linted while it goes on being served, and again only when they changed. */
export class WorkspaceFiles {
  readonly #choice: Choice;
  readonly #lint: LintFile;
  readonly #known = new Map<string, Remembered>();

  constructor(choice: Choice, lint: LintFile) {
    this.#choice = choice;
    this.#lint = lint;
  }

  /** Settings or surroundings changed: what is known of no file holds. */
  forgetAll(): void {
    this.#known.clear();
  }

  /** Those that were reported and have not been forgotten. */
  get reported(): readonly string[] {
    return [...this.#known.values()].map(({ uri }) => uri);
  }

  /**
   * Lints all files below some folders, git-ignored ones, environments and caches left out.
   *
   * @param each is told of every file, in a fixed order, and how many of all have been dealt with.
   * @returns the URIs of files that were there before and are no more; undefined when it was cancelled.
   */
  async lint(
    folders: readonly string[],
    token: CancellationToken,
    each: (report: FileReport, done: number, total: number) => void,
  ): Promise<readonly string[] | undefined> {
    const { files } = discover(folders, "/", this.#choice);
    const seen = new Set<string>();
    let pause = performance.now() + LONGEST_TURN_MS;
    for (const [index, path] of files.entries()) {
      if (performance.now() > pause) {
        await new Promise((resolve) => setImmediate(resolve));
        pause = performance.now() + LONGEST_TURN_MS;
      }
      if (token.isCancellationRequested) return undefined;
      const report = await this.#report(path);
      if (report === undefined) continue;
      seen.add(path);
      each(report, index + 1, files.length);
    }
    const gone = [...this.#known].filter(([path]) => !seen.has(path));
    for (const [path] of gone) this.#known.delete(path);
    return gone.map(([, { uri }]) => uri);
  }

  async #report(path: string): Promise<FileReport | undefined> {
    const state = stateOf(path);
    if (state === undefined) return undefined;
    const known = this.#known.get(path);
    if (known?.state === state) return known;
    const uri = pathToFileURL(path).href;
    const linted = await this.#lint(path, uri);
    if (linted === undefined) return undefined;
    const report = { uri, state, items: linted.items, resultId: resultIdOf(linted.text, linted.items) };
    this.#known.set(path, report);
    return report;
  }
}

function stateOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? undefined : `${status.size} ${status.mtimeMs} ${status.ino}`;
}
