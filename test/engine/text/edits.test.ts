import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, EditSet, type TextEdit } from "../../../engine/text/edits.js";
import { contains, overlaps } from "../../../engine/text/span.js";

const edit = (start: number, end: number, replacement: string): TextEdit => ({ span: { start, end }, replacement });

describe("applyEdits", () => {
  it("makes all edits at once, in whatever order they are given", () => {
    const edits = [edit(5, 5, "!"), edit(0, 1, "J"), edit(2, 4, "")];
    expect(applyEdits("hello", edits)).toBe("Jeo!");
    expect(applyEdits("hello", [...edits].reverse())).toBe("Jeo!");
  });

  it("inserts in front of what it replaces at the same place", () => {
    expect(applyEdits("abc", [edit(1, 2, "B"), edit(1, 1, "<")])).toBe("a<Bc");
  });

  it("refuses overlaps and places outside the text", () => {
    for (const edits of [[edit(0, 2, ""), edit(1, 3, "")], [edit(-1, 0, "")], [edit(0, 4, "")], [edit(2, 1, "")]]) {
      expect(() => applyEdits("abc", edits)).toThrow(RangeError);
    }
  });

  it("gives what replacing from the back one by one gives", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ minLength: 20, maxLength: 20 }), cuts, fc.string(), (text, places, replacement) => {
        const sorted = places.sort((a, b) => a - b);
        const edits: TextEdit[] = [];
        for (let i = 0; i + 1 < sorted.length; i += 2)
          edits.push(edit(sorted[i] as number, sorted[i + 1] as number, replacement));
        let expected = text;
        for (const { span } of [...edits].reverse())
          expected = expected.slice(0, span.start) + replacement + expected.slice(span.end);
        expect(applyEdits(text, edits)).toBe(expected);
      }),
    );
  });
});

describe("spans", () => {
  it("collide when they share a character, or one is an insertion at or in the other", () => {
    expect(overlaps({ start: 0, end: 2 }, { start: 2, end: 4 })).toBe(false);
    expect(overlaps({ start: 0, end: 3 }, { start: 2, end: 4 })).toBe(true);
    expect(overlaps({ start: 2, end: 2 }, { start: 0, end: 2 })).toBe(true);
    expect(overlaps({ start: 2, end: 2 }, { start: 2, end: 2 })).toBe(true);
    expect(overlaps({ start: 3, end: 3 }, { start: 0, end: 2 })).toBe(false);
  });

  it("contain themselves", () => {
    expect(contains({ start: 1, end: 3 }, { start: 1, end: 3 })).toBe(true);
    expect(contains({ start: 1, end: 3 }, { start: 1, end: 4 })).toBe(false);
  });
});

describe("EditSet", () => {
  it("takes all edits of a repair or none", () => {
    const set = new EditSet();
    expect(set.add([edit(5, 6, "a"), edit(0, 2, "b")])).toBe(true);
    expect(set.add([edit(8, 9, "c"), edit(1, 3, "d")])).toBe(false);
    expect(set.edits.map(({ replacement }) => replacement)).toEqual(["b", "a"]);
    expect(set.add([edit(2, 4, "e")])).toBe(true);
    expect(set.add([edit(4, 4, "f")])).toBe(false);
  });

  it("refuses exactly the repairs that touch one it has, and its edits can be made together", () => {
    const place = fc.nat(14);
    const repair = fc.uniqueArray(place, { minLength: 2, maxLength: 6 }).map((places) => {
      const sorted = [...places].sort((a, b) => a - b);
      const edits: TextEdit[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2)
        edits.push(edit(sorted[i] as number, sorted[i + 1] as number, "x"));
      return edits;
    });
    const insertion = place.map((at) => [edit(at, at, "+")]);
    fc.assert(
      fc.property(fc.array(fc.oneof(repair, insertion), { maxLength: 10 }), (repairs) => {
        const set = new EditSet();
        const taken: TextEdit[] = [];
        for (const edits of repairs) {
          const collides = edits.some((one) => taken.some((other) => overlaps(one.span, other.span)));
          expect(set.add(edits)).toBe(!collides);
          if (!collides) taken.push(...edits);
        }
        expect(() => applyEdits("01234567890123", set.edits)).not.toThrow();
        expect(set.edits.length).toBe(taken.length);
      }),
      { numRuns: 2000 },
    );
  });
});
