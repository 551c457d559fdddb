import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WordSearch } from "../../../engine/text/word-search.js";

describe("WordSearch", () => {
  it("finds what a regular expression with word boundaries finds", () => {
    const part = fc.constantFrom(
      "a",
      "ab",
      "_",
      "1",
      "abc",
      "B",
      " ",
      ".",
      "\n",
      "é",
      "ſ",
      "K",
      "日本",
      "\u{1D4B3}",
      "-",
    );
    const word = fc.array(fc.constantFrom("a", "b", "ab", "_", "1", "B"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 30 }),
        fc.array(part, { maxLength: 60 }),
        (lists, parts) => {
          const words = lists.map((list) => list.join(""));
          const text = parts.join("");
          const expected = words.filter((each) => new RegExp(String.raw`\b${each}\b`).test(text));
          expect([...new WordSearch(words).in(text)].sort()).toEqual([...new Set(expected)].sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it("tells words apart that share a hash", () => {
    const search = new WordSearch(["BCx", "xBC", "BC", "CB"]);
    expect([...search.in("BC")]).toEqual(["BC"]);
    expect([...search.in("xBC BCx")].sort()).toEqual(["BCx", "xBC"]);
    const words = Array.from({ length: 5000 }, (_, index) => `w${index}`);
    expect(new WordSearch(words).in(words.filter((_, index) => index % 7 === 0).join(" ")).size).toBe(715);
  });

  it("looks for nothing when there are no words, and takes nothing else than words", () => {
    expect(new WordSearch([]).in("some text").size).toBe(0);
    expect(() => new WordSearch(["os.path"])).toThrow('"os.path" is no word');
  });
});
