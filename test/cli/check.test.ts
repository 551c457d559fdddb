import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

describe("the text format", () => {
  it("shows findings with their lines, the related place, the question and the repair", () => {
    const cwd = temporaryFolder({ "app/main.py": SIGNAL, "clean.py": "x = 1\n" });
    expect(faqlint(["check"], { cwd })).toEqual({
      status: 1,
      stderr: "",
      stdout: `app/main.py:6:31: error[signal-handler-arity] \`stop\` takes no arguments, but Python calls a signal handler with two: (signum, frame)
  |
3 | def stop():
  |     ---- handler defined here
  :
6 | signal.signal(signal.SIGTERM, stop)
  |                               ^^^^
  |
  = FAQ: Why don't my signal handlers work?
         faqlint explain signal-handlers or https://docs.python.org/3/faq/library.html#why-don-t-my-signal-handlers-work
  = fix: Add the parameters signum and frame (--fix)

Found 1 problem (1 error) in 1 of 2 files; 1 fixable with --fix
`,
    });
  });

  it("says so when there is nothing", () => {
    const cwd = temporaryFolder({ "clean.py": "x = 1\n" });
    expect(faqlint(["check", "."], { cwd })).toEqual({
      status: 0,
      stdout: "No problems found in 1 file\n",
      stderr: "",
    });
  });

  it("says so when there are no files", () => {
    const { status, stderr } = faqlint(["check"], { cwd: temporaryFolder() });
    expect(status).toBe(0);
    expect(stderr).toBe("faqlint: no Python files in .\n");
  });

  it("tells of files that are Python 2 by their own text, unless a version is given", () => {
    const cwd = temporaryFolder({ "old.py": SIGNAL.replace("raise SystemExit", 'print "stopping"') });
    expect(faqlint(["check"], { cwd }).stdout).toContain(
      "1 file is written in Python 2 and judged as such; --target-version 3 shows what must change to port it\n",
    );
    const { stdout } = faqlint(["check", "--target-version", "3"], { cwd });
    expect(stdout).not.toContain("judged as such");
    expect(stdout).toContain("old.py:4:5: error[print-statement]");
  });
});

describe("the concise format", () => {
  it("is one line for each finding, and the summary elsewhere", () => {
    const cwd = temporaryFolder({ "b.py": SIGNAL, "a.py": PRINT });
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise", "."], { cwd });
    expect(status).toBe(1);
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^a\.py:2:5: error\[print-statement\] /),
      expect.stringMatching(/^b\.py:6:31: error\[signal-handler-arity\] /),
    ]);
    expect(stderr).toBe("Found 2 problems (2 errors) in 2 of 2 files; 2 fixable with --fix\n");
  });
});

describe("the target version", () => {
  it("is the option's before the project's", () => {
    const cwd = temporaryFolder({ "pyproject.toml": '[project]\nrequires-python = "==2.7.*"\n', "a.py": PRINT });
    expect(faqlint(["check"], { cwd }).status).toBe(0);
    expect(faqlint(["check", "--target-version", "3.9"], { cwd }).status).toBe(1);
  });

  it("that a project sets wrongly is told with file and line, and the rest is done", () => {
    const cwd = temporaryFolder({
      "pyproject.toml": '[tool.faqlint]\ntarget-version = "4"\n',
      "a.py": PRINT,
      "b/c.py": "",
    });
    const { status, stdout, stderr } = faqlint(["check"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^faqlint: pyproject\.toml:2: target-version: "4" is no Python version .*\n$/);
    expect(stdout).toContain("a.py:2:5: error[print-statement]");
  });
});

describe("what cannot be linted is told, and the rest is linted", () => {
  it("files that cannot be read", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    symlinkSync("loop.py", join(cwd, "loop.py"));
    const { status, stdout, stderr } = faqlint(["check", ".", "missing.py"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/faqlint: could not read missing\.py: no such file or directory\n/);
    expect(stderr).toMatch(/faqlint: could not read loop\.py: too many symbolic links encountered\n/);
    expect(stdout).toContain("a.py:6:31: error");
  });

  it("files and folders without permission", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "locked.py": "", "closed/b.py": "" });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, "locked.py"), 0);
    chmodSync(join(cwd, "closed"), 0);
    // The superuser may read everything: become nobody.
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { status, stdout, stderr } = faqlint(["check", "."], { cwd, ...uid });
    chmodSync(join(cwd, "closed"), 0o755);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "faqlint: could not read closed: permission denied\nfaqlint: could not read locked.py: permission denied\n",
    );
    expect(stdout).toContain("a.py:6:31: error");
  });

  it("pipes, binary files and a folder called x.py", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "binary.py": "x\0y", "x.py/inner.py": PRINT });
    expect(spawnSync("mkfifo", [join(cwd, "pipe.py")]).status).toBe(0);
    const { status, stdout, stderr } = faqlint(["check"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain("faqlint: could not read pipe.py: it is not a regular file\n");
    expect(stderr).toContain("faqlint: could not read binary.py: it holds NUL bytes");
    expect(stdout).toContain("x.py/inner.py:2:5: error");
    expect(stdout).toContain("in 2 of 2 files");
    expect(faqlint(["check", "pipe.py"], { cwd }).status).toBe(2);
  });

  it("text that cannot be parsed", () => {
    const cwd = temporaryFolder({ "a.py": `${SIGNAL}\nx = (\n` });
    const { status, stdout, stderr } = faqlint(["check"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^faqlint: a\.py: could not parse lines? 8(-9)?; rules are silent there\n$/);
    expect(stdout).toContain("a.py:6:31: error");
  });
});

