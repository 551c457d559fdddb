import { describe, expect, it } from "vitest";
import { certainlyMeant, didYouMean, suggestions } from "../../../engine/text/suggest.js";

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
});
