import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { isBytesLiteral, stringPrefix } from "../../engine/semantics/literals.js";
import { windowsPathOf } from "../../engine/semantics/windows-paths.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  holds:
    "`{escape}` is {character} here, so this is not the path that it looks like: write `r` before the quote, or `/`",
  refused:
    "`{escape}` begins an escape that is not complete, so the file does not compile: write `r` before the quote, or `/`",
} as const;

const DRIVE = /["'][A-Za-z]:\\[abfnrtvxuUN0-7]/;
const ESCAPE = /\\(?:[abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|[xuUN])/g;
const CHARACTERS: Readonly<Record<string, string>> = {
  a: "the bell character",
  b: "a backspace",
  f: "a form feed",
  n: "a line break",
  r: "a carriage return",
  t: "a tab",
  v: "a vertical tab",
};

/**
 * In `"C:\temp\new"` the backslashes begin escapes: a tab and a line break, and no word from Python, since both are valid. With `\U`
 * and its like the file does not compile.
 *
 * Found in text that has a drive and names, and an ending, a usual folder or a function that takes a path to tell that it is one.
 */
export default defineRule({
  name: "windows-path-escape",
  question: "delete-file",
  summary: "a path of Windows whose backslashes begin escapes",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => when.nodes("string", { anyOf: [[]], pattern: DRIVE }, check),
});

function check(node: SyntaxNode, { model, report, source, target }: RuleContext<typeof MESSAGES>): void {
  if (!textMatches(source, DRIVE) || /[rft]/.test(stringPrefix(node))) return;
  const body = windowsPathOf(node, model);
  if (body === null) return;
  const isText = target.major >= 3 ? !isBytesLiteral(node) : stringPrefix(node).includes("u");
  const escapes = (body.match(ESCAPE) ?? []).filter((each) => isText || !/^\\[uUN]/.test(each));
  const broken = escapes.find((each) => /^\\[xuUN]$/.test(each) && !isComplete(body, each));
  const [first] = escapes;
  if (first === undefined) return;
  const shown = broken ?? first;
  const fix = (): Fix => ({
    title: "Write r before the quote",
    safety: "unsafe",
    edits: [{ span: { start: node.start, end: node.start }, replacement: "r" }],
  });
  if (broken !== undefined) report("refused", { at: node, data: { escape: shown }, severity: "error", fix });
  else
    report("holds", {
      at: node,
      data: { escape: shown, character: CHARACTERS[shown.charAt(1)] ?? "one character" },
      fix,
    });
}

/** Whether enough hexadecimal digits follow. */
function isComplete(body: string, begin: string): boolean {
  if (begin === "\\x" || begin === "\\N") return false;
  const digits = /^[0-9a-fA-F]*/.exec(body.slice(body.indexOf(begin) + 2))?.[0] ?? "";
  return digits.length >= (begin === "\\u" ? 4 : 8);
}
