import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type DocstringLines, docstringLineSpan, testedDocstrings } from "../../engine/semantics/docstrings.js";
import { doctestEvidence } from "../../engine/semantics/doctest-runs.js";
import { stringPrefix } from "../../engine/semantics/literals.js";
import { DOCTEST_OPTIONS, type DoctestFault, parseDoctest } from "../../engine/text/doctest.js";
import { editDistance } from "../../engine/text/misspelling.js";
import type { Span } from "../../engine/text/span.js";
import { excerpt } from "../../engine/text/wording.js";

/** Options that pytest and its plug-ins bring. */
const PLUGIN_OPTIONS = new Set([
  "ALLOW_BYTES",
  "ALLOW_UNICODE",
  "FLOAT_CMP",
  "IGNORE_OUTPUT",
  "IGNORE_WARNINGS",
  "NUMBER",
  "REMOTE_DATA",
]);

const MESSAGES = {
  blank: "`{prompt}` needs a blank behind it: doctest raises ValueError here, and runs no example of the module",
  indentation:
    "this line of an example stands further left than its `>>>`: doctest raises ValueError here, and runs no example of the module",
  option: "doctest has no option `{option}`: it raises ValueError here, and runs no example of the module{advice}",
  stray:
    "doctest options belong on the line of an example: it raises ValueError here, and runs no example of the module",
  colon: "without a colon, `# doctest:`, this is an ordinary comment, and the option does nothing",
  escape: 'this docstring is not raw, so `\\n` breaks the example\'s line in two: write `r"""`',
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** An option that nothing introduces. */
const NO_COLON =
  /#[ \t]*doctests?[ \t]*(?::?)[ \t]*(?=[+-](?:SKIP|ELLIPSIS|NORMALIZE_WHITESPACE|IGNORE_EXCEPTION_DETAIL)\b)/g;
const RIGHT_START = /^#[ \t]*doctest:/;

/**
 * doctest reads the examples of all docstrings of a module before it runs any. One that is badly laid out is a ValueError,
 * and the whole run is over; some slips only make it skip, or see, something else than was meant.
 *
 * Found, by the rules of doctest's own parser, in the docstrings that it would look at, in files whose examples are run.
 */
export default defineRule({
  name: "doctest-malformed",
  question: "testing",
  summary: "an example in a docstring that doctest cannot read",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("module", { anyOf: [["doctest"]], pattern: />>>/ }, (module, context) => {
      const { model, source, target } = context;
      const evidence = doctestEvidence(model);
      if (evidence === null) return;
      const isOption = optionTest(evidence === "runs", source.text);
      for (const lines of testedDocstrings(module.tree, target)) {
        if (!lines.text.includes(">>>")) continue;
        const { examples, faults } = parseDoctest(lines.text, isOption);
        const broken = lines.isRaw ? [] : brokenLines(lines);
        for (const line of broken) reportEscape(lines, line, context);
        for (const fault of faults) {
          // What an escape tore off is no fault of its own.
          if (!broken.some((line) => fault.line === line || fault.line === line + 1))
            reportFault(fault, lines, context);
        }
        for (const { line, source: program } of examples) {
          program.split("\n").forEach((text, i) => {
            reportColon(text, docstringLineSpan(lines, line + i), context);
          });
        }
      }
    }),
});

/** Which options are known. Where others may run the examples, they may know more than nearly misspelt ones. */
function optionTest(runsItself: boolean, text: string): (name: string) => boolean {
  if (text.includes("register_optionflag")) return () => true;
  return (name) =>
    DOCTEST_OPTIONS.includes(name) || PLUGIN_OPTIONS.has(name) || (!runsItself && nearest(name) === undefined);
}

function nearest(name: string): string | undefined {
  const word = name.toUpperCase();
  return DOCTEST_OPTIONS.find((option) => word === option || editDistance(word.slice(0, 40), option) <= 2);
}

/** Lines of examples that an escape `\n` ends within a text. */
function brokenLines({ text, endsByEscape }: DocstringLines): number[] {
  return text.split("\n").flatMap((line, i) => {
    const program = /^\s*(?:>>>|\.\.\.) (.*)$/.exec(line)?.[1];
    if (endsByEscape[i] !== true || program === undefined) return [];
    const isOpen = [/'/g, /"/g].some((quote) => (program.match(quote)?.length ?? 0) % 2 === 1);
    return isOpen ? [i] : [];
  });
}

function reportEscape(lines: DocstringLines, line: number, { report }: Context): void {
  const end = lines.starts[line + 1] ?? lines.literal.end;
  report("escape", { at: { start: end - 2, end }, fix: () => makeRaw(lines) });
}

/** Makes a docstring raw, if all its escapes are in examples and none of them is a doubled backslash. */
function makeRaw({ literal }: DocstringLines): Fix | null {
  const lines = literal.text.split(/\r\n?|\n/);
  const isMeant = (line: string): boolean =>
    !line.includes("\\") || (/^\s*(?:[uU]?["']+\s*)?(?:>>>|\.\.\.) /.test(line) && !/\\(?:\\|$)/.test(line));
  if (stringPrefix(literal) !== "" || !lines.every(isMeant)) return null;
  const span = { start: literal.start, end: literal.start };
  return { title: "Make the docstring raw", safety: "safe", edits: [{ span, replacement: "r" }] };
}

function reportFault(fault: DoctestFault, lines: DocstringLines, { report, source }: Context): void {
  const at = docstringLineSpan(lines, fault.line);
  const text = source.slice(at);
  switch (fault.kind) {
    case "blank": {
      const behind = at.start + fault.detail.length;
      const isPlain = text.startsWith(fault.detail) && !/^[>.\t]/.test(text.slice(fault.detail.length));
      const fix = insert("Put a blank behind it", behind, " ");
      report("blank", { at, data: { prompt: fault.detail }, fix: () => (isPlain ? fix : null) });
      break;
    }
    case "indentation":
      report("indentation", { at });
      break;
    case "stray-option":
      report("stray", { at });
      break;
    case "option":
      reportOption(fault.detail, at, lines, report);
  }
}

/** A wrong option, which may stand in a later line of the example than its first. */
function reportOption(option: string, first: Span, { literal }: DocstringLines, report: Context["report"]): void {
  const { text } = literal.tree.source;
  const directive = text.indexOf("doctest:", first.start);
  const start = directive < 0 ? -1 : text.indexOf(option, directive);
  const at = start < 0 || start > literal.end ? first : { start, end: start + option.length };
  const sign = /^[+-]/.exec(option)?.[0];
  const name = nearest(sign === undefined ? option : option.slice(1));
  const right = name === undefined ? null : `${sign ?? "+"}${name}`;
  const edits = right === null || at === first ? null : [{ span: at, replacement: right }];
  report("option", {
    at,
    data: { option: excerpt(option), advice: right === null ? "" : `: write \`${right}\`` },
    fix: () => edits && { title: `Write ${right}`, safety: "safe", edits },
  });
}

function reportColon(program: string, at: Span, { report, source }: Context): void {
  if (!program.includes("doctest")) return;
  const text = source.slice(at);
  for (const match of text.matchAll(NO_COLON)) {
    if (RIGHT_START.test(match[0])) continue;
    const span = { start: at.start + match.index, end: at.start + match.index + match[0].length };
    const edits = [{ span, replacement: "# doctest: " }];
    report("colon", {
      at: span,
      severity: "warning",
      fix: () => ({ title: "Write # doctest:", safety: "safe", edits }),
    });
  }
}

function insert(title: string, at: number, replacement: string): Fix {
  return { title, safety: "safe", edits: [{ span: { start: at, end: at }, replacement }] };
}
