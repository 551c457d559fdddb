import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Rule } from "../engine/rule.js";
import { type Changes, changesSince } from "../project/changes.js";
import { type Discovery, discover } from "../project/discovery.js";
import { startEngine } from "../project/engine-start.js";
import { type LintedFile, LintSession } from "../project/session.js";
import type { SettingsLayer } from "../project/settings/layer.js";
import { renderSettings } from "../project/settings/render.js";
import { encodeLike, leadsOutOf, rewriteSource } from "../project/source-io.js";
import { type BaselineMode, Baselines } from "./baselines.js";
import { ChangedLinesOnly } from "./changed-lines.js";
import { FileCheck } from "./check-file.js";
import { type Environment, ExitStatus, type Output } from "./environment.js";
import { Interruption } from "./interruption.js";
import { shownPath } from "./paths.js";
import { isForPeople } from "./report/formats.js";
import { type FixMode, summary } from "./report/summary.js";
import { Tally } from "./report/tally.js";
import { type ReportOptions, Reports, shownInLog } from "./reports.js";
import { STDIN } from "./repository.js";
import { type ColourMode, type Paint, paintFor } from "./terminal/colour.js";
import { visible, visibleLines } from "./terminal/display.js";
import { Progress } from "./terminal/progress.js";

/** What a user can ask `faqlint check` for. */
export interface CheckOptions extends ReportOptions {
  readonly colour: ColourMode;
  readonly fixes: FixMode;
  /** Settings that win over those in files. */
  readonly settings?: SettingsLayer;
  /** Whether to take no settings from files. */
  readonly isolated?: boolean;
  /** False checks what the settings exclude, too. */
  readonly excludes?: boolean;
  readonly baseline: BaselineMode;
  /** Checks only what was changed since a commit. */
  readonly changes?: {
    readonly since: string;
    /** Whether to report only what touches changed lines. */
    readonly linesOnly: boolean;
  };
  /** The name a text from standard input is to have. */
  readonly stdinFilename?: string;
}

/**
 * Lints files and folders and shows what was found.
 *
 * @returns the exit status.
 */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions,
  environment: Environment,
  rules: readonly Rule[],
): Promise<number> {
  const engine = startEngine();
  const { cwd, stdout } = environment;
  const session = sessionFor(options, rules);
  const chosen = filesToCheck(paths, session, options, environment);
  if (typeof chosen === "number") return chosen;
  const { files, problems, excluded, changes } = chosen;
  await engine;
  const roots = paths.flatMap((path) => realPath(resolve(cwd, path)));
  const run = await Run.begin({ session, options, environment, output: stdout, rules, changes }, ({ read }, text) => {
    if (leadsOutOf(read.path, roots)) throw new Error("it is a link that leads out of the folders to check");
    rewriteSource(read, text);
  });
  // Without it everything that it knows would be shown as new.
  if (!run.hasBaseline(options.settings?.baseline?.value)) return ExitStatus.failed;
  for (const problem of problems) run.check.unlinted(problem);
  if (files.length === 0 && problems.length === 0) run.tell(nothingFound(paths, excluded, options));
  const isWriting = options.fixes.action === "write";
  const hasFiles = (options.outputs ?? []).length > 0;
  // A report for a program is of no use unless it is whole.
  const interruption = new Interruption(isWriting || hasFiles || !isForPeople(options.format));
  try {
    for (const [index, path] of files.entries()) {
      run.progress.show(index, files.length);
      run.check.attempt(shownPath(path, cwd), () => run.session.lintFile(path));
      await interruption.pause();
      if (interruption.exitStatus !== undefined || (stdout.isClosed() && !isWriting && !hasFiles)) break;
    }
    run.check.tally.isInterrupted = interruption.exitStatus !== undefined;
    // What was not looked at is no reason to say that something is gone.
    const isComplete = interruption.exitStatus === undefined && !stdout.isClosed();
    const status = run.end(isComplete ? paths.map((path) => resolve(cwd, path)) : undefined);
    return interruption.exitStatus ?? status;
  } finally {
    interruption.release();
    run.discard();
  }
}

/** The files that a run is about; the exit status when git cannot tell what was changed. */
export function filesToCheck(
  paths: readonly string[],
  session: LintSession,
  options: CheckOptions,
  environment: Environment,
): (Discovery & { readonly changes: Changes | undefined }) | number {
  const changes = changesFor(paths, options, environment);
  if (typeof changes === "number") return changes;
  // A folder in which nothing was changed is not even looked at.
  const isExcluded = (path: string, isFolder: boolean): boolean =>
    changes?.has(path, isFolder) === false || (options.excludes !== false && session.isExcluded(path, isFolder));
  const isIncluded = (path: string): boolean => session.isIncluded(path);
  const { files, problems, excluded } = discover(paths, environment.cwd, { isExcluded, isIncluded });
  return { files, problems, excluded, changes };
}

/**
 * Lints standard input. With `--fix` the repaired text goes to standard output and the report to standard error.
 *
 * @returns the exit status.
 */
