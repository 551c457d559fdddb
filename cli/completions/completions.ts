import type { Command } from "commander";
import type { RuleInfo } from "../../engine/rule.js";
import { bashCompletions } from "./bash.js";
import { fishCompletions } from "./fish.js";
import { completedProgram } from "./model.js";
import type { Shell } from "./shells.js";
import { zshCompletions } from "./zsh.js";

/** A script that teaches a shell the commands, the options and the names of rules and questions. */
export function completionsFor(shell: Shell, program: Command, rules: readonly RuleInfo[]): string {
  const completed = completedProgram(program, rules);
  switch (shell) {
    case "bash":
      return bashCompletions(completed);
    case "zsh":
      return zshCompletions(completed);
    case "fish":
      return fishCompletions(completed);
  }
}
