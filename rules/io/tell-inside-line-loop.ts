import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  disabled: "while a loop takes the lines of `{file}`, `tell` raises OSError",
  ahead:
    "while a loop takes the lines of `{file}`, `tell` gives a place further on, up to which the file was read ahead",
} as const;

const TELLS = /\.\s*tell\b/;
/** Files of text that read ahead when their lines are taken. */
const READ_AHEAD = /^(?:builtins\.open|io\.open|os\.fdopen|io\.TextIOWrapper|pathlib\.Path\.open)$/;

/**
 * A text file whose lines a loop takes reads ahead, and does not know its position then: `tell` raises OSError in Python 3. In
 * Python 2 it gives the end of what was read ahead.
 *
 * Found where the file is certainly open as text, and the loop over it asks for the position.
 */
export default defineRule({
  name: "tell-inside-line-loop",
  question: "binary-data",
  summary: "a `tell` of a text file within the loop over its lines",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes("for_statement", { anyOf: [["tell"]], pattern: TELLS }, check),
});

function check(loop: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const [lines, body] = [loop.field("right"), loop.field("body")];
  if (lines?.kind !== "identifier" || body === null || !TELLS.test(body.text)) return;
  const handle = model.handleOf(lines);
  if (handle === null || !READ_AHEAD.test(handle.opener ?? "")) return;
  const isNative = handle.gives === "native";
  if (!isNative && handle.kind !== "text") return;
  const file = model.variableOf(lines);
  for (const node of model.tree.descendantsOf(body, "call")) {
    const call = model.callAt(node);
    const receiver = call?.receiver;
    if (call?.method !== "tell" || receiver?.kind !== "identifier" || model.variableOf(receiver) !== file) continue;
    if (
      model.handleOf(receiver)?.call !== handle.call ||
      node.enclosing("function_definition", "lambda") !== loop.enclosing("function_definition", "lambda")
    )
      continue;
    if (guardOf(node, model, []) !== null || isExpectedToFail(node, model, ["builtins.OSError", "builtins.Exception"]))
      continue;
    report(isNative && target.major < 3 ? "ahead" : "disabled", {
      at: node,
      data: { file: excerpt(lines.text) },
      related: [{ span: lines, message: "its lines are taken here" }],
      fix: () => ({
        title: "Read line by line",
        safety: "safe",
        edits: [{ span: lines, replacement: `iter(${lines.text}.readline, "")` }],
      }),
    });
  }
}
