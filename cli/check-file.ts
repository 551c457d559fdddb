import type { LintReport } from "../engine/diagnostics.js";
import type { FixedText, LintedFile, LintedText, LintSession } from "../project/session.js";
import type { UnlintedFile } from "../project/source-io.js";
import type { ConfigurationProblem } from "../project/toml.js";
import { shownPath } from "./paths.js";
import { FilePlaces, ShownPlaces } from "./places.js";
import { unifiedDiff } from "./report/diff.js";
import type { Reporter } from "./report/reporter.js";
import type { FixMode } from "./report/summary.js";
import type { ParseError, Tally } from "./report/tally.js";

/** What {@link FileCheck} needs from the run it is part of. */
export interface CheckContext {
  readonly session: LintSession;
  readonly tally: Tally;
  readonly mode: FixMode;
  readonly cwd: string;
  /** What is made of findings before they are shown or repaired. */
  readonly selection: ShownFindings;
  /** Shows the findings; absent where only a diff is wanted. */
  readonly reporter: Reporter | undefined;
  /** Shows a diff; `file` tells in which encoding. */
  readonly showDiff: (diff: string, file: LintedFile) => void;
  /** Puts a changed text where it belongs. Throws an Error that says why it cannot. */
  readonly write: (file: LintedFile, text: string) => void;
  /** Tells the user about trouble, in a sentence. */
  readonly tell: (sentence: string) => void;
}

/** Decides which findings are shown. */
export interface ShownFindings {
  /** A text's findings without those that are not to be shown. */
  shown(linted: LintedText): LintedText;
  /** A file is done; called once for each, with all its findings. */
  settle(linted: LintedText): void;
}

/** How many places that could not be parsed are named for one file. */
const MOST_PARSE_ERRORS = 3;

/** Checks one file after the other: repairs what is to be repaired, reports what is left and counts everything. */
export class FileCheck {
  readonly tally: Tally;
  readonly #context: CheckContext;
  readonly #known = new Set<ConfigurationProblem>();

  constructor(context: CheckContext) {
    this.#context = context;
    this.tally = context.tally;
  }

  /**
   * Lints and checks a file. Should faqlint itself fail, that is told, and the run goes on.
   *
   * @param path the file's name as users see it.
   */
  attempt(path: string, lint: () => LintedFile | UnlintedFile): void {
    try {
      const file = lint();
      if (file.kind === "linted") this.#linted(file, path);
      else this.unlinted(file, path);
    } catch (error) {
      const words = wordsOf(error);
      this.tally.crashes.push({ path, rule: null, error: words });
      this.#context.tell(`faqlint failed on ${path} (${words}); this is a bug in faqlint`);
    }
  }

