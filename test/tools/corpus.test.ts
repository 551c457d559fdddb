import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineRule } from "../../engine/rule.js";
import { describeHit, runCorpus } from "../../tools/corpus/run.js";
import { startParser } from "../support/parser.js";

const folder = mkdtempSync(join(tmpdir(), "faqlint-corpus-"));

beforeAll(async () => {
  await startParser();
  mkdirSync(join(folder, "inner"));
  writeFileSync(join(folder, "a.py"), "import os\n  \nx = os.getcwd()\n");
  writeFileSync(join(folder, "b.py"), "y = 1\n");
  writeFileSync(join(folder, "inner", "broken.py"), "import os; os.getcwd(\n");
  writeFileSync(join(folder, "nul.py"), "x = '\0'\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

const shared = {
  question: "find-a-module",
  summary: "calls of getcwd, for this test",
  severity: "warning",
  fix: "none",
  messages: { called: "getcwd is called" },
} as const;

const calls = defineRule({
  ...shared,
  name: "getcwd-called",
  on: (when) => when.calls("os.getcwd", (call, { report }) => report("called", { at: call.node })),
});

describe("runCorpus", () => {
  it("counts files, bytes, the parsed share and hits", () => {
    const result = runCorpus(folder, { rules: [calls] });
    expect(result.files).toBe(3);
    expect(result.parsedFiles).toBe(2);
    expect(result.bytes).toBe(29 + 6 + 22);
    expect(result.parsedBytes).toBe(29 + 22);
    expect(result.hits.map(describeHit)).toEqual(["a.py:3:5: warning: getcwd is called [getcwd-called]"]);
    expect(result.hits[0]?.source).toBe("x = os.getcwd()");
    expect(result.unread.map(({ path }) => path)).toEqual(["nul.py"]);
    expect(result.syntaxErrors.map(({ path }) => path)).toEqual([join("inner", "broken.py")]);
    expect(result.crashes).toEqual([]);
    expect(result.targets).toEqual({ "3.14": 3 });
  });

  it("parses everything without the scan, and finds the same", () => {
    const result = runCorpus(folder, { rules: [calls], scan: false, law: true });
    expect(result.parsedFiles).toBe(3);
    expect(result.lawBreaks).toEqual([]);
    expect(result.hits).toHaveLength(1);
  });

  it("tells of rules that crash, with the place", () => {
    const crashing = defineRule({
      ...shared,
      name: "crashing",
      on: (when) =>
        when.calls("os.getcwd", () => {
          throw new Error("on purpose");
        }),
    });
    const { crashes } = runCorpus(folder, { rules: [crashing, calls] });
    expect(crashes.map(({ path, rule }) => `${path} ${rule}`)).toEqual(["a.py crashing"]);
    expect(crashes[0]?.stack).toContain("corpus.test.ts");
  });

  it("finds where a scan that is too strict breaks the law", () => {
    const strict = defineRule({
      ...shared,
      name: "too-strict",
      on: (when) =>
        when.nodes("call", { anyOf: [["never_written"]] }, (node, { report }) => report("called", { at: node })),
    });
    const { lawBreaks } = runCorpus(folder, { rules: [strict], law: true });
    expect(lawBreaks).toEqual([
      { path: "a.py", only: ["only without the scan: a.py:3:5: warning: getcwd is called [too-strict]"] },
    ]);
  });
});
