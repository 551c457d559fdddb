import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { runsInShell, STARTERS, startArgument } from "../../engine/semantics/child-processes.js";
import { isForWindows } from "../../engine/semantics/for-windows.js";
import type { Model } from "../../engine/semantics/model.js";
import { outlineOf, type TextPiece, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  fixed:
    "this starts a shell for `{program}`, which other systems call something else, and a failure goes unnoticed: use `{instead}`",
  filled:
    "a shell takes `{value}` apart: a space in it makes two names of one, and `;` in it begins another command: use `{instead}`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What commands do, by their options. */
const COMMANDS: readonly (readonly [command: RegExp, instead: string])[] = [
  [/^cp(?: -[pfv]*)?$/, "shutil.copy2"],
  [/^cp -[arRpfv]*[arR][arRpfv]*$/, "shutil.copytree"],
  [/^mv(?: -[fv]*)?$/, "shutil.move"],
  [/^rm(?: -[fv]*)?$/, "os.remove"],
  [/^rm -[rRfv]*[rR][rRfv]*$/, "shutil.rmtree"],
  [/^mkdir$/, "os.mkdir"],
  [/^mkdir -p$/, "os.makedirs"],
  [/^rmdir$/, "os.rmdir"],
  [/^(?:del|erase)(?: \/[fFqQ])*$/, "os.remove"],
  [/^copy(?: \/[yY])?$/, "shutil.copy"],
  [/^(?:ren|rename)$/, "os.replace"],
];
/** A command alone with its options, and one or two plain names behind it. */
const PARTS =
  /^\s*([a-z]{2,6}(?:\s+[-/][A-Za-z]+)*)((?:\s+["']?[^\s"'|&;<>*?$`()[\]{}~-][^\s"'|&;<>*?$`()[\]{}~]*["']?){1,2})\s*$/;
/** Functions that make a value harmless for a shell, and names of what is harmless already. */
const QUOTING = /^(?:shlex\.quote|pipes\.quote|subprocess\.list2cmdline)$/;
const WORDS = ["cp", "mv", "rm", "mkdir", "rmdir", "del", "erase", "copy", "ren", "rename"];
const STARTS_SHELL = ["os.system", "os.popen", "commands.getoutput", "commands.getstatusoutput"];
const SUBPROCESS = [...STARTERS, "subprocess.getoutput", "subprocess.getstatusoutput"];

/**
 * A shell is started to copy, move or delete a file, which Python does itself, on every system and with an exception if it fails.
 */
export default defineRule({
  name: "shell-file-command",
  question: "copy-file",
  summary: "a shell that is started to copy, move or delete a file",
  severity: "information",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.calls(
      [...STARTS_SHELL, ...SUBPROCESS],
      check,
      WORDS.map((word) => [word]),
    ),
});

function check(call: Call, { model, report }: Context): void {
  const command = commandOf(call, model);
  if (command === null) return;
  const pieces = textPieces(command, model);
  const parts = PARTS.exec(outlineOf(pieces));
  const program = parts?.[1]?.replace(/\s+/g, " ");
  if (program === undefined || program.includes(UNKNOWN_PIECE)) return;
  const instead = COMMANDS.find(([pattern]) => pattern.test(program))?.[1];
  if (instead === undefined || isForWindows(call.node, model)) return;
  const filled = pieces.find((piece) => isTakenApart(piece, model));
  if (filled === undefined) report("fixed", { at: call.node, severity: "hint", data: { program, instead } });
  else report("filled", { at: call.node, data: { value: excerpt(filled.node.text), instead } });
}

function commandOf(call: Call, model: Model): SyntaxNode | null {
  const isShell = STARTERS.includes(call.name ?? "") ? runsInShell(call, model) : true;
  if (isShell !== true) return null;
  return (STARTERS.includes(call.name ?? "") ? startArgument(call, "args") : call.argument(0, null)) ?? null;
}

function isTakenApart({ text, node, isNumber }: TextPiece, model: Model): boolean {
  return text === null && isNumber !== true && !QUOTING.test(model.callAt(node)?.name ?? "");
}
