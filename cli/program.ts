import { Argument, Command, Option } from "commander";
import { didYouMean } from "../engine/text/suggest.js";
import { renderText } from "../faq/render.js";
import type { Shard } from "../project/shard.js";
import { RULE_INFOS } from "../rules/infos.js";
import type { CheckOptions } from "./check-options.js";
import { SHELLS, type Shell } from "./completions/shells.js";
import { type Environment, ExitStatus, type Output } from "./environment.js";
import { type FileFlags, fileOptions, fixMode } from "./file-options.js";
import { baselineMode, type FindingsFlags, findingsOptions } from "./findings-options.js";
import { type IgnoreFlags, ignoreOptions } from "./ignore-options.js";
import { proseOf } from "./manual/prose.js";
import { type OutputFlag, outputOption, reportsAskedFor } from "./output-options.js";
import { FORMATS } from "./report/formats.js";
import type { RuleSet } from "./rule-set.js";
import { type SettingsFlags, settingsOptions } from "./settings-options.js";
import { shardOption } from "./shard-option.js";
import { type ColourMode, paintFor } from "./terminal/colour.js";
import { visibleLines } from "./terminal/display.js";
import { problemOf, type WorkFlags, workAskedFor, workOptions } from "./work-options.js";

export { processEnvironment } from "./environment.js";

interface CheckFlags extends SettingsFlags, FindingsFlags, FileFlags, IgnoreFlags, WorkFlags {
  readonly format: CheckOptions["format"];
  readonly output?: readonly OutputFlag[];
  readonly color: ColourMode;
  readonly showSettings?: string;
  readonly shard?: Shard;
  readonly stdinFilename?: string;
}

const EXIT_STATUS_NOTE = "Exit status: 0 no errors or warnings, 1 some, 2 something could not be done.";

/** The commands that there are, and what the one that was run has come to. */
interface CommandLine {
  readonly program: Command;
  /** Undefined when a server was started, which ends the process itself. */
  exitStatus(): number | undefined;
}

/**
 * Runs the command that the arguments ask for.
 *
 * @param args the arguments behind the name of the program.
 * @param startServer serves an editor on standard input and output from then on.
 * @returns the exit status; undefined when a server was started, which ends the process itself.
 */
export async function runProgram(
  args: readonly string[],
  version: string,
  environment: Environment,
  startServer: () => Promise<void>,
): Promise<number | undefined> {
  const { program, exitStatus } = commandLine(version, environment, startServer);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === undefined) throw error;
    // Help that was not asked for, and whatever was wrong, is a wrong use.
    return exitCode === 0 ? ExitStatus.clean : ExitStatus.failed;
  }
  return exitStatus();
}

