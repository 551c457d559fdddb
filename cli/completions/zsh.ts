import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from "./model.js";

/** Completions for zsh, to be put into a folder of `fpath` as `_NAME`, or to be evaluated. */
export function zshCompletions({ name, options, commands }: CompletedProgram): string {
  const described = commands.map((command) => `    ${quoted(`${command.name}:${command.description}`)}`).join("\n");
  return `#compdef ${name}
# Completions of ${name} for zsh, written by: ${name} completions zsh
_${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${described}
  )
  _arguments -C \\
${options.flatMap(specsOf).join(" \\\n")} \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join("\n")}
      esac ;;
  esac
}

# A word, "=" and a value.
_${name}_pair() {
  if compset -P '*='; then eval "$2"; else compadd -S '=' -q -- \${=1}; fi
}

if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;

  function commandCase({ name: command, options: own, values }: CompletedCommand): string {
    const specs = own.flatMap(specsOf);
    if (values !== undefined) specs.push(`    '${values.kind === "files" ? "*" : "1"}:argument:${actionOf(values)}'`);
    return `        ${command}) _arguments \\\n${specs.map((spec) => `      ${spec}`).join(" \\\n")} ;;`;
  }

  function specsOf({ names, description, values, isRepeatable }: CompletedOption): string[] {
    const text = `[${description.replace(/[[\]\\:]/g, "\\$&")}]`;
    const value = values === undefined ? "" : `:value:${actionOf(values)}`;
    return names.map((each) => {
      const others = names.filter((other) => other !== each).join(" ");
      const exclusion = isRepeatable ? "*" : names.length > 1 ? `(${others})` : "";
      return `    '${exclusion}${each}${values === undefined ? "" : "="}${text.replaceAll("'", "'\\''")}${value}'`;
    });
  }

  function actionOf(values: Values): string {
    switch (values.kind) {
      case "words":
        return `(${values.words.join(" ")})`;
      case "list":
        return `_sequence compadd - ${values.words.join(" ")}`;
      case "pair":
        return ` _${name}_pair "${values.words.join(" ")}" "${afterPair(values.values)}"`;
      case "refs":
        return "($(git for-each-ref --format=%\\(refname\\:short\\) 2>/dev/null))";
      case "files":
        return "_files";
      case "folders":
        return "_files -/";
      case "nothing":
        return " ";
    }
  }
}

function afterPair(values: Values): string {
  if (values.kind === "files") return "_files";
  return values.kind === "words" ? `compadd -- ${values.words.join(" ")}` : "true";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
