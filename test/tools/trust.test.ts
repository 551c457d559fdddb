import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Linter } from "../../engine/lint.js";
import { defineRule } from "../../engine/rule.js";
import { RULES } from "../../rules/index.js";
import { claimSummary, claimTable, runClaims } from "../../tools/trust/claims.js";
import { rangeOf, Typist } from "../../tools/trust/edits.js";
import { compareWithFresh } from "../../tools/trust/endurance.js";
import { tryFiles } from "../../tools/trust/hostile.js";
import { DEFECT, type HostileFile } from "../../tools/trust/hostile-files.js";
import { lintEachWay } from "../../tools/trust/laws.js";
import { compareWithLib2to3 } from "../../tools/trust/lib2to3.js";
import { differences } from "../../tools/trust/package.js";
import { PARTS, type PartName } from "../../tools/trust/parts.js";
import { patternLiterals } from "../../tools/trust/pattern-literals.js";
import { trySlowing } from "../../tools/trust/patterns.js";
import { RepairJudge, tryRepairs } from "../../tools/trust/repairs.js";
import { compareWays } from "../../tools/trust/truth.js";
import { findInterpreters } from "../harness/interpreters.js";
import { temporaryFolder } from "../support/folder.js";
import { startParser } from "../support/parser.js";
import { mulberry32 } from "../support/random.js";
import { smokeTest } from "../support/smoke.js";

beforeAll(startParser);

/** How much of each part is tried here: some seconds of the hour that all of it takes. */
const SHARES: Readonly<Record<Exclude<PartName, "package">, number>> = {
  libraries: 0.001,
  generated: 0.01,
  damaged: 0.005,
  typed: 0.001,
  repairs: 0.005,
  patterns: 0.05,
  hostile: 0.01,
  kills: 0.02,
  claims: 0.003,
  lib2to3: 1,
  server: 0.005,
  truth: 0.002,
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
    expect(problemsOf("outside")[0]).toMatch(/^bad: RangeError: bad: an edit 0-99 lies outside the text/);
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

  it("a hostile file of which something else is said than should be", async () => {
    const file = (name: string, text: string, outcome: HostileFile["outcome"]): HostileFile => {
      return { name, bytes: () => Buffer.from(text), outcome };
    };
    const files = [
      file("right", DEFECT, "found"),
      file("not silent", DEFECT, "silent"),
      file("not told", DEFECT, /NUL/),
      file("not found", "x = 1\n", "found"),
      file("told", "\0", "found"),
    ];
    const { problems } = await tryFiles(files, temporaryFolder(), 0.5);
    expect(problems.map(({ subject, what }) => `${subject.name}: ${what}`)).toEqual([
      "not silent: found, told as nothing",
      "not told: found, told as nothing",
      "not found: not found, told as nothing",
      expect.stringMatching(/^told: not found, told as it holds NUL bytes/),
    ]);
  });

  it("a server that shows something else than a fresh lint finds", () => {
    const document = (text: string) => ({
      uri: "untitled:x.py",
      typist: { text },
      shown: { version: 1, diagnostics: [] },
    });
    const [problems, count] = compareWithFresh([document("x = 1\n"), document(DEFECT)]);
    expect(problems.map(({ subject }) => subject.text)).toEqual([DEFECT]);
    expect(count).toBe(1);
  });

  it("a text of which not everybody says the same", async () => {
    const folder = temporaryFolder({ "disk.py": DEFECT, "edits.py": "y = 2\n", "same.py": DEFECT });
    const edit = { start: 0, end: 0, text: DEFECT };
    const { problems, findings } = await compareWays(
      folder,
      [
        { path: join(folder, "disk.py"), text: "x = 1\n", history: [] },
        { path: join(folder, "edits.py"), text: "y = 2\n", history: [{ before: "y = 2\n", edit }] },
        { path: join(folder, "same.py"), text: DEFECT, history: [] },
      ],
      1,
    );
    const said = problems.map(
      ({ subject, what }) => `${subject.name.slice(folder.length + 1)} ${what.split(":\n")[0]}`,
    );
    expect(said.sort()).toEqual(
      [
        ...["", ", all of it kept", ", half of it kept", ", of the folder", ", with three threads"].map(
          (how) => `disk.py in the terminal${how}`,
        ),
        "disk.py asked for with the workspace",
        "edits.py asked for",
        "edits.py pushed",
      ].sort(),
    );
    expect(findings).toBe(1);
  });

  it("an edit whose range a client would count otherwise", () => {
    const typist = new Typist("a = '😀'\r\nb\rc\n", mulberry32(3));
    const mirror = TextDocument.create("untitled:x.py", "python", 0, typist.text);
    for (let version = 1; version <= 2000; version++) {
      const before = typist.text;
      const edit = typist.edit();
      TextDocument.update(mirror, [{ range: rangeOf(before, edit), text: edit.text }], version);
      if (mirror.getText() !== typist.text) expect(mirror.getText()).toBe(typist.text);
    }
    expect(typist.text).toMatch(/[😀𝒳]/u);
    expect(typist.text).not.toMatch(/\p{Surrogate}/u);
  });

  it("packages that differ", () => {
    const packed = (files: Readonly<Record<string, string>>, mode = 0o644): Buffer => {
      const folder = temporaryFolder({ "package.json": '{ "name": "x", "version": "1.0.0" }', ...files });
      chmodSync(join(folder, "package.json"), mode);
      execFileSync("npm", ["pack", "--silent"], { cwd: folder });
      return readFileSync(join(folder, "x-1.0.0.tgz"));
    };
    const one = packed({ "a.js": "1", "b.js": "1" });
    expect(differences(one, packed({ "a.js": "1", "b.js": "1" }))).toEqual([]);
    expect(differences(one, packed({ "a.js": "1", "b.js": "22" }))).toEqual(["package/b.js differs in its content"]);
    expect(differences(one, packed({ "a.js": "1" }, 0o600))).toEqual([
      "package/b.js is in one of the packages only",
      "package/package.json differs in its head (mode, owner or time)",
    ]);
    expect(differences(one, gzipSync(gunzipSync(one), { level: 1 }))).toEqual([
      "the packages differ in the order of their files, or in their compression",
    ]);
  });

  it("a program that says something else than it should", async () => {
    const command = [process.execPath, "-e", "console.log('0.1.0')"];
    const problems = await smokeTest(command, temporaryFolder(), "0.1.0");
    const names = problems.map((problem) => /^[\w-]+/.exec(problem.replace(/^--(?=v)/, ""))?.[0]);
    expect(names).toEqual(["version", "check", "check", "check", "check", "explain", "server", "check", "--fix"]);
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
