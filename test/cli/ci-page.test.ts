import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT } from "./program.js";

beforeAll(() => void faqlintCommand());

const PAGE = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const LISTINGS = [...PAGE.matchAll(/^```\w+\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text).join("\n");
const COMMANDS = [...LISTINGS.matchAll(/faqlint check([^\n|']*)/g)].map(([, args = ""]) => args.trim());

describe("the page about CI", () => {
  it("tells of every format, and of no other", () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual([...FORMATS]);
  });

  it("has commands", () => {
    expect(COMMANDS.length).toBeGreaterThanOrEqual(6);
  });

  it.each(COMMANDS)("shows a command that works: faqlint check %s", (args) => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const { status, stderr } = faqlint(["check", ...args.split(/\s+/).filter((word) => word !== "")], { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it("is right about what it says files are called", () => {
    const written = [...LISTINGS.matchAll(/--output \w+=(\S+?)(?=['\s])/g)].map(([, file = ""]) => file);
    const read = [
      ...LISTINGS.matchAll(/(?:sarif_file: |codequality: |junit: |testResultsFiles: |junit '|pattern: ')([\w.-]+)/g),
    ];
    expect(new Set(read.map(([, file]) => file))).toEqual(new Set(written));
  });
});
