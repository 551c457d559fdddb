import { describe, expect, it } from "vitest";
import { reachOf } from "../../../engine/text/pattern-reach.js";

describe("reachOf", () => {
  it("counts neither white space nor the rest of a line", () => {
    for (const pattern of [/\bprint\b/, /a[^\n]*b/, /\s*a\s+/, /["'](?:a|b)["'.]/, /(?:\w+\.)*\w+/, /[\s)\\]*x/u]) {
      expect(reachOf(pattern), pattern.source).toBeLessThanOrEqual(1);
    }
  });

  it("counts what may go beyond the line, as often as it is repeated", () => {
    expect(reachOf(/\([^)]{0,400}\)/)).toBe(400);
    expect(reachOf(/\([^)]{7}\)|\{[^}]{0,30}\}/)).toBe(30);
    expect(reachOf(/(?:a[^)]{2,3}){10}/)).toBe(30);
    expect(reachOf(/x(?=[\s\S]{0,4000}?y)/)).toBe(4000);
    // Each of thirty lines may be as long as it likes.
    expect(reachOf(/(?:\n\s*x[^\n]*){0,30}/)).toBe(30 * 80);
  });

  it("is without a bound where the pattern is", () => {
    for (const pattern of [/[\s\S]*/, /"(?:[^"\\]|\\[\s\S])*"/, /(?:[^\n]*\n)+x/, /a[^)]+/]) {
      expect(reachOf(pattern), pattern.source).toBe(Infinity);
    }
  });
});
