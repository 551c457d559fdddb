import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../cli/report/diff.js";
import { temporaryFolder } from "../support/folder.js";

/** What `git apply` makes of a text with a diff. */
function applied(folder: string, before: string, diff: string): string {
  writeFileSync(join(folder, "a.py"), before);
  writeFileSync(join(folder, "a.diff"), diff);
  execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "a.diff"], { cwd: folder });
  return readFileSync(join(folder, "a.py"), "utf8");
}

describe("a unified diff", () => {
  it("is empty for equal texts", () => {
    expect(unifiedDiff("a.py", "x\n", "x\n")).toBe("");
    expect(unifiedDiff("a.py", "", "")).toBe("");
  });

  it("has three lines of context, and hunks of its own for what is far apart", () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index + 1}\n`);
    const changed = lines.map((line) => (line === "5\n" || line === "25\n" ? `new ${line}` : line));
    expect(unifiedDiff("a.py", lines.join(""), changed.join(""))).toBe(
      "--- a/a.py\n+++ b/a.py\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+new 5\n 6\n 7\n 8\n" +
        "@@ -22,7 +22,7 @@\n 22\n 23\n 24\n-25\n+new 25\n 26\n 27\n 28\n",
    );
    const near = lines.map((line) => (line === "5\n" || line === "11\n" ? `new ${line}` : line));
    expect(unifiedDiff("a.py", lines.join(""), near.join("")).match(/^@@/gm)).toHaveLength(1);
  });

  it("tells a missing line end, and keeps others", () => {
    expect(unifiedDiff("a.py", "x\r\ny", "x\r\nz\n")).toBe(
      "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\r\n-y\n\\ No newline at end of file\n+z\n",
    );
  });

  it("names files as git does", () => {
    expect(unifiedDiff("a b/ö.py", "", "x\n")).toMatch(/^--- "a\/a b\/\\303\\266\.py"\n/);
    expect(unifiedDiff("/tmp/a.py", "", "x\n")).toMatch(/^--- \/tmp\/a\.py\n\+\+\+ \/tmp\/a\.py\n/);
  });

  it("is understood by git, whatever the texts are", () => {
    const folder = temporaryFolder();
    const text = fc
      .array(fc.constantFrom("a\n", "b\n", "c\n", "\n", "d\r\n", "-- \n", "+\n", "\\ x\n"), {
        minLength: 1,
        maxLength: 20,
      })
      .chain((lines) => fc.constantFrom(lines.join(""), `${lines.join("")}end`));
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(applied(folder, before, unifiedDiff("a.py", before, after))).toBe(after);
      }),
      { numRuns: 150 },
    );
  });

  it("of texts that have little in common is made in time", () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `a${index}\n`).join("");
    const after = Array.from({ length: 20_000 }, (_, index) => `b${index}\n`).join("");
    const start = performance.now();
    expect(unifiedDiff("a.py", before, after).split("\n")).toHaveLength(40_004);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
