import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { SENDMAIL_STARTERS, type SendmailCommand, sendmailCommand } from "../../engine/semantics/sendmail-commands.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  dot: "without `-i` sendmail stops at a line of the mail that is only a dot, and the rest is lost: add `-i`",
  shell:
    "a shell reads this command, so what is in `{value}` may run other commands: use `subprocess.run` with a list, and `-t` to take the recipients from the mail",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** `-i`, `-oi` or what says the same, among the options. */
const IGNORES_DOTS = /\s-(?:[A-Za-su-z]?i\b|ti\b|it\b|oi|o\s*i\b|oIgnoreDots|O\s*IgnoreDots)/;
/** Functions that make a value harmless for a shell. */
const QUOTING = /^(?:shlex\.quote|pipes\.quote|subprocess\.list2cmdline)$/;

/**
 * The program `sendmail` takes a line with a single dot for the end of the mail, unless `-i` tells it not to; and a command that is
 * put together for a shell runs whatever the filled in text says.
 *
 * Found where the command is certainly `sendmail` and it reads a mail.
 */
export default defineRule({
  name: "sendmail-pipe",
  question: "send-mail",
  summary: "a pipe to `sendmail` that ends at a dot, or whose command is filled in for a shell",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.calls(
      SENDMAIL_STARTERS,
      (call, context) => {
        const sendmail = sendmailCommand(call, context.model);
        if (sendmail !== null) check(sendmail, context);
      },
      [["sendmail"]],
    ),
});

function check(sendmail: SendmailCommand, { model, report }: Context): void {
  const { command, pieces, outline, isShell, items } = sendmail;
  const filled = isShell === true && items === null ? pieces.find(({ text }) => text === null) : undefined;
  if (filled !== undefined && !QUOTING.test(model.callAt(filled.node)?.name ?? "")) {
    report("shell", { at: command, data: { value: excerpt(filled.node.text) } });
    return;
  }
  const hasUnknown = pieces.some(({ text }, index) => text === null && !isArgument(sendmail, index));
  if (hasUnknown || IGNORES_DOTS.test(outline) || !/\s/.test(outline.trim())) return;
  report("dot", { at: command, fix: () => withOption(sendmail, model) });
}

/** Whether a piece of a list is certainly an item of its own that is no option: what stands behind `-f`, or `--`. */
function isArgument({ pieces }: SendmailCommand, index: number): boolean {
  const before = pieces.slice(0, index).findLast(({ text }) => text !== null && text.trim() !== "");
  return before?.text === "-f" || before?.text === "--";
}

function withOption({ command, items }: SendmailCommand, model: Model): Fix | null {
  const title = "Add -i";
  const option = items?.find((item) => stringValue(item) === "-t");
  if (option !== undefined) {
    const span = { start: option.end, end: option.end };
    return { title, safety: "safe", edits: [{ span, replacement: `, ${option.text.replace("-t", "-i")}` }] };
  }
  if (items !== null) return null;
  // A constant may be of use elsewhere; what stands in the call is not.
  const text = model.source.text.slice(command.start, command.end);
  const at = text.search(/ -t(?=[ "'])/);
  if (at < 0 || text.indexOf(" -t", at + 1) >= 0) return null;
  const position = command.start + at + 3;
  return { title, safety: "safe", edits: [{ span: { start: position, end: position }, replacement: " -i" }] };
}
