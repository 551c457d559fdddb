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

describe("readSettings, of what to show", () => {
  it("reads names and levels", () => {
    const settings = {
      ...{ select: ["all", "x"], ignore: [], severity: { x: "off" }, workspace: true, maxDiagnostics: 50 },
    };
    expect(readSettings({ faqlint: settings })).toEqual({ settings, problems: [] });
    const unset = { select: null, ignore: null, severity: null, workspace: null, maxDiagnostics: null };
    expect(readSettings(unset)).toEqual({ settings: {}, problems: [] });
  });

  it.each([
    [{ select: "x" }, 'faqlint.select: "x" is no list of names, like ["threads"]'],
    [{ ignore: [1] }, 'faqlint.ignore: [1] is no list of names, like ["threads"]'],
    [{ severity: [] }, 'faqlint.severity: [] names no levels by rules, like {"removed-module": "warning"}'],
    [{ severity: { x: 1 } }, 'faqlint.severity: {"x":1} names no levels by rules, like {"removed-module": "warning"}'],
    [{ workspace: "yes" }, 'faqlint.workspace: "yes" is neither true nor false'],
    [{ maxDiagnostics: 0 }, "faqlint.maxDiagnostics: 0 is no whole number above 0"],
    [{ maxDiagnostics: 1.5 }, "faqlint.maxDiagnostics: 1.5 is no whole number above 0"],
  ])("refuses %j", (sent, problem) => {
    expect(readSettings({ ...sent, targetVersion: "3.12" })).toEqual({ settings: PY312, problems: [problem] });
  });
});

describe("sameSettings", () => {
  it("compares versions", () => {
    expect(sameSettings({}, {})).toBe(true);
    expect(sameSettings(PY312, { targetVersion: { major: 3, minor: 12 } })).toBe(true);
    expect(sameSettings(PY312, { targetVersion: { major: 3, minor: 13 } })).toBe(false);
    expect(sameSettings(PY312, {})).toBe(false);
    expect(sameSettings({}, { hints: false })).toBe(true);
    expect(sameSettings({ severity: { a: "off", b: "hint" } }, { severity: { b: "hint", a: "off" } })).toBe(true);
    expect(sameSettings({ severity: { a: "off" } }, { severity: { a: "hint" } })).toBe(false);
    expect(sameSettings({}, { select: [] })).toBe(false);
    expect(sameSettings({ ignore: ["a"] }, { ignore: ["b"] })).toBe(false);
    expect(sameSettings({}, { workspace: true })).toBe(false);
    expect(sameSettings({}, { maxDiagnostics: 5 })).toBe(false);
    expect(sameSettings(PY312, { ...PY312, hints: true })).toBe(false);
  });
});
