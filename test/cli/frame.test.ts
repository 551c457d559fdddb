import { describe, expect, it } from "vitest";
import { ShownPlaces } from "../../cli/places.js";
import { type Annotation, frame } from "../../cli/report/frame.js";
import { PLAIN } from "../../cli/terminal/colour.js";
import { SourceFile } from "../../engine/text/source.js";

/** The frame of a text in which `«` and `»` stand around the finding, `‹` and `›` around a related place. */
function framed(marked: string, width = 80): string {
  const text = marked.replace(/[«»‹›]/g, "");
  const offsetOf = (mark: string): number => {
    const at = marked.indexOf(mark);
    return at < 0 ? -1 : marked.slice(0, at).replace(/[«»‹›]/g, "").length;
  };
  const annotations: Annotation[] = [
    { span: { start: offsetOf("«"), end: offsetOf("»") }, label: "", mark: "^", style: "red" },
  ];
  if (marked.includes("‹")) {
    const span = { start: offsetOf("‹"), end: offsetOf("›") };
    annotations.push({ span, label: "defined here", mark: "-", style: "blue" });
  }
  const places = new ShownPlaces({ source: new SourceFile("a.py", text) });
  return frame(places, annotations, width, PLAIN).join("\n");
}

describe("a frame", () => {
  it("underlines the finding", () => {
    expect(framed("import a\nx = «call»(a)\n")).toBe(
      `
  |
2 | x = call(a)
  |     ^^^^
  |`.slice(1),
    );
  });

  it("shows related places, before, behind and on the same line", () => {
    expect(framed("def ‹f›():\n    pass\n\n\n\ny\n\nz\n\nx = «f»\n")).toBe(
      `
   |
 1 | def f():
   |     - defined here
   :
10 | x = f
   |     ^
   |`.slice(1),
    );
    expect(framed("«f»\n\n‹g›\n")).toBe(
      `
  |
1 | f
  | ^
2 |
3 | g
  | - defined here
  |`.slice(1),
    );
    expect(framed("‹g›(«f»)\n")).toBe(
      `
  |
1 | g(f)
  |   ^
  | - defined here
  |`.slice(1),
    );
  });

  it("underlines the code of each line of a longer finding, and leaves out the middle of a long one", () => {
    expect(framed("x = «f(\n    1,\n  )» + 2\n")).toBe(
      `
  |
1 | x = f(
  |     ^^
2 |     1,
  |     ^^
3 |   ) + 2
  |   ^
  |`.slice(1),
    );
    expect(framed("«f(\n  1,\n  2,\n  3,\n  4\n)»\n")).toBe(
      `
  |
1 | f(
  | ^^
2 |   1,
  |   ^^
  :
6 | )
  | ^
  |`.slice(1),
    );
  });

  it("marks a place of no length, also at the end of a line or of the text", () => {
    expect(framed("a«»b\n")).toContain("  |  ^\n");
    expect(framed("ab«»\n")).toContain("  |   ^\n");
    expect(framed("ab«\n»c")).toContain("1 | ab\n  |   ^\n");
    expect(framed("«»")).toBe("  |\n1 |\n  | ^\n  |");
  });

  it("aligns under tabs, wide, combining and astral characters", () => {
    expect(framed("\tx = «f»\n")).toContain("1 |     x = f\n  |         ^\n");
    expect(framed("ab\t«f»\n")).toContain("1 | ab  f\n  |     ^\n");
    expect(framed("'日本' «f»\n")).toContain("1 | '日本' f\n  |        ^\n");
    expect(framed("'e\u0301' «f»\n")).toContain("1 | 'e\u0301' f\n  |     ^\n");
    expect(framed("'\u{1F40D}' «f»\n")).toContain("1 | '\u{1F40D}' f\n  |      ^\n");
    expect(framed("«'日本'»\n")).toContain("  | ^^^^^^\n");
  });

  it("shows no control character and no byte order mark", () => {
    expect(framed("\uFEFF«f»\u001b[2J\f\u202e\n")).toContain("1 | f␛[2J␌<U+202E>\n  | ^\n");
    expect(framed("a\0«b»\r\nc\rd\n")).toContain("1 | a␀b\n  |   ^\n");
  });

  it("cuts long lines around the finding", () => {
    const left = "a".repeat(200);
    const cut = framed(`${left}«finding»${"b".repeat(200)}\n`, 60).split("\n");
    expect(cut[1]).toMatch(/^1 \| …a+findingb+…$/);
    expect(cut[1]?.length).toBeLessThanOrEqual(60);
    expect(cut[2]?.indexOf("^")).toBe(cut[1]?.indexOf("finding"));
    expect(cut[2]).toMatch(/ \^{7}$/);

    const atStart = framed(`«finding»${"b".repeat(200)}\n`, 60).split("\n");
    expect(atStart[1]).toMatch(/^1 \| findingb+…$/);
    expect(atStart[1]?.length).toBeLessThanOrEqual(60);

    const atEnd = framed(`${left}«finding»\n`, 60).split("\n");
    expect(atEnd[1]).toMatch(/^1 \| …a+finding$/);
    expect(atEnd[2]?.indexOf("^")).toBe(atEnd[1]?.indexOf("finding"));

    const wide = framed(`${"日".repeat(100)}«f»${"本".repeat(100)}\n`, 60).split("\n");
    const before = (wide[1] ?? "").slice(0, wide[1]?.indexOf("f"));
    expect(wide[2]?.indexOf("^")).toBe(before.length + (before.match(/日/g)?.length ?? 0));
  });

  it("cuts a finding that is longer than the line may be", () => {
    const lines = framed(`x = «${"a".repeat(300)}» + 1\n`, 60).split("\n");
    expect(lines[1]).toMatch(/^1 \| x = a+…$/);
    expect(lines[2]).toMatch(/^ {2}\| {5}\^+$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(61);
  });

  it("of a line of millions of characters takes no time", () => {
    const start = performance.now();
    const lines = framed(`${"a,".repeat(1_000_000)}«f»${"a,".repeat(1_000_000)}\n`).split("\n");
    expect(lines[2]?.indexOf("^")).toBe(lines[1]?.indexOf("f"));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