/** Defines the commands. Whoever only wants to know what there is runs none of them. */
export function commandLine(version: string, environment: Environment, startServer: () => Promise<void>): CommandLine {
  let status: number | undefined = ExitStatus.clean;
  const program = new Command("faqlint")
    .description("Finds what the Python FAQ warns about in Python code, and explains it.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .configureHelp({ optionDescription: ({ description }) => description })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => environment.stdout.write(visibleLines(text)),
      writeErr: (text) => environment.stderr.write(visibleLines(text)),
      outputError: (text, write) => write(`faqlint: ${text.replace(/^error: /, "")}`),
      getOutHelpWidth: () => helpWidth(environment.stdout),
      getErrHelpWidth: () => helpWidth(environment.stderr),
    });

  const check = program
    .command("check")
    .summary("find problems in files and folders")
    .description("Finds problems in files and folders, or else here; - is standard input.")
    .argument("[PATH...]")
    .addHelpText("after", ({ command, error }) =>
      notesBelow(command, helpWidth(error ? environment.stderr : environment.stdout)),
    )
    .action(async (paths: string[], flags: CheckFlags, command: Command) => {
      const isStdin = paths.includes("-");
      if (isStdin && paths.length > 1) command.error("error: - cannot be combined with other paths");
      if (flags.changedLines === true && flags.changedSince === undefined) {
        command.error("error: --changed-lines needs --changed-since REF");
      }
      if (isStdin && flags.changedSince !== undefined) {
        command.error("error: --changed-since is about files, not about standard input");
      }
      if (isStdin && flags.shard !== undefined) {
        command.error("error: --shard is about files, not about standard input");
      }
      const isUpdating = flags.updateBaseline === true || flags.growBaseline === true;
      if (isUpdating && flags.baseline === false) command.error("error: --no-baseline leaves nothing to update");
      if (isStdin && isUpdating) command.error("error: a baseline is made of files, not of standard input");
      if (isStdin && flags.showFiles === true)
        command.error("error: --show-files is about files, not about standard input");
      if (paths.includes("")) command.error("error: one of the paths is empty");
      if (!isStdin && flags.stdinFilename !== undefined) command.error("error: --stdin-filename needs the path -");
      if (isStdin && flags.watch === true) command.error("error: --watch is about files, not about standard input");
      if (flags.reason !== undefined && flags.addIgnores !== true) command.error("error: --reason needs --add-ignores");
      const { checkFiles, checkStdin, settingsOf } = await import("./checking.js");
      const rules: RuleSet = {
        infos: RULE_INFOS,
        load: async () => (await import("../rules/lazy.js")).LAZY_RULES,
        loadAbout: async (questions) => (await import("../project/linting.js")).rulesAbout(questions),
        relevances: async () => (await import("../rules/relevances.js")).RELEVANCES,
      };
      const settings = settingsOf(flags, RULE_INFOS, environment.cwd);
      if (typeof settings === "string") command.error(`error: ${settings}`);
      const isFormatChosen = command.getOptionValueSource("format") === "cli";
      const reports = reportsAskedFor(flags.format, isFormatChosen, flags.output ?? []);
      if (typeof reports === "string") command.error(`error: ${reports}`);
      const problem = problemOf(flags, reports.format);
      if (problem !== undefined) command.error(`error: ${problem}`);
      const options: CheckOptions = {
        ...reports,
        version,
        colour: flags.color,
        fixes: {
          ...fixMode(flags),
          ...(flags.addIgnores === true && {
            action: flags.diff === true ? "diff" : "write",
            ignoreReason: flags.reason ?? "",
          }),
        },
        settings,
        isolated: flags.isolated === true,
        excludes: flags.exclude,
        baseline: baselineMode(flags),
        ...(flags.changedSince !== undefined && {
          changes: { since: flags.changedSince, linesOnly: flags.changedLines === true },
        }),
        ...(flags.shard !== undefined && { shard: flags.shard }),
        ...(flags.stdinFilename === undefined ? {} : { stdinFilename: flags.stdinFilename }),
        ...workAskedFor(flags, environment),
      };
      if (flags.showSettings !== undefined) {
        if (paths.length > 0) command.error("error: --show-settings takes the one file it is about and no others");
        const { showSettings } = await import("./show-settings.js");
        status = showSettings(flags.showSettings, options, environment, rules);
        return;
      }
      const roots = paths.length === 0 ? ["."] : paths;
      if (flags.showFiles === true) {
        const { showFiles } = await import("./show-files.js");
        status = showFiles(roots, options, environment, rules);
      } else if (isStdin) status = await checkStdin(options, environment, rules);
      else if (flags.watch === true) {
        const { watchFiles } = await import("./watch/watch.js");
        status = await watchFiles(roots, options, environment, rules);
      } else status = await checkFiles(roots, options, environment, rules);
    });

  // In the order of help, which has those that are used every day; of the others it has the names.
  const options = [
    new Option("--fix", "make the safe repairs; with -, print the result"),
    new Option("--unsafe-fixes", "make, or without --fix count, unsafe repairs too"),
    new Option("--diff", "show what --fix would change, change nothing").conflicts(["format", "output"]),
    ...settingsOptions(),
    ...findingsOptions(),
    formatOption(FORMATS),
    outputOption(),
    colourOption().hideHelp(),
    new Option("--show-settings <FILE>", "show what holds for a file, and who says so"),
    new Option("--stdin-filename <NAME>", "what to call the text of standard input").hideHelp(),
    shardOption().hideHelp(),
    ...fileOptions(),
    ...ignoreOptions(),
    ...workOptions(),
  ];
  for (const option of options) check.addOption(option);

  program
    .command("explain")
    .summary("print the FAQ's answer to a question, or the one behind a rule")
    .description("Prints the answer to a question of the FAQ, or what a rule finds and the answer behind it.")
    .argument("<NAME>", "a question's or a rule's name, as shown beside each problem")
    .addOption(colourOption())
    .action(async (name: string, flags: { color: ColourMode }) => {
      const { explain } = await import("./explain.js");
      status = explain(name, flags.color, environment, RULE_INFOS);
    });

  program
    .command("rules")
    .summary("list the rules")
    .description("Lists the rules by the question of the FAQ they belong to.")
    .addOption(formatOption(["text", "json"]))
    .addOption(colourOption())
    .action(async (flags: { format: "text" | "json"; color: ColourMode }) => {
      const { listRules } = await import("./rules.js");
      status = listRules({ format: flags.format, colour: flags.color }, environment, RULE_INFOS);
    });

  program
    .command("server")
    .summary("start the language server, for editors")
    .description("Serves one editor with the Language Server Protocol on standard input and output.")
    .option("--stdio", "use standard input and output; always the case, and accepted because editors pass it")
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      await startServer();
      status = undefined;
    });

  program
    .command("completions")
    .summary("print what teaches a shell to complete commands, options and names")
    .description(
      "Prints a script that teaches a shell to complete commands, options, and the names of rules and questions.",
    )
    .addArgument(new Argument("<SHELL>", SHELLS.join(", ")).choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completionsFor } = await import("./completions/completions.js");
      environment.stdout.write(completionsFor(shell, program, RULE_INFOS));
    });

  program
    .command("help")
    .summary("print all there is to say about a command")
    .description("Prints all there is to say about a command and its options.")
    .argument("[COMMAND]")
    .addOption(colourOption())
    .action(async (name: string | undefined, flags: { color: ColourMode }) => {
      if (name === undefined) return program.outputHelp();
      const command = program.commands.find((each) => each.name() === name);
      if (command === undefined) {
        const names = program.commands.map((each) => each.name());
        return program.error(
          `error: there is no command "${name}"; ${didYouMean(name, names) ?? `commands are ${names.join(", ")}`}`,
        );
      }
      const [{ manualOfCommand }, { manualText }] = await Promise.all([
        import("./manual/manual.js"),
        import("./manual/text.js"),
      ]);
      const { stdout, variables } = environment;
      const paint = paintFor(flags.color, variables, stdout.isTerminal);
      stdout.write(manualText(manualOfCommand(program.name(), command), helpWidth(stdout), paint));
    });

  return { program, exitStatus: () => status };
}

