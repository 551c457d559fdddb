import { describe, expect, it } from "vitest";
import { SourceFile } from "../../../engine/text/source.js";

describe("SourceFile", () => {
  it("knows the line break it uses first", () => {
    expect(new SourceFile("a.py", "x\r\ny\n").lineBreak).toBe("\r\n");
    expect(new SourceFile("a.py", "x\ry\n").lineBreak).toBe("\r");
    expect(new SourceFile("a.py", "x").lineBreak).toBe("\n");
  });

  it("finds the indentation of the line that holds an offset", () => {
    const source = new SourceFile("a.py", "if x:\r\n \ty = 1\r\nz");
    expect(source.indentationAt(source.text.indexOf("1"))).toBe(" \t");
    expect(source.indentationAt(source.text.length)).toBe("");
  });

  it("cuts out spans and places offsets", () => {
    const source = new SourceFile("a.py", "ab\rcd");
    expect(source.slice({ start: 1, end: 4 })).toBe("b\rc");
    expect(source.positionAt(4)).toEqual({ line: 1, column: 1 });
  });
});
