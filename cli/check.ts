import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Rule } from "../engine/rule.js";
import { discover } from "../project/discovery.js";
import { startEngine } from "../project/engine-start.js";
import { type LintedFile, LintSession } from "../project/session.js";
import type { SettingsLayer } from "../project/settings/layer.js";
import { renderSettings } from "../project/settings/render.js";
import { decoded, encodeLike, leadsOutOf, rewriteSource } from "../project/source-io.js";
import { FileCheck } from "./check-file.js";
import { type Environment, ExitStatus, type Output } from "./environment.js";
import { Interruption } from "./interruption.js";
import { shownPath } from "./paths.js";
import { withoutCommands } from "./report/escapes.js";
import { isForPeople } from "./report/formats.js";
import { type FixMode, summary } from "./report/summary.js";
import { type ReportOptions, Reports, readsLog } from "./reports.js";
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
  const isExcluded = (path: string, isFolder: boolean): boolean =>
    options.excludes !== false && session.isExcluded(path, isFolder);
  const isIncluded = (path: string): boolean => session.isIncluded(path);
  const { files, problems, excluded } = discover(paths, cwd, { isExcluded, isIncluded });
  await engine;
  const roots = paths.flatMap((path) => realPath(resolve(cwd, path)));
  const run = await Run.begin(session, options, environment, stdout, rules, ({ read }, text) => {
    if (leadsOutOf(read.path, roots)) throw new Error("it is a link that leads out of the folders to check");
    rewriteSource(read, text);
  });
  for (const problem of problems) run.check.unlinted(problem);
  if (files.length === 0 && problems.length === 0) run.tell(nothingFound(paths, excluded));
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
    const status = run.end();
    return interruption.exitStatus ?? status;
  } finally {
    interruption.release();
    run.discard();
  }
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
  const run = await Run.begin(session, options, environment, isFilter ? stderr : stdout, rules, ({ read }, text) => {
    output = encodeLike(read, text);
  });
  const path = resolve(cwd, options.stdinFilename ?? "stdin.py");
  const shown = options.stdinFilename === undefined ? STDIN : shownPath(path, cwd);
  const read = decoded(path, bytes);
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

function sessionFor({ settings, isolated = false }: CheckOptions, rules: readonly Rule[]): LintSession {
  return new LintSession(rules, settings === undefined ? { isolated } : { commandLine: settings, isolated });
}

function nothingFound(paths: readonly string[], excluded: readonly string[]): string {
  if (excluded.length === 0) return `no Python files in ${paths.join(", ")}`;
  return `nothing to check: the settings exclude ${excluded.join(", ")}; --no-exclude checks it all the same`;
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

  private constructor(
    session: LintSession,
    options: CheckOptions,
    environment: Environment,
    output: Output,
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
    this.check = new FileCheck({
      session: this.session,
      mode: options.fixes,
      cwd: environment.cwd,
      reporter: reports,
      showDiff: (diff, file) => this.#showDiff(diff, file, paint),
      write,
      tell: (sentence) => this.tell(sentence),
    });
    this.#tellFailures();
  }

  /** @param write see {@link FileCheck}. */
  static async begin(
    session: LintSession,
    options: CheckOptions,
    environment: Environment,
    output: Output,
    rules: readonly Rule[],
    write: (file: LintedFile, text: string) => void,
  ): Promise<Run> {
    const progress = new Progress(environment.stderr);
    const paint = paintFor(options.colour, environment.variables, output.isTerminal);
    const reports =
      options.fixes.action === "diff"
        ? undefined
        : await Reports.begin(options, environment, output, paint, rules, () => progress.clear());
    return new Run(session, options, environment, output, progress, paint, reports, write);
  }

  /** Tells of trouble, beside the report. */
  tell(sentence: string): void {
    this.progress.clear();
    const shown = visible(sentence);
    this.#environment.stderr.write(
      `faqlint: ${readsLog(this.#environment.variables) ? withoutCommands(shown) : shown}\n`,
    );
  }

  /** Ends the reports and returns the exit status. */
  end(): number {
    this.progress.clear();
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
