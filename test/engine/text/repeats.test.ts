import { describe, expect, it } from "vitest";
import { repeats } from "../../../engine/text/repeats.js";

const DEFINED = /\bdef (\w+)/;

describe("what stands in a text twice", () => {
  it("is found by the first group, at most so far behind the first", () => {
    const text = "def one(): pass\ndef two(): pass\ndef one(): pass\n";
    expect(repeats(text, DEFINED, 32)).toBe(true);
    expect(repeats(text, DEFINED, 31)).toBe(false);
  });

  it("may have others of its name farther away", () => {
    expect(repeats(`def one()${" ".repeat(100)}def one() def one()`, DEFINED, 20)).toBe(true);
  });

  it("is not there where only words repeat that the pattern does not find", () => {
    expect(repeats("def one(): one = one", DEFINED, 100)).toBe(false);
    expect(repeats("", DEFINED, 100)).toBe(false);
  });
});
