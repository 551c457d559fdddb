import type { CompletedOption, CompletedProgram, Values } from "./model.js";

/** Asks git for what `--changed-since` can name. */
const REFS = "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)";

/**
 * Completions for bash from 3.2 on, as macOS has it. They need no other package: what is typed is read from the line itself,
 * since bash tears words apart at `=`.
 */
export function bashCompletions({ name, options, commands }: CompletedProgram): string {
  return `# Completions of ${name} for bash, written by: ${name} completions bash
_${name}() {
  local line=\${COMP_LINE:0:COMP_POINT} words word option="" value command="" prefix="" each
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  word=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  for each in "\${words[@]:1:\${#words[@]}-2}"; do
    case $each in
      ${commands.map((command) => command.name).join("|")}) command=$each; break ;;
    esac
  done
  case $word in
    --*=*) option=\${word%%=*} value=\${word#*=} prefix=\${word%%=*}= ;;
    *) option=\${words[\${#words[@]}-2]} value=$word ;;
  esac
  case "$command $option" in
${commands.flatMap((command) => command.options.flatMap((each) => optionCase(name, command.name, each))).join("\n")}
  esac
  case $command in
    "") _${name}_words "${[...commands.map((command) => command.name), ...namesOf(options)].join(" ")}" "$word" ;;
${commands
  .map(({ name: command, options: own, values }) => {
    const argument = reply(name, values ?? { kind: "nothing" }, "word");
    return `    ${command})
      case $word in
        -*) _${name}_words "${namesOf(own).join(" ")}" "$word" ;;
        *) ${argument} ;;
      esac ;;`;
  })
  .join("\n")}
  esac
}

# Offers the words that begin as what was typed.
_${name}_words() {
  local typed=$2 before="" each
  # What bash takes for words of their own is not part of the one that it completes.
  case $COMP_WORDBREAKS in *=*) prefix=""; case $typed in *=*) before=\${typed%=*}= ;; esac ;; esac
  while IFS= read -r each; do
    if [ -n "$each" ]; then COMPREPLY+=("$prefix\${each#"$before"}"); fi
  done < <(compgen -W "$1" -- "$typed")
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then _${name}_nothing; fi
  # Behind "format=" more is to come.
  case \${COMPREPLY[0]-} in *=) _${name}_option -o nospace ;; esac
}

# Several words with commas between them.
_${name}_list() {
  local before="" each all=""
  case $2 in *,*) before=\${2%,*}, ;; esac
  for each in $1; do all+="$before$each "; done
  _${name}_words "$all" "$2"
}

# One of the first words, "=", and one of the second, or a file where there are none.
_${name}_pair() {
  local each all=""
  case $3 in
    *=*)
      for each in $2; do all+="\${3%%=*}=$each "; done
      if [ -n "$all" ]; then _${name}_words "$all" "$3"; fi ;;
    *)
      for each in $1; do all+="$each= "; done
      _${name}_words "$all" "$3" ;;
  esac
}

# No files, where none are wanted.
_${name}_nothing() {
  _${name}_option +o default +o bashdefault
}

_${name}_option() {
  if type compopt >/dev/null 2>&1; then compopt "$@" 2>/dev/null || true; fi
}

# Where nothing is offered, bash completes files.
complete -o bashdefault -o default -F _${name} ${name}
`;
}

function namesOf(options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ names }) => names);
}

function optionCase(program: string, command: string, { names, values }: CompletedOption): string[] {
  if (values === undefined) return [];
  const patterns = names.map((name) => `"${command} ${name}"`).join("|");
  return [`    ${patterns}) ${reply(program, values, "value")}; return ;;`];
}

/** A command that offers what a value can be. */
function reply(program: string, values: Values, variable: string): string {
  const typed = `"$${variable}"`;
  switch (values.kind) {
    case "words":
      return `_${program}_words "${values.words.join(" ")}" ${typed}`;
    case "list":
      return `_${program}_list "${values.words.join(" ")}" ${typed}`;
    case "pair": {
      const after = values.values.kind === "words" ? values.values.words : [];
      return `_${program}_pair "${values.words.join(" ")}" "${after.join(" ")}" ${typed}`;
    }
    case "refs":
      return `_${program}_words "${REFS}" ${typed}`;
    case "files":
      return ":";
    case "folders":
      return `_${program}_option -o dirnames`;
    case "nothing":
      return `_${program}_nothing`;
  }
}
