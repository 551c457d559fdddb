import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT } from "./program.js";

beforeAll(() => void faqlintCommand());

const PAGE = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const LISTINGS = [...PAGE.matchAll(/^```\w+\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text).join("\n");
const COMMANDS = [...LISTINGS.matchAll(/faqlint check([^\n|'#]*)/g)].map(([, args = ""]) => args.trim());
/** A baseline of a project in which nothing was found before. */
const NEW_BASELINE = '{ "version": 1, "files": {} }\n';

/** Makes of a folder a clone of something empty, so that all that is in it is new. */
function cloned(folder: string): void {
  const git = (...args: string[]): void => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    execFileSync("git", [...identity, ...args], { cwd: folder, stdio: "pipe" });
  };
  git("init", "--quiet", "--initial-branch=main");
  git("commit", "--quiet", "--allow-empty", "--message=first");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
}

describe("the page about CI", () => {
  it("tells of every format, and of no other", () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual([...FORMATS]);
  });

  it("has commands", () => {
    expect(COMMANDS.length).toBeGreaterThanOrEqual(6);
  });

  it.each(COMMANDS)("shows a command that works: faqlint check %s", (args) => {
    const isFirst = args.includes("--update-baseline");
    const baseline = isFirst || !args.includes("--baseline") ? {} : { "faqlint-baseline.json": NEW_BASELINE };
    const cwd = temporaryFolder({ "a.py": PRINT, ...baseline });
    if (args.includes("--changed-since")) cloned(cwd);
    // GitHub puts the branch there that a pull request is for, and the number of the job.
    const filled = args
      .replace(/"origin\/\$\{\{.*\}\}"/, "origin/main")
      .replace(/"\$\{\{ matrix\.part \}\}\/4"/, "1/4");
    const words = filled.split(/\s+/);
    const { status, stderr } = faqlint(["check", ...words.filter((word) => word !== "")], { cwd });
    expect({ status, stderr }).toEqual({ status: isFirst ? 0 : 1, stderr: "" });
  });

  it("is right about what it says files are called", () => {
    const written = [...LISTINGS.matchAll(/--output \w+=(\S+?)(?=['\s])/g)].map(([, file = ""]) => file);
    const read = [
      ...LISTINGS.matchAll(/(?:sarif_file: |codequality: |junit: |testResultsFiles: |junit '|pattern: ')([\w.-]+)/g),
    ];
    // Where Bitbucket looks by itself.
    const found = written.filter((file) => file.startsWith("test-results/"));
    expect(new Set([...read.map(([, file]) => file), ...found])).toEqual(new Set(written));
  });
});
