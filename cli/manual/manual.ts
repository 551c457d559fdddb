import type { Command, Option } from "commander";
import { COMMAND_DETAILS } from "./commands.js";
import type { CommandDetails, EntryList, OptionDetails } from "./details.js";

/** All there is to say of an option. Code stands between backticks. */
export interface ManualOption {
  /** As it is written: `--format <FORMAT>`. */
  readonly flags: string;
  /** Sentences. */
  readonly text: string;
  /** What follows from its definition, in sentences: choices, default, what it cannot be combined with. */
  readonly facts: readonly string[];
  readonly example: string | undefined;
}

/** All there is to say of a command. */
export interface ManualCommand {
  readonly name: string;
  /** What it does, in few words. */
  readonly summary: string;
  /** How it is called: `faqlint check [OPTION...] [PATH...]`. */
  readonly usage: string;
  readonly text: readonly string[];
  readonly groups: readonly { readonly title: string; readonly options: readonly ManualOption[] }[];
  readonly lists: readonly EntryList[];
  readonly examples: readonly { readonly command: string; readonly does: string }[];
}

/** All there is to say of the program. */
export interface Manual {
  readonly name: string;
  readonly version: string;
  /** What it is, in a sentence. */
  readonly description: string;
  readonly commands: readonly ManualCommand[];
}

const NOTHING: CommandDetails = { text: [], groups: [] };

/** Joins what the definitions of the commands say with what there is to say beyond that. */
export function manualOf(program: Command): Manual {
  return {
    name: program.name(),
    version: program.version() ?? "",
    description: program.description(),
    commands: program.commands.map((command) => manualOfCommand(program.name(), command)),
  };
}

/** All there is to say of one command of a program. */
export function manualOfCommand(programName: string, command: Command): ManualCommand {
  const { text, groups, lists = [], examples = [] } = COMMAND_DETAILS[command.name()] ?? NOTHING;
  const left = new Set(command.options);
  const described = groups.map(({ title, options }) => ({
    title,
    options: Object.entries(options).flatMap(([name, details]) => {
      const option = command.options.find(({ long }) => long === name);
      if (option === undefined) return [];
      left.delete(option);
      return manualOfOption(option, command, details);
    }),
  }));
  // Nothing is left out, even if nobody has described it.
  const others = [...left].map((option) =>
    manualOfOption(option, command, { text: `${capital(option.description)}.` }),
  );
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? name : `[${name}]`;
  });
  return {
    name: command.name(),
    summary: command.summary(),
    usage: [programName, command.name(), ...(command.options.length > 0 ? ["[OPTION...]"] : []), ...args].join(" "),
    text: text.length > 0 ? text : [command.description()],
    groups: [...described, { title: "Others", options: others }].filter(({ options }) => options.length > 0),
    lists,
    examples,
  };
}

function manualOfOption(option: Option, command: Command, { text, example }: OptionDetails): ManualOption {
  return { flags: option.flags, text, facts: factsOf(option, command), example };
}

function factsOf(option: Option, command: Command): string[] {
  const { argChoices, defaultValue, negate } = option;
  const facts: string[] = [];
  if (argChoices !== undefined) facts.push(`One of ${listed(argChoices, "and")}.`);
  if (typeof defaultValue === "string" && !negate) facts.push(`Default: \`${defaultValue}\`.`);
  const foreign = command.options.filter((other) => excludes(option, other) || excludes(other, option));
  if (foreign.length > 0) {
    facts.push(
      `Cannot be combined with ${listed(
        foreign.map(({ long }) => long ?? ""),
        "or",
      )}.`,
    );
  }
  return facts;
}

/** Commander's types leave out what {@link Option.conflicts} has noted. */
function excludes(option: Option, other: Option): boolean {
  const { conflictsWith = [] } = option as { readonly conflictsWith?: readonly string[] };
  return !other.negate && conflictsWith.includes(other.attributeName());
}

function listed(names: readonly string[], word: string): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} ${word} ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
