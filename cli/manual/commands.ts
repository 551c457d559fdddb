import { CHECK } from "./check-details.js";
import { type CommandDetails, colourDetails } from "./details.js";

const EXPLAIN: CommandDetails = {
  text: [
    "Prints the answer to the question of the FAQ that is called NAME: what goes wrong, why, and what to do today. NAME may be that of a " +
      "rule as well, as it stands beside each problem: then it tells first what the rule finds. `faqlint rules` lists both.",
  ],
  groups: [{ title: "Output", options: { "--color": colourDetails("faqlint explain signal-handlers") } }],
  examples: [
    { command: "faqlint explain signal-handlers", does: "Answers a question." },
    { command: "faqlint explain struct-read-size", does: "Tells what a rule finds, and why." },
  ],
};

const RULES: CommandDetails = {
  text: [
    "Lists the rules by the question of the FAQ they belong to, each with its severity, with whether it offers a repair, and with what it finds.",
  ],
  groups: [
    {
      title: "Output",
      options: {
        "--format": {
          text: '`text` is for people; `json` is one object, `{"version": 1, "rules": [...]}`.',
          example: "faqlint rules --format json",
        },
        "--color": colourDetails("faqlint rules"),
      },
    },
  ],
};

const SERVER: CommandDetails = {
  text: [
    "Serves one editor with the Language Server Protocol on standard input and output, until the editor ends it. Editors start it " +
      "by themselves when they are told to: `docs/editors.md` has settings to copy.",
  ],
  groups: [
    {
      title: "Connection",
      options: {
        "--stdio": {
          text: "Uses standard input and output. It always does; the option is there because editors pass it.",
        },
      },
    },
  ],
};

const COMPLETIONS: CommandDetails = {
  text: [
    "Prints a script that teaches the shell SHELL to complete commands, options and their values, and the names of rules and questions. SHELL is " +
      "`bash`, `zsh` or `fish`. The script knows the names of the version that wrote it: write it anew after an update.",
  ],
  groups: [],
  examples: [
    {
      command: "faqlint completions bash > ~/.local/share/bash-completion/completions/faqlint",
      does: "For bash with the package bash-completion. Without that, add `source FILE` to `~/.bashrc`.",
    },
    {
      command: "faqlint completions zsh > ~/.zfunc/_faqlint",
      does: "For zsh, if `~/.zshrc` has `fpath+=~/.zfunc` before `compinit`. `_faqlint` may lie in any other folder of `fpath`.",
    },
    { command: "faqlint completions fish > ~/.config/fish/completions/faqlint.fish", does: "For fish." },
  ],
};

const HELP: CommandDetails = {
  text: [
    "Without a name, lists the commands. With one, prints all there is to say about the command, as this page does; `--help` has only " +
      "what is used every day.",
  ],
  groups: [{ title: "Output", options: { "--color": colourDetails("faqlint help check") } }],
  examples: [{ command: "faqlint help check", does: "Tells of all options of `check`." }],
};

/** What there is to say of each command, by its name. */
export const COMMAND_DETAILS: Readonly<Record<string, CommandDetails>> = {
  check: CHECK,
  explain: EXPLAIN,
  rules: RULES,
  server: SERVER,
  completions: COMPLETIONS,
  help: HELP,
};
