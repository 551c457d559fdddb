import type { Argument, Command, Option } from "commander";
import { QUESTIONS } from "../../engine/questions.js";
import type { RuleInfo } from "../../engine/rule.js";
import { formatPythonVersion } from "../../engine/versions.js";
import { knownVersions } from "../../project/requires-python.js";
import { SEVERITIES, SelectorNames } from "../../project/settings/selectors.js";
import { SETTINGS } from "../../project/settings/table.js";
import { FORMATS } from "../report/formats.js";

/** What a shell can offer where a value is wanted. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Several of the words, separated by commas. */
  | { readonly kind: "list"; readonly words: readonly string[] }
  /** One of the words, `=`, and a value. */
  | { readonly kind: "pair"; readonly words: readonly string[]; readonly values: Values }
  /** Branches, tags and commits of git. */
  | { readonly kind: "refs" }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  | { readonly kind: "nothing" };

/** An option as a shell sees it. */
export interface CompletedOption {
  /** With its hyphens; the long name first. */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined when it takes no value. */
  readonly values: Values | undefined;
  readonly isRepeatable: boolean;
}

/** A command as a shell sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments can be; undefined when it takes none. */
  readonly values: Values | undefined;
}

/** A program as a shell sees it. */
export interface CompletedProgram {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** Reads from the definitions of the commands what can be completed. */
export function completedProgram(program: Command, rules: readonly RuleInfo[]): CompletedProgram {
  const ofOptions = valuesByPlaceholder(rules);
  const ofArguments = new Map<string, Values>([
    ["PATH", { kind: "files" }],
    ["NAME", { kind: "words", words: [...QUESTIONS.map(({ slug }) => slug), ...rules.map(({ name }) => name)] }],
    ["COMMAND", { kind: "words", words: program.commands.map((command) => command.name()) }],
  ]);
  const choices = ({ argChoices }: Option | Argument): Values | undefined =>
    argChoices === undefined ? undefined : { kind: "words", words: argChoices };
  const optionOf = (option: Option): CompletedOption => {
    const [, placeholder] = /<(.+)>/.exec(option.flags) ?? [];
    return {
      names: [option.long, option.short].filter((name) => name !== undefined && name !== null),
      description: option.description,
      values: placeholder === undefined ? undefined : (choices(option) ?? ofOptions.get(placeholder) ?? NOTHING),
      isRepeatable: option.parseArg !== undefined && option.defaultValue === undefined,
    };
  };
  const help: CompletedOption = {
    names: ["--help", "-h"],
    description: "print help",
    values: undefined,
    isRepeatable: false,
  };
  const commands = program.commands.map((command): CompletedCommand => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.summary(),
      options: [...command.options.map(optionOf), help],
      values: argument === undefined ? undefined : (choices(argument) ?? ofArguments.get(argument.name()) ?? NOTHING),
    };
  });
  return { name: program.name(), options: [...program.options.map(optionOf), help], commands };
}

const NOTHING: Values = { kind: "nothing" };

/** What stands for a value in help tells what it can be. */
function valuesByPlaceholder(rules: readonly RuleInfo[]): ReadonlyMap<string, Values> {
  const { ofRules } = new SelectorNames(rules);
  const words = (list: readonly string[]): Values => ({ kind: "words", words: list });
  return new Map<string, Values>([
    ["NAMES", { kind: "list", words: [...ofRules, ...SEVERITIES, "all"] }],
    ["NAME", { kind: "files" }],
    ["X.Y", words(knownVersions().map(formatPythonVersion))],
    ["RULE=LEVEL", { kind: "pair", words: ofRules, values: words([...SEVERITIES, "off"]) }],
    ["FORMAT=FILE", { kind: "pair", words: FORMATS, values: { kind: "files" } }],
    [
      "KEY=VALUE",
      { kind: "pair", words: SETTINGS.map(({ key }) => key).filter((key) => key !== "extend"), values: NOTHING },
    ],
    ["REF", { kind: "refs" }],
    ["FILE", { kind: "files" }],
    ["FOLDER", { kind: "folders" }],
    ["DIR", { kind: "folders" }],
  ]);
}
