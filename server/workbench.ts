import type { Rule } from "../engine/rule.js";
import { SourceFile } from "../engine/text/source.js";
import type { ConfigurationProblem } from "../project/pyproject.js";
import { LintSession } from "../project/session.js";
import { readSource } from "../project/source-io.js";
import type { DocumentResult } from "./results.js";
import type { EditorSettings } from "./settings.js";
import { pathOfUri } from "./uris.js";

/** Tells the user's log; each message once. */
export type LogOnce = (level: "error" | "warn", message: string) => void;

/** The files that say how to lint others, or what others can import, as patterns a client can watch. */
export const WATCHED_FILES: readonly string[] = ["**/pyproject.toml", "**/setup.{cfg,py}", "**/*requirements*.txt"];

/** Lints the texts of documents as the command line lints files, and logs what goes wrong in doing so. */
export class Workbench {
  readonly #rules: readonly Rule[];
  readonly #log: LogOnce;
  readonly #failedRules = new Set<string>();
  #settings: EditorSettings = {};
  #session: LintSession;

  constructor(rules: readonly Rule[], log: LogOnce) {
    this.#rules = rules;
    this.#log = log;
    this.#session = new LintSession(rules);
  }

  get settings(): EditorSettings {
    return this.#settings;
  }

  set settings(settings: EditorSettings) {
    this.#settings = settings;
    const { targetVersion, hints = false } = settings;
    this.#session = new LintSession(
      this.#rules,
      targetVersion === undefined ? { hints } : { hints, fallbackTarget: targetVersion },
    );
  }

  /** Looks at the disk again for what was remembered of projects. */
  forgetProjects(): void {
    this.#session.forgetProjects();
  }

  /**
   * Lints a document's text; never throws, since the other documents must not suffer from one.
   *
   * @param last an earlier result of the document, which saves time and changes nothing.
   */
  lint(uri: string, text: string, last?: DocumentResult): DocumentResult {
    const path = pathOfUri(uri, process.platform === "win32");
    try {
      const { source, report } = this.#session.lintText(path, text, last?.tree);
      const result = { source, tree: report.tree, diagnostics: report.diagnostics, crashes: report.crashes };
      this.logCrashes(result);
      if (path !== undefined) this.#logConfiguration(path);
      return result;
    } catch (error) {
      this.#log("error", `faqlint failed on ${uri} and shows nothing for it: ${stackOf(error)}`);
      return { source: new SourceFile(path ?? uri, text), tree: undefined, diagnostics: [], crashes: [] };
    }
  }

  /** Lints a file that is not open; undefined when it cannot be read. */
  lintFile(path: string, uri: string): DocumentResult | undefined {
    const read = readSource(path);
    return read.kind === "text" ? this.lint(uri, read.text) : undefined;
  }

  /** What is wrong in the configuration that holds for a document. */
  configurationProblems(uri: string): readonly ConfigurationProblem[] {
    const path = pathOfUri(uri, process.platform === "win32");
    return path === undefined ? [] : this.#session.configurationProblems(path);
  }

  /** Names each rule that failed, the first time it does; the others went on. */
  logCrashes({ crashes }: DocumentResult): void {
    for (const { rule, error } of crashes) {
      if (this.#failedRules.has(rule)) continue;
      this.#failedRules.add(rule);
      this.#log(
        "error",
        `The rule ${rule} failed, which is a bug of faqlint; the other rules went on. ${stackOf(error)}`,
      );
    }
  }

  #logConfiguration(path: string): void {
    for (const { path: file, line, message } of this.#session.configurationProblems(path)) {
      this.#log("warn", `${file}${line === undefined ? "" : `:${line}`}: ${message}`);
    }
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
