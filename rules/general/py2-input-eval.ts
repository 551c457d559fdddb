import { evaluatingInputs, inputEdits } from "../../engine/repairs/old-input.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { onceAFile } from "../../engine/semantics/once.js";
import { narrowed } from "../../engine/subscriptions.js";
import { textMatches } from "../../engine/text/matching.js";

/** The function, not a method or a word. */
const CALLED = /(?<![\w.])input[\s\\]*[(#]/;

const MESSAGES = {
  evaluates: "Python 2 runs what is typed here as an expression, whatever it does: use `raw_input`",
  text: "in Python 3 this is the text that is typed, and no longer its value: convert it, as by `int`",
} as const;

/**
 * Python 2's `input` is `eval(raw_input())`: it runs any expression that is typed. Python 3's gives the text, so that what was a
 * number no longer is one.
 *
 * Found in files meant for Python 2, and in files meant for Python 3 that show by `raw_input` that they come from
 * Python 2.
 */
export default defineRule({
  name: "py2-input-eval",
  question: "send-mail",
  summary: "Python 2's input(), which evaluates what is typed",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => narrowed(when.calls("builtins.input", check), CALLED),
});

function check(call: Call, { model, target, report, source }: RuleContext<typeof MESSAGES>): void {
  const { callee } = call;
  if (callee.kind !== "identifier" || callee.text !== "input" || !textMatches(source, CALLED) || isBound(model)) return;
  if (guardOf(call.node, model, NAME_ERRORS) !== null) return;
  if (target.major < 3) {
    const edits = [{ span: callee, replacement: "raw_input" }];
    report("evaluates", { at: callee, fix: () => ({ title: "Use `raw_input`", safety: "unsafe", edits }) });
  } else if (isFromPython2(model) && evaluatingInputs(model).has(call)) {
    report("text", {
      at: callee,
      fix: () => ({ title: "Evaluate what is typed, as before", safety: "unsafe", edits: inputEdits(model) }),
    });
  }
}

const isBound = onceAFile(
  ({ imports, scopes }) =>
    imports.some(({ isStar }) => isStar) || scopes.scopes.some(({ variables }) => variables.has("input")),
);

const isFromPython2 = onceAFile(
  ({ scopes, source }) =>
    textMatches(source, /\braw_input[ \t]*\(/) && !scopes.scopes.some(({ variables }) => variables.has("raw_input")),
);
