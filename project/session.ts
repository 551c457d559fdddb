import { dirname } from "node:path";
import type { Crash, Diagnostic, LintReport } from "../engine/diagnostics.js";
import { NO_FACTS, type ProjectFacts } from "../engine/facts.js";
import { applyFixes, type FixResult } from "../engine/fix.js";
import { Linter } from "../engine/lint.js";
import type { Rule, Safety } from "../engine/rule.js";
import type { SyntaxTree } from "../engine/syntax/tree.js";
import { SourceFile } from "../engine/text/source.js";
import type { PythonVersion } from "../engine/versions.js";
import { LocalModules } from "./local-modules.js";
import { Projects } from "./projects.js";
import type { ConfigurationProblem } from "./pyproject.js";
import { type ReadSource, readSource, type UnlintedFile } from "./source-io.js";

export interface SessionOptions {
  /** The version to lint every file for, whatever its project or its text says. */
  readonly target?: PythonVersion;
  /** See {@link ProjectFacts.convertsLineEnds}; without it, what git does on this platform unless told otherwise. */
  readonly convertsLineEnds?: boolean;
  /** The version to lint those files for whose project names none; without it their text tells. */
  readonly fallbackTarget?: PythonVersion;
  /** False parses every file and runs every rule: it finds the same and takes longer, which the corpus tool checks. */
  readonly scan?: boolean;
  /** Whether to give advice, too. */
  readonly hints?: boolean;
  /** Whether the files are the standard library's, so that no module beside them hides one of it; the corpus tool asks so. */
  readonly isStandardLibrary?: boolean;
}

/** A text with what was found in it. */
export interface LintedText {
  readonly source: SourceFile;
  readonly report: LintReport;
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
}

/**
 * Lints files with the settings and facts of the projects they belong to. The engine must have been started.
 *
 * Command line, language server and workers all use this, so that they find the same. What was learnt about folders is
 * remembered until {@link forgetProjects} is called.
 */
export class LintSession {
  readonly #linter: Linter;
  readonly #options: SessionOptions;
  #projects = new Projects();
  #localModules = new LocalModules();

  constructor(rules: readonly Rule[], options: SessionOptions = {}) {
    // Rules that only advise wake no file for nothing.
    this.#linter = new Linter(options.hints === true ? rules : rules.filter(({ severity }) => severity !== "hint"));
    this.#options = options;
  }

  /** Reads and lints a file; never throws. */
  lintFile(path: string): LintedFile | UnlintedFile {
    const read = readSource(path);
    return read.kind === "text" ? this.lintRead(read) : read;
  }

  /** Lints a file that has been read. */
  lintRead(read: ReadSource): LintedFile {
    return { kind: "linted", read, ...this.lintText(read.path, read.text) };
  }

  /**
   * Lints a text as if it stood in a file, which need not exist.
   *
   * @param path an absolute path: its folder tells which project the text belongs to. Undefined for a text that was
   * never saved: it belongs to none.
   * @param last the tree of an earlier state of the text, which saves time where it is the same; the result does not depend on it.
   */
  lintText(path: string | undefined, text: string, last?: SyntaxTree): LintedText {
    if (path === undefined) return this.#lintUnsaved(text, last);
    const source = new SourceFile(path, text);
    const folder = dirname(path);
    const settings = this.#projects.settingsOf(folder);
    const target = this.#options.target ?? settings.target ?? this.#options.fallbackTarget;
    const scan = this.#options.scan ?? true;
    const lint = (facts: ProjectFacts): LintReport =>
      this.#linter.lint(source, { facts, scan, last, ...(target !== undefined && { target }) });
    const facts = this.#factsIn(folder, target?.major === 2);
    let report = lint(facts);
    if (target === undefined && report.target.major === 2 && this.#mentionsNeighbour(folder, text)) {
      // Only now is it known that the modules beside this one hide the standard library's.
      report = lint(this.#factsIn(folder, true));
    }
    return { source, report: this.#guarded(report) };
  }

  #lintUnsaved(text: string, last: SyntaxTree | undefined): LintedText {
    const source = new SourceFile(UNSAVED, text);
    const target = this.#options.target ?? this.#options.fallbackTarget;
    const options = { last, ...(target !== undefined && { target }) };
    return { source, report: this.#guarded(this.#linter.lint(source, options)) };
  }

  /** Repairs what was found in a text. */
  fix(linted: LintedText, safety: Safety): FixedText {
    const { text } = linted.source;
    const path = linted.source.path === UNSAVED ? undefined : linted.source.path;
    const crashes: Crash[] = [];
    let last = linted;
    const lint = (current: string): readonly Diagnostic[] => {
      if (current !== last.source.text) last = this.lintText(path, current);
      crashes.push(...last.report.crashes.filter((crash) => !crashes.includes(crash)));
      return last.report.diagnostics;
    };
    const result = applyFixes(text, lint, safety);
    const left = result.text === last.source.text ? last : this.lintText(path, result.text);
    crashes.push(...left.report.crashes.filter((crash) => !crashes.includes(crash)));
    return { ...result, left: { ...left, report: { ...left.report, crashes } } };
  }

  /** What is wrong in the configuration that holds for a file; the same array each time. */
  configurationProblems(path: string): readonly ConfigurationProblem[] {
    return this.#projects.settingsOf(dirname(path)).problems;
  }

  /** Looks at the disk again for settings and neighbours of files. */
  forgetProjects(): void {
    this.#projects = new Projects();
    this.#localModules = new LocalModules();
  }

  /** Facts that are only gathered when a rule asks for them: most files wake no rule that does. */
  #factsIn(folder: string, isPython2: boolean): ProjectFacts {
    const settings = this.#projects.settingsOf(folder);
    const localModules = this.#localModules;
    const { isStandardLibrary = false } = this.#options;
    return {
      get localModules(): ReadonlySet<string> {
        if (isStandardLibrary) return NO_FACTS.localModules;
        const names = localModules.namesIn(folder, settings.root);
        return isPython2 ? new Set([...names, ...localModules.implicitlyRelativeNamesIn(folder)]) : names;
      },
      dependencies: settings.dependencies,
      convertsLineEnds: this.#options.convertsLineEnds ?? process.platform === "win32",
    };
  }

  #mentionsNeighbour(folder: string, text: string): boolean {
    return [...this.#localModules.implicitlyRelativeNamesIn(folder)].some((name) => text.includes(name));
  }

  /**
   * The report without hints, unless they were asked for. A rule that fails while it computes a repair is added to the
   * report's crashes then, so they are complete only once the repairs have been asked for.
   */
  #guarded(report: LintReport): LintReport {
    const crashes: Crash[] = [...report.crashes];
    const diagnostics = report.diagnostics
      .filter(({ severity }) => severity !== "hint" || this.#options.hints === true)
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
    return { ...report, diagnostics, crashes };
  }
}
