import { describe, expect, it } from "vitest";
import { readSettings, sameSettings } from "../../server/settings.js";

const PY312 = { targetVersion: { major: 3, minor: 12 } };

describe("readSettings", () => {
  it.each([
    [{ faqlint: { targetVersion: "3.12" } }],
    [{ targetVersion: "3.12", other: [] }],
    [{ faqlint: { targetVersion: " 3.12 ", unknown: 1 }, pylint: {} }],
  ])("reads %j", (sent) => {
    expect(readSettings(sent)).toEqual({ settings: PY312, problems: [] });
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [[]],
    ["x"],
    [5],
    [{ faqlint: null }],
    [{ targetVersion: null }],
    [{ targetVersion: "" }],
  ])("finds nothing in %j", (sent) => {
    expect(readSettings(sent)).toEqual({ settings: {}, problems: [] });
  });

  it.each([true, false])("reads %j for hints", (hints) => {
    expect(readSettings({ faqlint: { hints } })).toEqual({ settings: { hints }, problems: [] });
  });

  it("says that a text is no switch, and keeps the other settings", () => {
    expect(readSettings({ hints: "yes", targetVersion: "3.12" })).toEqual({
      settings: PY312,
      problems: ['faqlint.hints: "yes" is neither true nor false'],
    });
  });

  it.each([["three"], ["3.12.1"], [{}], [["3.12"]], [true], ["9.9"], ["3.99"], [3.12]])(
    "says that %j is no version",
    (targetVersion) => {
      const { settings, problems } = readSettings({ faqlint: { targetVersion } });
      expect(settings).toEqual({});
      expect(problems).toEqual([expect.stringContaining("faqlint.targetVersion: ")]);
    },
  );
});

describe("sameSettings", () => {
  it("compares versions", () => {
    expect(sameSettings({}, {})).toBe(true);
    expect(sameSettings(PY312, { targetVersion: { major: 3, minor: 12 } })).toBe(true);
    expect(sameSettings(PY312, { targetVersion: { major: 3, minor: 13 } })).toBe(false);
    expect(sameSettings(PY312, {})).toBe(false);
    expect(sameSettings({}, { hints: false })).toBe(true);
    expect(sameSettings(PY312, { ...PY312, hints: true })).toBe(false);
  });
});
