import { beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../engine/lint.js";
import { defineRule } from "../../engine/rule.js";
import { RULES } from "../../rules/index.js";
import { claimSummary, claimTable, runClaims } from "../../tools/trust/claims.js";
import { lintEachWay } from "../../tools/trust/laws.js";
import { compareWithLib2to3 } from "../../tools/trust/lib2to3.js";
import { PARTS, type PartName } from "../../tools/trust/parts.js";
import { patternLiterals } from "../../tools/trust/pattern-literals.js";
import { trySlowing } from "../../tools/trust/patterns.js";
import { RepairJudge, tryRepairs } from "../../tools/trust/repairs.js";
import { findInterpreters } from "../harness/interpreters.js";
import { startParser } from "../support/parser.js";

beforeAll(startParser);

/** How much of each part is tried here: some seconds of the hour that all of it takes. */
const SHARES: Readonly<Record<PartName, number>> = {
  libraries: 0.001,
  generated: 0.01,
  damaged: 0.005,
  typed: 0.001,
  repairs: 0.005,
  patterns: 0.05,
  kills: 0.02,
  claims: 0.003,
  lib2to3: 1,
};

describe("a slice of what `npm run trust` tries", () => {
  for (const [name, share] of Object.entries(SHARES) as [PartName, number][]) {
    it(name, { timeout: 300_000 }, async () => {
      const { tried, problems } = await PARTS[name]({ share, seed: 1 });
      console.info(`${name}: ${tried}`);
      expect(problems.map(({ subject, what }) => `${subject.name}: ${what}\n${subject.text}`)).toEqual([]);
    });
  }
});

describe("what is tried would be found", () => {
  const rule = (run: "throws" | "outside" | "breaks") =>
    defineRule({
      name: "bad",
      question: "testing",
      summary: "nothing",
      severity: "error",
      fix: "safe",
      messages: { bad: "bad" },
      on: (when) =>
        when.nodes("identifier", { anyOf: [["bad"]] }, (node, { report }) => {
          if (node.text !== "bad") return;
          if (run === "throws") throw new Error("here");
          const edits = [{ span: run === "outside" ? { start: 0, end: 99 } : node, replacement: "(" }];
          report("bad", { at: node, fix: () => ({ title: "Break it", safety: "safe", edits }) });
        }),
    });

  it("a rule that throws, and an edit outside of the text", () => {
    const problemsOf = (run: "throws" | "outside"): string[] =>
      lintEachWay({ name: "x.py", text: "bad\n" }, new Linter([rule(run)])).problems.map(({ what }) => what);
    expect(problemsOf("throws")[0]).toMatch(/^bad throws: Error: here/);
    expect(problemsOf("outside")[0]).toMatch(/^bad: RangeError: edit 0-99/);
  });

  it("a claim that does not hold, and where it holds all the same", async () => {
    const markdown = "# One\n\n```python\n# Two\nprint(1)  # prints: 2\n```\n\n```python\nprint(3)  # prints: 3\n```\n";
    const { records, problems } = await runClaims([{ name: "a.md", markdown }], () => true);
    expect(problems.map(({ name }) => name)).toEqual(["a.md:4"]);
    expect(records.map(({ heading, claims }) => [heading, claims])).toEqual([
      ["One", ["prints: 2"]],
      ["One", ["prints: 3"]],
    ]);
    const [wrong, right] = records;
    expect(wrong).toMatchObject({ agreed: [], alsoTrueOn: [] });
    expect(right).toMatchObject({ agreed: wrong?.disagreed, disagreed: [], otherwiseOn: [] });
    expect(claimTable(records)).toContain(`**not on ${wrong?.disagreed.join()}**`);
    expect(claimSummary(records)).toContain("| 2 | 2 |");
    expect(claimSummary(records)).toContain("1 do not hold");
  });

  it("a difference from lib2to3 that nobody explains", async () => {
    const interpreter = (await findInterpreters()).findLast(({ version }) => version.major === 3);
    if (interpreter === undefined) throw new Error("there is no Python 3 here");
    const cases = [
      { fixer: "print", name: "same", before: "print 1\n", after: "print( 1 )\n" },
      { fixer: "print", name: "other", before: "print 1\n", after: "print(2)\n" },
      { fixer: "dict", name: "known", before: "x = d.keys()\n", after: "x = list(d.keys())\n" },
    ];
    const { compared, problems } = await compareWithLib2to3(cases, new Linter(RULES), interpreter);
    expect(compared.map(({ comparison }) => comparison)).toEqual(["equal", "different", "theirs only"]);
    expect(problems.map(({ name, what }) => `${name}: ${what}`)).toEqual([
      "print, other: different, and nobody says why",
    ]);
  });

  it("a pattern whose time grows faster than the text", () => {
    const slow = trySlowing(/\bimport\b[^\n]*\bload\b/, "x");
    expect(slow.map(({ what }) => what)[0]).toMatch(/^takes \d+ ms for \d+ characters, and [\d.]+ ms for a quarter/);
    expect(trySlowing(/\bimport\b[^\n]{0,400}\bload\b/, "x")).toEqual([]);
    const names = patternLiterals(["engine/text"]).map(({ name }) => name.replace(/:\d+$/, ""));
    expect(names).toContain("engine/text/source.ts");
  });

  it("a repair that no longer compiles, and one that changes another statement", async () => {
    const interpreters = await findInterpreters();
    const judge = new RepairJudge(interpreters);
    try {
      const problems = await tryRepairs({ name: "x.py", text: "bad\n" }, new Linter([rule("breaks")]), judge);
      expect(problems[0]?.what).toMatch(/^the repair of bad at "bad" no longer compiles: SyntaxError/);
      const judged = judge.judged;
      const target = { major: 3, minor: 13 };
      const [before, edit] = ["if a:\n    b\nc\n", { span: { start: 12, end: 13 }, replacement: "d" }];
      expect(await judge.problemOf(target, before, "if a:\n    b\nd\n", [edit])).toBeNull();
      expect(await judge.problemOf(target, before, "if x:\n    b\nd\n", [edit])).toMatch(/^changes what/);
      expect(judge.judged).toBe(judged + 2);
    } finally {
      judge.close();
    }
  });
});
