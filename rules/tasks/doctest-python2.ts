import { defineRule } from "../../engine/rule.js";
import { docstringLineSpan, testedDocstrings } from "../../engine/semantics/docstrings.js";
import { doctestEvidence } from "../../engine/semantics/doctest-runs.js";
import { type DoctestExample, parseDoctest } from "../../engine/text/doctest.js";
import { excerpt } from "../../engine/text/wording.js";

/** Statements that Python 3 does not compile, at the beginning of a line of an example. */
const STATEMENTS = [
  /^print +(?!(?:and|if|in|is|not|or)\b)(?:[rRuUbB]{0,2}["']|[\w{`])/,
  /^raise [\w.]+ *, *\S/,
  /^exec +["']/,
];
/** What Python 2 showed and Python 3 never does. */
const OUTPUTS = [/^u'(?:[^'\\]|\\.)*'$/, /^u"(?:[^"\\]|\\.)*"$/, /^-?\d+L$/, /^set\(\[.*\]\)$/, /^<type '[\w.]+'>$/];

/**
 * Examples in docstrings are programs of their own, which nothing but doctest looks at: they are easily left behind when a
 * module moves to Python 3, and fail there.
 *
 * Found in files meant for Python 3 whose examples are run: statements that no longer compile, and texts, long numbers,
 * sets and types as only Python 2 showed them.
 */
export default defineRule({
  name: "doctest-python2",
  question: "testing",
  summary: "an example in a docstring that can only succeed in Python 2",
  severity: "error",
  fix: "none",
  pythons: { since: "3.0" },
  messages: {
    statement: "this example is a syntax error in Python 3: `{text}`",
    output: "Python 3 never shows `{text}`, so this example fails there",
  },
  on: (when) =>
    when.nodes("module", { anyOf: [["doctest"]], pattern: />>>/ }, (module, { model, report, target }) => {
      if (doctestEvidence(model) === null) return;
      for (const lines of testedDocstrings(module.tree, target)) {
        if (!lines.text.includes(">>>")) continue;
        for (const example of parseDoctest(lines.text, () => true).examples) {
          if (example.options.includes("+SKIP") || /^Traceback [\s\S]*SyntaxError/.test(example.want)) continue;
          const statement = example.source.split("\n").findIndex((line) => STATEMENTS.some((each) => each.test(line)));
          const output = statement < 0 ? oldOutput(example) : -1;
          const line = statement < 0 ? output : statement;
          if (line < 0) continue;
          const at = docstringLineSpan(lines, example.line + line);
          const text = excerpt(lines.literal.tree.source.slice(at).replace(/^(?:>>>|\.\.\.) /, ""));
          report(statement < 0 ? "output" : "statement", { at, data: { text } });
        }
      }
    }),
});

/** The line of an example whose whole output is one that only Python 2 gives; -1 for others. */
function oldOutput({ source, want, options }: DoctestExample): number {
  const [only = "", ...rest] = want.split("\n");
  const isAllowed = options.some((option) => /^\+(?:ALLOW_UNICODE|ELLIPSIS)$/.test(option));
  if (rest.length !== 1 || isAllowed || /^\s*print\b/.test(source)) return -1;
  return OUTPUTS.some((each) => each.test(only)) ? source.split("\n").length - 1 : -1;
}
