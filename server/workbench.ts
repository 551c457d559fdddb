import { IgnoreWriter } from "../engine/ignore-comments.js";
import type { Rule } from "../engine/rule.js";
import type { Parsed } from "../engine/syntax/pieces.js";
import { formatPythonVersion } from "../engine/versions.js";
import { ConfigurationFiles } from "../project/configuration-files.js";
import { isNotebookName } from "../project/python-names.js";
import { LintSession } from "../project/session.js";
import { readCallerSettings } from "../project/settings/read.js";
import { renderSettings } from "../project/settings/render.js";
import { SelectorNames } from "../project/settings/selectors.js";
import type { ReadSource, UnlintedFile } from "../project/source-io.js";
import type { ConfigurationProblem } from "../project/toml.js";
import { type DocumentResult, type Found, nothingIn } from "./result.js";
import type { EditorSettings } from "./settings.js";
import { pathOfUri } from "./uris.js";

/** Tells the user's log; each message once. */
export type LogOnce = (level: "error" | "warn", message: string) => void;

/** The files that say how to lint others, or what others can import, as patterns a client can watch. */
export const WATCHED_FILES: readonly string[] = [
  "**/pyproject.toml",
  "**/{faqlint,.faqlint}.toml",
  "**/setup.{cfg,py}",
  "**/*requirements*.txt",
];

/** What an editor calls a setting of a file. */
const EDITOR_NAMES: Readonly<Record<string, string>> = { "target-version": "targetVersion" };

/** Lints the texts of documents as the command line lints files, and logs what goes wrong in doing so. */
export class Workbench {
  readonly #rules: readonly Rule[];
  readonly #log: LogOnce;
  readonly #failedRules = new Set<string>();
  /** Outlives the sessions, so that what a file said holds on while somebody is writing in it. */
  readonly #files = new ConfigurationFiles();
  #settings: EditorSettings = {};
  #session: LintSession;

  constructor(rules: readonly Rule[], log: LogOnce) {
    this.#rules = rules;
    this.#log = log;
    this.#session = this.#sessionFor({});
  }

  get settings(): EditorSettings {
    return this.#settings;
  }

  set settings(settings: EditorSettings) {
    this.#settings = settings;
    this.#session = this.#sessionFor(settings);
  }

  /** Names in the settings that nothing has are logged. */
  #sessionFor({ targetVersion, hints, select, ignore, severity }: EditorSettings): LintSession {
    const { layer, problems } = readCallerSettings(
      "editor",
      { "target-version": targetVersion && formatPythonVersion(targetVersion), hints, select, ignore, severity },
      { names: new SelectorNames(this.#rules), base: "/", nameOf: (key) => `faqlint.${EDITOR_NAMES[key] ?? key}` },
    );
    for (const problem of problems) this.#log("warn", problem);
    return new LintSession(this.#rules, { editor: layer, files: this.#files });
  }

  /** Whether the settings leave a file out. */
  isExcluded(path: string, isFolder?: boolean): boolean {
    return this.#session.isExcluded(path, isFolder);
  }

  /** Whether a file that is found in a folder is one to lint. Of notebooks nobody knows what the client calls their cells. */
  isIncluded(path: string): boolean {
    return !isNotebookName(path) && this.#session.isIncluded(path);
  }

  /** Reads a file; never throws. */
  read(path: string): ReadSource | UnlintedFile {
    return this.#session.read(path);
  }

  /** Looks at the disk again for what was remembered of projects. */
  forgetProjects(): void {
    this.#session.forgetProjects();
  }

  /**
   * Lints a document's text; never throws, since the other documents must not suffer from one.
   *
   * @param last the parse of an earlier state of the document, which saves time and changes nothing.
   */
  lint(uri: string, text: string, last?: Parsed): DocumentResult {
    const path = pathOf(uri);
    try {
      if (path !== undefined && this.#session.isExcluded(path)) {
        this.#logConfiguration(path);
        return nothingIn(path, text);
      }
      const { source, report } = this.#session.lintText(path, text, last);
      const { tree, crashes } = report;
      const writer = new IgnoreWriter(source, report);
      const diagnostics = report.diagnostics.map((found): Found => ({ ...found, ignore: () => writer.editFor(found) }));
      // Not the tree, which would keep all nodes that were made of it.
      const parsed = tree && { source: tree.source, pieces: tree.pieces };
      const result = { source, parsed, diagnostics, left: 0, crashes };
      this.logCrashes(result);
      if (path !== undefined) this.#logConfiguration(path);
      return result;
    } catch (error) {
      this.#log("error", `faqlint failed on ${uri} and shows nothing for it: ${stackOf(error)}`);
      return nothingIn(path ?? uri, text);
    }
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

  /** All settings that hold for a document, each with who said it, in lines. */
  settingsText(uri: string): string {
    return renderSettings(this.#session.describeSettings(pathOf(uri), (path) => path));
  }

  /** What is wrong in the configuration files that hold for a document, to be shown in those files. */
  configurationProblems(uri: string): readonly ConfigurationProblem[] {
    const path = pathOf(uri);
    return path === undefined ? [] : this.#session.configurationProblems(path);
  }

  #logConfiguration(path: string): void {
    for (const { path: file, line, message } of this.#session.configurationProblems(path)) {
      this.#log("warn", `${file}${line === undefined ? "" : `:${line}`}: ${message}`);
    }
  }
}

function pathOf(uri: string): string | undefined {
  return pathOfUri(uri, process.platform === "win32");
}

/** What is logged of an error. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
