import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WordSearch } from "../../../engine/text/word-search.js";

/** Those of the words of a search that it finds in a text. */
function foundIn(search: WordSearch, text: string): string[] {
  const found = search.in(text);
  return search.words.filter((_, place) => found[place] === 1).sort();
}

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
          expect(foundIn(new WordSearch(words), text)).toEqual([...new Set(expected)].sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it("tells words apart that share a hash", () => {
    const search = new WordSearch(["BCx", "xBC", "BC", "CB"]);
    expect(foundIn(search, "BC")).toEqual(["BC"]);
    expect(foundIn(search, "xBC BCx")).toEqual(["BCx", "xBC"]);
    const words = Array.from({ length: 5000 }, (_, index) => `w${index}`);
    const seventh = words.filter((_, index) => index % 7 === 0);
    expect(foundIn(new WordSearch(words), seventh.join(" "))).toEqual(seventh.sort());
  });

  it("looks for nothing when there are no words, and takes nothing else than words", () => {
    expect(foundIn(new WordSearch([]), "some text")).toEqual([]);
    expect(() => new WordSearch(["os.path"])).toThrow('"os.path" is no word');
  });
});
