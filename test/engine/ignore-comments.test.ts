import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { addIgnores, type IgnorableText } from "../../engine/add-ignores.js";
import { IgnoreWriter } from "../../engine/ignore-comments.js";
import { Linter } from "../../engine/lint.js";
import { applyEdits } from "../../engine/text/edits.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { fencesOf } from "../harness/markdown.js";
import { startParser } from "../support/parser.js";

const SPECIFICATIONS = fileURLToPath(new URL("../rules", import.meta.url));

beforeAll(startParser);

/** The text after one of its findings was ignored: the one of a rule, or the first. */
function ignored(text: string, rule?: string): string {
  const source = new SourceFile("a.py", text);
  const report = new Linter(RULES).lint(source);
  const found = report.diagnostics.find((each) => rule === undefined || each.rule === rule);
  const edit = found && new IgnoreWriter(source, report).editFor(found);
  if (edit === undefined || edit === null) throw new Error("nothing is to be ignored");
  return applyEdits(text, [edit]);
}

describe("the comment that ignores a finding", () => {
  it.each([
    ["stands behind the line", "import Queue\r\n", "import Queue  # faqlint: ignore[removed-module]\r\n"],
    [
      "joins the one that is there",
      "import Queue  # faqlint: ignore[a, b] why\n",
      "import Queue  # faqlint: ignore[a, b, removed-module] why\n",
    ],
    ["joins the one above", "# faqlint: ignore[]\nimport Queue\n", "# faqlint: ignore[removed-module]\nimport Queue\n"],
    [
      "stands above where another comment is",
      "if x:\n    import Queue  # noqa\n",
      "if x:\n    # faqlint: ignore[removed-module]\n    import Queue  # noqa\n",
    ],
    [
      "stands above where the line goes on",
      "import os, \\\n  Queue, \\\n  sys\n",
      "# faqlint: ignore[removed-module]\nimport os, \\\n  Queue, \\\n  sys\n",
    ],
    ["ends the file", "import Queue", "import Queue  # faqlint: ignore[removed-module]"],
    [
      "is for the file where a comment is meant",
      "#!/usr/bin/python -u -v\n# coding: ascii\nx = 1\n",
      "#!/usr/bin/python -u -v\n# coding: ascii\n# faqlint: ignore-file[RULE]\nx = 1\n",
    ],
  ])("%s", (_, text, expected) => {
    const shebang = text.startsWith("#!")
      ? new Linter(RULES).lint(new SourceFile("a.py", text)).diagnostics[0]?.rule
      : undefined;
    expect(ignored(text, shebang ?? "removed-module")).toBe(expected.replace("RULE", shebang ?? ""));
  });

  it("takes away what it names and nothing else, in all programs of the specifications", { timeout: 120_000 }, () => {
    const linter = new Linter(RULES);
    const wrong: string[] = [];
    let count = 0;
    for (const { name, text } of programs()) {
      const source = new SourceFile("a.py", text);
      const report = linter.lint(source);
      const { diagnostics, target } = report;
      for (const found of diagnostics.slice(0, 3)) {
        count++;
        const edit = new IgnoreWriter(source, report).editFor(found);
        const ignoring = applyEdits(text, edit === null ? [] : [edit]);
        const left = linter.lint(new SourceFile("a.py", ignoring), { target }).diagnostics;
        const others = (all: typeof left): number => all.filter(({ rule }) => rule !== found.rule).length;
        const same = (all: typeof left): number => all.filter(({ rule }) => rule === found.rule).length;
        if (others(left) !== others(diagnostics) || same(left) >= same(diagnostics))
          wrong.push(`${name}: ${found.rule}\n${ignoring}`);
      }
    }
    console.info(`Ignored ${count} findings.`);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

describe("comments that ignore all that is found", () => {
  it("leave nothing, are of use and change nothing else, in all programs of the specifications", {
    timeout: 120_000,
  }, () => {
    const linter = new Linter(RULES);
    const wrong: string[] = [];
    let count = 0;
    for (const { name, text } of programs()) {
      const { target } = linter.lint(new SourceFile("a.py", text));
      const lint = (current: string): IgnorableText => {
        const source = new SourceFile("a.py", current);
        const report = linter.lint(source, { target });
        return { source, report, wanted: report.diagnostics };
      };
      const added = addIgnores(text, lint, "for now");
      count += added.comments;
      const left = lint(added.text).wanted;
      if (left.length > 0 || added.unplaced.length > 0)
        wrong.push(`${name}: ${left.map(({ rule }) => rule).join(", ")}\n${added.text}`);
    }
    console.info(`Wrote ${count} comments.`);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

/** The programs of the rules' specifications. */
function programs(): { name: string; text: string }[] {
  return readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) =>
      fencesOf(readFileSync(join(SPECIFICATIONS, name), "utf8"))
        .filter(({ info }) => /^python\b/.test(info))
        .map(({ lines }) => ({ name, text: `${lines.join("\n")}\n` })),
    );
}
