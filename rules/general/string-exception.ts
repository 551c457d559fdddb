import { isWrittenText } from "../../engine/repairs/python2-statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const RAISE = /\braise\b\s*(?:\(\s*)*(?:[a-zA-Z]{0,2}["'])/;

/**
 * Until Python 2.5, texts could be raised. Since then, that raises a TypeError in their place, which no handler for the text
 * catches.
 *
 * Found at `raise` before a text that is written out.
 */
export default defineRule({
  name: "string-exception",
  question: "find-a-module",
  summary: "a text that is raised, which only exceptions can be",
  severity: "error",
  fix: "unsafe",
  messages: {
    raised: "only exceptions can be raised, so this raises a TypeError instead: write `raise Exception(...)`",
  },
  on: (when) =>
    when.nodes("raise_statement", { anyOf: [["raise"]], pattern: RAISE }, (raise, { model, report, source }) => {
      const [raised, ...others] = raise.namedChildren;
      if (raised === undefined || others.length > 0 || !textMatches(source, RAISE)) return;
      if (!isWrittenText(unparenthesized(raised)) || isExpected(raise, ["TypeError"], model)) return;
      report("raised", { at: raised, fix: () => repair(raised, model) });
    }),
});

function repair(raised: SyntaxNode, model: Model): Fix | null {
  if (model.scopeAt(raised).lookup("Exception") !== undefined) return null;
  const { start, end, kind, tree } = raised;
  const isGlued = /\w/.test(tree.source.text.slice(start - 1, start));
  const edits =
    kind === "parenthesized_expression"
      ? [{ span: { start, end: start }, replacement: isGlued ? " Exception" : "Exception" }]
      : [
          { span: { start, end: start }, replacement: isGlued ? " Exception(" : "Exception(" },
          { span: { start: end, end }, replacement: ")" },
        ];
  return { title: "Raise an exception with this text", safety: "unsafe", edits };
}
