import type { FileReport } from "../engine/diagnostics.js";
import { SourceFile } from "../engine/text/source.js";
import type { FoundFile, FoundText } from "../project/found.js";
import type { AnsweredFile, Outcome } from "../project/run/answer.js";
import { wordsOf } from "../project/run/found-data.js";
import type { UnlintedFile } from "../project/source-io.js";
import type { Surroundings } from "../project/surroundings.js";
import type { ConfigurationProblem } from "../project/toml.js";
import { type Changers, changeOf, type FileChange } from "./file-changes.js";
import { shownPath } from "./paths.js";
import { FilePlaces, ShownPlaces } from "./places.js";
import { unifiedDiff } from "./report/diff.js";
import type { Reporter } from "./report/reporter.js";
import type { FixMode } from "./report/summary.js";
import type { ParseError, Tally } from "./report/tally.js";

/** What {@link FileCheck} needs from the run it is part of. */
export interface CheckContext extends Changers {
  readonly surroundings: Surroundings;
  readonly tally: Tally;
  readonly mode: FixMode;
  readonly cwd: string;
  /** What is made of findings before they are shown or repaired. */
  readonly selection: ShownFindings;
  /** Shows the findings; absent where only a diff is wanted. */
  readonly reporter: Reporter | undefined;
  /** Shows a diff; `file` tells in which encoding. */
  readonly showDiff: (diff: string, file: FoundFile) => void;
  /** Puts a changed text where it belongs. Throws an Error that says why it cannot. */
  readonly write: (file: FoundFile, text: string) => void;
  /** Tells the user about trouble, in a sentence. */
  readonly tell: (sentence: string) => void;
  /** Tells the user what is no trouble. */
  readonly note: (sentence: string) => void;
}

/** Decides which findings are shown. */
export interface ShownFindings {
  /** A text's findings without those that are not to be shown. */
  shown(linted: FoundText): FoundText;
  /** A file is done; called once for each, with all its findings. */
  settle(linted: FoundText): void;
}

/** Why a file was not linted for which the memory was not enough. */
const EXHAUSTED = "it takes more memory than there is; NODE_OPTIONS=--max-old-space-size=8192 allows 8 GB";

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
   * Takes what became of a file. Should faqlint itself fail, that is told, and the run goes on.
   *
   * @param path the file's name as users see it.
   */
  async take(outcome: Outcome, path: string): Promise<void> {
    try {
      if (outcome.kind === "linted") await this.#linted(outcome, path);
      else if ("reason" in outcome) this.unlinted(outcome, path);
      else if (outcome.kind === "failed") this.#failed(path, outcome.error);
      else this.#exhausted(path);
    } catch (error) {
      this.#failed(path, wordsOf(error));
    }
  }

  async #linted(file: AnsweredFile, path: string): Promise<void> {
    const { surroundings, mode, selection } = this.#context;
    const shown = (linted: FoundText): FoundText => selection.shown(linted);
    this.tally.files++;
    if (file.doubt !== undefined) {
      this.tally.misencoded.push({ path, reason: file.doubt });
      this.#context.tell(`${path}: ${file.doubt}`);
    }
    this.#tellConfiguration(surroundings.configurationProblems(file.path));
    const change = await changeOf(file, path, mode, this.#context, shown);
    if (change === undefined || change.text === file.read.text) this.#report(change?.left ?? file, path);
    else if (mode.action === "diff") this.#diff(file, change, path);
    else this.#write(file, change, path);
    for (const remark of change?.remarks ?? []) this.#context.tell(remark);
  }

  #exhausted(path: string): void {
    this.tally.unreadable.push({ path, reason: EXHAUSTED });
    this.#context.tell(`could not check ${path}: ${EXHAUSTED}`);
  }

  #failed(path: string, error: string): void {
    this.tally.crashes.push({ path, rule: null, error });
    this.#context.tell(`faqlint failed on ${path} (${error}); this is a bug in faqlint`);
  }

  /** @param path the file's name as users see it, if it is not the one under which it was looked for. */
  unlinted({ kind, path, reason }: UnlintedFile, shown = shownPath(path, this.#context.cwd)): void {
    this.tally[kind].push({ path: shown, reason });
    if (kind === "skipped") this.#context.note(`skipped ${shown}: ${reason}`);
    else this.#context.tell(`could not read ${shown}: ${reason}`);
  }

  #diff(file: FoundFile, change: FileChange, path: string): void {
    change.count(this.tally);
    this.#context.showDiff(unifiedDiff(path, file.read.text, change.text), file);
    this.#report(file, path);
  }

  #write(file: FoundFile, change: FileChange, path: string): void {
    const { mode, write, tell } = this.#context;
    try {
      write(file, change.text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.tally.unwritable.push({ path, reason });
      tell(`could not ${mode.ignoreReason === undefined ? "fix" : "write to"} ${path}: ${reason}`);
      this.#report(file, path);
      return;
    }
    change.count(this.tally);
    this.#report(change.left, path);
  }

  #report(linted: FoundText, path: string): void {
    const { tally } = this;
    const { mode, selection } = this.#context;
    const shown = selection.shown(linted);
    selection.settle(linted);
    const report = mode.only === true ? { ...shown.report, diagnostics: [] } : shown.report;
    for (const diagnostic of report.diagnostics) {
      tally.bySeverity[diagnostic.severity]++;
      const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
      if (fix !== null) tally.fixable[fix.safety]++;
    }
    if (report.diagnostics.length > 0) tally.filesWithDiagnostics++;
    if (report.targetFromText && report.target.major === 2) tally.filesOfPython2++;
    this.#tellParseErrors(shown, path);
    this.#tellCrashes(report, path);
    // Nobody looks at the text of a file in which nothing was found: most need not be decoded.
    const isEmpty = report.diagnostics.length === 0;
    const source = isEmpty ? new SourceFile(path, "") : shown.source;
    const notebook = isEmpty ? undefined : shown.notebook;
    this.#context.reporter?.file({ source, report, path, ...(notebook && { notebook }) });
  }

  #tellParseErrors(linted: FoundText, path: string): void {
    const { syntaxErrors } = linted.report;
    if (syntaxErrors.length === 0) return;
    const [shown, places] = [new ShownPlaces(linted), new FilePlaces(linted)];
    const errors = syntaxErrors.map((span): ParseError => {
      return { path, range: shown.rangeOf(span), lineInFile: places.rangeOf(span).start.line };
    });
    for (const error of errors) this.tally.parseErrors.push(error);
    this.#context.note(`${path}: could not parse ${linesOf(errors)}; rules are silent there`);
  }

  #tellCrashes({ crashes }: FileReport, path: string): void {
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
