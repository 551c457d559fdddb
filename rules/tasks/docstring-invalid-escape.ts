import { defineRule, type Fix } from "../../engine/rule.js";
import { DOCUMENTED, docstringOf } from "../../engine/semantics/docstrings.js";
import { stringPrefix } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { isInRange } from "../../engine/versions.js";

const INVALID = /\\[^\n\r\\'"abfnrtvx0-7NuU]/;
/** In a text of more characters there may always be one, and behind more comments a text. */
const LONG = 1500;
const MANY = 40;
const within = (quotes: string, one: string): string =>
  `${quotes}(?:(?:${one}){0,${LONG}}?${INVALID.source}|(?:${one}){${LONG}})`;
const IN_DOUBLE = within('"""', String.raw`[^"\\]|"(?!"")|\\[\s\S]`);
const IN_SINGLE = within("'''", String.raw`[^'\\]|'(?!'')|\\[\s\S]`);
const COMMENT = String.raw`#[^\n\r]*[\n\r][\s\\]*`;
/** A long text at the beginning of the file or behind a colon, as docstrings are, with a backslash in it that is no escape. */
const LONG_TEXT = new RegExp(
  String.raw`(?:^[\s\\]*(?:${COMMENT}){0,${MANY}}|:[\s\\]*(?:${COMMENT}){0,20})[uU]?(?:${IN_DOUBLE}|${IN_SINGLE})|^[\s\\]*(?:${COMMENT}){${MANY}}`,
);

/**
 * A backslash in a docstring that stands for itself, as in a regular expression or a path of Windows, is kept by
 * accident only: Python 3.6 deprecated it, 3.12 warns at every start, and one day it will be a syntax error.
 *
 * Found in docstrings that are not raw.
 */
export default defineRule({
  name: "docstring-invalid-escape",
  question: "docstrings",
  summary: "a backslash in a docstring that is no escape, and will be a syntax error",
  severity: "information",
  fix: "safe",
  pythons: { since: "3.6" },
  messages: {
    invalid: '`{escape}` is no escape, and {consequence}: write `r"""`',
  },
  on: (when) =>
    when.nodes(DOCUMENTED, { anyOf: [[]], pattern: LONG_TEXT }, (definition, { report, source, target }) => {
      if (!textMatches(source, LONG_TEXT)) return;
      const literal = docstringOf(definition, target);
      if (literal?.kind !== "string" || stringPrefix(literal).includes("r")) return;
      // Pairs are taken together, so that the second backslash of two begins nothing.
      for (const { 0: pair, index } of literal.text.matchAll(/\\[\s\S]/gu)) {
        if (!INVALID.test(pair)) continue;
        const isLoud = isInRange(target, { since: "3.12" });
        const start = literal.start + index;
        report("invalid", {
          at: { start, end: start + pair.length },
          data: { escape: pair, consequence: isLoud ? "a SyntaxWarning when the file is compiled" : "deprecated" },
          fix: () => makeRaw(literal),
        });
        return;
      }
    }),
});

/** Makes a docstring raw that has no escape that means something. */
function makeRaw(literal: SyntaxNode): Fix | null {
  const escapes = [...literal.text.matchAll(/\\[\s\S]/g)].map(([pair]) => pair);
  if (stringPrefix(literal) !== "" || !escapes.every((pair) => INVALID.test(pair))) return null;
  const span = { start: literal.start, end: literal.start };
  return { title: "Make the docstring raw", safety: "safe", edits: [{ span, replacement: "r" }] };
}
