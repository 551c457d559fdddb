import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText, runsInShell, startArgument } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  left: "`{kill}` ends the shell only, and what the shell has started goes on: start it with `start_new_session=True`, and use `os.killpg`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What makes a shell stay and wait; a single program mostly takes its place. */
const SEVERAL = /[|;&]|\S(?<=\n\s*\S)/;
/** What is no part of the shell's own grammar, or turns output elsewhere: `2>&1`. */
const QUOTED_OR_REDIRECTED = /'[^']*'|"[^"]*"|\\.|[<>]&|&>|>\|/g;
/** Settings by which the group of the child, or what remains of it, can be ended. */
const SETTINGS = ["start_new_session", "process_group", "preexec_fn", "creationflags"];

/**
 * With `shell=True` the child is the shell, and the programs of the command are its own children, which a signal to the shell does not reach.
 *
 * Found where the command is written out, and certainly has more than one program for the shell to wait for.
 */
export default defineRule({
  name: "shell-kill-leaves-child",
  question: "subprocess-pipes",
  summary: "a shell that is killed while its programs go on",
  severity: "hint",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.methods("subprocess.Popen", ["kill", "terminate"], check),
});

function check(call: Call, _: string, { model, report }: Context): void {
  const only = call.receiver === null ? null : model.onlyValueOf(call.receiver);
  const start = only?.kind === "call" ? model.callAt(only.node) : null;
  if (start === null || start.hasUnpacking || runsInShell(start, model) !== true) return;
  if (SETTINGS.some((name) => startArgument(start, name) !== undefined)) return;
  const command = startArgument(start, "args");
  if (command === undefined) return;
  const text = stringValue(constantOf(command, model)) ?? leadingText(command, model) ?? "";
  if (!SEVERAL.test(text.replaceAll(QUOTED_OR_REDIRECTED, " ")) || /\bexec\b/.test(text)) return;
  report("left", {
    at: call.node,
    data: { kill: excerpt(call.node.text) },
    related: [{ span: start.node, message: "the child is a shell" }],
  });
}
