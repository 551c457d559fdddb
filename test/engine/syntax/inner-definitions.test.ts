import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, sameColumns } from "../../../engine/syntax/parser.js";
import type { Piece } from "../../../engine/syntax/pieces.js";
import type { SyntaxTree } from "../../../engine/syntax/tree.js";
import { SourceFile } from "../../../engine/text/source.js";
import { libraryFiles } from "../../support/libraries.js";
import { startParser } from "../../support/parser.js";
import { mulberry32 } from "../../support/random.js";

beforeAll(startParser);

/** Makes a text so long that the definitions in it are parsed on their own. */
const LONG = `    x = [\n${"        'a string that takes room',\n".repeat(400)}    ]\n`;

const treeOf = (text: string, last?: SyntaxTree): SyntaxTree => parse(new SourceFile("a.py", text), { last });
const wholeOf = (text: string): SyntaxTree => parse(new SourceFile("a.py", text), { cuts: false });

/** The definitions that were parsed on their own, without what was put behind them. */
function innerOf(pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece) => [
    ...(piece.inner?.slice(1).flatMap((inner) => [inner.text.replace(/\n[ \t]*pass\n$/, ""), ...innerOf([inner])]) ??
      []),
    ...innerOf(piece.members ?? []),
  ]);
}

function indentedBy(indent: string, text: string): string {
  return text.replace(/^(?=[^\r\n])/gm, indent);
}

/** The file within a block, so that all of its definitions are inner ones. */
function indented(text: string, indent: string): string {
  return `if True:\n${indentedBy(indent, text.replace(/^\uFEFF/, ""))}\n${indent}pass\n`;
}

describe("inner definitions", () => {
  it.each([
    [
      "in both blocks of an if",
      "    def f(): pass\nelse:\n    def g():\n        pass\n",
      ["def f(): pass", "def g():\n        pass"],
    ],
    [
      "with decorators",
      "    @a\n    # why\n    @b\n    class C:\n        x = 1\n    y = 2\n",
      ["@a\n    # why\n    @b\n    class C:\n        x = 1"],
    ],
    [
      "with comments in and behind them",
      "    def f():\n        a\n    # c\n        b\n        # d\n    # e\n  # f\n    y = 2\n",
      ["def f():\n        a\n    # c\n        b\n        # d"],
    ],
    [
      "with a comment between two indents",
      "    def f():\n        a\n      # c\n    y = 2\n    def g(): pass\n",
      ["def g(): pass"],
    ],
    ["at the end of the text", "    async def f():\n        a", ["async def f():\n        a"]],
    [
      "at the end of the text, with comments",
      "    def f():\n        a\n        # c\n    # d\n",
      ["def f():\n        a\n        # c"],
    ],
    [
      "behind others on a deeper level",
      "    if a:\n\tdef f():\n\t\tb\n    def g(): c\n",
      ["def f():\n\t\tb", "def g(): c"],
    ],
    [
      "with what looks like one in a string",
      "    def f():\n        '''\n    def g(): pass\n'''\n        f'''{\n    1}'''\n    y = 2\n",
      ["def f():\n        '''\n    def g(): pass\n'''\n        f'''{\n    1}'''"],
    ],
  ])("are found %s", (_, code, expected) => {
    const text = `if a:\n${LONG}${code}`;
    const tree = treeOf(text);
    expect(innerOf(tree.pieces).map((inner) => inner.trim())).toEqual(expected);
    expect(sameColumns(tree.columns, wholeOf(text).columns)).toBe(true);
  });

  it("are the only ones parsed again when they change, within others too", () => {
    const b = `            class B:\n${indentedBy("            ", LONG)}                def one(self): pass\n                def two(self): pass\n`;
    const text = `if a:\n${LONG}    def f():\n        x\n    def g():\n        if b:\n${b}else: y\n`;
    const last = treeOf(text);
    const changed = treeOf(text.replace("def two(self): pass", "def two(self): return"), last);
    expect(sameColumns(changed.columns, wholeOf(changed.source.text).columns)).toBe(true);
    const kept = (piece: Piece | undefined, before: Piece | undefined): boolean[] =>
      piece?.inner?.map((inner) => before?.inner?.includes(inner) ?? false) ?? [];
    expect(kept(changed.pieces[0], last.pieces[0])).toEqual([true, true, false]);
    const g = [changed, last].map(({ pieces }) => pieces[0]?.inner?.[2]);
    expect(kept(g[0], g[1])).toEqual([true, false]);
    const inB = g.map((piece) => piece?.inner?.[1]);
    expect(kept(inB[0], inB[1])).toEqual([true, true, false]);
  });

  it("keep a syntax error to themselves", () => {
    const text = `if a:\n${LONG}    def f():\n        x = (\n    def g():\n        pass\nelse:\n    def h(): pass\n`;
    const tree = treeOf(text);
    expect(tree.errors.map((error) => tree.source.slice(error).trim())).toEqual(["x = ("]);
    expect(tree.nodesOfKind("function_definition")).toHaveLength(3);
  });

  it("give the same tree as the text at once, of real files", { timeout: 60_000 }, () => {
    let count = 0;
    for (const [index, file] of libraryFiles(150).entries()) {
      const text = indented(readFileSync(file, "utf8"), ["    ", "\t", " "][index % 3] ?? "");
      const whole = wholeOf(text);
      if (whole.errors.length > 0) continue;
      const tree = treeOf(text);
      count += innerOf(tree.pieces).length;
      expect(sameColumns(tree.columns, whole.columns), file).toBe(true);
    }
    console.info(`Compared ${count} inner definitions.`);
  });

  it("give the tree of the text after any sequence of changes", { timeout: 60_000 }, () => {
    const random = mulberry32(11);
    const below = (limit: number): number => Math.floor(random() * limit);
    const inserts = [
      "(",
      ")",
      "'",
      '"""',
      "\n",
      "x",
      "    ",
      "\n    def f():\n",
      "#",
      "\n# c\n",
      "\\",
      "@",
      "else:",
      "pass",
      ":",
    ];
    for (const file of libraryFiles(1500)) {
      let text = indented(readFileSync(file, "utf8").slice(0, 30_000), "    ");
      let last = treeOf(text);
      for (let change = 0; change < 40; change++) {
        const at = below(text.length + 1);
        text = text.slice(0, at) + (inserts[below(inserts.length)] ?? "") + text.slice(at + below(2) * below(40));
        last = treeOf(text, last);
        expect(sameColumns(last.columns, treeOf(text).columns), `${file} after change ${change}`).toBe(true);
      }
    }
  });
});