/** What stands below the options of `check`: the others, and what the exit status means. */
function notesBelow(check: Command, width: number): string {
  const hidden = check.options.filter((option) => option.hidden).map(({ long }) => long);
  return [`More options: ${hidden.join(", ")}. \`faqlint help check\` tells of all of them.`, EXIT_STATUS_NOTE]
    .map((paragraph) => `\n${renderText([{ kind: "paragraph", prose: proseOf(paragraph) }], width)}`)
    .join("\n");
}

function formatOption(formats: readonly string[]): Option {
  const words = [formats.slice(0, -1).join(", "), formats.at(-1)].join(" or ");
  return new Option("--format <FORMAT>", `${words} (default: text)`).choices(formats).default("text");
}

function colourOption(): Option {
  const choices = ["auto", "always", "never"];
  return new Option("--color <WHEN>", "auto (heeds NO_COLOR, FORCE_COLOR), always, never")
    .choices(choices)
    .default("auto");
}

/** Lines longer than this are tiring to read; where there is no terminal, lines are as on a small one. */
function helpWidth({ columns }: Output): number {
  return Math.min(columns ?? 80, 100);
}

function exitCodeOf(error: unknown): number | undefined {
  return error instanceof Error && "exitCode" in error && typeof error.exitCode === "number"
    ? error.exitCode
    : undefined;
}