  #linted(file: LintedFile, path: string): void {
    const { session, mode, selection } = this.#context;
    const shown = (linted: LintedText): LintedText => selection.shown(linted);
    this.tally.files++;
    if (file.read.doubt !== undefined) {
      this.tally.misencoded.push({ path, reason: file.read.doubt });
      this.#context.tell(`${path}: ${file.read.doubt}`);
    }
    this.#tellConfiguration(session.configurationProblems(file.read.path));
    const isRepairable = shown(file).report.diagnostics.some(({ fixSafety }) => fixSafety !== "none");
    const fixed =
      mode.action === "show" || !isRepairable ? undefined : session.fix(file, mode.unsafe ? "unsafe" : "safe", shown);
    if (fixed === undefined || fixed.fileText === file.read.text) this.#report(fixed?.left ?? file, path);
    else if (mode.action === "diff") this.#diff(file, fixed, path);
    else this.#write(file, fixed, path);
  }

  /** @param path the file's name as users see it, if it is not the one under which it was looked for. */
  unlinted({ kind, path, reason }: UnlintedFile, shown = shownPath(path, this.#context.cwd)): void {
    this.tally[kind].push({ path: shown, reason });
    this.#context.tell(kind === "skipped" ? `skipped ${shown}: ${reason}` : `could not read ${shown}: ${reason}`);
  }

  #diff(file: LintedFile, fixed: FixedText, path: string): void {
    this.#countFixed(fixed, path);
    this.#context.showDiff(unifiedDiff(path, file.read.text, fixed.fileText), file);
    this.#report(file, path);
  }

  #write(file: LintedFile, fixed: FixedText, path: string): void {
    try {
      this.#context.write(file, fixed.fileText);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.tally.unwritable.push({ path, reason });
      this.#context.tell(`could not fix ${path}: ${reason}`);
      this.#report(file, path);
      return;
    }
    this.#countFixed(fixed, path);
    this.#report(fixed.left, path);
  }

  #countFixed({ fixed, converged }: FixedText, path: string): void {
    this.tally.fixed += fixed.length;
    this.tally.filesFixed++;
    if (!converged) {
      const rules = [...new Set(fixed.map(({ rule }) => rule))].join(", ");
      this.#context.tell(`the repairs of ${path} come to no end (${rules}); this is a bug in faqlint`);
    }
  }

  #report(linted: LintedText, path: string): void {
    const { tally } = this;
    const { mode, selection } = this.#context;
    const { source, report: whole, notebook } = selection.shown(linted);
    const report = mode.only ? { ...whole, diagnostics: [] } : whole;
    selection.settle(linted);
    for (const diagnostic of report.diagnostics) {
      tally.bySeverity[diagnostic.severity]++;
      const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
      if (fix !== null) tally.fixable[fix.safety]++;
    }
    if (report.diagnostics.length > 0) tally.filesWithDiagnostics++;
    if (report.targetFromText && report.target.major === 2) tally.filesOfPython2++;
    this.#tellParseErrors(linted, path);
    this.#tellCrashes(report, path);
    this.#context.reporter?.file({ source, report, path, ...(notebook && { notebook }) });
  }

  #tellParseErrors(linted: LintedText, path: string): void {
    const { syntaxErrors } = linted.report;
    if (syntaxErrors.length === 0) return;
    const [shown, places] = [new ShownPlaces(linted), new FilePlaces(linted)];
    const errors = syntaxErrors.map((span): ParseError => {
      return { path, range: shown.rangeOf(span), lineInFile: places.rangeOf(span).start.line };
    });
    this.tally.parseErrors.push(...errors);
    this.#context.tell(`${path}: could not parse ${linesOf(errors)}; rules are silent there`);
  }

  #tellCrashes({ crashes }: LintReport, path: string): void {
    const told = new Set<string>();
    for (const { rule, error } of crashes) {
      if (told.has(rule)) continue;
      told.add(rule);
      const words = wordsOf(error);
      this.tally.crashes.push({ path, rule, error: words });
      this.#context.tell(`the rule ${rule} failed on ${path} (${words}); this is a bug in faqlint`);
    }
  }

  #tellConfiguration(problems: readonly ConfigurationProblem[]): void {
    for (const problem of problems) {
      if (this.#known.has(problem)) continue;
      this.#known.add(problem);
      const path = shownPath(problem.path, this.#context.cwd);
      this.tally.configuration.push({ path, line: problem.line ?? null, reason: problem.message });
      this.#context.tell(`${path}${problem.line === undefined ? "" : `:${problem.line}`}: ${problem.message}`);
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The lines on which something could not be parsed, in words. */
function linesOf(errors: readonly ParseError[]): string {
  const named = errors.slice(0, MOST_PARSE_ERRORS).map(({ range: { cell, start, end } }) => {
    const lines = start.line === end.line ? `${start.line}` : `${start.line}-${end.line}`;
    return cell === undefined ? lines : `${lines} of cell ${cell}`;
  });
  const more = errors.length - named.length;
  if (more > 0) named.push(`${more} more ${more === 1 ? "place" : "places"}`);
  const last = named.pop() ?? "";
  if (named.length > 0) return `lines ${named.join(", ")} and ${last}`;
  return `${last.includes("-") ? "lines" : "line"} ${last}`;
}
