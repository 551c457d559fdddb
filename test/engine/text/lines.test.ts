import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineIndex } from "../../../engine/text/lines.js";
import { findInterpreters } from "../../harness/interpreters.js";

const SAMPLES = [
  "",
  "a",
  "\n",
  "\r",
  "\r\n",
  "\n\r",
  "\r\r\n\n",
  "a\rb\nc\r\nd",
  "\u2028\u0085\v\f x\n",
  "𝒳\r\n\ud800\n",
  "\0\r\0",
];

/** Texts in which line breaks, and what only looks like one, are frequent. */
const text = fc
  .array(fc.constantFrom("\r", "\n", "\r\n", "a", "é", "𝒳", "\u2028", "\u0085", "\f", "\v", "\x1c", "\0"), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));

describe("LineIndex", () => {
  it("counts the lines of simple texts", () => {
    expect(SAMPLES.map((sample) => new LineIndex(sample).count)).toEqual([1, 1, 2, 2, 2, 3, 4, 4, 2, 3, 2]);
  });

  it("gives each line without its break, and its offsets", () => {
    const lines = new LineIndex("ab\r\nc\rd\n");
    expect([0, 1, 2, 3].map((line) => lines.textOf(line))).toEqual(["ab", "c", "d", ""]);
    expect([0, 1, 2, 3, 4].map((line) => lines.startOf(line))).toEqual([0, 4, 6, 8, 8]);
    expect([0, 1, 2, 3, 4].map((line) => lines.endOf(line))).toEqual([2, 5, 7, 8, 8]);
  });

  it("moves offsets outside the text to its nearest end", () => {
    const lines = new LineIndex("ab\ncd");
    expect(lines.positionAt(-5)).toEqual({ line: 0, column: 0 });
    expect(lines.positionAt(99)).toEqual({ line: 1, column: 2 });
  });

  it("puts each offset on the one line that holds it", () => {
    fc.assert(
      fc.property(text, (sample) => {
        const lines = new LineIndex(sample);
        for (let offset = 0; offset <= sample.length; offset++) {
          const { line, column } = lines.positionAt(offset);
          expect(lines.startOf(line) + column).toBe(offset);
          expect(lines.lineAt(offset)).toBe(line);
          expect(offset).toBeLessThanOrEqual(lines.startOf(line + 1));
        }
        const joined = Array.from({ length: lines.count }, (_, line) =>
          sample.slice(lines.startOf(line), lines.startOf(line + 1)),
        );
        expect(joined.join("")).toBe(sample);
      }),
    );
  });

  it("breaks lines where CPython's universal newlines do", async () => {
    const interpreter = (await findInterpreters()).at(-1);
    if (interpreter === undefined) {
      console.warn("NOT CHECKED: lines were not compared with CPython, since none was found.");
      return;
    }
    const samples = [...SAMPLES.filter((sample) => !sample.includes("\ud800")), ...fc.sample(text, 500)];
    const program = `
import io, json, sys
samples = json.load(sys.stdin)
print(json.dumps([[line.rstrip("\\n") for line in io.StringIO(sample, newline=None)] for sample in samples]))`;
    const run = spawnSync(interpreter.command, ["-c", program], { input: JSON.stringify(samples), encoding: "utf8" });
    expect(run.stderr).toBe("");
    const expected = JSON.parse(run.stdout) as string[][];
    samples.forEach((sample, i) => {
      const lines = new LineIndex(sample);
      const ours = Array.from({ length: lines.count }, (_, line) => lines.textOf(line));
      // After a final line break CPython has no further line, whereas an editor has an empty one.
      if (ours.at(-1) === "") ours.pop();
      expect(ours, JSON.stringify(sample)).toEqual(expected[i]);
    });
  });
});
