import { beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../engine/lint.js";
import { defineRule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { startParser } from "../support/parser.js";

beforeAll(startParser);

/** Finds every call of `cmp()` and repairs it by renaming every mention of `cmp`, wherever it stands. */
const rename = defineRule({
  name: "old-name",
  question: "testing",
  summary: "a call of `cmp`",
  severity: "error",
  fix: "safe",
  messages: { found: "`{name}` is old" },
  on: (when) =>
    when.calls("builtins.cmp", (call, { source, report }) => {
      const mentions = [...source.text.matchAll(/\bcmp\b/g)];
      const edits = mentions.map(({ index }) => ({ span: { start: index, end: index + 3 }, replacement: "new" }));
      report("found", {
        at: call.node,
        data: { name: call.callee.text },
        fix: () => ({ title: "Rename", safety: "safe", edits }),
      });
    }),
});

const failing = defineRule({
  name: "always-fails",
  question: "testing",
  summary: "nothing",
  severity: "error",
  fix: "none",
  messages: {},
  on: (when) =>
    when.nodes("call", { anyOf: [["cmp"]] }, () => {
      throw new Error("broken");
    }),
});

const lint = (text: string, rules = [rename]) => new Linter(rules).lint(new SourceFile("test.py", text));

describe("lint", () => {
  it("is silent where the text could not be parsed, and nowhere else", () => {
    const { diagnostics, syntaxErrors } = lint("cmp()\n[cmp() for\n");
    expect(syntaxErrors.length).toBeGreaterThan(0);
    expect(diagnostics.map(({ span }) => span.start)).toEqual([0]);
  });

  it("repairs nothing where the text could not be parsed", () => {
    expect(lint("cmp()\n").diagnostics[0]?.fix()?.edits).toHaveLength(1);
    expect(lint("cmp()\nx = = cmp cmp\n").diagnostics[0]?.fix()).toBeNull();
  });

  it("names a rule that fails, once for each time, and keeps what others found", () => {
    const { diagnostics, crashes } = lint("cmp()\ncmp()\n", [failing, rename]);
    expect(crashes.map(({ rule }) => rule)).toEqual(["always-fails", "always-fails"]);
    expect(diagnostics).toHaveLength(2);
  });

  it("does not parse what no rule can matter to", () => {
    expect(lint("new()\n").tree).toBeUndefined();
    expect(lint("cmp()\n").tree).toBeDefined();
  });

  it("leaves out what a comment allows: its statement, the next one, the file", () => {
    const found = (text: string): number[] => lint(text).diagnostics.map(({ span }) => span.start);
    expect(found("cmp()  # faqlint: ignore[old-name] for now\ncmp()\n")).toEqual([43]);
    expect(found("# faqlint: ignore[old-name]\nprint(\n    cmp())\ncmp()\n")).toEqual([46]);
    expect(found("f(cmp(),\n  cmp())  # faqlint: ignore[old-name]\n")).toEqual([]);
    expect(found("cmp()\n# faqlint: ignore-file[old-name]\n")).toEqual([]);
    expect(found("cmp()  # faqlint: ignore[other-rule]\n")).toEqual([0, 25]);
    expect(found("cmp()  # faqlint: ignore\n")).toEqual([0, 7]);
  });
});
