import { Command, Option } from "commander";
import type { CheckOptions } from "./check.js";
import { type Environment, ExitStatus, type Output } from "./environment.js";
import { type FileFlags, fileOptions, fixMode } from "./file-options.js";
import { baselineMode, type FindingsFlags, findingsOptions } from "./findings-options.js";
import { type OutputFlag, outputOption, reportsAskedFor } from "./output-options.js";
import { FORMATS } from "./report/formats.js";
import { type SettingsFlags, settingsOptions } from "./settings-options.js";
import type { ColourMode } from "./terminal/colour.js";
import { visibleLines } from "./terminal/display.js";

interface CheckFlags extends SettingsFlags, FindingsFlags, FileFlags {
  readonly format: CheckOptions["format"];
  readonly output?: readonly OutputFlag[];
  readonly color: ColourMode;
  readonly showSettings?: string;
  readonly stdinFilename?: string;
}

const CHECK_NOTES = ["Exit status: 0 no errors or warnings, 1 some, 2 something could not be done."];

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
  let status: number | undefined = ExitStatus.clean;
  const program = new Command("faqlint")
    .description("Finds what the Python FAQ warns about in Python code, and explains it.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [COMMAND]", "print help for a command")
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
    .addOption(formatOption(FORMATS))
    .addOption(outputOption())
    .option("--fix", "make the safe repairs; with -, print the result")
    .option("--unsafe-fixes", "make, or without --fix count, unsafe repairs too")
    .addOption(new Option("--diff", "show what --fix would change, change nothing").conflicts(["format", "output"]))
    .option("--show-settings <FILE>", "show what holds for a file, and who says so")
    .option("--stdin-filename <NAME>", "what to call the text of standard input")
    .addOption(colourOption())
    .addHelpText(
      "after",
      ({ error }) => `\n${wrap(CHECK_NOTES, helpWidth(error ? environment.stderr : environment.stdout))}`,
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
      const isUpdating = flags.updateBaseline === true || flags.growBaseline === true;
      if (isUpdating && flags.baseline === false) command.error("error: --no-baseline leaves nothing to update");
      if (isStdin && isUpdating) command.error("error: a baseline is made of files, not of standard input");
      if (isStdin && flags.showFiles === true)
        command.error("error: --show-files is about files, not about standard input");
      if (paths.includes("")) command.error("error: one of the paths is empty");
      if (!isStdin && flags.stdinFilename !== undefined) command.error("error: --stdin-filename needs the path -");
      const [{ checkFiles, checkStdin, showSettings }, { settingsOf }, { RULES }] = await Promise.all([
        import("./check.js"),
        import("./check-settings.js"),
        import("../rules/index.js"),
      ]);
      const settings = settingsOf(flags, RULES, environment.cwd);
      if (typeof settings === "string") command.error(`error: ${settings}`);
      const isFormatChosen = command.getOptionValueSource("format") === "cli";
      const reports = reportsAskedFor(flags.format, isFormatChosen, flags.output ?? []);
      if (typeof reports === "string") command.error(`error: ${reports}`);
      const options: CheckOptions = {
        ...reports,
        version,
        colour: flags.color,
        fixes: fixMode(flags),
        settings,
        isolated: flags.isolated === true,
        excludes: flags.exclude,
        baseline: baselineMode(flags),
        ...(flags.changedSince !== undefined && {
          changes: { since: flags.changedSince, linesOnly: flags.changedLines === true },
        }),
        ...(flags.stdinFilename === undefined ? {} : { stdinFilename: flags.stdinFilename }),
      };
      if (flags.showSettings !== undefined) {
        if (paths.length > 0) command.error("error: --show-settings takes the one file it is about and no others");
        status = showSettings(flags.showSettings, options, environment, RULES);
        return;
      }
      if (flags.showFiles === true) {
        const { showFiles } = await import("./show-files.js");
        status = showFiles(paths.length === 0 ? ["."] : paths, options, environment, RULES);
        return;
      }
      status = isStdin
        ? await checkStdin(options, environment, RULES)
        : await checkFiles(paths.length === 0 ? ["."] : paths, options, environment, RULES);
    });

  for (const option of [...fileOptions(), ...findingsOptions(), ...settingsOptions()]) check.addOption(option);

  program
    .command("explain")
    .summary("print the FAQ's answer to a question, or the one behind a rule")
    .description("Prints the answer to a question of the FAQ, or what a rule finds and the answer behind it.")
    .argument("<NAME>", "a question's or a rule's name, as shown beside each problem")
    .addOption(colourOption())
    .action(async (name: string, flags: { color: ColourMode }) => {
      const [{ explain }, { RULES }] = await Promise.all([import("./explain.js"), import("../rules/index.js")]);
      status = explain(name, flags.color, environment, RULES);
    });

  program
    .command("rules")
    .summary("list the rules")
    .description("Lists the rules by the question of the FAQ they belong to.")
    .addOption(formatOption(["text", "json"]))
    .addOption(colourOption())
    .action(async (flags: { format: "text" | "json"; color: ColourMode }) => {
      const [{ listRules }, { RULES }] = await Promise.all([import("./rules.js"), import("../rules/index.js")]);
      status = listRules({ format: flags.format, colour: flags.color }, environment, RULES);
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

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === undefined) throw error;
    // Help that was not asked for, and whatever was wrong, is a wrong use.
    return exitCode === 0 ? ExitStatus.clean : ExitStatus.failed;
  }
  return status;
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

function wrap(paragraphs: readonly string[], width: number): string {
  const lines: string[] = [];
  for (const paragraph of paragraphs) {
    let line = "";
    for (const word of paragraph.split(/\s+/)) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.join("\n");
}

function exitCodeOf(error: unknown): number | undefined {
  return error instanceof Error && "exitCode" in error && typeof error.exitCode === "number"
    ? error.exitCode
    : undefined;
}