export async function checkStdin(
  options: CheckOptions,
  environment: Environment,
  rules: readonly Rule[],
): Promise<number> {
  const { cwd, stdout, stderr } = environment;
  const [bytes] = await Promise.all([environment.readStdin(), startEngine()]);
  const isFilter = options.fixes.action === "write";
  let output = bytes;
  const session = sessionFor(options, rules);
  const shownOn = isFilter ? stderr : stdout;
  const run = await Run.begin({ session, options, environment, output: shownOn, rules }, ({ read }, text) => {
    output = encodeLike(read, text);
  });
  const path = resolve(cwd, options.stdinFilename ?? "stdin.py");
  const shown = options.stdinFilename === undefined ? STDIN : shownPath(path, cwd);
  const read = session.decode(path, bytes);
  const isExcluded = options.excludes !== false && session.isExcluded(path);
  if (!isExcluded) run.check.attempt(shown, () => (read.kind === "text" ? session.lintRead(read) : read));
  if (isFilter) stdout.write(output);
  return run.end();
}

/**
 * Shows all settings that hold for a file, and where each was said.
 *
 * @returns the exit status.
 */
export function showSettings(
  file: string,
  options: CheckOptions,
  { cwd, stdout, stderr }: Environment,
  rules: readonly Rule[],
): number {
  const session = sessionFor(options, rules);
  const path = resolve(cwd, file);
  const text = renderSettings(session.describeSettings(path, (each) => shownPath(each, cwd)));
  stdout.write(visibleLines(text));
  const problems = session.configurationProblems(path);
  for (const { path: wrong, line, message } of problems) {
    const place = `${shownPath(wrong, cwd)}${line === undefined ? "" : `:${line}`}`;
    stderr.write(`faqlint: ${visible(`${place}: ${message}`)}\n`);
  }
  return problems.length === 0 ? ExitStatus.clean : ExitStatus.failed;
}

/** A session with the settings of the command line. */
export function sessionFor({ settings, isolated = false }: CheckOptions, rules: readonly Rule[]): LintSession {
  return new LintSession(rules, settings === undefined ? { isolated } : { commandLine: settings, isolated });
}

/** What was changed, if that was asked for; the exit status when git cannot tell it. */
function changesFor(
  paths: readonly string[],
  { changes }: CheckOptions,
  { cwd, stderr }: Environment,
): Changes | number | undefined {
  if (changes === undefined) return undefined;
  try {
    const full = paths.map((path) => resolve(cwd, path));
    return changesSince(changes.since, full, changes.linesOnly);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`faqlint: --changed-since: ${visible(reason)}\n`);
    return ExitStatus.failed;
  }
}

/** Why there is nothing to check. */
export function nothingFound(paths: readonly string[], excluded: readonly string[], { changes }: CheckOptions): string {
  if (changes !== undefined) return `no Python files were changed since ${changes.since} in ${paths.join(", ")}`;
  if (excluded.length === 0) return `no Python files in ${paths.join(", ")}`;
  return `nothing to check: the settings exclude ${excluded.join(", ")}; --no-exclude checks it all the same`;
}

/** What a run is about. */
interface RunContext {
  readonly session: LintSession;
  readonly options: CheckOptions;
  readonly environment: Environment;
  readonly output: Output;
  readonly rules: readonly Rule[];
  readonly changes?: Changes | undefined;
}

/** What both kinds of run have in common: where things are written. */
class Run {
  readonly session: LintSession;
  readonly check: FileCheck;
  readonly progress: Progress;
  readonly #options: CheckOptions;
  readonly #environment: Environment;
  readonly #output: Output;
  readonly #reports: Reports | undefined;
  readonly #baselines: Baselines;

  private constructor(
    { session, options, environment, output, changes }: RunContext,
    progress: Progress,
    paint: Paint,
    reports: Reports | undefined,
    write: (file: LintedFile, text: string) => void,
  ) {
    this.session = session;
    this.progress = progress;
    this.#options = options;
    this.#environment = environment;
    this.#output = output;
    this.#reports = reports;
    const tally = new Tally();
    const tell = (sentence: string): void => this.tell(sentence);
    this.#baselines = new Baselines(session, options.baseline, environment.cwd, tally, tell);
    this.check = new FileCheck({
      tally,
      selection:
        options.changes?.linesOnly && changes ? new ChangedLinesOnly(changes, this.#baselines) : this.#baselines,
      session: this.session,
      mode: options.fixes,
      cwd: environment.cwd,
      reporter: reports,
      showDiff: (diff, file) => this.#showDiff(diff, file, paint),
      write,
      tell,
    });
    this.#tellFailures();
  }

  /** @param write see {@link FileCheck}. */
  static async begin(context: RunContext, write: (file: LintedFile, text: string) => void): Promise<Run> {
    const { options, environment, output, rules } = context;
    const progress = new Progress(environment.stderr);
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

  /**
   * Ends the report and returns the exit status.
   *
   * @param roots the absolute paths that were looked at; undefined when the run was not finished, or is about no files.
   */
  end(roots?: readonly string[]): number {
    this.progress.clear();
    if (roots !== undefined) this.#baselines.end(roots);
    const { tally } = this.check;
    this.#reports?.endFiles(tally);
    this.#tellFailures();
    this.#reports?.end(tally);
    if (this.#reports === undefined) this.#environment.stderr.write(summary(tally, this.#options.fixes));
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
  #showDiff(diff: string, { read }: LintedFile, paint: Paint): void {
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

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
