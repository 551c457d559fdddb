import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, sameColumns } from "../../../engine/syntax/parser.js";
import { segmentStarts } from "../../../engine/syntax/segments.js";
import { SourceFile } from "../../../engine/text/source.js";
import { libraryFiles } from "../../support/libraries.js";
import { startParser } from "../../support/parser.js";
import { mulberry32 } from "../../support/random.js";

beforeAll(startParser);

function piecesIn(text: string): string[] {
  const starts = segmentStarts(text);
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length));
}

describe("the cuts", () => {
  it.each([
    [
      "statements, with the comments behind them",
      ["# first\n", "import a\n# b\n", "x = 1; y = 2\n\n", "def f():\n  pass\n"],
    ],
    [
      "not the clauses of one statement",
      ["try:\n  a\nexcept E:\n  b\nelse:\n  c\nfinally:\n  d\n", "if a: b\nelif c: d\n"],
    ],
    ["not decorators", ["@a\n# why\n@b(\n1)\nclass C:\n  x = 1\n", "@a\nasync def f(): pass\n"]],
    ["not brackets", ["x = [\n1,\n(2,\n3)\n]\n", "y = {\n'a': 1\n}\n"]],
    ["not strings", ["x = '''\nimport a\n'''\n", 'y = "a\\\nimport b"\n', "z = r'\\\\'\n", "w = 1\n"]],
    ["not continued lines", ["x = \\\n1\n", "if a and \\\r\nb: pass\r\n", "y = 1"]],
    [
      "not formatted strings",
      ['f"""\n{a}\nb {c:>{d}}\n{e["}"]}\n"""\n', "x = f'{a!r:\\'}' f'{{'\n", 'f"{a["b"]}"\n', "y = 1\n"],
    ],
    ["not braces behind a backslash", ["fr'\\{{'\n", "f'\\{x}\\''\n", "y = 1\n"]],
    ["not comments in a body", ["def f():\n  a\n# c\n  b\n", "x = 1\n"]],
  ])("tell %s apart", (_, pieces) => {
    expect(piecesIn(pieces.join(""))).toEqual(pieces);
  });

  it("keep what is open from reaching further than a line that can only be a statement", () => {
    expect(piecesIn("x = f(1,\n\nif a\nfor b in c\ny = 2\ndef g(): pass\nz = 1\n")).toEqual([
      "x = f(1,\n\nif a\nfor b in c\ny = 2\n",
      "def g(): pass\n",
      "z = 1\n",
    ]);
    expect(piecesIn("x = 'a\ny = f\"{a\nz = (\nimport b\nc\n")).toEqual([
      "x = 'a\n",
      'y = f"{a\nz = (\n',
      "import b\n",
      "c\n",
    ]);
  });

  it("never lose text, whatever it is", () => {
    const piece = fc.constantFrom(
      ..."( ) [ ] { } : ; = \\ ' \" ''' \"\"\" f' f\" {x!r} {{ }} @ # \n \r \r\n \n  def import else x é 𝒳 \0".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        const starts = segmentStarts(text);
        expect(piecesIn(text).join("")).toBe(text);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  it("change nothing in files without errors", { timeout: 120_000 }, () => {
    const wrong: string[] = [];
    let count = 0;
    for (const file of libraryFiles(40)) {
      const source = new SourceFile(file, readFileSync(file, "utf8"));
      const whole = parse(source, { cuts: false });
      if (whole.errors.length > 0) continue;
      count++;
      if (!sameColumns(whole.columns, parse(source).columns)) wrong.push(file);
    }
    console.info(`Compared the pieces of ${count} files with the whole.`);
    expect(wrong).toEqual([]);
  });
});

describe("a tree from the one before a change", () => {
  it("is the tree of the text, after any sequence of changes", { timeout: 120_000 }, () => {
    const random = mulberry32(5);
    const below = (limit: number): number => Math.floor(random() * limit);
    const inserts = [
      "(",
      ")",
      '"',
      "'''",
      "{",
      "\n",
      "\n\n",
      "x",
      "def f():\n",
      "  ",
      "#",
      "\\",
      "@",
      "else:",
      "\r",
      "😀",
    ];
    for (const file of libraryFiles(800)) {
      let text = readFileSync(file, "utf8").slice(0, 30_000);
      let last = parse(new SourceFile(file, text));
      for (let change = 0; change < 40; change++) {
        const at = below(text.length + 1);
        const insert = inserts[below(inserts.length)] ?? "";
        text = text.slice(0, at) + insert + text.slice(at + below(3) * below(40));
        const source = new SourceFile(file, text);
        last = parse(source, { last });
        if (!sameColumns(last.columns, parse(source).columns))
          throw new Error(`${file}: differs after change ${change}`);
      }
    }
  });

  it("keeps the syntax of what did not change", () => {
    const text = "import a\ndef f():\n  pass\nimport x\n";
    const last = parse(new SourceFile("a.py", text));
    const changed = parse(new SourceFile("a.py", text.replace("pass", "y = (")), { last });
    expect(changed.pieces.map((piece) => last.pieces.includes(piece))).toEqual([true, false, true]);
    expect(changed.errors.map(({ start, end }) => changed.source.text.slice(start, end))).toEqual([
      "def f():\n  y = (\n",
    ]);
  });
});
