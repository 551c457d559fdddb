import { dirname } from "node:path";
import type { Crash, Diagnostic, LintReport } from "../engine/diagnostics.js";
import { NO_FACTS, type ProjectFacts } from "../engine/facts.js";
import { applyFixes, type FixResult } from "../engine/fix.js";
import type { Rule, Safety } from "../engine/rule.js";
import type { Parsed } from "../engine/syntax/pieces.js";
import { SourceFile } from "../engine/text/source.js";
import type { PythonVersion } from "../engine/versions.js";
import { LocalModules } from "./local-modules.js";
import type { JoinedCells } from "./notebook/joined-cells.js";
import { type Notebook, NotebookDraft } from "./notebook/notebook.js";
import type { Project } from "./projects.js";
import type { SettingsLayer } from "./settings/layer.js";
import { describeSettings, type SettingLine } from "./settings/render.js";
import { Linters, SettingsResolver, type SettingsSources } from "./settings/resolver.js";
import type { Selection } from "./settings/selection.js";
import { decoded, type ReadSource, readSource, type UnlintedFile } from "./source-io.js";
import type { ConfigurationProblem } from "./toml.js";

export interface SessionOptions extends SettingsSources {
  /** The version to lint every file for, whatever its project or its text says. */
  readonly target?: PythonVersion;
  /** See {@link ProjectFacts.convertsLineEnds}; without it, what git does on this platform unless told otherwise. */
  readonly convertsLineEnds?: boolean;
  /** False parses every file and runs every rule: it finds the same and takes longer, which the corpus tool checks. */
  readonly scan?: boolean;
  /** Whether to give advice, too, whatever the settings say. */
  readonly hints?: boolean;
  /** Whether the files are the standard library's, so that no module beside them hides one of it; the corpus tool asks so. */
  readonly isStandardLibrary?: boolean;
}

/** A text with what was found in it. */
export interface LintedText {
  readonly source: SourceFile;
  readonly report: LintReport;
  /** What was found and is not reported, since the settings do not want it. */
  readonly withheld: readonly Diagnostic[];
  /** Where the text comes from, if it is the Python of a notebook's cells. */
  readonly notebook?: Notebook;
}

/** A file that could be linted. */
export interface LintedFile extends LintedText {
  readonly kind: "linted";
  readonly read: ReadSource;
}

/** What stands for the path of a text that has none. */
const UNSAVED = "unsaved";

/** What repairs made of a text. */
export interface FixedText extends FixResult {
  /** What is left in the repaired text. */
  readonly left: LintedText;
  /** What the file is to hold: the repaired text, or the notebook that it is part of. */
  readonly fileText: string;
}

/**
 * Lints files with the settings and facts of the projects they belong to. The engine must have been started.
 *
 * Command line, language server and workers all use this, so that they find the same. What was learnt about folders is
 * remembered until {@link forgetProjects} is called.
 */
export class LintSession {
  readonly #options: SessionOptions;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #linters: Linters;
  readonly #settings: SettingsResolver;
  #localModules = new LocalModules();

  constructor(rules: readonly Rule[], options: SessionOptions = {}) {
    this.#options = options;
    this.#rules = new Map(rules.map((rule) => [rule.name, rule]));
    this.#linters = new Linters(rules);
    this.#settings = new SettingsResolver(rules, { ...options, commandLine: withOptions(options) });
  }

  /** Reads and lints a file; never throws. */
  lintFile(path: string): LintedFile | UnlintedFile {
    const read = this.read(path);
    return read.kind === "text" ? this.lintRead(read) : read;
  }

