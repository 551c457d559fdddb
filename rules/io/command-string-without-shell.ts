import { defineRule, type Fix } from "../../engine/rule.js";
import {
  leadingText,
  listedCommand,
  runsInShell,
  STARTERS,
  startArgument,
} from "../../engine/semantics/child-processes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { isForWindows } from "../../engine/semantics/for-windows.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What only a shell makes something of. */
const FOR_A_SHELL = /[|&;<>()$`\\"'*?[\]#~%{}!\n]/;
/** Paths of programs may have blanks in them. */
const IS_PATH = /^(?:[A-Za-z]:|\/|\\|\.)[^ ]* .*[/\\]|\.exe\b|^[A-Za-z]:\\/i;

/**
 * A command that is one string is the name of a program, blanks and all, unless a shell takes it apart. There is no program
 * named `ls -l`. (On Windows a string is the whole command line.)
 *
 * Found where the text of the command, as far as it is known, has a blank in it, outside of code for Windows.
 */
export default defineRule({
  name: "command-string-without-shell",
  question: "subprocess-pipes",
  summary: "a whole command line where the name of a program is wanted",
  severity: "error",
  fix: "safe",
  messages: {
    name: "without a shell this is the name of a program, and there is none called `{command}`, so it raises {error}: give the words of the command as a list",
  },
  on: (when) =>
    when.calls(STARTERS, (call, { model, report, target }) => {
      const command = startArgument(call, "args");
      if (command === undefined || runsInShell(call, model) !== false || !call.lacks(2, "executable")) return;
      const items = listedCommand(command, model);
      const [only] = items === null ? [command] : items.length === 1 ? items : [];
      const text = only === undefined ? null : leadingText(only, model);
      if (
        only === undefined ||
        text === null ||
        !/^\S+\s+\S/.test(`${text}${stringValue(only) === null ? "x" : ""}`) ||
        IS_PATH.test(text) ||
        // A quoted first word is how Windows has it.
        text.startsWith('"')
      )
        return;
      const errors = ["builtins.FileNotFoundError", "builtins.OSError", "builtins.Exception"];
      if (isForWindows(call.node, model) || isExpectedToFail(call.node, model, errors)) return;
      report("name", {
        at: only,
        data: { command: excerpt(text), error: target.major >= 3 ? "FileNotFoundError" : "OSError" },
        fix: () => inWords(only, items !== null),
      });
    }),
});

/** Safe where no shell would have made anything of the words. */
function inWords(command: SyntaxNode, isListed: boolean): Fix | null {
  const text = stringValue(command);
  if (text === null || command.kind !== "string" || FOR_A_SHELL.test(text)) return null;
  const quote = command.text.includes("'") ? "'" : '"';
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => `${quote}${word}${quote}`)
    .join(", ");
  const edits = [{ span: command, replacement: isListed ? words : `[${words}]` }];
  return { title: "Give the words as a list", safety: "safe", edits };
}
