import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../engine/lint.js";
import { defineRule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { type Corpus, copyCorpus, shareOf } from "../../tools/bench/corpus.js";
import { GrowingCorpus } from "../../tools/bench/growth-corpus.js";
import { ruleGrowth } from "../../tools/bench/rule-growth.js";
import { flaggedPrograms, SHAPES } from "../../tools/bench/shapes.js";
import { startParser } from "../support/parser.js";

const folder = mkdtempSync(join(tmpdir(), "faqlint-growth-test-"));
let corpus: Corpus;
let growing: GrowingCorpus;

beforeAll(async () => {
  await startParser();
  const line = (name: number): string => `x${name} = 1\n`;
  for (let file = 0; file < 10; file++) writeFileSync(join(folder, `f${file}.py`), line(file).repeat(100));
  writeFileSync(join(folder, "f3.py"), `from __future__ import annotations\n${line(3).repeat(95)}`);
  corpus = copyCorpus(folder);
  growing = new GrowingCorpus(corpus);
});

afterAll(() => {
  growing.remove();
  corpus.remove();
  rmSync(folder, { recursive: true });
});

describe("shareOf", () => {
  it("takes as much as is asked for, from all over", () => {
    const list = Array.from({ length: 100 }, (_, index) => index);
    const share = shareOf(list, 0.1);
    expect(share).toHaveLength(10);
    expect(Math.min(...share)).toBeLessThan(10);
    expect(Math.max(...share)).toBeGreaterThanOrEqual(90);
    expect(shareOf(list, 1)).toEqual(list);
    expect(shareOf(list, 0)).toEqual([]);
  });
});

describe("GrowingCorpus", () => {
  it("makes folders of less and of more than there is", () => {
    const half = growing.ofBytes(corpus.bytes / 2);
    expect([half.files, copyCorpus(half.folder).files]).toEqual([5, 5]);
    const more = growing.ofBytes(2.5 * corpus.bytes);
    expect([more.files, copyCorpus(more.folder).files]).toEqual([25, 25]);
    expect(Math.abs(more.bytes / corpus.bytes - 2.5)).toBeLessThan(0.05);
    half.remove();
    expect(existsSync(half.folder)).toBe(false);
  });

  it("makes folders of any number of files", () => {
    expect(copyCorpus(growing.ofFiles(23).folder).files).toBe(23);
  });

  it("makes one file, of which a shorter one is the beginning, and no later import is one of the future", () => {
    const textOf = (bytes: number): string => readFileSync(join(growing.ofOneFile(bytes).folder, "whole.py"), "utf8");
    const [short, long] = [textOf(5000), textOf(10_000)];
    expect(short.length).toBeGreaterThanOrEqual(5000);
    expect(long.length).toBeGreaterThanOrEqual(10_000);
    expect(long.startsWith(short)).toBe(true);
    expect(long).not.toContain("__future__");
  });
});

describe("the texts on which rules are measured", () => {
  it("are there for every rule", () => {
    const programs = flaggedPrograms();
    expect(RULES.filter(({ name }) => !programs.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it.each(SHAPES.map((shape) => [shape.name, shape] as const))(
    "are Python, in which the rule finds something: %s",
    (_, shape) => {
      const rule = RULES.filter(({ name }) => name === "signal-handler-arity");
      const [programs] = flaggedPrograms().get("signal-handler-arity") ?? [];
      const text = shape.text(programs?.texts ?? [], 8000);
      const report = new Linter(rule).lint(new SourceFile("long.py", text));
      expect(text.length).toBeGreaterThanOrEqual(8000);
      expect(report.syntaxErrors).toEqual([]);
      expect(report.diagnostics.length).toBeGreaterThan(5);
    },
  );
});

describe("ruleGrowth", () => {
  const shared = {
    question: "find-a-module",
    summary: "calls of getcwd, for this test",
    severity: "warning",
    fix: "none",
    messages: { called: "getcwd is called" },
  } as const;
  const programs = { rule: "getcwd-called", path: "a.py", target: undefined, texts: ["import os\nos.getcwd()\n"] };
  const [below] = SHAPES;
  if (below === undefined) throw new RangeError("no shape");

  /** What the rule has looked at, which no other program on the machine disturbs; a million of it is a second. */
  let looks = 0;
  const clock = (work: () => void): number => {
    looks = 0;
    work();
    return looks / 1e6;
  };
  const growthOf = (looksAt: (calls: number) => number) => {
    const rule = defineRule({
      ...shared,
      name: "getcwd-called",
      on: (when) =>
        when.calls("os.getcwd", (call, { model, report }) => {
          looks += looksAt(model.calls.length);
          report("called", { at: call.node });
        }),
    });
    return ruleGrowth(rule, programs, below, clock);
  };

  it("finds no fault with a rule that looks at each call once", () => {
    const growth = growthOf(() => 100);
    expect(growth.fault).toBeUndefined();
    expect(growth.exponent).toBeCloseTo(1, 1);
    expect(growth.found).toBeGreaterThan(1000);
  });

  it("finds fault with a rule that looks at all calls for each", () => {
    const growth = growthOf((calls) => calls / 40);
    expect(growth.fault).toBe("grows too fast");
    expect(growth.exponent).toBeCloseTo(2, 1);
    expect(growth.size).toBeGreaterThan(100_000);
  });

  it("finds fault with a rule that takes long, however that grows", () => {
    expect(growthOf(() => 2000).fault).toBe("too slow");
  });
});
