import { defineRule, type Fix } from "../../engine/rule.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";
import { LONG_ITEM } from "../../engine/text/written-forms.js";

const PARENTHESIZED = /^assert[\s\\]*\(/;
/** One in whose parentheses more may stand than one thing, and behind which the line may end. */
const SUSPECT = new RegExp(
  String.raw`\bassert[\s\\]*\((?!${LONG_ITEM}(?:\)|(?:,${LONG_ITEM}){1,9}\)[^\S\n\r]*[^\s#;\\]))`,
);

/**
 * `assert (condition, "message")` asserts that a tuple of two is true, and it always is.
 *
 * Found where what is asserted is a tuple with something in it.
 */
export default defineRule({
  name: "assert-tuple",
  question: "testing",
  summary: "an `assert` of a tuple, which is always true",
  severity: "error",
  fix: "safe",
  messages: {
    always: "this tuple is true whatever `{first}` is: write `assert` without the parentheses",
  },
  on: (when) =>
    when.nodes("assert_statement", { anyOf: [["assert"]], pattern: SUSPECT }, (node, { report, source }) => {
      const [tuple, ...others] = node.namedChildren;
      const [first] = tuple?.namedChildren ?? [];
      if (tuple?.kind !== "tuple" || first === undefined || others.length > 0) return;
      if (!PARENTHESIZED.test(node.text) || !textMatches(source, SUSPECT)) return;
      report("always", { at: tuple, data: { first: excerpt(first.text) }, fix: () => withoutParentheses(tuple) });
    }),
});

/** Takes the parentheses of a condition and a message that stand on one line. */
function withoutParentheses(tuple: SyntaxNode): Fix | null {
  const [open, close] = [tuple.token("("), tuple.token(")")];
  const [condition, message, ...others] = tuple.namedChildren;
  if (open === null || close === null || message === undefined || others.length > 0) return null;
  if (/[\n\r]/.test(tuple.text) || condition?.kind === "named_expression") return null;
  const keyword = tuple.tree.source.text.charAt(tuple.start - 1);
  const edits = [
    { span: open, replacement: /\s/.test(keyword) ? "" : " " },
    { span: { start: message.end, end: close.end }, replacement: "" },
  ];
  return { title: "Take the parentheses away", safety: "safe", edits };
}
