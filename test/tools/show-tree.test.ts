import { beforeAll, describe, expect, it } from "vitest";
import { renderTree } from "../../tools/show-tree/render.js";
import { parseText, startParser } from "../support/parser.js";

beforeAll(startParser);

describe("renderTree", () => {
  it("shows fields, kinds, places and texts", () => {
    expect(renderTree(parseText("x = f(1)\n"))).toBe(
      `module  [1:1-2:1]
  expression_statement  [1:1-1:9]
    assignment  [1:1-1:9]
      left: identifier  [1:1-1:2]  "x"
      "="  [1:3-1:4]
      right: call  [1:5-1:9]
        function: identifier  [1:5-1:6]  "f"
        arguments: argument_list  [1:6-1:9]
          "("  [1:6-1:7]
          integer  [1:7-1:8]  "1"
          ")"  [1:8-1:9]`,
    );
  });

  it("shows what touches some lines only", () => {
    const shown = renderTree(parseText("a\nb\nc\n"), 1, 1);
    expect(shown).toContain('"b"');
    expect(shown).not.toMatch(/"a"|"c"/);
  });

  it("survives deep nesting", () => {
    expect(renderTree(parseText(`x = ${"[".repeat(20_000)}${"]".repeat(20_000)}`), 5, 5)).toBe("");
  });
});
