import type { RuleInfo } from "../engine/rule.js";
import type { Changes } from "../project/changes.js";
import type { FoundFile } from "../project/found.js";
import type { LintSession } from "../project/session.js";
import type { Surroundings } from "../project/surroundings.js";
import { Baselines } from "./baselines.js";
import { ChangedLinesOnly } from "./changed-lines.js";
import { FileCheck } from "./check-file.js";
import type { CheckOptions } from "./check-options.js";
import type { Environment, Output } from "./environment.js";
import { summary } from "./report/summary.js";
import { Tally } from "./report/tally.js";
import { Reports, shownInLog } from "./reports.js";
import type { Share } from "./shard-option.js";
import { type Paint, paintFor } from "./terminal/colour.js";
import { visibleLines } from "./terminal/display.js";
import { Progress } from "./terminal/progress.js";

/** What a run is about. */
export interface RunContext {
  readonly surroundings: Surroundings;
  /** Makes what lints here, where that is needed. */
  readonly session: () => Promise<LintSession>;
  readonly options: CheckOptions;
  readonly environment: Environment;
  readonly output: Output;
  readonly rules: readonly RuleInfo[];
  readonly changes?: Changes | undefined;
}

/** What both kinds of run have in common: where things are written. */
export class Run {
  readonly check: FileCheck;
  readonly progress: Progress;
  readonly #options: CheckOptions;
  readonly #environment: Environment;
  readonly #output: Output;
  readonly #reports: Reports | undefined;
  readonly #baselines: Baselines;

  private constructor(
    { surroundings, session, options, environment, output, changes }: RunContext,
    progress: Progress,
    paint: Paint,
    reports: Reports | undefined,
    write: (file: FoundFile, text: string) => void,
  ) {
    this.progress = progress;
    this.#options = options;
    this.#environment = environment;
    this.#output = output;
    this.#reports = reports;
    const tally = new Tally();
    const tell = (sentence: string): void => this.tell(sentence);
    this.#baselines = new Baselines(surroundings, options.baseline, environment.cwd, tally, tell);
    this.check = new FileCheck({
      tally,
      selection:
        options.changes?.linesOnly && changes ? new ChangedLinesOnly(changes, this.#baselines) : this.#baselines,
      surroundings,
      mode: options.fixes,
      cwd: environment.cwd,
      reporter: reports,
      fix: async (file, safety, shown) => (await session()).fix(file, safety, shown),
      ignore: async ({ read }, reason, shown) => (await session()).ignore(read.path, read.text, reason, shown),
      showDiff: (diff, file) => this.#showDiff(diff, file, paint),
      write,
      tell,
      note: (sentence) => this.note(sentence),
    });
    this.#tellFailures();
  }

  /** @param write see {@link FileCheck}. */
  static async begin(context: RunContext, write: (file: FoundFile, text: string) => void): Promise<Run> {
    const { options, environment, output, rules } = context;
    const progress = new Progress(options.quiet === true ? undefined : environment.stderr);
    const paint = paintFor(options.colour, environment.variables, output.isTerminal);
    const reports =
      options.fixes.action === "diff"
        ? undefined
        : await Reports.begin(options, environment, output, paint, rules, () => progress.clear());
    return new Run(context, progress, paint, reports, write);
  }

  /** Whether the baseline that the command line names, if it names one, can be used; if not, the user is told. */
  hasBaseline(path: string | undefined): boolean {
    return path === undefined || this.#baselines.prepare(path);
  }

  /** Tells of trouble, beside the report. */
  tell(sentence: string): void {
    this.progress.clear();
    this.#environment.stderr.write(`faqlint: ${shownInLog(sentence, this.#environment.variables)}\n`);
  }

  /** Tells what is no trouble, unless nobody wants to hear it. */
  note(sentence: string): void {
    if (this.#options.quiet !== true) this.tell(sentence);
  }

  /** Tells what only somebody who asked for more wants to know. */
  tellMore(sentence: string): void {
    if (this.#options.verbose === true) this.tell(sentence);
  }

  /**
   * Ends the report and returns the exit status.
   *
   * @param roots the absolute paths that were looked at; undefined when the run was not finished, or is about no files.
   * @param share of which of the files that lie there the run was about.
   */
  end(roots?: readonly string[], share?: Share): number {
    this.progress.clear();
    if (roots !== undefined) this.#baselines.end(roots, share);
    const { tally } = this.check;
    this.#reports?.endFiles(tally);
    this.#tellFailures();
    this.#reports?.end(tally);
    if (this.#reports === undefined && this.#options.quiet !== true)
      this.#environment.stderr.write(summary(tally, this.#options.fixes));
    return tally.exitStatus;
  }

  /** Removes what an unfinished run leaves behind. */
  discard(): void {
    this.#reports?.discard();
  }

  #tellFailures(): void {
    for (const failure of this.#reports?.takeFailures() ?? []) {
      this.check.tally.unwritable.push(failure);
      this.tell(`could not write ${failure.path}: ${failure.reason}`);
    }
  }

  /** A diff that goes to a program is in the encoding of the file, so that it can be applied. */
  #showDiff(diff: string, { read }: FoundFile, paint: Paint): void {
    this.progress.clear();
    if (this.#output.isTerminal) this.#output.write(paintedDiff(diff, paint));
    else this.#output.write(read.encoding.encode(diff) ?? diff);
  }
}

function paintedDiff(diff: string, paint: Paint): string {
  const lines = visibleLines(diff).split("\n");
  return lines
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return paint(line, "bold");
      if (line.startsWith("@@")) return paint(line, "cyan");
      if (line.startsWith("-")) return paint(line, "red");
      return line.startsWith("+") ? paint(line, "green") : line;
    })
    .join("\n");
}
