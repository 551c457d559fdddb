import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type AddedIgnores, addIgnores, type IgnorableText } from "../../engine/add-ignores.js";
import { IgnoreWriter } from "../../engine/ignore-comments.js";
import { Linter } from "../../engine/lint.js";
import { applyEdits } from "../../engine/text/edits.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { fencesOf } from "../harness/markdown.js";
import { startParser } from "../support/parser.js";

const SPECIFICATIONS = fileURLToPath(new URL("../rules", import.meta.url));

const LINTER = new Linter(RULES);

beforeAll(startParser);

/** The text after one of its findings was ignored: the one of a rule, or the first. */
function ignored(text: string, rule?: string): string {
  const source = new SourceFile("a.py", text);
  const report = LINTER.lint(source);
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
    const shebang = text.startsWith("#!") ? LINTER.lint(new SourceFile("a.py", text)).diagnostics[0]?.rule : undefined;
    expect(ignored(text, shebang ?? "removed-module")).toBe(expected.replace("RULE", shebang ?? ""));
  });

  it("takes away what it names and nothing else, in programs of the specifications", { timeout: 120_000 }, () => {
    const wrong: string[] = [];
    for (const { name, text } of programs(12)) {
      const source = new SourceFile("a.py", text);
      const report = LINTER.lint(source);
      const { diagnostics, target } = report;
      for (const found of diagnostics.slice(0, 3)) {
        const edit = new IgnoreWriter(source, report).editFor(found);
        const ignoring = applyEdits(text, edit === null ? [] : [edit]);
        const left = LINTER.lint(new SourceFile("a.py", ignoring), { target }).diagnostics;
        const others = (all: typeof left): number => all.filter(({ rule }) => rule !== found.rule).length;
        const same = (all: typeof left): number => all.filter(({ rule }) => rule === found.rule).length;
        if (others(left) !== others(diagnostics) || same(left) >= same(diagnostics))
          wrong.push(`${name}: ${found.rule}\n${ignoring}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

/** A text with all that is found in it ignored. */
function withIgnores(text: string, reason = ""): AddedIgnores {
  const { target } = LINTER.lint(new SourceFile("a.py", text));
  const lint = (current: string): IgnorableText => {
    const source = new SourceFile("a.py", current);
    const report = LINTER.lint(source, { target });
    return { source, report, wanted: report.diagnostics };
  };
  return addIgnores(text, lint, reason);
}

describe("comments that ignore all that is found", () => {
  it.each([
    [
      "are shared by what is found in a statement",
      ["import signal, Queue", "signal.signal(signal.SIGKILL,", "  lambda: Queue.Queue().get(5)", ")"],
      [
        "import signal, Queue  # faqlint: ignore[removed-module] later",
        "signal.signal(signal.SIGKILL,  # faqlint: ignore[signal-uncatchable, signal-handler-arity, queue-timeout-as-block] later",
        "  lambda: Queue.Queue().get(5)",
        ")",
      ],
    ],
    [
      "add to what is there, and complete what is begun",
      [
        "import Queue  # faqlint: ignore[assert-tuple,] why",
        "import Queue  # faqlint: ignore",
        "assert (Queue, 'x')",
        "#!/usr/bin/python -u -v",
        "# faqlint: ignore-file[assert-tuple]",
      ],
      [
        "import Queue  # faqlint: ignore[assert-tuple, removed-module,] why",
        "import Queue  # faqlint: ignore[removed-module]",
        "assert (Queue, 'x')",
        "#!/usr/bin/python -u -v",
        "# faqlint: ignore-file[assert-tuple]",
      ],
    ],
    [
      "leave shebang and encoding where they are looked for",
      ["#!/usr/bin/python -u -v", "# coding: utf-8", "#", "x = 1"],
      [
        "#!/usr/bin/python -u -v",
        "# coding: utf-8",
        "# faqlint: ignore-file[shebang-several-arguments] later",
        "#",
        "x = 1",
      ],
    ],
    [
      "leave an encoding in the second line, whatever stands in the first",
      ["# About this.", "# coding: latin-1", "#!/usr/bin/python3", "x = 1"],
      [
        "# About this.",
        "# coding: latin-1",
        "# faqlint: ignore-file[shebang-not-at-byte-zero] later",
        "#!/usr/bin/python3",
        "x = 1",
      ],
    ],
    [
      "stand above strings that go on",
      ["import queue", "if queue:", "    x = f'''", "{queue.Queue().get(5)}", "'''"],
      [
        "import queue",
        "if queue:",
        "    # faqlint: ignore[queue-timeout-as-block] later",
        "    x = f'''",
        "{queue.Queue().get(5)}",
        "'''",
      ],
    ],
    [
      "stand above the line where another statement begins",
      ["x = '''", "'''; import Queue, \\", "  os"],
      ["# faqlint: ignore[removed-module] later", "x = '''", "'''; import Queue, \\", "  os"],
    ],
    [
      "stand behind bodies, headers and clauses of one line",
      ["if x: import Queue", "else: import asyncore # why", "with open(unicode):", "\tpass", "if 1: \\", " import imp"],
      [
        "if x: import Queue  # faqlint: ignore[removed-module] later",
        "# faqlint: ignore[removed-module] later",
        "else: import asyncore # why",
        "with open(unicode):  # faqlint: ignore[removed-builtin] later",
        "\tpass",
        "if 1: \\",
        " import imp  # faqlint: ignore[removed-module] later",
      ],
    ],
  ])("%s", (_, lines, expected) => {
    // What stands before and behind a shebang would be found, too.
    const variants = lines[0]?.startsWith("#!")
      ? [["", "\n"]]
      : [
          ["", "\n"],
          ["\uFEFF", "\r\n"],
          ["", "\r"],
        ];
    for (const [start, lineBreak] of variants) {
      const of = (all: readonly string[]): string => `${start}${all.join(lineBreak)}${lineBreak}`;
      const added = withIgnores(of(lines), "later");
      expect(added.text).toBe(of(expected));
      expect(added.unplaced).toEqual([]);
    }
  });

  it("are not written where they would only be in the way", () => {
    const text = "!#/usr/bin/python\n";
    const added = withIgnores(text);
    expect(added).toMatchObject({ text, comments: 0, unplaced: [{ rule: "shebang-not-at-byte-zero" }] });
  });

  it("leave nothing, are of use and change nothing else, in programs of the specifications", {
    timeout: 120_000,
  }, () => {
    const wrong: string[] = [];
    let count = 0;
    for (const { name, text } of programs(9)) {
      const added = withIgnores(text, "for now");
      count += added.comments;
      const left = LINTER.lint(new SourceFile("a.py", added.text)).diagnostics;
      if (added.unplaced.length > 0 || left.some(({ question }) => question === null))
        wrong.push(`${name}: ${left.map(({ rule }) => rule).join(", ")}\n${added.text}`);
    }
    expect(count).toBeGreaterThan(200);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

/** The programs of the rules' specifications, one in some, which have no comments of their own that ignore anything. */
function programs(oneIn: number): { name: string; text: string }[] {
  return readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) =>
      fencesOf(readFileSync(join(SPECIFICATIONS, name), "utf8"))
        .filter(({ info }) => /^python\b/.test(info))
        .map(({ lines }) => ({ name, text: `${lines.join("\n")}\n` })),
    )
    .filter(({ text }, index) => index % oneIn === 0 && !/faqlint:|^!#/.test(text));
}
