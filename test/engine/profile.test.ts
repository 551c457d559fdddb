import { describe, expect, it } from "vitest";
import { Profile } from "../../engine/profile.js";

describe("what a profile adds up", () => {
  it("does not count for a rule what all rules share, however deep that is nested", () => {
    let time = 0;
    const spend = (milliseconds: number): void => {
      time += milliseconds;
    };
    const profile = new Profile(() => time);
    const began = profile.begin();
    spend(1);
    profile.share(() => {
      spend(10);
      profile.share(() => spend(100));
    });
    spend(2);
    profile.addRule("first", began);
    const later = profile.begin();
    spend(5);
    profile.addRule("second", later);
    expect(profile.take().rules).toEqual({ first: 3, second: 5 });
  });

  it("counts on when shared work fails", () => {
    let time = 0;
    const profile = new Profile(() => time);
    const began = profile.begin();
    const fail = (): never => {
      time += 7;
      throw new Error("no");
    };
    expect(() => profile.share(fail)).toThrow("no");
    time += 1;
    profile.addRule("one", began);
    expect(profile.share(() => "later")).toBe("later");
    expect(profile.take().rules).toEqual({ one: 1 });
  });
});
