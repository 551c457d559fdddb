import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { listedCommand } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  list: "`{function}` takes the command as one string, so this raises TypeError: use `subprocess.run`, which takes a list",
  mode: '`os.popen` knows the modes "r" and "w", so this raises {error}: {advice}',
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * `os.popen` and `os.system` give one string to the shell, and `os.popen` goes one way, as text.
 *
 * Found where the command is a list, and where the mode is none of the two.
 */
export default defineRule({
  name: "popen-bad-argument",
  question: "os-read-popen",
  summary: "a list, or a mode other than r and w, given to `os.popen`",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [when.calls(["os.popen", "os.system"], checkCommand), when.calls("os.popen", checkMode)],
});

function checkCommand(call: Call, { model, report }: Context): void {
  const command = call.argument(0, call.name === "os.popen" ? "cmd" : "command");
  if (command === undefined || listedCommand(command, model) === null) return;
  if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  report("list", { at: command, data: { function: excerpt(call.callee.text) } });
}

function checkMode(call: Call, { model, report, target }: Context): void {
  const given = call.argument(1, "mode");
  const mode = given === undefined ? null : stringValue(constantOf(given, model));
  if (given === undefined || mode === null || mode === "r" || mode === "w") return;
  // Python 2 hands the mode to C, which lets a `b` pass on some systems and knows both directions on others.
  if (target.major < 3 && !/^(?:rw|wr|r\+|w\+|a)/.test(mode)) return;
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.OSError"])) return;
  const isBinary = mode === "rb" || mode === "wb";
  const advice = isBinary
    ? "for bytes use `subprocess.Popen`, or read from its `.buffer`"
    : "use `subprocess.Popen` for both directions";
  report("mode", {
    at: given,
    data: { error: target.major < 3 ? "OSError" : "ValueError", advice },
    fix: (): Fix | null =>
      isBinary && given.kind === "string"
        ? {
            title: "Open it as text",
            safety: "unsafe",
            edits: [{ span: given, replacement: given.text.replace("b", "") }],
          }
        : null,
  });
}
