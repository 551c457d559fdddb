import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from "./model.js";

/** Completions for fish, to be put into its folder of completions as `NAME.fish`, or to be sourced. */
export function fishCompletions({ name, options, commands }: CompletedProgram): string {
  const lines = [
    `# Completions of ${name} for fish, written by: ${name} completions fish`,
    `complete -c ${name} -f`,
    "# Words, each followed by = and a value.",
    `function __${name}_pair`,
    "  set -l typed (commandline -ct | string replace -r -- '^--[^=]*=' '')",
    "  if string match -q '*=*' -- $typed",
    "    set -l key (string split -m 1 = -- $typed)",
    "    if test (count $argv) -gt 1",
    "      string split ' ' -- $argv[2] | string replace -r '^' -- \"$key[1]=\"",
    "    else",
    "      __fish_complete_path $key[2] | string replace -r '^' -- \"$key[1]=\"",
    "    end",
    "  else",
    "    string split ' ' -- $argv[1] | string replace -r '$' =",
    "  end",
    "end",
    ...options.flatMap((option) => optionLine("__fish_use_subcommand", option)),
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join("\n")}\n`;

  function commandLines({ name: command, description, options: own, values }: CompletedCommand): string[] {
    const condition = `__fish_seen_subcommand_from ${command}`;
    return [
      `complete -c ${name} -n __fish_use_subcommand -a ${command} -d ${quoted(description)}`,
      ...own.flatMap((option) => optionLine(condition, option)),
      ...argumentLine(condition, values),
    ];
  }

  function optionLine(condition: string, { names, description, values }: CompletedOption): string[] {
    const flags = names.map((each) => (each.startsWith("--") ? `-l ${each.slice(2)}` : `-s ${each.slice(1)}`));
    return [
      `complete -c ${name} -n ${quoted(condition)} ${flags.join(" ")}${flagsFor(values)} -d ${quoted(description)}`,
    ];
  }

  function argumentLine(condition: string, values: Values | undefined): string[] {
    if (values === undefined || values.kind === "nothing") return [];
    const offered = values.kind === "files" ? " -F" : flagsFor(values).replace(" -x", "");
    return [`complete -c ${name} -n ${quoted(condition)}${offered}`];
  }

  function flagsFor(values: Values | undefined): string {
    switch (values?.kind) {
      case undefined:
        return "";
      case "words":
        return ` -x -a ${quoted(values.words.join(" "))}`;
      case "list":
        return ` -x -a ${quoted(`(__fish_append , ${values.words.join(" ")})`)}`;
      case "pair":
        return ` -x -a ${quoted(`(__${name}_pair "${values.words.join(" ")}"${afterPair(values.values)})`)}`;
      case "refs":
        return ` -x -a ${quoted("(git for-each-ref --format='%(refname:short)' 2>/dev/null)")}`;
      case "files":
        return " -r -F";
      case "folders":
        return ` -x -a ${quoted("(__fish_complete_directories)")}`;
      case "nothing":
        return " -x";
    }
  }
}

function afterPair(values: Values): string {
  return values.kind === "files" ? "" : ` "${values.kind === "words" ? values.words.join(" ") : ""}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
