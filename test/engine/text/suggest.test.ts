import { describe, expect, it } from "vitest";
import { certainlyMeant, didYouMean, suggestions } from "../../../engine/text/suggest.js";
import { RULES } from "../../../rules/index.js";
import { processorSeconds } from "../../support/processor.js";
import { mulberry32 } from "../../support/random.js";

describe("suggestions", () => {
  it("are near in spelling, or contain what was written", () => {
    const names = ["check", "explain", "signal-handlers", "signal-handler-arity", "gil"];
    expect(suggestions("chekc", names)).toEqual(["check"]);
    expect(suggestions("Signal-Handlers", names)[0]).toBe("signal-handlers");
    expect(suggestions("signal", names)).toEqual(["signal-handlers", "signal-handler-arity"]);
    expect(suggestions("zzzzzz", names)).toEqual([]);
  });

  it("are certain where case and joints differ, or two letters, and no other name is as near", () => {
    const names = ["assert-tuple", "removed-module", "removed-modules", "gil", "curses"];
    expect(certainlyMeant("Assert_Tuple", names)).toBe("assert-tuple");
    expect(certainlyMeant("asrt-tupel", names)).toBeUndefined();
    expect(certainlyMeant("assert-tupel", names)).toBe("assert-tuple");
    expect(certainlyMeant("removed-modulex", names)).toBeUndefined();
    expect(certainlyMeant("removd-module", names)).toBe("removed-module");
    expect(certainlyMeant("gal", names)).toBe("gil");
    expect(certainlyMeant("gu", names)).toBeUndefined();
  });

  it("are asked for in words", () => {
    expect(didYouMean("chekc", ["check", "server"])).toBe('did you mean "check"?');
    expect(didYouMean("abcx", ["abca", "abcb", "abcc"])).toBe('did you mean "abca", "abcb" or "abcc"?');
    expect(didYouMean("zzzzzz", ["check"])).toBeUndefined();
  });

  it("find every name again after two slips, and leave out none for its letters", () => {
    const random = mulberry32(3);
    const below = (count: number): number => Math.floor(count * random());
    const slip = (text: string): string => {
      const at = below(text.length);
      const [before, here, behind] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
      const other = String.fromCharCode(97 + below(26));
      const swapped = behind.slice(0, 1) + here + behind.slice(1);
      return before + ([behind, other + behind, here + other + behind, swapped][below(4)] ?? "");
    };
    for (const { name } of RULES) {
      for (let time = 0; time < 5; time++) expect(suggestions(slip(slip(name)), [name])).toEqual([name]);
    }
  });

  it("take no time for what is like no name, however long or many", () => {
    const names = RULES.map(({ name }) => name);
    expect(suggestions("a".repeat(1_000_000), names)).toEqual([]);
    const seconds = processorSeconds(() => {
      for (let index = 0; index < 2_000; index++) suggestions(`no-such-rule-${index}`, names);
    });
    expect(seconds).toBeLessThan(1.5);
  });
});
