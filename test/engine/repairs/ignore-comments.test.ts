import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../../engine/lint.js";
import { ignoreEdit } from "../../../engine/repairs/ignore-comments.js";
import { applyEdits } from "../../../engine/text/edits.js";
import { SourceFile } from "../../../engine/text/source.js";
import { RULES } from "../../../rules/index.js";
import { fencesOf } from "../../harness/markdown.js";
import { startParser } from "../../support/parser.js";

const SPECIFICATIONS = fileURLToPath(new URL("../../rules", import.meta.url));

beforeAll(startParser);

/** The text after one of its findings was ignored: the one of a rule, or the first. */
function ignored(text: string, rule?: string): string {
  const source = new SourceFile("a.py", text);
  const { diagnostics, tree } = new Linter(RULES).lint(source);
  const found = diagnostics.find((each) => rule === undefined || each.rule === rule);
  if (found === undefined) throw new Error("nothing was found");
  return applyEdits(text, [ignoreEdit(found.rule, found.span.start, source, tree)]);
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
    for (const name of readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".md"),
    )) {
      for (const { info, lines } of fencesOf(readFileSync(join(SPECIFICATIONS, name), "utf8"))) {
        if (!/^python\b/.test(info)) continue;
        const source = new SourceFile("a.py", `${lines.join("\n")}\n`);
        const { diagnostics, tree, target } = linter.lint(source);
        for (const found of diagnostics.slice(0, 3)) {
          count++;
          const text = applyEdits(source.text, [ignoreEdit(found.rule, found.span.start, source, tree)]);
          const left = linter.lint(new SourceFile("a.py", text), { target }).diagnostics;
          const others = (all: typeof left): number => all.filter(({ rule }) => rule !== found.rule).length;
          const same = (all: typeof left): number => all.filter(({ rule }) => rule === found.rule).length;
          if (others(left) !== others(diagnostics) || same(left) >= same(diagnostics))
            wrong.push(`${name}: ${found.rule}\n${text}`);
        }
      }
    }
    console.info(`Ignored ${count} findings.`);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});
