import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { listedCommand, runsInShell, STARTERS, startArgument } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  operator: "without a shell `{item}` is an argument like any other for `{program}`: {advice}",
  pattern: "without a shell nothing replaces `{item}`, so `{program}` gets it as it stands: use {replacement}",
  spawn: "`pexpect.spawn` runs no shell, so `{item}` is an argument like any other: spawn `/bin/bash` with `-c`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What joins commands or turns their streams elsewhere. */
const OPERATOR = /^(?:\|\|?|&&|>>?|[12]>>?(?:&[12]|\/dev\/null)?|&>)$/;
/** Programs whose arguments may be any of this: patterns, expressions, programs. */
const TAKES_ANYTHING = new Set(
  `awk bash cmd dash echo expr fd find fish gawk git grep egrep fgrep jq ksh ls-remote make perl powershell printf psql python
  python3 rg ruby sed sh sqlite3 ssh sudo tar test tr xargs yq zsh [ docker kubectl ffmpeg rsync unzip zip cmake 7z du ctags
  convert mogrify identify node adb osascript tcpdump iptables locate env`.split(/\s+/),
);
/** Programs of which every argument that is no option is a file. */
const TAKES_FILES = new Set("cat chmod chown cp gcc g++ cc gzip head ls mv rm rmdir tail touch wc".split(" "));

/**
 * Pipes, redirections, `*` and `~` are the shell's. A command that is given as a list is run without one, and the program gets
 * them as arguments: `["ls", "|", "wc"]` asks ls for the files `|` and `wc`.
 *
 * Found where an item of the list is such a sign, and where a program that takes files gets a pattern.
 */
export default defineRule({
  name: "shell-syntax-in-list",
  question: "subprocess-pipes",
  summary: "signs of the shell in a command that no shell runs",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [when.calls(STARTERS, checkList), when.calls("pexpect.spawn", checkSpawn)],
});

function checkList(call: Call, { model, report }: Context): void {
  const command = startArgument(call, "args");
  if (command === undefined || runsInShell(call, model) !== false) return;
  const items = listedCommand(command, model);
  const [first] = items ?? [];
  const program = first === undefined ? null : stringValue(constantOf(first, model));
  if (items === null || program === null || /[\s\\]/.test(program)) return;
  const base = baseOf(program);
  for (const item of items.slice(1)) {
    const text = stringValue(item);
    if (text === null) continue;
    if (OPERATOR.test(text) && !TAKES_ANYTHING.has(base)) {
      const advice = text.includes(">")
        ? "use the arguments `stdout` and `stderr`"
        : "start both programs, or let a shell run the line";
      report("operator", { at: item, data: { item: text, program: base, advice } });
      return;
    }
    const replacement = TAKES_FILES.has(base) ? replacementFor(text) : null;
    if (replacement === null) continue;
    report("pattern", { at: item, data: { item: excerpt(text), program: base, replacement } });
    return;
  }
}

function replacementFor(text: string): string | null {
  if (text.startsWith("-")) return null;
  if (/[*?]/.test(text)) return "`glob.glob`";
  if (/^~[\w-]*(?:\/|$)/.test(text)) return "`os.path.expanduser`";
  return /^\$(?:\w+|\{\w+\})(?:\/|$)/.test(text) ? "`os.path.expandvars`" : null;
}

function checkSpawn(call: Call, { model, report }: Context): void {
  const command = call.argument(0, "command");
  const text = command === undefined ? null : stringValue(constantOf(command, model));
  if (command === undefined || text === null || !call.lacks(1, "args")) return;
  const words = text.split(/\s+/);
  const operator = words.slice(1).find((word) => OPERATOR.test(word));
  const isQuoted = /["']/.test(text);
  if (operator === undefined || isQuoted || TAKES_ANYTHING.has(baseOf(words[0] ?? ""))) return;
  report("spawn", { at: command, data: { item: operator } });
}

function baseOf(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}
