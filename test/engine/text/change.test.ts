import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeBetween, FAR, linesAround } from "../../../engine/text/change.js";

const text = fc.array(fc.constantFrom("\n", "\n\n", "a", "b = 1\n", " ", "x".repeat(900), "y".repeat(5000)), {
  maxLength: 40,
});

const around = (old: string, now: string) => linesAround(changeBetween(old, now), now, FAR);

describe("changeBetween", () => {
  it("tells all that differs and nothing else", () => {
    fc.assert(
      fc.property(text, text, text, text, (before, gone, come, behind) => {
        const old = [...before, ...gone, ...behind].join("");
        const now = [...before, ...come, ...behind].join("");
        const { start, oldEnd, end } = changeBetween(old, now);
        expect(old.slice(0, start) + now.slice(start, end) + old.slice(oldEnd)).toBe(now);
        const [one, other] = [old.slice(start, oldEnd), now.slice(start, end)];
        if (one !== "" && other !== "") {
          expect(one[0]).not.toBe(other[0]);
          expect(one.at(-1)).not.toBe(other.at(-1));
        }
      }),
    );
  });
});

describe("linesAround", () => {
  it("tells the lines around all that differs, whatever changes", () => {
    fc.assert(
      fc.property(text, text, text, text, (before, gone, come, behind) => {
        const old = [...before, ...gone, ...behind].join("");
        const now = [...before, ...come, ...behind].join("");
        const { start, oldEnd, end } = around(old, now);
        expect(old.slice(0, start)).toBe(now.slice(0, start));
        expect(old.slice(oldEnd)).toBe(now.slice(end));
        expect(start === 0 || now[start - 1] === "\n").toBe(true);
        expect(end === now.length || now[end - 1] === "\n").toBe(true);
        expect(start).toBeLessThanOrEqual(end);
      }),
    );
  });

  it("leaves a margin of many lines and characters on both sides", () => {
    const lines = Array.from({ length: 1000 }, (_, line) => `the_line_with_number = ${line}\n`);
    const old = lines.join("");
    lines[500] = "changed\n";
    const now = lines.join("");
    const { start, end } = around(old, now);
    const at = now.indexOf("changed");
    for (const margin of [now.slice(start, at), now.slice(at, end)]) {
      expect(margin.split("\n").length).toBeGreaterThan(100);
      expect(margin.replace(/\s/g, "").length).toBeGreaterThanOrEqual(8000 - "changed".length);
    }
  });

  it("comes to an end at the beginning of a text that begins with a line break", () => {
    expect(around("a\n", "\na\n")).toEqual({ start: 0, oldEnd: 2, end: 3 });
    expect(around("\n\na", "\nba")).toEqual({ start: 0, oldEnd: 3, end: 3 });
  });
});
