import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { applyFixes } from "../../engine/fix.js";
import { Linter } from "../../engine/lint.js";
import { SourceFile } from "../../engine/text/source.js";
import { NEWEST_PYTHON, type PythonVersion } from "../../engine/versions.js";
import { RULES } from "../../rules/index.js";
import { findInterpreters, type Interpreter } from "../harness/interpreters.js";
import { runPython } from "../harness/run-python.js";
import { count } from "../harness/tally.js";
import { startParser } from "../support/parser.js";

const FOLDER = join(fileURLToPath(new URL(".", import.meta.url)), "conversions");

/** The programs, by name. */
const PROGRAMS = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]),
);

/** Ways of writing that only Python 2 has in programs about the library, each with the rule that finds and repairs it. */
const CONSTRUCTS: readonly (readonly [rule: string, uses: readonly RegExp[]])[] = [
  ["print-statement", [/print \w/, /print .*,$/, /print >>\w+, \w/, /print$/, /print >>\w+$/]],
  ["removed-builtin", [/\braw_input\(/, /\bfile\(/, /\bexecfile\(/, /\bunicode\(/, /\bxrange\(/]],
  ["removed-builtin", [/\bcmp\(/, /\blong\(/, /\bunichr\(/, /\breduce\(/, /\bbasestring\b/, /\bStandardError\b/]],
  ["py2-input-eval", [/[^_]input\(/]],
  ["removed-module", [/\bhttplib\b/, /\burllib2\b/, /\burlparse\b/, /\bcPickle\b/, /\bQueue\b/, /\banydbm\b/]],
  ["removed-module", [/import StringIO/, /import BaseHTTPServer/]],
  ["removed-stdlib-attribute", [/import quote\b/, /\burlencode\b/, /\burlopen\b/, /urllib\.quote\(/]],
  ["removed-http-class", [/httplib\.HTTP\(/]],
  ["removed-popen", [/import popen2/, /os\.popen2\(/, /os\.popen3\(/, /os\.popen4\(/, /import commands/]],
  ["string-exception", [/raise "/]],
  ["python2-syntax", [/raise \w+, "/, /raise \w+, \(/, /raise .*, .*, sys\.exc_info/]],
  ["python2-syntax", [/except \w+, \w+:/, /except \(.*\), \w+:/, /except \w+, \(\w+, \w+\):/]],
  ["python2-syntax", [/def \w+\(\(/, /lambda \(/, /exec "[^"]*"$/, /exec "[^"]*" in/, /"""[^"]*\\u/, /<>.*:$/]],
  // In print statements, what only Python 2 reads is written anew together with them.
  ["print-statement", [/\b0755\b/, /\d+L\b/, /`/, /\bur"/, /"\\N"/, /for n in 1, 2/]],
  ["removed-stdlib-attribute", [/\.has_key\(/, /\.iteritems\(/, /\.getcwdu\(/, /string\.join\(/, /string\.upper\(/]],
  ["view-as-list", [/^(?:names|records|pairs)\.sort\(\)/]],
  ["open-mode-conflict", [/"rU"/, /open\(.*, 0\)/, /os\.fdopen\(.*, 0\)/]],
  ["removed-stdlib-attribute", [/smtplib\.SSLFakeFile/]],
  ["removed-module", [/email\.MIMEText/, /email\.MIMEMultipart/, /email\.Utils/, /rfc822/]],
  ["str-bytes-argument-mismatch", [/sys\.stdout\.write\(struct\.pack\(/]],
  ["stop-iteration-in-generator", [/raise StopIteration/]],
];

const linter = new Linter(RULES);
const lintAs = (target: PythonVersion) => (text: string) =>
  linter.lint(new SourceFile("example.py", text), { target }).diagnostics;

const repaired = new Map<string, ReadonlyMap<string, ReadonlySet<number>>>();

/** The lines, counted from 0, in which one of the rules' findings with a repair begins. */
function repairedLines(text: string): ReadonlyMap<string, ReadonlySet<number>> {
  const known = repaired.get(text);
  if (known !== undefined) return known;
  const lines = new Map<string, Set<number>>();
  repaired.set(text, lines);
  const source = new SourceFile("example.py", text);
  for (const { rule, span, fix, fixSafety } of lintAs(NEWEST_PYTHON)(text)) {
    if (fixSafety === "none" || fix() === null) continue;
    const ofRule = lines.get(rule) ?? new Set();
    lines.set(rule, ofRule.add(source.lines.lineAt(span.start)));
  }
  return lines;
}

/** A program with all its repairs made, for a version of Python. */
function converted(text: string, target: PythonVersion): string {
  const result = applyFixes(text, lintAs(target), "unsafe");
  expect(result.converged).toBe(true);
  return result.text;
}

/** What a program writes; blanks at the ends of lines do not count, since only Python 2's `print` takes the last one back. */
async function outputOf(source: string, interpreter: Interpreter): Promise<string> {
  const outcome = await runPython({ text: source, path: "example.py", limit: 20_000 }, interpreter);
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome.stdout.replace(/ +$/gm, "");
}

beforeAll(startParser);

describe("a program of Python 2, with all repairs made", () => {
  it.each([...PROGRAMS.keys()])("%s prints the same in Python 3", async (name) => {
    const text = PROGRAMS.get(name) ?? "";
    const interpreters = await findInterpreters();
    const old = interpreters.find(({ version }) => version.major === 2);
    // `rU` and others went in later versions of Python 3, so that the newest asks most.
    const current = interpreters.findLast(({ version }) => version.major === 3);
    const ran = old !== undefined && current !== undefined;
    count({ what: "claims", version: "2.7 beside 3", done: ran ? 1 : 0, missed: ran ? 0 : 1 });
    if (!ran) return;
    const result = converted(text, current.version);
    expect(await outputOf(result, current), result).toBe(await outputOf(text, old));
  });

  it.each(CONSTRUCTS)("is repaired by %s: %s", (rule, uses) => {
    for (const use of uses) {
      const found = [...PROGRAMS.values()].flatMap((text) =>
        text.split("\n").filter((line, index) => use.test(line) && repairedLines(text).get(rule)?.has(index)),
      );
      expect(found.length, String(use)).toBeGreaterThan(0);
    }
  });
});
