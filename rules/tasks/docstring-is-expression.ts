import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { DOCUMENTED, firstStatement } from "../../engine/semantics/docstrings.js";
import { stringPrefix, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const BLANK = String.raw`[^\S\n\r]{0,200}`;
const LINE = String.raw`${BLANK}(?:#[^\n\r]{0,200})?(?:\r\n?|\n)`;
/** Where a first statement may begin: behind a header's colon or at the beginning, and a few empty lines and comments. */
const LEAD = String.raw`(?:^\uFEFF?|:${LINE})(?:${LINE}){0,20}${BLANK}(?:\(${BLANK})?`;
/** A text whose letters in front make it something else, or that a function makes. */
const SPECIAL = String.raw`(?:(?:[fFtTbB][rR]?|[rR][fFtTbB])["']|(?:\w{1,20}\.)?(?:dedent|cleandoc)\b)`;
/** A text to its end, and behind it what makes it a part of an expression. */
const TEXT = String.raw`[rRuU]?(?:"""[^"]*(?:"{1,2}[^"]+)*"""|'''[^']*(?:'{1,2}[^']+)*'''|"[^"\n\r]*"|'[^'\n\r]*')`;
const NOT_PLAIN = new RegExp(String.raw`${LEAD}(?:${SPECIAL}|${TEXT}[\s\\)]{0,200}(?:[%+,[*]|\.\s{0,20}[a-z]))`);

const CLEANING: ReadonlySet<string> = new Set(["inspect.cleandoc", "textwrap.dedent"]);
/** What an expression that begins with a text can be. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  ...["string", "concatenated_string", "parenthesized_expression", "binary_operator", "call", "subscript"],
]);
/** Two words: what somebody may want to read. */
const PROSE = /(?<=[a-z]{2}[,:]?)\s+[a-z]/i;

const MESSAGES = {
  fstring: "an f-string is no docstring, so {owner} has none: write a plain string",
  bytes: "bytes are no docstring in Python 3, so {owner} has none: write a plain string",
  tuple: "the comma makes a tuple of this, so {owner} has no docstring: drop it",
  expression: "this is computed and dropped, so {owner} has no docstring: that must be one plain string",
} as const;

/**
 * Only a plain string as the first statement is a docstring. An f-string, bytes, or a string with an operator or a method
 * is an expression: it is computed, dropped, and `__doc__` stays None.
 *
 * Found where the first statement of a module, class or function is such an expression, and holds text to be read.
 */
export default defineRule({
  name: "docstring-is-expression",
  question: "docstrings",
  summary: "an f-string, or another expression, in the place of a docstring",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes(DOCUMENTED, { anyOf: [[]], pattern: NOT_PLAIN }, check),
});

function check(definition: SyntaxNode, { model, report, source, target }: RuleContext<typeof MESSAGES>): void {
  const statement = textMatches(source, NOT_PLAIN) ? firstStatement(definition) : null;
  const expression = statement?.kind === "expression_statement" ? statement.firstNamedChild : null;
  if (statement === null || expression === null || !BEGINNINGS.has(expression.kind)) return;
  const comma = statement.token(",");
  // Nearly all are docstrings as they should be.
  if (comma === null && isPlain(expression)) return;
  if (statement.namedChildren.length > 1) return;
  const text = leadingText(expression, model);
  if (text === null || !isProse(text)) return;
  const data = { owner: ownerOf(definition) };
  const whole = unparenthesized(expression);
  if (comma !== null) {
    const fix: Fix = { title: "Drop the comma", safety: "safe", edits: [{ span: comma, replacement: "" }] };
    report("tuple", { at: expression, data, fix: () => (isPlain(whole) ? fix : null) });
  } else if (whole !== text) {
    report("expression", { at: expression, data });
  } else {
    const parts = text.kind === "concatenated_string" ? text.namedChildren : [text];
    const special = parts.filter((part) => /[fbt]/.test(stringPrefix(part)));
    if (special.some((part) => stringPrefix(part).includes("b"))) {
      if (target.major > 2) report("bytes", { at: expression, data });
    } else if (special.length > 0) {
      report("fstring", { at: expression, data, fix: () => unformatted(special) });
    }
  }
}

/** The literal that an expression begins with: `"..."` of `"..." % x` and `"...".format(x)`; null for others. */
function leadingText(expression: SyntaxNode, model: Model): SyntaxNode | null {
  let at: SyntaxNode | null | undefined = expression;
  while (at !== null && at !== undefined) {
    switch (at.kind) {
      case "string":
      case "concatenated_string":
        return at;
      case "parenthesized_expression":
        at = at.namedChildren.length === 1 ? at.namedChildren[0] : null;
        break;
      case "binary_operator":
        at = at.field("left");
        break;
      case "call": {
        const callee: SyntaxNode | null = at.field("function");
        if (callee !== null && CLEANING.has(model.qualifiedName(callee) ?? "")) {
          at = model.callAt(at)?.positional[0];
        } else at = callee?.kind === "attribute" ? callee.field("object") : null;
        break;
      }
      case "subscript":
        at = at.field("value");
        break;
      default:
        return null;
    }
  }
  return null;
}

/** Whether a text, apart from what is filled in, is something to read. */
function isProse(literal: SyntaxNode): boolean {
  const isLong = literal.text.includes('"""') || literal.text.includes("'''");
  return literal.descendants("string_content").some(({ text }) => (isLong ? /[a-z]{3}/i : PROSE).test(text));
}

function isPlain(literal: SyntaxNode): boolean {
  return literal.kind === "string" && /^[ru]*$/.test(stringPrefix(literal));
}

function ownerOf(definition: SyntaxNode): string {
  const name = definition.field("name");
  return name === null ? "the module" : `\`${name.text}\``;
}

/** Takes the `f` from strings that have nothing to be filled in. */
function unformatted(parts: readonly SyntaxNode[]): Fix | null {
  if (parts.some(({ text }) => /[{}]/.test(text))) return null;
  const edits = parts.map((part) => {
    const at = part.start + part.text.search(/[fFtT]/);
    return { span: { start: at, end: at + 1 }, replacement: "" };
  });
  return { title: "Make it a plain string", safety: "safe", edits };
}
