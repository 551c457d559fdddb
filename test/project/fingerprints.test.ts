import { beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { definitionAround } from "../../engine/syntax/definitions.js";
import { startEngine } from "../../project/engine-start.js";
import { fingerprintsOf } from "../../project/fingerprints.js";
import { parseText } from "../support/parser.js";

beforeAll(startEngine);

/** The keys of every `word` in a text. */
function keys(text: string, { path = "a.py", rule = "r" } = {}): string[] {
  const tree = parseText(text);
  const diagnostics = [...text.matchAll(/word(?:\([^)]*\))?/g)].map(
    ({ index, 0: found }): Diagnostic => ({
      rule,
      severity: "error",
      message: "",
      question: "testing",
      faqUrl: "",
      span: { start: index, end: index + found.length },
      related: [],
      tags: [],
      fix: () => null,
      fixSafety: "none",
    }),
  );
  return fingerprintsOf(path, tree.source, { diagnostics, definitionAround: (span) => definitionAround(tree, span) });
}

const CODE = "class A:\n    def f(self):\n        word\n        word\n    def g(self):\n        word\nword\n";

describe("fingerprints", () => {
  it("tell findings apart, by their definitions and their numbers among equals", () => {
    const found = keys(CODE);
    expect(new Set(found).size).toBe(4);
    for (const key of found) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(keys("word\n")).not.toEqual(keys("word\n", { path: "b.py" }));
    expect(keys("word\n")).not.toEqual(keys("word\n", { rule: "s" }));
    expect(keys("word(1)\n")).not.toEqual(keys("word(2)\n"));
    expect(keys("def f(): word\n")).not.toEqual(keys("def g(): word\n"));
    expect(keys("def f(): word\n")).not.toEqual(keys("word\n"));
  });

  it.each([
    ["when lines move", `# one\n\nimport os\n${CODE}`],
    [
      "when other definitions come between",
      CODE.replace("    def g", "    def other(self):\n        pass\n\n    def g"),
    ],
    ["with other line breaks", CODE.replaceAll("\n", "\r\n")],
    ["with another indentation", CODE.replaceAll("    ", "\t")],
    [
      "when definitions change places",
      `${CODE.slice(0, 9)}    def g(self):\n        word\n${CODE.slice(9).replace("    def g(self):\n        word\n", "")}`,
    ],
  ])("stay %s", (_, changed) => {
    expect(keys(changed).sort()).toEqual(keys(CODE).sort());
  });

  it("do not depend on how a flagged text is broken into lines", () => {
    expect(keys("word(1,\n     2)\n")).toEqual(keys("if x:\n    word(1,\n         2)\n"));
  });

  it("take definitions as deep as there are, in reasonable time", () => {
    const depth = 300;
    const text = Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}def f${level}():\n`).join("");
    expect(new Set(keys(`${text}${" ".repeat(depth)}word\n`)).size).toBe(1);
    expect(new Set(keys("def f(): word\n".repeat(20_000))).size).toBe(20_000);
  });
});
