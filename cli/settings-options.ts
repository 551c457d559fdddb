import { InvalidArgumentError, Option } from "commander";
import type { PythonVersion } from "../engine/versions.js";
import { parseTarget } from "../project/target.js";

/** What the options about settings came to. */
export interface SettingsFlags {
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly severity?: readonly string[];
  readonly config?: readonly string[];
  readonly hints?: true;
  readonly targetVersion?: PythonVersion;
  readonly isolated?: true;
  /** Whether what the settings exclude is left out. */
  readonly exclude: boolean;
}

/** The options of `check` that say what a settings file can say, too. */
export function settingsOptions(): Option[] {
  return [
    listed("--select <NAMES>", "report only these rules, questions, sections, ...", true),
    listed("--ignore <NAMES>", "do not report these"),
    repeated("--severity <RULE=LEVEL>", "error, warning, information, hint or off").hideHelp(),
    repeated("--config <KEY=VALUE>", "any setting, its value as in faqlint.toml").hideHelp(),
    new Option("--hints", "show advice, too"),
    new Option("--target-version <X.Y>", "the Python version the code is meant for").argParser(toTarget),
    new Option("--isolated", "take no settings from files").hideHelp(),
    new Option("--no-exclude", "check what the settings exclude, too").hideHelp(),
  ];
}

/** @param needsNames whether a list without names is a slip: it would hide everything. */
function listed(flags: string, description: string, needsNames = false): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => {
    const names = text.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
    if (needsNames && names.length === 0) throw new InvalidArgumentError("Name something, such as threads.");
    return [...(before ?? []), ...names];
  });
}

function repeated(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    text,
  ]);
}

function toTarget(text: string): PythonVersion {
  const target = parseTarget(text);
  if (typeof target === "string") throw new InvalidArgumentError(target);
  return target;
}
