import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../cli/program.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint, faqlintBytes, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const IGNORED_SIGNAL = SIGNAL.replace("stop)", "stop)  # faqlint: ignore[signal-handler-arity]");
const IGNORED_PRINT = PRINT.replace('"hello"', '"hello"  # faqlint: ignore[print-statement]');
/** What no comment can ignore: only in the very first line it is what it is. */
const BANG = "!#/usr/bin/python3\n";

function check(cwd: string, ...args: readonly string[]) {
  return faqlint(["check", "--format", "concise", ...args], { cwd });
}

/** What is said of options that are refused. */
async function refused(...args: readonly string[]): Promise<string> {
  const environment = new FakeEnvironment({});
  const status = await runProgram(["check", ...args], "1", environment, () => Promise.resolve());
  expect(status).toBe(2);
  return environment.stderr.text;
}

describe("--add-ignores", () => {
  it("writes comments for all that is found, and nothing is found then", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": PRINT + PRINT, "c.py": "x = 1\n" });
    expect(check(cwd, "--add-ignores")).toEqual({
      status: 0,
      stdout: "",
      stderr: "Wrote 3 comments in 2 files; no problems left in 3 files\n",
    });
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(IGNORED_SIGNAL);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(IGNORED_PRINT + IGNORED_PRINT);
    expect(check(cwd)).toEqual({ status: 0, stdout: "", stderr: "No problems found in 3 files\n" });
    expect(check(cwd, "--add-ignores").stderr).toBe("Nothing to ignore; no problems left in 3 files\n");
  });

  it("gives a reason, which is one line that says nothing to Python", async () => {
    expect(await refused("--reason", "why")).toBe("faqlint: --reason needs --add-ignores\n");
    for (const [reason, why] of [
      [" ", "A reason is some text."],
      ["one\ntwo", "A reason is one line of text."],
      ["en coding: latin-1", "Python would take this for a file's encoding."],
    ] as const) {
      expect(await refused("--add-ignores", "--reason", reason)).toBe(
        `faqlint: option '--reason <TEXT>' argument '${reason}' is invalid. ${why}\n`,
      );
    }
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    check(cwd, "--add-ignores", "--reason", " not looked at yet (#12)");
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toContain(
      "  # faqlint: ignore[signal-handler-arity] not looked at yet (#12)\n",
    );
  });

  it("with --diff shows what git can apply, and writes nothing", () => {
    const cwd = temporaryFolder({ "a.py": `\uFEFF${SIGNAL.replaceAll("\n", "\r\n")}`, "b.py": PRINT });
    const { status, stdout, stderr } = faqlint(["check", "--add-ignores", "--diff"], { cwd });
    expect(stderr).toBe(
      "Would write 2 comments in 2 files; found 2 problems (2 errors) in 2 of 2 files; 2 fixable with --fix\n",
    );
    expect(status).toBe(1);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(PRINT);
    writeFileSync(join(cwd, "changes.diff"), stdout);
    execFileSync("git", ["apply", "--whitespace=nowarn", "changes.diff"], { cwd });
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(`\uFEFF${IGNORED_SIGNAL.replaceAll("\n", "\r\n")}`);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(IGNORED_PRINT);
  });

  it("is about what is shown: not what a baseline knows, settings ignore or other lines hold", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": PRINT });
    check(cwd, "--baseline", "known.json", "--update-baseline");
    writeFileSync(join(cwd, "b.py"), `${PRINT}import Queue\n`);
    expect(check(cwd, "--baseline", "known.json", "--add-ignores").stderr).toContain(
      "Wrote 1 comment in 1 file; no problems left",
    );
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(`${PRINT}import Queue  # faqlint: ignore[removed-module]\n`);
    expect(check(cwd, "--add-ignores", "--select", "signal-handlers").stderr).toContain("Wrote 1 comment in 1 file;");
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(IGNORED_SIGNAL);

    const git = (...args: readonly string[]): void =>
      void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
        cwd,
        stdio: "pipe",
      });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
    writeFileSync(join(cwd, "b.py"), `${PRINT}\nx = unicode\n`);
    check(cwd, "--changed-since", "HEAD", "--changed-lines", "--add-ignores");
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(`${PRINT}\nx = unicode  # faqlint: ignore[removed-builtin]\n`);
  });

  it("keeps what is wrong with comments, and what no comment can ignore, and tells so", () => {
    const file = "import Queue  # faqlint: ignore[removed-modul]\n";
    const cwd = temporaryFolder({ "a.py": file, "b.py": BANG });
    const { status, stdout, stderr } = check(cwd, "--add-ignores");
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(file.replace("modul]", "modul, removed-module]"));
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(BANG);
    expect(stdout.match(/^[ab]\.py:\d+:\d+: \w+\[[^\]]+\]/gm)).toEqual([
      "a.py:1:33: warning[suppression-unknown-rule]",
      "b.py:1:1: error[shebang-not-at-byte-zero]",
    ]);
    expect(stderr).toContain(
      "faqlint: b.py:1:1: no comment can stand where it would ignore shebang-not-at-byte-zero\n",
    );
    expect(stderr).toContain(
      "Wrote 1 comment in 1 file; left 2 problems (1 error, 1 warning) in 2 of 2 files; 2 fixable with --fix\n",
    );
    expect(status).toBe(1);
  });

  it("keeps encoding and mode, and tells what it cannot write", () => {
    const latin = Buffer.from(`# coding: latin-1\n# \xe9\n${SIGNAL}`, "latin1");
    const cwd = temporaryFolder({ "a.py": latin, "b/c.py": SIGNAL });
    chmodSync(join(cwd, "a.py"), 0o755);
    check(cwd, "--add-ignores", "a.py");
    expect(readFileSync(join(cwd, "a.py"), "latin1")).toContain(`# \xe9\n${IGNORED_SIGNAL}`);
    expect(statSync(join(cwd, "a.py")).mode & 0o777).toBe(0o755);
    writeFileSync(join(cwd, "a.py"), latin);
    const failed = check(cwd, "--add-ignores", "--reason", "später … €", "a.py");
    expect(failed.stderr).toContain(
      "faqlint: could not write to a.py: the changed text cannot be written in the file's encoding, ",
    );
    expect(failed.status).toBe(2);
    expect(readFileSync(join(cwd, "a.py"))).toEqual(latin);
    chmodSync(cwd, 0o777);
    chmodSync(join(cwd, "b"), 0o555);
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { status, stderr } = faqlint(["check", "--add-ignores", "b"], { cwd, ...uid });
    chmodSync(join(cwd, "b"), 0o755);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "faqlint: could not write to b/c.py: permission denied\n",
    });
  });

  it("prints standard input with its comments, and is counted in the JSON form", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    const { stdout, stderr } = faqlint(["check", "--add-ignores", "-"], { cwd, input: SIGNAL });
    expect({ stdout, stderr }).toEqual({
      stdout: IGNORED_SIGNAL,
      stderr: "Wrote 1 comment in 1 file; no problems left in 1 file\n",
    });
    const { summary } = JSON.parse(
      faqlintBytes(["check", "--add-ignores", "--format", "json"], { cwd }).stdout.toString(),
    );
    expect(summary).toMatchObject({ commentsWritten: 1, filesCommented: 1, fixed: 0, diagnostics: 0 });
  });

  it("goes with no option that says something else", async () => {
    for (const other of ["--fix", "--unsafe-fixes", "--update-baseline", "--grow-baseline"]) {
      expect(await refused("--add-ignores", other)).toBe(
        `faqlint: option '--add-ignores' cannot be used with option '${other}'\n`,
      );
    }
  });
});
