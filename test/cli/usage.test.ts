import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { type CheckOptions, checkFiles } from "../../cli/check.js";
import { usageLines } from "../../cli/report/usage.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const FILES = {
  "a.py": `${SIGNAL}${PRINT.repeat(3)}`,
  "b.py": PRINT,
  "c.py": "import asyncore\n",
  "d.py": "import signal\nsignal.signal(a, b)\nx = word)\n",
};

describe("--statistics", () => {
  it("shows how often each rule found something, the most frequent first", () => {
    const cwd = temporaryFolder(FILES);
    const { status, stdout } = faqlint(["check", "--statistics"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toBe(
      "found  --fix  unsafe  rule\n" +
        "    4      4       -  print-statement\n" +
        "    1      -       -  removed-module\n" +
        "    1      1       -  signal-handler-arity\n\n" +
        "Found 6 problems (6 errors) in 3 of 4 files; 5 fixable with --fix\n",
    );
    const concise = faqlint(["check", "--statistics", "--format", "concise", "--output", "json=all.json"], { cwd });
    expect(concise.stdout).toBe(stdout.slice(0, stdout.indexOf("Found")));
    expect(faqlint(["check", "--statistics", "c.py", "--ignore", "removed-module"], { cwd }).stdout).toBe(
      "No problems found in 1 file\n",
    );
  });

  it("is there for programs as well", () => {
    const { stdout } = faqlint(["check", "--statistics", "--format", "json"], { cwd: temporaryFolder(FILES) });
    const { version, statistics, summary } = JSON.parse(stdout);
    expect({ version, statistics }).toEqual({
      version: 1,
      statistics: [
        { rule: "print-statement", findings: 4, files: 2, fixable: { safe: 4, unsafe: 0 } },
        { rule: "removed-module", findings: 1, files: 1, fixable: { safe: 0, unsafe: 0 } },
        { rule: "signal-handler-arity", findings: 1, files: 1, fixable: { safe: 1, unsafe: 0 } },
      ],
    });
    expect(summary.diagnostics).toBe(6);
  });

  it("is in columns on a coloured terminal, too", async () => {
    const environment = new FakeEnvironment({ cwd: temporaryFolder(FILES), columns: 80 });
    const options: CheckOptions = {
      ...{ format: "text", colour: "auto", statistics: true },
      ...{ fixes: { action: "show", unsafe: false }, baseline: { action: "use" } },
    };
    await checkFiles(["."], options, environment, RULES);
    expect(environment.stdout.text).toContain("\u001b[36m");
    expect(stripVTControlCharacters(environment.stdout.text)).toMatch(
      /^found {2}--fix {2}unsafe {2}rule\n {4}4 {6}4 {7}- {2}print/,
    );
  });

  it.each([
    [["--format", "sarif"], "--statistics can be shown as text or json, not as sarif"],
    [["--diff"], "cannot be used with option '--diff'"],
  ])("does not go with %j", (args, message) => {
    const { status, stderr } = faqlint(["check", "--statistics", ...args], { cwd: temporaryFolder() });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

/** A notebook that is no program in Python. */
const IN_R = JSON.stringify({
  cells: [{ cell_type: "code", metadata: {}, outputs: [], source: "x <- 1" }],
  metadata: { kernelspec: { name: "ir", display_name: "R", language: "R" } },
  nbformat: 4,
  nbformat_minor: 5,
});

describe("--quiet", () => {
  it("shows findings and failures, and nothing else", () => {
    const cwd = temporaryFolder({ ...FILES, "e.ipynb": IN_R });
    const plain = faqlint(["check", "--format", "concise", ".", "missing.py"], { cwd });
    const quiet = faqlint(["check", "--format", "concise", "-q", ".", "missing.py"], { cwd });
    expect(quiet).toEqual({ ...plain, stderr: "faqlint: could not read missing.py: no such file or directory\n" });
    expect(plain.stderr).toMatch(/d\.py: could not parse line 3.*\n.*skipped e\.ipynb.*\nFound 6 problems/);
    const text = faqlint(["check"], { cwd }).stdout;
    expect(faqlint(["check", "-q"], { cwd }).stdout).toBe(text.slice(0, text.indexOf("Found 6")));
    const json = faqlint(["check", "--format", "json"], { cwd }).stdout;
    expect(faqlint(["check", "--format", "json", "-q"], { cwd }).stdout).toBe(json);
    expect(faqlint(["check", "-q", "--diff"], { cwd }).stderr).toBe("");
    expect(faqlint(["check", "-q"], { cwd: temporaryFolder() })).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

describe("--verbose", () => {
  it("tells what was used and what took time, beside the report", () => {
    const cwd = temporaryFolder({
      ...FILES,
      "pyproject.toml": "[tool.faqlint]\n",
      "sub/faqlint.toml": "",
      "sub/f.py": "",
    });
    const { stdout } = faqlint(["check"], { cwd });
    const { stdout: same, stderr } = faqlint(["check", "-v"], { cwd });
    expect(same).toBe(stdout);
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^faqlint: /, ""));
    expect(lines).toContain("settings: pyproject.toml, sub/faqlint.toml");
    expect(lines).toContain("threads: the main one alone");
    expect(stderr).toMatch(/^faqlint: cache: 0 of 5 files are known in \//m);
    expect(stderr).toMatch(/^faqlint: time: \d\.\d{3} s; discover \d\.\d{3} s, read .*, cache .*, load .*, report /m);
    expect(stderr).toMatch(/^faqlint: time of lints: scan \d\.\d{3} s, parse .*, model .*, rules .*, repairs /m);
    expect(lines.at(-1)).toMatch(/^ +\d\.\d{3} s {2}100\.0 % {2}all \d+ that ran$/);
    expect(faqlint(["check", "-v", "--no-cache"], { cwd }).stderr).toContain("faqlint: cache: none\n");
  });

  it("names the slowest rules, with their shares of all", () => {
    const rules = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`r${index}`, index]));
    const lines = usageLines({
      ...{ settings: [], cache: undefined, files: 3, workers: 2, elapsed: 1234.6 },
      profile: { stages: { discover: 5, scan: 30, rules: 200 }, rules },
    });
    expect(lines.slice(0, 5)).toEqual([
      "settings: none in files",
      "cache: none",
      "threads: 2 beside the main one",
      "time: 1.235 s; discover 0.005 s, read 0.000 s, cache 0.000 s, load 0.000 s, report 0.000 s",
      "time of lints, all threads together: scan 0.030 s, parse 0.000 s, model 0.010 s, rules 0.190 s, repairs 0.000 s",
    ]);
    expect(lines.slice(6)).toHaveLength(16);
    expect(lines[6]).toBe("    0.019 s   10.0 %  r19");
    expect(lines.at(-1)).toBe("    0.190 s  100.0 %  all 20 that ran");
  });
});
