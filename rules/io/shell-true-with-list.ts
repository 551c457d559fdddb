import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import {
  leadingText,
  listedCommand,
  runsInShell,
  STARTERS,
  startArgument,
} from "../../engine/semantics/child-processes.js";
import { isForWindows } from "../../engine/semantics/for-windows.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** Commands of Windows, where a list is put together to one command line. */
const OF_WINDOWS = /^(?:cmd|start|where|dir|powershell)\b|^\.?\\|\.(?:exe|bat|cmd|ps1)\b|\\/i;
/** What a shell makes something of; without a shell it would be passed on as it is. */
const MEANS_SOMETHING = /[\s|&;<>()$`\\"'*?[\]#~=%{}!]/;

/**
 * With `shell=True` the first item of a list is the whole command for the shell, and the others are the arguments of the shell
 * itself: `["ls", "-l"]` runs `ls`.
 *
 * Found where a list of several items is run by a shell, outside of code for Windows.
 */
export default defineRule({
  name: "shell-true-with-list",
  question: "subprocess-pipes",
  summary: "a command as a list, of which the shell only runs the first item",
  severity: "error",
  fix: "safe",
  messages: {
    first: "with `shell=True` only `{first}` is run, and the rest of the list never gets to it: leave `shell=True` out",
  },
  on: (when) =>
    when.calls(
      STARTERS,
      (call, { model, report }) => {
        const command = startArgument(call, "args");
        if (command === undefined || runsInShell(call, model) !== true || isForWindows(call.node, model)) return;
        const items = listedCommand(command, model) ?? splitText(command, model);
        const [first] = items ?? [];
        if (items === null || first === undefined || items.length < 2 || items.some(isUnpacked)) return;
        const isWhole = first === items[1];
        const text = isWhole ? (stringValue(first)?.trim().split(/\s/)[0] ?? null) : leadingText(first, model);
        // `["$1 is said", "sh", "a"]` is meant for the shell; what a name stands for is not known.
        if (text === null || text === "" || OF_WINDOWS.test(text) || /[$\s]/.test(text)) return;
        const fix = (): Fix | null => (isWhole ? null : withoutShell(call, items));
        report("first", { at: command, data: { first: excerpt(text) }, fix });
      },
      [["shell"]],
    ),
});

function isUnpacked({ kind }: SyntaxNode): boolean {
  return kind === "list_splat";
}

/** The command that a string literal is split into: `"ls -l".split()`, `shlex.split("ls -l")`. */
function splitText(command: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  const call = model.callAt(command);
  const isSplit = call?.method === "split" && call.arguments.length === 0;
  const text = call?.name === "shlex.split" ? call.argument(0, null) : isSplit ? call.receiver : null;
  const value = text == null ? null : stringValue(text);
  return text != null && value?.trim().includes(" ") === true ? [text, text] : null;
}

/** Safe where the shell would have made nothing of any item. */
function withoutShell(call: Call, items: readonly SyntaxNode[]): Fix | null {
  const shell = call.arguments.find(({ keyword }) => keyword === "shell");
  const index = shell === undefined ? -1 : call.arguments.indexOf(shell);
  const before = call.arguments[index - 1];
  const isPlain = items.every((item) => {
    const text = stringValue(item);
    return text !== null && !MEANS_SOMETHING.test(text);
  });
  if (shell === undefined || before === undefined || !isPlain) return null;
  const edits = [{ span: { start: before.node.end, end: shell.node.end }, replacement: "" }];
  return { title: "Leave shell=True out", safety: "safe", edits };
}
