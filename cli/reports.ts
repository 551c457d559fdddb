import { resolve } from "node:path";
import type { RuleInfo } from "../engine/rule.js";
import type { Environment, Output } from "./environment.js";
import { OutputFile } from "./output-file.js";
import { GithubReporter } from "./report/annotations.js";
import { withoutCommands } from "./report/escapes.js";
import { type Format, isForPeople, type ReporterContext, reporterFor } from "./report/formats.js";
import type { CheckedFile, Reporter } from "./report/reporter.js";
import { StatisticsReporter } from "./report/statistics.js";
import { type FixMode, summary } from "./report/summary.js";
import type { Tally, Trouble } from "./report/tally.js";
import { Repository } from "./repository.js";
import { type Paint, PLAIN } from "./terminal/colour.js";
import { visible } from "./terminal/display.js";
import { linkFor, UNLINKED } from "./terminal/link.js";

/** A report beside the one on standard output. */
export interface FileReport {
  readonly format: Format;
  readonly path: string;
}

/** Which reports are wanted. */
export interface ReportOptions {
  /** The form of what goes to standard output. */
  readonly format: Format;
  /** Whether the user chose formats, which keeps a service for CI from getting one of its own. */
  readonly isFormatChosen?: boolean;
  readonly outputs?: readonly FileReport[];
  readonly fixes: FixMode;
  /** Whether to show on standard output how often each rule found something, instead of what. */
  readonly statistics?: boolean;
  /** Whether to tell nothing but what was found and what failed. */
  readonly quiet?: boolean;
  /** That of faqlint. */
  readonly version?: string;
}

/** The width of source lines where there is no terminal to ask. */
const USUAL_WIDTH = 120;

interface OpenFile {
  readonly file: OutputFile;
  readonly report: FileReport;
  readonly reporter: Reporter;
}

/** All reports of one run, on standard output and in files. */
export class Reports {
  readonly #main: readonly Reporter[];
  readonly #files: readonly OpenFile[];
  readonly #options: ReportOptions;
  readonly #environment: Environment;
  readonly #write: (text: string) => void;
  /** Files of which it has been told that they cannot be written. */
  readonly #failed = new Set<OutputFile>();

  private constructor(
    main: readonly Reporter[],
    files: readonly OpenFile[],
    options: ReportOptions,
    environment: Environment,
    write: (text: string) => void,
  ) {
    this.#main = main;
    this.#files = files;
    this.#options = options;
    this.#environment = environment;
    this.#write = write;
  }

  /**
   * Begins all reports. A file that cannot be written stops nothing: see {@link takeFailures}.
   *
   * @param output where the report of the chosen format goes.
   * @param beforeWriting called before anything is written to it.
   */
  static async begin(
    options: ReportOptions,
    environment: Environment,
    output: Output,
    paint: Paint,
    rules: readonly RuleInfo[],
    beforeWriting: () => void,
  ): Promise<Reports> {
    const { cwd, variables } = environment;
    const { format, outputs = [], version = "" } = options;
    const repository = new Repository(cwd, variables);
    const write = (text: string): void => {
      beforeWriting();
      output.write(text);
    };
    const writeForPeople = readsLog(variables) ? (text: string): void => write(withoutCommands(text)) : write;
    const context: ReporterContext = {
      write: isForPeople(format) ? writeForPeople : write,
      paint,
      link: linkFor(paint, variables, output.isTerminal),
      width: output.columns ?? USUAL_WIDTH,
      repository,
      version,
      rules,
    };
    const main =
      options.statistics === true
        ? [new StatisticsReporter(context.write, isForPeople(format) ? paint : undefined)]
        : [await reporterFor(format, context)];
    if (options.isFormatChosen !== true && isOnGithub(variables))
      main.push(new GithubReporter(write, repository, true));
    const files: OpenFile[] = [];
    for (const report of outputs) {
      const file = new OutputFile(resolve(cwd, report.path));
      const ofFile = { ...context, write: (text: string) => file.write(text), paint: PLAIN, link: UNLINKED };
      const reporter = await reporterFor(report.format, { ...ofFile, width: USUAL_WIDTH });
      files.push({ file, report, reporter });
    }
    return new Reports(main, files, options, environment, context.write);
  }

  /** Files that have turned out not to be writable since the last call. */
  takeFailures(): Trouble[] {
    return this.#files.flatMap(({ file, report }) => {
      if (file.failure === undefined || this.#failed.has(file)) return [];
      this.#failed.add(file);
      return [{ path: report.path, reason: file.failure }];
    });
  }

  /** Adds what was found in a file. */
  file(file: CheckedFile): void {
    for (const reporter of this.#main) reporter.file(file);
    for (const { reporter } of this.#files) reporter.file(file);
  }

  /** Ends the reports in files. What fails is told by {@link takeFailures} and can still be part of {@link end}'s tally. */
  endFiles(tally: Tally): void {
    for (const { file, report, reporter } of this.#files) {
      reporter.end(tally);
      if (report.format === "text") file.write(summary(tally, this.#options.fixes));
      file.finish();
    }
  }

  /** Ends the report on standard output. */
  end(tally: Tally): void {
    const { format, fixes, isFormatChosen, quiet } = this.#options;
    const [reporter, ...annotations] = this.#main;
    reporter?.end(tally);
    if (quiet === true) {
      for (const each of annotations) each.end(tally);
      return;
    }
    if (format === "concise") this.#environment.stderr.write(summary(tally, fixes));
    else if (format === "text") this.#write(summary(tally, fixes));
    if (isFormatChosen !== true && tally.diagnostics > 0 && isOnGitlab(this.#environment.variables))
      this.#write(GITLAB_ADVICE);
    for (const each of annotations) each.end(tally);
  }

  /** Removes what is unfinished, should the run have failed. */
  discard(): void {
    for (const { file } of this.#files) file.discard();
  }
}

/** GitLab takes no annotations from the log, only from a file that the job names; whether to write one is the user's to say. */
const GITLAB_ADVICE =
  "--output gitlab=gl-code-quality-report.json writes the report that merge requests show (artifacts:reports:codequality)\n";

type Variables = Environment["variables"];

function isOnGithub({ GITHUB_ACTIONS }: Variables): boolean {
  return GITHUB_ACTIONS === "true";
}

function isOnGitlab({ GITLAB_CI }: Variables): boolean {
  return GITLAB_CI === "true";
}

/** A text of one line in which nothing acts upon a terminal, or upon a service for CI that searches its log for commands. */
export function shownInLog(text: string, variables: Variables): string {
  return readsLog(variables) ? withoutCommands(visible(text)) : visible(text);
}

/** Whether what is written may be searched for commands. */
function readsLog(variables: Variables): boolean {
  return isOnGithub(variables) || variables.TF_BUILD !== undefined;
}
