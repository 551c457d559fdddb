import { defineRule } from "../../engine/rule.js";
import { FILLED_KINDS, filledText } from "../../engine/semantics/filled-texts.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { WEB_INPUT_WORDS, webInputOf } from "../../engine/semantics/web-input.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** A tag of HTML as it stands in a text. */
const TAG =
  /<\/?(?:a|b|body|br|button|code|div|em|form|h[1-6]|head|html|i|img|input|li|option|p|pre|span|strong|table|td|textarea|th|title|tr|ul)\b/i;

/**
 * What a browser has sent and the page shows as it is, becomes part of the page: a link to it may carry a script that then runs
 * with the visitor's rights.
 *
 * Found where what is filled in certainly comes from a request, and the text around it has tags of HTML.
 */
export default defineRule({
  name: "html-interpolation-unescaped",
  question: "generating-html",
  summary: "what a browser has sent, put into HTML as it is",
  severity: "warning",
  fix: "none",
  messages: {
    raw: "`{value}` comes from the browser, and tags in it become part of this page, scripts too: fill in `{escape}(...)` of it",
  },
  on: (when) =>
    when.nodes(FILLED_KINDS, { anyOf: WEB_INPUT_WORDS, pattern: TAG }, (node, { model, target, report }) => {
      const pieces = filledText(node, model);
      if (pieces === null || !pieces.some(({ text }) => text !== null && TAG.test(text))) return;
      if (isInTest(node, model)) return;
      for (const { text, node: value } of pieces) {
        const source = text === null ? webInputOf(value, model) : null;
        if (source === null || isAsked(value)) continue;
        report("raw", {
          at: value,
          data: { value: excerpt(value.text), escape: target.major >= 3 ? "html.escape" : "cgi.escape" },
          related: value.covers(source) ? [] : [{ span: source, message: "received here" }],
        });
      }
    }),
});

/** Whether a condition around a name asks about it: then it may be one of some harmless texts. */
function isAsked(value: SyntaxNode): boolean {
  const { text } = value;
  if (value.kind !== "identifier") return false;
  for (
    let at: SyntaxNode | null = value;
    at !== null;
    at = at.enclosing("if_statement", "elif_clause", "function_definition")
  ) {
    const condition = at.field("condition");
    if (condition?.descendants("identifier").some((name) => name.text === text)) return true;
  }
  return false;
}
