import { defineRule } from "../../engine/rule.js";
import {
  isPiped,
  leadingText,
  listedCommand,
  STARTERS,
  startArgument,
} from "../../engine/semantics/child-processes.js";

/** Programs that talk to a terminal, whatever their standard input is. */
const TERMINAL_PROGRAMS = /^(?:\S*\/)?(?:emacs|htop|nano|passwd)(?=\s|$)/;

/**
 * Editors and `passwd` talk to the terminal and not to their standard input, so what a pipe feeds them they never read.
 *
 * Found where the name of such a program is the command and its standard input is a pipe.
 */
export default defineRule({
  name: "tty-program-on-pipe",
  question: "subprocess-pipes",
  summary: "a program that wants a terminal, and is given a pipe",
  severity: "warning",
  fix: "none",
  messages: {
    terminal:
      "`{program}` talks to the terminal and not to its standard input, so it never gets what is written to this pipe: use `pexpect`, or `pty`",
  },
  on: (when) =>
    when.calls(
      STARTERS,
      (call, { model, report }) => {
        const command = startArgument(call, "args");
        const stdin = startArgument(call, "stdin");
        if (command === undefined || stdin === undefined || isPiped(call, "stdin", model) !== true) return;
        const [program] = listedCommand(command, model) ?? [command];
        const text = program === undefined ? null : leadingText(program, model);
        const name = text === null ? null : TERMINAL_PROGRAMS.exec(text)?.[0];
        if (name == null) return;
        report("terminal", {
          at: stdin.parent?.kind === "keyword_argument" ? stdin.parent : stdin,
          data: { program: name },
        });
      },
      [["passwd"], ["nano"], ["emacs"], ["htop"]],
    ),
});