  /** Reads a file, if it is not larger than the settings allow; never throws. */
  read(path: string): ReadSource | UnlintedFile {
    return readSource(path, this.#settings.of(path).settings.maxFileSize?.value);
  }

  /** What {@link read} would give for a file with some bytes. */
  decode(path: string, bytes: Uint8Array): ReadSource | UnlintedFile {
    return decoded(path, bytes, this.#settings.of(path).settings.maxFileSize?.value);
  }

  /** Lints a file that has been read. */
  lintRead(read: ReadSource): LintedFile {
    const { path, text, notebook } = read;
    const linted = notebook === undefined ? this.lintText(path, text) : this.#lintNotebook(path, notebook);
    return { kind: "linted", read, ...linted };
  }

  #lintNotebook(path: string, notebook: Notebook): LintedText {
    return { ...onlyPossible(this.lintText(path, notebook.cells.python), notebook.cells), notebook };
  }

  /**
   * Lints a text as if it stood in a file, which need not exist.
   *
   * @param path an absolute path: its folder tells which project the text belongs to. Undefined for a text that was
   * never saved: it belongs to none.
   * @param last the parse of an earlier state of the text, which saves time where it is the same; the result does not depend on it.
   */
  lintText(path: string | undefined, text: string, last?: Parsed): LintedText {
    if (path === undefined) return this.#lintUnsaved(text, last);
    const source = new SourceFile(path, text);
    const folder = dirname(path);
    const { settings, project } = this.#settings.of(path);
    const selection = settings.selectionFor(path);
    const linter = this.#linters.for(selection);
    const target = settings.targetGiven(project.target)?.value;
    const scan = this.#options.scan ?? true;
    const lint = (facts: ProjectFacts): LintReport =>
      linter.lint(source, { facts, scan, last, ...(target !== undefined && { target }) });
    const facts = this.#factsIn(folder, project, target?.major === 2);
    let report = lint(facts);
    if (target === undefined && report.target.major === 2 && this.#mentionsNeighbour(folder, text)) {
      // Only now is it known that the modules beside this one hide the standard library's.
      report = lint(this.#factsIn(folder, project, true));
    }
    return { source, ...this.#guarded(report, selection) };
  }

  #lintUnsaved(text: string, last: Parsed | undefined): LintedText {
    const source = new SourceFile(UNSAVED, text);
    const settings = this.#settings.elsewhere;
    const selection = settings.selectionFor(undefined);
    const target = settings.targetVersion?.value;
    const options = { last, ...(target !== undefined && { target }) };
    const report = this.#linters.for(selection).lint(source, options);
    return { source, ...this.#guarded(report, selection) };
  }

  /**
   * Repairs what was found in a text.
   *
   * @param shown takes away what the user is not shown, which is not repaired either.
   */
  fix(linted: LintedText, safety: Safety, shown = (all: LintedText): LintedText => all): FixedText {
    const { source, notebook } = linted;
    const path = source.path === UNSAVED ? undefined : source.path;
    const draft = notebook && new NotebookDraft(notebook);
    const crashes: Crash[] = [];
    let last = linted;
    const lintAgain = (text: string): LintedText => {
      const again = this.lintText(path, text);
      return draft === undefined ? again : onlyPossible(again, draft.cells);
    };
    const lint = (current: string): readonly Diagnostic[] => {
      if (current !== last.source.text) last = lintAgain(current);
      crashes.push(...last.report.crashes.filter((crash) => !crashes.includes(crash)));
      return shown(last).report.diagnostics;
    };
    const result = applyFixes(source.text, lint, safety, draft && ((edits) => draft.edit(edits)));
    const left = result.text === last.source.text ? last : lintAgain(result.text);
    crashes.push(...left.report.crashes.filter((crash) => !crashes.includes(crash)));
    const repaired = draft?.finish();
    return {
      ...result,
      fileText: repaired?.json ?? result.text,
      left: { ...left, report: { ...left.report, crashes }, ...(repaired && { notebook: repaired }) },
    };
  }

  /** Whether there is a rule of that name. */
  knowsRule(name: string): boolean {
    return this.#rules.has(name);
  }

  /** The absolute path of the baseline that the settings name for a file. */
  baselineOf(path: string): string | undefined {
    return this.#settings.of(path).settings.baseline?.value;
  }

  /** What is wrong in the configuration that holds for a file; the same array each time. */
  configurationProblems(path: string): readonly ConfigurationProblem[] {
    return this.#settings.of(path).problems;
  }

  /** Whether the settings say that a file or a folder is not to be linted. The session itself lints what it is given. */
  isExcluded(path: string, isFolder = false): boolean {
    return this.#settings.of(path).settings.exclusionOf(path, isFolder) !== undefined;
  }

  /** Whether a file that was found in a folder is one to lint, by its name and the settings. */
  isIncluded(path: string): boolean {
    return this.#settings.of(path).settings.isIncluded(path);
  }

  /**
   * All settings that hold for a file, each with who said it.
   *
   * @param path an absolute path; undefined for a text that was never saved.
   * @param shownPath a path as users are to see it.
   */
  describeSettings(path: string | undefined, shownPath: (path: string) => string): readonly SettingLine[] {
    if (path === undefined) return describeSettings(this.#settings.elsewhere, undefined, undefined, shownPath);
    const { settings, project } = this.#settings.of(path);
    return describeSettings(settings, path, project.target, shownPath);
  }

  /** Looks at the disk again for settings and neighbours of files. */
  forgetProjects(): void {
    this.#settings.forget();
    this.#localModules = new LocalModules();
  }

  /** Facts that are only gathered when a rule asks for them: most files wake no rule that does. */
  #factsIn(folder: string, { root, dependencies }: Project, isPython2: boolean): ProjectFacts {
    const localModules = this.#localModules;
    const { isStandardLibrary = false } = this.#options;
    return {
      get localModules(): ReadonlySet<string> {
        if (isStandardLibrary) return NO_FACTS.localModules;
        const names = localModules.namesIn(folder, root);
        return isPython2 ? new Set([...names, ...localModules.implicitlyRelativeNamesIn(folder)]) : names;
      },
      dependencies,
      convertsLineEnds: this.#options.convertsLineEnds ?? process.platform === "win32",
    };
  }

  #mentionsNeighbour(folder: string, text: string): boolean {
    return [...this.#localModules.implicitlyRelativeNamesIn(folder)].some((name) => text.includes(name));
  }

  /**
   * The report without what is not wanted, and with the severities that are. A rule that fails while it computes a repair is added to the
   * report's crashes then, so they are complete only once the repairs have been asked for.
   */
  #guarded(report: LintReport, selection: Selection): Omit<LintedText, "source"> {
    const crashes: Crash[] = [...report.crashes];
    const withheld: Diagnostic[] = [];
    const diagnostics = report.diagnostics
      .flatMap((found) => {
        const rule = this.#rules.get(found.rule);
        const reported = rule === undefined ? found : selection.reported(found, rule);
        if (reported === undefined) withheld.push(found);
        return reported ?? [];
      })
      .map((diagnostic): Diagnostic => {
        if (diagnostic.fixSafety === "none") return diagnostic;
        let hasFailed = false;
        const fix: Diagnostic["fix"] = () => {
          if (hasFailed) return null;
          try {
            return diagnostic.fix();
          } catch (error) {
            hasFailed = true;
            crashes.push({ rule: diagnostic.rule, error });
            return null;
          }
        };
        return { ...diagnostic, fix };
      });
    return { report: { ...report, diagnostics, crashes }, withheld };
  }
}

/** A text's findings without the repairs that a notebook cannot take. */
function onlyPossible(linted: LintedText, cells: JoinedCells): LintedText {
  const diagnostics = linted.report.diagnostics.map((found) => cells.withPossibleFix(found));
  return { ...linted, report: { ...linted.report, diagnostics } };
}

/** What the command line says, with the options that say the same. */
function withOptions({ commandLine, hints, target }: SessionOptions): SettingsLayer {
  const origin = { kind: "command line" } as const;
  return {
    ...(commandLine ?? { source: "command line", severity: [], perFileIgnores: [] }),
    ...(hints === undefined ? {} : { hints: { value: hints, origin } }),
    ...(target === undefined ? {} : { targetVersion: { value: target, origin } }),
  };
}