describe("paths", () => {
  it("outside the current folder are absolute", () => {
    const folder = temporaryFolder({ "in/x.py": "", "out/a.py": SIGNAL });
    const { stdout } = faqlint(["check", "../out", "--format", "concise"], { cwd: join(folder, "in") });
    expect(stdout).toMatch(/^\/.*\/out\/a\.py:6:31: /);
  });

  it("and messages cannot act upon the terminal", () => {
    const cwd = temporaryFolder({ "a\u001b[31m\n.py": SIGNAL.replace("stop)", "lambda: '\u001b[2J\u202e')") });
    const { stdout, stderr } = faqlint(["check", ".", "gone\u001b]0;x\u0007"], { cwd });
    expect(stdout).toContain("a␛[31m␊.py:6:31: error");
    expect(stdout).toContain("lambda: '␛[2J<U+202E>')");
    for (const control of ["\u001b", "\u0007", "\u202e"]) expect(stdout + stderr).not.toContain(control);
  });
});

describe("colours", () => {
  const coloured = (args: readonly string[], env: Readonly<Record<string, string>>): boolean =>
    faqlint(["check", ...args], { cwd: temporaryFolder({ "a.py": SIGNAL }), env }).stdout.includes("\u001b[");

  it("are for terminals, unless they are asked for or forbidden", () => {
    expect(coloured([], {})).toBe(false);
    expect(coloured(["--color", "always"], {})).toBe(true);
    expect(coloured(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
    expect(coloured([], { FORCE_COLOR: "1" })).toBe(true);
    expect(coloured([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(true);
    expect(coloured([], { FORCE_COLOR: "0" })).toBe(false);
    expect(coloured(["--color", "never"], { FORCE_COLOR: "1" })).toBe(false);
  });

  it("do not change what is said", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    const plain = faqlint(["check"], { cwd }).stdout;
    const painted = faqlint(["check", "--color", "always"], { cwd }).stdout;
    expect(stripVTControlCharacters(painted)).toBe(plain);
  });
});

describe("standard input", () => {
  it("is linted under a given name, with the settings that hold there", () => {
    const cwd = temporaryFolder({ "old/pyproject.toml": '[tool.faqlint]\ntarget-version = "2.7"\n' });
    const named = faqlint(["check", "-", "--stdin-filename", "new/a.py", "--format", "concise"], { cwd, input: PRINT });
    expect(named.status).toBe(1);
    expect(named.stdout).toMatch(/^new\/a\.py:2:5: error/);
    expect(faqlint(["check", "-", "--stdin-filename", "old/a.py"], { cwd, input: PRINT }).status).toBe(0);
    expect(faqlint(["check", "-", "--format", "concise"], { cwd, input: PRINT }).stdout).toMatch(/^<stdin>:2:5: error/);
  });

  it("that is no text is told", () => {
    expect(faqlint(["check", "-"], { cwd: temporaryFolder(), input: "\0" }).stderr).toMatch(
      /^faqlint: could not read <stdin>: /,
    );
  });
});

describe("wrong usage", () => {
  it.each([
    [["chekc"], "unknown command 'chekc'\n(Did you mean check?)"],
    [["check", "--fxi"], "unknown option '--fxi'\n(Did you mean --fix?)"],
    [["check", "--format", "xml"], "Allowed choices are text, concise, json, jsonl, sarif, "],
    [["check", "--target-version", "9"], '"9" is no Python version that faqlint knows'],
    [["check", "-", "a.py"], "- cannot be combined with other paths"],
    [["check", "--stdin-filename", "a.py"], "--stdin-filename needs the path -"],
    [["check", "--diff", "--format", "json"], "'--diff' cannot be used with option '--format"],
    [["check", "\u001b[2J"], "could not read ␛[2J"],
    [["--\u001b[2J"], "unknown option '--␛[2J'"],
    [[], "Usage: faqlint"],
  ])("%j is told, with status 2", (args, message) => {
    const { status, stdout, stderr } = faqlint(args, { cwd: temporaryFolder() });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("\u001b");
    expect(status).toBe(2);
    expect(stdout.replace("No problems found in 0 files\n", "")).toBe("");
  });
});

describe("help", () => {
  it.each([[[]], [["check"]], [["explain"]], [["rules"]], [["server"]]])("for %j fits a screen", (command) => {
    const { status, stdout, stderr } = faqlint([...command, "--help"], { cwd: temporaryFolder() });
    expect(status).toBe(0);
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("and version go to standard output", () => {
    expect(faqlint(["--version"], { cwd: temporaryFolder() })).toMatchObject({
      status: 0,
      stdout: /^\d+\.\d+\.\d+\n$/,
    });
  });
});

describe("a closed pipe", () => {
  it("ends the run without a word", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.py`, PRINT.repeat(20)]));
    const cwd = temporaryFolder(files);
    const command = `${faqlintCommand("check", ".")
      .map((word) => `"${word}"`)
      .join(" ")} | head -n 1`;
    const output = execFileSync("sh", ["-c", `${command} 2>&1`], { cwd, encoding: "utf8" });
    expect(output).toMatch(/^f0\.py:2:5: error.*\n$/);

    const [program, ...args] = faqlintCommand("check", ".");
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });
});
