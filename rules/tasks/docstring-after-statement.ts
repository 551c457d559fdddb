import { defineRule, type Fix } from "../../engine/rule.js";
import { DOCUMENTED, docstringOf, firstStatement, plainText } from "../../engine/semantics/docstrings.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** What people write in front of what they take for a docstring. Behind an assignment it may describe the attribute. */
const BEFORE = new Set([
  "future_import_statement",
  "global_statement",
  "import_from_statement",
  "import_statement",
  "nonlocal_statement",
]);
const LONG_TEXT =
  /(?:"""|''')(?<=(?:^|\n)[ \t]*(?:(?:import|from|global|nonlocal)\b[^\n]*|[\w.]+\([^\n]*\)[^\n(]{0,200})\n(?:\s{0,200}#[^\n]{0,200}\n){0,5}\s{0,200}[rRuU]?(?:"""|'''))/;

/**
 * A docstring is the first statement, or none at all: behind an import or a call, a string is computed and dropped.
 *
 * Found where a long string is the next statement, in functions, and in modules behind `from __future__`. Behind other
 * imports of a module it is often a licence, and behind a call a comment: told as a hint.
 */
export default defineRule({
  name: "docstring-after-statement",
  question: "docstrings",
  summary: "a string behind an import or another statement, where it is no docstring",
  severity: "warning",
  fix: "unsafe",
  messages: {
    late: "this is no docstring, since `{before}` stands in front of it: move it to the beginning of {owner}",
  },
  on: (when) =>
    when.nodes(DOCUMENTED, { anyOf: [[]], pattern: LONG_TEXT }, (definition, { report, source, target }) => {
      const first = firstStatement(definition);
      if (first === null || docstringOf(definition, target) !== null || !textMatches(source, LONG_TEXT)) return;
      let last = first;
      let isBehindCall = false;
      while (isBefore(last, definition)) {
        isBehindCall ||= last.kind === "expression_statement";
        const next = following(last);
        if (next === null) return;
        const text = plainText(next, target);
        if (text !== null) {
          if (!/^[ru]*(?:"""|''')/i.test(text.text)) return;
          // Behind a call it may be meant as a comment.
          const isSure = !isBehindCall && (definition.kind !== "module" || last.kind === "future_import_statement");
          const name = definition.field("name")?.text;
          const data = { before: firstWord(first), owner: name === undefined ? "the module" : `\`${name}\`` };
          report("late", { at: text, data, ...(isSure ? {} : { severity: "hint" }), fix: () => moveUp(first, next) });
          return;
        }
        last = next;
      }
    }),
});

function isBefore(statement: SyntaxNode, definition: SyntaxNode): boolean {
  if (BEFORE.has(statement.kind)) return true;
  const isCall = statement.kind === "expression_statement" && statement.namedChildren[0]?.kind === "call";
  return isCall && definition.kind === "function_definition";
}

function following(statement: SyntaxNode): SyntaxNode | null {
  let next = statement.nextSibling;
  while (next !== null && (!next.isNamed || next.isExtra)) next = next.nextSibling;
  return next;
}

function firstWord(statement: SyntaxNode): string {
  if (statement.kind === "future_import_statement") return "from __future__";
  return /^[^\s(]+/.exec(statement.text)?.[0] ?? "";
}

/** Takes the text out of its line, which holds nothing else, and puts it in front of the first statement. */
function moveUp(first: SyntaxNode, text: SyntaxNode): Fix | null {
  const { source } = first.tree;
  const { lines } = source;
  const start = lines.startOf(lines.lineAt(text.start));
  const end = lines.startOf(lines.lineAt(text.end) + 1);
  const isAlone = source.text.slice(start, text.start).trim() === "" && source.text.slice(text.end, end).trim() === "";
  // A byte order mark stands in front of the first line, and stays there.
  const margin = source.text.slice(lines.startOf(lines.lineAt(first.start)), first.start).replace("\uFEFF", "");
  if (!isAlone || margin.trim() !== "") return null;
  const replacement = `${text.text}${source.lineBreak}${margin}`;
  const edits = [
    { span: { start: first.start, end: first.start }, replacement },
    { span: { start, end }, replacement: "" },
  ];
  return { title: "Move it to the beginning", safety: "unsafe", edits };
}
