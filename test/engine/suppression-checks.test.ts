import { beforeAll, describe, expect, it } from "vitest";
import type { LintReport } from "../../engine/diagnostics.js";
import { applyFixes } from "../../engine/fix.js";
import { Linter, type LintOptions } from "../../engine/lint.js";
import { defineRule, type Rule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { startParser } from "../support/parser.js";
import { mulberry32 } from "../support/random.js";

beforeAll(startParser);

const ALL = RULES.map(({ name }) => name);
const LINTER = new Linter(RULES);
const OFF = new Linter(
  RULES.filter(({ name }) => name !== "removed-module"),
  ALL,
);

/** What is said of the comments of a text, and where. */
function said(text: string, options: LintOptions = {}, linter = LINTER): string[] {
  const { diagnostics } = linter.lint(new SourceFile("a.py", text), options);
  return diagnostics
    .filter(({ question }) => question === null)
    .map(({ rule, span }) => `${rule.replace("suppression-", "")} ${text.slice(span.start, span.end)}`);
}

describe("a suppression is useless", () => {
  const SUPPRESSED = "x = 1  # faqlint: ignore[removed-module]\n";

  it("if its rule looked and found nothing, though nothing in the file concerns it", () => {
    expect(said(SUPPRESSED)).toEqual(["useless # faqlint: ignore[removed-module]"]);
    expect(said(SUPPRESSED, { scan: false })).toEqual(said(SUPPRESSED));
    expect(said(SUPPRESSED, {}, OFF)).toEqual([]);
  });

  it("only for a Python version that its rule concerns", () => {
    const text = "print('x')  # faqlint: ignore[print-statement]\n";
    expect(said(text, { target: { major: 3, minor: 12 } })).toEqual(["useless # faqlint: ignore[print-statement]"]);
    expect(said(text, { target: { major: 2, minor: 7 } })).toEqual([]);
  });

  it("not if its rule failed, or cannot tell on this platform", () => {
    const broken: Rule = defineRule({
      ...{ name: "broken", question: "find-a-module", summary: "", severity: "error", fix: "none", messages: {} },
      on: (when) =>
        when.nodes("identifier", { anyOf: [["x"]] }, () => {
          throw new Error("oh");
        }),
    });
    const linter = new Linter([broken]);
    expect(said("x = 1  # faqlint: ignore[broken]\n", {}, linter)).toEqual([]);
    expect(said("y = 1  # faqlint: ignore[broken]\n", {}, linter)).toHaveLength(1);
    const file = "#!/usr/bin/python3\n# faqlint: ignore-file[shebang-crlf] checked out on Windows\n";
    const facts = { localModules: new Set<string>(), dependencies: new Set<string>() };
    expect(said(file, { facts })).toHaveLength(1);
    expect(said(file, { facts: { ...facts, convertsLineEnds: true } })).toEqual([]);
  });

  it("not in a file that could not be parsed; what is spelt wrongly is told there, unless it may be no comment", () => {
    expect(said(`${SUPPRESSED}y = (\n`)).toEqual([]);
    expect(said("x = 1  # faqlint: ignore[]\ny = (\n")).toEqual(["malformed # faqlint: ignore[]"]);
    expect(said("x = '''\n# faqlint: ignore[]\n")).toEqual([]);
  });

  it("in any kind of line", () => {
    for (const end of ["\r\n", "\r"]) {
      const text = `\uFEFF# faqlint: ignore[assert-tuple]${end}x = 1${end}\tif x:  # faqlint: ignor[assert-tuple]\t${end}`;
      expect(said(text.replace("\tif", "if").replace(/$/, "\ty = 1"))).toEqual([
        "useless # faqlint: ignore[assert-tuple]",
        "malformed # faqlint: ignor[assert-tuple]",
      ]);
    }
    expect(said("if 1:\n\tx = 1\f # faqlint: ignore[assert-tuple]\n")).toHaveLength(1);
  });
});

describe("a comment that is put right", () => {
  it("ignores what it was to ignore, which is not repaired before", () => {
    const text = "import Queue  # faqlint: ignore(removed-module)\nimport Queue  # faqlint: ignore[removd-module]\n";
    const right = "import Queue  # faqlint: ignore[removed-module]\n";
    const lint = (current: string) => LINTER.lint(new SourceFile("a.py", current)).diagnostics;
    expect(applyFixes(text, lint, "safe").text).toBe(right + right);
  });

  it("takes no declaration of the encoding to where Python reads it", () => {
    const lint = (current: string) => LINTER.lint(new SourceFile("a.py", current)).diagnostics;
    const [found] = lint("#!/bin/python\n# faqlint: ignore-file[assert-tuple]\n# coding: latin-1\n");
    expect(found?.rule).toBe("suppression-useless");
    expect(found?.fix()?.safety).toBe("unsafe");
  });
});

/** All that is found, as a text: spans may be nodes of different trees. */
function told({ diagnostics }: LintReport): string {
  const lines = diagnostics.map(({ rule, span, message, fix }) => {
    const edits = fix()?.edits.map((edit) => `${edit.span.start}-${edit.span.end} ${JSON.stringify(edit.replacement)}`);
    return [rule, span.start, span.end, message, ...(edits ?? [])].join(" ");
  });
  return lines.join("\n");
}

describe("what is said of comments", () => {
  const LINES = [
    "import Queue",
    "import Queue  # faqlint: ignore[removed-module]",
    "import Queue  # faqlint: ignore[removed-modul, assert-tuple]",
    "# faqlint: ignore-file[removed-module]",
    "# faqlint: ignore[removed-module]",
    "import Queue, \\\n  asyncore  # faqlint: ignor[removed-module]",
    "assert (x, 'y')  # noqa # faqlint: ignore[assert-tuple]",
    "if x:\n    import asyncore",
    "else:  # faqlint: ignore[removed-module]\n    import asyncore",
    "import subprocess\ndef f():\n    c = subprocess.Popen('x')",
    "def f():\n    c = subprocess.Popen('x')  # faqlint: ignore[popen-never-reaped]",
    "x = '''",
    "'''",
  ];
  const PIECES = ["#", "]", "[", "faqlint", "(", ")", " ", "\r\n", "\r", "'"];

  it("is the same with and without the scan, and after any sequence of changes", () => {
    const random = mulberry32(5);
    const below = (limit: number): number => Math.floor(random() * limit);
    let text = "";
    let last = LINTER.lint(new SourceFile("a.py", text));
    let count = 0;
    let whole = 0;
    for (let change = 0; change < 300; change++) {
      // Whole lines more often than what spoils them.
      const lines = text.split("\n");
      const line = below(lines.length);
      if (change % 4 > 0) lines.splice(line, below(2), LINES[below(LINES.length)] ?? "");
      else lines[line] = `${lines[line] ?? ""}${PIECES[below(PIECES.length)]}`;
      text = change % 20 === 0 ? "" : lines.join("\n");
      const source = new SourceFile("a.py", text);
      last = LINTER.lint(source, { last: last.tree });
      const fresh = told(LINTER.lint(new SourceFile("a.py", text)));
      expect(told(last), text).toBe(fresh);
      // The scan takes no notice of what is an import to the parser alone, in text that is no Python.
      if (last.syntaxErrors.length === 0) {
        expect(told(LINTER.lint(source, { scan: false })), text).toBe(fresh);
        whole++;
      }
      count += last.diagnostics.filter(({ question }) => question === null).length;
    }
    expect(count).toBeGreaterThan(200);
    expect(whole).toBeGreaterThan(80);
  });
});
