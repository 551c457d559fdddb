import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const FILES = { "app/a.py": SIGNAL, "app/b.py": `${PRINT}    print "hello"\n` };
const BASELINE = `{
  "version": 1,
  "files": {
    "app/a.py": [
      { "rule": "signal-handler-arity", "text": "stop" }
    ],
    "app/b.py": [
      { "rule": "print-statement", "in": "f", "text": "print \\"hello\\"", "count": 2 }
    ]
  }
}
`;

function check(cwd: string, ...args: readonly string[]) {
  return faqlint(["check", "--format", "concise", "--baseline", "known.json", ...args], { cwd });
}

const stateOf = (cwd: string): string => readFileSync(join(cwd, "known.json"), "utf8");

describe("a baseline", () => {
  it("is made by --update-baseline, readable and sorted, and hides what it knows", () => {
    const cwd = temporaryFolder(FILES);
    expect(check(cwd)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "faqlint: there is no baseline known.json; --update-baseline writes it\n",
    });
    expect(check(cwd, "--update-baseline")).toEqual({
      status: 0,
      stdout: "",
      stderr: "No problems found in 2 files\n3 known problems are not shown; wrote known.json\n",
    });
    expect(stateOf(cwd)).toBe(BASELINE);
    expect(readdirSync(cwd).sort()).toEqual(["app", "known.json"]);
    expect(check(cwd)).toMatchObject({ status: 0, stdout: "" });
    expect(faqlint(["check", "--no-baseline"], { cwd }).status).toBe(1);
  });

  it("knows findings again when lines move, and shows what is new, also beside its like", () => {
    const more = FILES["app/b.py"].replace("    print", '    print "hello"\n    print');
    const files = { "app/a.py": `# moved\n\n${SIGNAL}`, "app/b.py": more, "known.json": BASELINE };
    const { status, stdout, stderr } = check(temporaryFolder(files));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^app\/b\.py:4:5: error\[print-statement\] .*\n$/);
    expect(stderr).toContain("3 known problems are not shown\n");
  });

  it("does not know a finding in another file or another definition", () => {
    const cwd = temporaryFolder({
      "app/c.py": SIGNAL,
      "app/b.py": PRINT.replace("f()", "g()"),
      "known.json": BASELINE,
    });
    expect(check(cwd).stdout.match(/^app.*?:/gm)).toEqual(["app/b.py:", "app/c.py:"]);
  });

  it("knows what is wrong with comments, until that is put right", () => {
    const cwd = temporaryFolder({ "a.py": "x = 1  # faqlint: ignor[assert-tuple]\n" });
    check(cwd, "--update-baseline");
    expect(check(cwd)).toMatchObject({ status: 0, stdout: "" });
    writeFileSync(join(cwd, "a.py"), "x = 1\n");
    expect(check(cwd).stderr).toContain("1 entry of known.json is spent (suppression-malformed in a.py)");
  });

  it("only shrinks, tells what is spent, and grows when it is told to", () => {
    const cwd = temporaryFolder({ ...FILES, "known.json": BASELINE });
    writeFileSync(join(cwd, "app/b.py"), `${PRINT}import Queue\n`);
    rmSync(join(cwd, "app/a.py"));
    const before = check(cwd);
    expect(before.status).toBe(1);
    expect(before.stderr).toContain(
      "2 entries of known.json are spent (signal-handler-arity in app/a.py, print-statement in app/b.py); --update-baseline takes them out\n",
    );
    expect(stateOf(cwd)).toBe(BASELINE);
    const shrunk = check(cwd, "--update-baseline");
    expect(shrunk).toMatchObject({ status: 1, stdout: expect.stringContaining("error[removed-module]") });
    expect(JSON.parse(stateOf(cwd)).files).toEqual({
      "app/b.py": [{ rule: "print-statement", in: "f", text: 'print "hello"' }],
    });
    expect(check(cwd, "--grow-baseline").status).toBe(0);
    expect(JSON.parse(stateOf(cwd)).files["app/b.py"]).toHaveLength(2);
    expect(check(cwd).status).toBe(0);
  });

  it("keeps what a run could not judge: other files, rules that are off, text that cannot be parsed", () => {
    const clean = { "app/a.py": "", "app/b.py": "", "known.json": BASELINE };
    const other = temporaryFolder(clean);
    check(other, "app/b.py", "--update-baseline");
    expect(Object.keys(JSON.parse(stateOf(other)).files)).toEqual(["app/a.py"]);
    const off = temporaryFolder(clean);
    check(off, "--select", "print-statement", "--update-baseline");
    expect(Object.keys(JSON.parse(stateOf(off)).files)).toEqual(["app/a.py"]);
    const broken = temporaryFolder({
      ...clean,
      "app/a.py": "import signal\nsignal.signal(= = \n",
      "app/b.py": 'print "hello"\nx = = 1\n',
    });
    check(broken, "--update-baseline");
    expect(stateOf(broken)).toBe(BASELINE);
  });

  it("is not touched when nothing changes", () => {
    const text = BASELINE.replaceAll("  ", "\t");
    const cwd = temporaryFolder({ ...FILES, "known.json": text });
    const { mtimeMs } = statSync(join(cwd, "known.json"));
    expect(check(cwd, "--update-baseline").status).toBe(0);
    expect(stateOf(cwd)).toBe(text);
    expect(statSync(join(cwd, "known.json")).mtimeMs).toBe(mtimeMs);
  });

  it("is no business of --fix, which repairs what is shown", () => {
    const cwd = temporaryFolder({ "a.py": `${PRINT}import Queue\n` });
    check(cwd, "--update-baseline", "--select", "print-statement");
    expect(check(cwd, "--fix").status).toBe(0);
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(`${PRINT}import queue as Queue\n`);
  });

  it("may be a setting, relative to the file that says it", () => {
    const cwd = temporaryFolder({ "faqlint.toml": 'baseline = "etc/known.json"\n', "etc/": "", ...FILES });
    expect(faqlint(["check", "--update-baseline"], { cwd: join(cwd, "app") }).status).toBe(0);
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, "etc/known.json"), "utf8")).files)).toEqual([
      "../app/a.py",
      "../app/b.py",
    ]);
    expect(faqlint(["check"], { cwd }).status).toBe(0);
    expect(faqlint(["check", "--no-baseline"], { cwd }).status).toBe(1);
    const { stdout } = faqlint(["check", "--show-settings", "app/a.py"], { cwd });
    expect(stdout).toMatch(/baseline = "etc\/known\.json" +# faqlint\.toml:1/);
    const summary = JSON.parse(faqlint(["check", "--format", "json"], { cwd }).stdout).summary;
    expect(summary).toMatchObject({ diagnostics: 0, known: 3, spent: [] });
  });

  it.each([
    ["{", "it is no JSON: "],
    ["<<<<<<< ours\n{}\n", "the marks of a conflict that git left"],
    ["[]", "it is no baseline of faqlint"],
    ['{"version":2,"files":{}}', "its version is 2, and this faqlint knows 1 only: use a later faqlint"],
    ['{"version":1}', '"files" must be an object'],
    ['{"version":1,"files":{"a.py":[{"rule":"x"}]}}', '"text" of entry 1 of "a.py" must be a text'],
    ['{"version":1,"files":{"a.py":[{"rule":"x","text":"","count":0}]}}', '"count" of entry 1'],
  ])("that reads %j is refused and left alone", (text, reason) => {
    const cwd = temporaryFolder({ ...FILES, "known.json": text });
    const { status, stdout, stderr } = check(cwd, "--update-baseline");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^faqlint: could not use the baseline known\.json: .*\n$/);
    expect(stderr).toContain(reason);
    expect(stateOf(cwd)).toBe(text);
  });

  it.each([
    [["--update-baseline"], "no baseline is named: add --baseline FILE, or the setting baseline"],
    [["--no-baseline", "--update-baseline"], "--no-baseline leaves nothing to update"],
    [["-", "--baseline", "x", "--grow-baseline"], "a baseline is made of files, not of standard input"],
    [["--baseline", "none/x.json", "--update-baseline"], "could not write the baseline none/x.json: no such file"],
  ])("is refused with %j", (args, message) => {
    const { status, stderr } = faqlint(["check", ...args], { cwd: temporaryFolder(FILES) });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
