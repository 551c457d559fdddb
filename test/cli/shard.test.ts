import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../cli/program.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

type Report = Record<"diagnostics" | "summary", unknown>;

const COUNT = 4;
const SHARDS = Array.from({ length: COUNT }, (_, index) => `${index + 1}/${COUNT}`);

/** Files with problems of all kinds, in which every part has something to do. */
function project(): string {
  const files = Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [`p${index % 5}/m${index}.py`, index % 2 === 0 ? SIGNAL : PRINT]),
  );
  return temporaryFolder({
    ...files,
    "p1/broken.py": "import Queue\ndef (:\n",
    "p2/binary.py": "\0",
    ".git/HEAD": "ref: refs/heads/main\n",
  });
}

/** What a run within this process reports: there are many of them. */
async function report(cwd: string, ...args: readonly string[]): Promise<Report> {
  const environment = new FakeEnvironment({ cwd });
  await runProgram(["check", "--format", "json", ...args], "0", environment, async () => {});
  const { diagnostics, summary } = JSON.parse(environment.stdout.text);
  return { diagnostics, summary };
}

/** One after the other, since a process has one engine. */
async function reportsOfParts(cwd: string, ...args: readonly string[]): Promise<Report[]> {
  const reports: Report[] = [];
  for (const shard of SHARDS) reports.push(await report(cwd, "--shard", shard, ...args));
  return reports;
}

/** What several reports say together: lists joined and sorted, numbers added. */
function merged(values: readonly unknown[]): unknown {
  const [first] = values;
  if (typeof first === "number") return values.reduce((sum: number, value) => sum + Number(value), 0);
  if (Array.isArray(first)) return values.flat().sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof first !== "object" || first === null) return first;
  const objects = values as readonly Readonly<Record<string, unknown>>[];
  return Object.fromEntries(Object.keys(first).map((key) => [key, merged(objects.map((each) => each[key]))]));
}

/** Of each part the files that something was said of. */
async function split(cwd: string, ...args: readonly string[]): Promise<string[][]> {
  const parts = await reportsOfParts(cwd, ...args);
  return parts.map(({ diagnostics }) => [
    ...new Set((diagnostics as readonly { path: string }[]).map(({ path }) => path)),
  ]);
}

describe("--shard", () => {
  it("splits a run into parts that are together what one run is", async () => {
    const cwd = project();
    const parts = await reportsOfParts(cwd, ".", "missing.py");
    const whole = await report(cwd, ".", "missing.py");
    expect(merged(parts)).toEqual(merged([whole]));
    for (const { diagnostics } of parts) expect((diagnostics as unknown[]).length).toBeGreaterThan(0);
    expect(whole.summary).toMatchObject({ unreadable: [{}, {}], skipped: [], parseErrors: [{}] });
  });

  it("leaves each file in its part when others come and go, wherever the clone lies and the run starts", async () => {
    const cwd = project();
    const before = await split(cwd);
    rmSync(join(cwd, "p0"), { recursive: true });
    for (let index = 0; index < 20; index++) writeFileSync(join(cwd, `a${index}.py`), SIGNAL);
    const after = await split(cwd);
    const both = (paths: readonly string[]) => paths.filter((path) => /^p[1-9]/.test(path));
    expect(after.map(both)).toEqual(before.map(both));
    const other = temporaryFolder();
    cpSync(cwd, join(other, "clone"), { recursive: true });
    const within = await split(join(other, "clone/p1"), ".", "../p2");
    expect(within.map((paths) => paths.length)).toEqual(
      after.map((paths) => paths.filter((path) => /^p[12]/.test(path)).length),
    );
    const outside = await split(other, "clone");
    expect(outside).toEqual(after.map((paths) => paths.map((path) => `clone/${path}`)));
  });

  it("goes together with what was changed", async () => {
    const cwd = project();
    rmSync(join(cwd, ".git"), { recursive: true });
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q", "--initial-branch=main");
    git("add", "-A");
    git("commit", "-qm", "first");
    for (const index of [0, 3, 7, 8, 9]) writeFileSync(join(cwd, `p${index % 5}/m${index}.py`), `# new\n${SIGNAL}`);
    const since = ["--changed-since", "main"];
    const whole = await report(cwd, ...since);
    expect((whole.diagnostics as unknown[]).length).toBe(5);
    expect(merged(await reportsOfParts(cwd, ...since))).toEqual(merged([whole]));
  });

  it("uses a baseline, tells of each spent entry once, and does not update it", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "gone"));
    writeFileSync(join(cwd, "gone/a.py"), SIGNAL);
    const baseline = ["--baseline", "known.json"];
    faqlint(["check", ...baseline, "--update-baseline"], { cwd });
    rmSync(join(cwd, "gone"), { recursive: true });
    writeFileSync(join(cwd, "p0/m0.py"), "");
    writeFileSync(join(cwd, "p1/m1.py"), `${PRINT}    print "new"\n`);
    const whole = await report(cwd, ...baseline);
    expect(merged(await reportsOfParts(cwd, ...baseline))).toEqual(merged([whole]));
    expect(whole.summary).toMatchObject({ spent: [{}, {}], diagnostics: 1 });
    const known = readFileSync(join(cwd, "known.json"), "utf8");
    for (const update of ["--update-baseline", "--grow-baseline"]) {
      const { status, stderr } = faqlint(["check", "--shard", "1/2", ...baseline, update], { cwd });
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: `faqlint: option '--shard <I/N>' cannot be used with option '${update}'\n`,
      });
    }
    expect(readFileSync(join(cwd, "known.json"), "utf8")).toBe(known);
  });

  it("repairs its own files", async () => {
    const cwd = project();
    const left: number[] = [];
    for (const shard of SHARDS) {
      faqlint(["check", "--fix", "--shard", shard], { cwd });
      left.push(((await report(cwd)).diagnostics as unknown[]).length);
    }
    expect(left.slice(0, -1).every((count) => count > 0)).toBe(true);
    expect(left.at(-1)).toBe(0);
  });

  it("says when no file belongs to a part", () => {
    const cwd = temporaryFolder({ "a.py": "" });
    const runs = ["1/2", "2/2"].map((shard) => faqlint(["check", "--shard", shard], { cwd }));
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect(runs.map(({ stderr }) => stderr).filter((text) => text !== "")).toEqual([
      expect.stringMatching(/^faqlint: no file to check in \. belongs to part [12] of 2\n$/),
    ]);
  });

  it.each([
    [["--shard", "0/3"], "argument '0/3' is invalid. Parts are counted from 1: the first is 1/3.\n"],
    [["--shard", "4/3"], "argument '4/3' is invalid. The last of 3 parts is 3/3.\n"],
    [["--shard", "x"], "argument 'x' is invalid. Write I/N: 2/4 is the second of four parts.\n"],
    [["--shard", "1/2", "-"], "--shard is about files, not about standard input\n"],
    [["--shard", "1/2", "--show-settings", "a.py"], "cannot be used with option '--show-settings <FILE>'\n"],
  ])("%j is told, with status 2", (args, message) => {
    const { status, stdout, stderr } = faqlint(["check", ...args], { cwd: temporaryFolder({ "a.py": "" }) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
