import { describe, expect, it } from "vitest";
import { RULES } from "../../rules/index.js";
import {
  blastRadius,
  formatHits,
  parseHits,
  precisionSummary,
  precisionTable,
  type RecordedHit,
  recordable,
  withVerdicts,
} from "../../tools/corpus/record.js";
import { readRecord } from "../../tools/corpus/record-files.js";
import type { Hit } from "../../tools/corpus/run.js";

const hit = (line: number, source: string, rest: Partial<Hit> = {}): Hit => ({
  ...{ path: "a.py", line, column: 1, rule: "r", severity: "error", message: "m", source, fix: "" },
  ...rest,
});
const recorded = (...hits: readonly Hit[]): readonly RecordedHit[] => recordable("p", { hits: [...hits] });

describe("the record of hits", () => {
  it("knows a hit again when lines move, and tells equal lines apart", () => {
    const before = recorded(hit(1, "f()"), hit(2, "f()"), hit(3, "g()"));
    expect(new Set(before.map(({ key }) => key)).size).toBe(3);
    const now = recorded(hit(11, "    f()"), hit(13, "g()"), hit(14, "h()"));
    const { appeared, vanished } = blastRadius(before, now);
    expect(appeared.map(({ line }) => line)).toEqual([14]);
    expect(vanished.map(({ line }) => line)).toEqual([2]);
  });

  it("keeps hits of other rules, files and projects apart, and no hints", () => {
    const here = recorded(hit(1, "f()"));
    for (const other of [hit(1, "f()", { rule: "s" }), hit(1, "f()", { path: "b.py" })]) {
      expect(blastRadius(here, recorded(other)).appeared).toHaveLength(1);
    }
    expect(blastRadius(here, recordable("q", { hits: [hit(1, "f()")] })).vanished).toHaveLength(1);
    expect(recorded(hit(1, "f()", { severity: "hint" }))).toEqual([]);
  });

  it("keeps what was judged", () => {
    const judged = recorded(hit(1, "f()"), hit(2, "g()")).map((each) => ({ ...each, verdict: "false" as const }));
    const verdicts = withVerdicts(recorded(hit(5, "g()"), hit(6, "h()")), judged).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["false", ""]);
  });

  it("is read as it was written, and nothing else is read", () => {
    const hits = recorded(hit(1, "f()"), hit(2, "g()", { severity: "warning" }));
    expect(parseHits(formatHits(hits))).toEqual(hits);
    expect(() => parseHits("a\tb\n")).toThrow("the columns are not");
    expect(() => parseHits(formatHits(hits).replace(/\t$/m, "\tperhaps"))).toThrow("no verdict: perhaps");
  });

  it("is counted rule by rule and by severity", () => {
    const [first, second, third] = recorded(hit(1, "f()"), hit(2, "g()"), hit(3, "h()", { severity: "warning" }));
    const hits = [{ ...first, verdict: "true" }, { ...second, verdict: "false" }, third] as RecordedHit[];
    const mended = [{ project: "p", path: "a.py", line: 9, severity: "error", rule: "r", reason: "because" }];
    const rule = { name: "r", question: null, summary: "", severity: "error", fix: "none" } as const;
    expect(precisionTable(hits, mended, [rule])).toContain("| `r` | error | 3 | 2 | 1 | 1 | 1 | because |");
    expect(precisionSummary(hits, mended)).toContain("| error | 2 | 2 | 1 | 1 | 50.0 % | 33.3 % |");
  });
});

describe("what is recorded in test/corpus", () => {
  const { projects, hits, mended } = readRecord();

  it("is of at least fifteen projects, and of rules and projects that there are", () => {
    expect(projects.length).toBeGreaterThanOrEqual(15);
    const names = new Set(projects.map(({ name }) => name));
    const rules = new Set(RULES.map(({ name }) => name));
    for (const { project, rule } of [...hits, ...mended]) {
      expect(names).toContain(project);
      expect(rules).toContain(rule);
    }
  });

  it("has a verdict on every error and every warning", () => {
    expect(hits.filter(({ severity, verdict }) => severity !== "information" && verdict === "")).toEqual([]);
  });

  it("is right 19 times in 20, of errors and of warnings", () => {
    for (const severity of ["error", "warning"]) {
      const judged = hits.filter((each) => each.severity === severity && each.verdict !== "");
      const right = judged.filter(({ verdict }) => verdict === "true").length;
      expect(right / judged.length, severity).toBeGreaterThan(0.95);
    }
  });
});
