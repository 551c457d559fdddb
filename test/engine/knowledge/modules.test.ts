import { describe, expect, it } from "vitest";
import { existsIn, moduleHistory, removedModules } from "../../../engine/knowledge/modules.js";
import { formatPythonVersion, type PythonVersion } from "../../../engine/versions.js";

const python = (major: number, minor: number): PythonVersion => ({ major, minor });

function span(name: string): string | undefined {
  const history = moduleHistory(name);
  if (history === undefined) return undefined;
  return `${formatPythonVersion(history.since)}-${history.until ? formatPythonVersion(history.until) : ""}`;
}

describe("moduleHistory", () => {
  it.each([
    ["sys", "2.7-"],
    ["os.path", "2.7-"],
    ["Queue", "2.7-3.0"],
    ["_winreg", "2.7-3.0"],
    ["email.MIMEText", "2.7-3.0"],
    ["macpath", "2.7-3.8"],
    ["dummy_threading", "2.7-3.9"],
    ["formatter", "2.7-3.10"],
    ["parser", "2.7-3.10"],
    ["symbol", "2.7-3.10"],
    ["binhex", "2.7-3.11"],
    ["asyncore", "2.7-3.12"],
    ["distutils.util", "2.7-3.12"],
    ["imp", "2.7-3.12"],
    ["cgi", "2.7-3.13"],
    ["lib2to3", "2.7-3.13"],
    ["telnetlib", "2.7-3.13"],
    ["tkinter.tix", "3.0-3.13"],
    ["asyncio", "3.4-"],
    ["tomllib", "3.11-"],
    ["annotationlib", "3.14-"],
    // Announced as removed more than once, and still there in 3.13.
    ["xml.etree.cElementTree", "2.7-"],
    ["profiling", undefined],
    ["numpy", undefined],
    ["asyncio._made_up", undefined],
    ["constructor", undefined],
  ])("%s: %s", (name, expected) => {
    expect(span(name)).toBe(expected);
  });

  it("has an end for each module it calls removed, and for no other", () => {
    const removed = removedModules();
    expect(removed).toContain("telnetlib");
    expect(removed).not.toContain("os");
    expect(removed.filter((name) => moduleHistory(name)?.until === undefined)).toEqual([]);
  });
});

describe("existsIn", () => {
  it("holds from the first version to the one before the first without", () => {
    expect(existsIn("asyncore", python(3, 11))).toBe(true);
    expect(existsIn("asyncore", python(3, 12))).toBe(false);
    expect(existsIn("tomllib", python(3, 10))).toBe(false);
    expect(existsIn("tomllib", python(3, 11))).toBe(true);
    expect(existsIn("StringIO", python(2, 7))).toBe(true);
    expect(existsIn("StringIO", python(3, 0))).toBe(false);
    expect(existsIn("numpy", python(3, 13))).toBe(false);
  });
});
