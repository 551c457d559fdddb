import { beforeAll, describe, expect, it } from "vitest";
import { parse, sameColumns } from "../../../engine/syntax/parser.js";
import { SourceFile } from "../../../engine/text/source.js";
import { startParser } from "../../support/parser.js";
import { processorSeconds } from "../../support/processor.js";

beforeAll(startParser);

const comments = (indent: string, count = 50): string =>
  Array.from({ length: count }, (_, index) => `${indent}# ${index}\n`).join("");

describe("long rows of comments", () => {
  it.each([
    ["at the margin", `x = 1\n${comments("")}y = 2\n`],
    ["at the end", `x = 1\n${comments("")}`],
    ["without a last line break", `def f():\n    x\n${comments("    ")}    # last`],
    ["nothing but them", comments("")],
    ["in a function", `def f():\n${comments("    ")}    x\n${comments("    ")}    y\n`],
    ["behind a function, and after the end of its block", `def f():\n    x\n${comments("    ")}${comments("")}y\n`],
    ["between a decorator and a definition", `@a\n${comments("")}def f():\n${comments("  ")}  pass\nz\n`],
    ["within brackets", `x = [\n${comments("  ")}  1,\n${comments("  ")}]\n`],
    ["before a clause", `if a:\n    b\n${comments("")}else:\n${comments("    ")}    c\n`],
    ["with blank lines between", `def f():\n    x\n${comments("    ").replaceAll("\n", "\n\n")}    y\n`],
    ["with carriage returns", `def f():\n    x\n${comments("    ")}    y\n`.replaceAll("\n", "\r\n")],
    [
      "of several indents",
      `def f():\n    x\n${comments("    ")}${comments("        ")}${comments("  ")}${comments("    ")}    y\n`,
    ],
    ["in a string", `def f():\n    """\n${comments("    ")}    """\n    x\n${comments("    ")}    y\n`],
    [
      "with a backslash, and characters of two units",
      `def f():\n    x\n${comments("    ").replaceAll("4", "\\ 😀 é")}    y\n`,
    ],
  ])("%s are where the parser has them", (_, text) => {
    const source = new SourceFile("a.py", text);
    const whole = parse(source, { cuts: false });
    expect(whole.errors).toEqual([]);
    expect(sameColumns(parse(source).columns, whole.columns)).toBe(true);
  });

  it.each([
    ["at the margin", ""],
    ["in a function", "    "],
  ])("take time that grows with their number %s", (_, indent) => {
    const text = (count: number): string => `def f():\n    x = 1\n${comments(indent, count)}${indent}y = 2\n`;
    const time = (count: number): number =>
      processorSeconds(() => {
        expect(parse(new SourceFile("a.py", text(count))).nodesOfKind("comment")).toHaveLength(count);
      });
    time(1000);
    expect(time(40_000)).toBeLessThan(2);
  });
});
