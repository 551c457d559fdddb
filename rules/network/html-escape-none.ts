import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { missingAsNone } from "../../engine/semantics/web-input.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * A field that the browser left out is None, and None has no `replace`: escaping it raises AttributeError.
 *
 * Found where what a form or the environment gives is escaped at once, or by a name that nobody asks before.
 */
export default defineRule({
  name: "html-escape-none",
  question: "generating-html",
  summary: "a field that may be missing, escaped without a look at it",
  severity: "warning",
  fix: "safe",
  messages: {
    none: "`{value}` is None if it was not sent, and `{escape}` raises AttributeError then: give it a value for that, `{better}`",
  },
  on: (when) =>
    when.calls(["html.escape", "cgi.escape", "xml.sax.saxutils.escape"], (call, { model, report }) => {
      const value = call.argument(0, "s") ?? call.argument(null, "data");
      const asked = value === undefined ? null : missingAsNone(value, model);
      if (value === undefined || asked === null || isAsked(value, asked, model)) return;
      if (isExpectedToFail(call.node, model, ["builtins.AttributeError", "builtins.Exception"])) return;
      const [key] = asked.arguments;
      if (key === undefined) return;
      const better = `${asked.callee.text}(${key.node.text}, "")`;
      report("none", {
        at: value,
        data: { value: excerpt(asked.node.text), escape: excerpt(call.callee.text), better: excerpt(better, 60) },
        related: value.covers(asked.node) ? [] : [{ span: asked.node, message: "it is asked for here" }],
        fix: () => ({
          title: "Give it a value for when it is missing",
          safety: "safe",
          edits: [{ span: { start: key.node.end, end: key.node.end }, replacement: ', ""' }],
        }),
      });
    }),
});

/** Whether a condition anywhere in the function may have asked whether the value is there. */
function isAsked(value: SyntaxNode, asked: Call, model: Model): boolean {
  const scope = model.flowOf(value).region;
  const key = asked.arguments[0]?.node.text ?? "";
  const isPart = (condition: SyntaxNode | null | undefined): boolean =>
    condition != null &&
    (condition.text.includes(key) ||
      (value.kind === "identifier" && new RegExp(`\\b${value.text}\\b`).test(condition.text)));
  const conditions = scope
    .descendants(
      "if_statement",
      "elif_clause",
      "while_statement",
      "assert_statement",
      "conditional_expression",
      "boolean_operator",
      "if_clause",
    )
    .map((node) =>
      node.kind === "conditional_expression"
        ? node.namedChildren[1]
        : (node.field("condition") ?? node.field("left") ?? node.namedChildren[0]),
    );
  return conditions.some(isPart);
}
