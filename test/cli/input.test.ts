import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { code, notebook } from "../support/notebooks.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

/** The files in which something was found, in the order of a report in lines. */
const filesIn = (stdout: string): string[] => [
  ...new Set(stdout.split("\n").flatMap((line) => /^(.*?):(?:cell \d+:)?\d+:\d+: /.exec(line)?.[1] ?? [])),
];

describe("whatever a folder holds", () => {
  it("is checked or told, and nothing is waited for", () => {
    const cwd = temporaryFolder({
      "a.py": SIGNAL,
      "ascii.py": `# coding: ascii\n# é\n${SIGNAL}`,
      "bad.py": latin1(`${SIGNAL}# \xe9`),
      "bytes.py": "x\0y",
      "carriage.py": SIGNAL.replaceAll("\n", "\r"),
      "cookie.py": latin1(`# coding: latin-1\n# \xe9\n${SIGNAL}`),
      "dir.py/b.py": SIGNAL,
      "empty.py": "",
      "empty.pyw": "",
      "feed.py": SIGNAL.replace("\n\n", "\n\f\n"),
      "line\nfeed\u001b[31m.py": SIGNAL,
      "mark.py": `\uFEFF${SIGNAL}`,
      "mixed.py": SIGNAL.replace("\n", "\r\n").replace(":\n", ":\r"),
      "utf16.py": Buffer.from(`\uFEFF${SIGNAL}`, "utf16le"),
      "windows.py": SIGNAL.replaceAll("\n", "\r\n"),
    });
    const made = spawnSync(
      "bash",
      [
        "-c",
        `mkfifo pipe.py && printf 'x = 1' > $'no\\xfftext.py' && mkdir $'no\\xfffolder' &&
         ln -s . circle && ln -s a.py again.py && ln -s nowhere broken.py && ln -s loop.py loop.py &&
         ln -s /dev/zero device.py && ln -s pipe.py linked-pipe.py`,
      ],
      { cwd },
    );
    expect(made.stderr.toString()).toBe("");
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise"], { cwd });
    expect(filesIn(stdout)).toEqual([
      ...["a.py", "ascii.py", "bad.py", "carriage.py", "cookie.py", "dir.py/b.py", "feed.py"],
      ...["line␊feed␛[31m.py", "mark.py", "mixed.py", "windows.py"],
    ]);
    const told = stderr.split("\n").map((line) => line.replace(/^faqlint: (?:could not read )?/, ""));
    expect(told.slice(0, -2).sort()).toEqual([
      "ascii.py: it declares ASCII, and is not in it; read as UTF-8",
      "bad.py: line 7 is not in UTF-8, and no encoding is declared; read as Latin-1",
      "broken.py: it is a link to something that is not there",
      "bytes.py: it holds NUL bytes, which Python does not read: it is binary data, or damaged",
      "device.py: it is not a regular file",
      "linked-pipe.py: it is not a regular file",
      "loop.py: too many symbolic links encountered",
      "no\ufffdfolder: its name is not in UTF-8, so that it cannot be opened",
      "no\ufffdtext.py: its name is not in UTF-8, so that it cannot be opened",
      "pipe.py: it is not a regular file",
      "utf16.py: it is in UTF-16, which Python does not read: save it in UTF-8",
    ]);
    expect(told.at(-2)).toContain("in 11 of 13 files");
    expect(status).toBe(2);
  });

  it("is told when it is gone before it could be read", async () => {
    const slow = `import signal\n${"def f(a, b):\n    return signal.signal(a, b)\n".repeat(12_000)}`;
    const cwd = temporaryFolder({ "a.py": PRINT, "b.py": slow, "c.py": PRINT, "d.py": PRINT });
    const [program, ...args] = faqlintCommand("check", "--format", "concise", "--workers", "1");
    const run = spawn(program, args, { cwd });
    let [stdout, stderr] = ["", ""];
    run.stderr.on("data", (data) => (stderr += data));
    run.stdout.on("data", (data) => {
      // The second file is being looked at.
      if (stdout === "") unlinkSync(join(cwd, "c.py"));
      stdout += data;
    });
    expect(await once(run, "close")).toEqual([2, null]);
    expect(filesIn(stdout)).toEqual(["a.py", "d.py"]);
    expect(stderr).toContain("faqlint: could not read c.py: no such file or directory\n");
  });

  it("may lie deeper than paths can tell", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "deep/b.py": PRINT });
    onTestFinished(() => void execFileSync("rm", ["-rf", join(cwd, "deep")]));
    execFileSync("bash", ["-c", "cd deep; for i in {1..20}; do mkdir $0; cd $0; done", "d".repeat(250)], { cwd });
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise"], { cwd });
    expect(filesIn(stdout)).toEqual(["a.py", "deep/b.py"]);
    expect(stderr).toMatch(/^faqlint: could not read deep\/.*: name too long$/m);
    expect(status).toBe(2);
  });
});

describe("a file that is named", () => {
  it("is checked once, by whatever names", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "in/b.py": PRINT });
    symlinkSync("a.py", join(cwd, "link.py"));
    symlinkSync("in", join(cwd, "also"));
    const names = ["link.py", "a.py", "./a.py", "in/../a.py", join(cwd, "a.py"), ".", "also", "in", "also/b.py"];
    const { stdout, stderr } = faqlint(["check", "--format", "concise", ...names], { cwd });
    expect(filesIn(stdout)).toEqual(["link.py", "in/b.py"]);
    expect(stderr).toBe("Found 2 problems (2 errors) in 2 of 2 files; 2 fixable with --fix\n");
  });

  it("may have thousands beside it", () => {
    const names = Array.from({ length: 1500 }, (_, index) => `a-name-of-some-length-${index}.py`);
    const cwd = temporaryFolder(Object.fromEntries(names.map((name) => [name, "x = 1\n"])));
    expect(faqlint(["check", ...names], { cwd })).toMatchObject({
      status: 0,
      stdout: "No problems found in 1500 files\n",
    });
  });

  it("and is not there is told, with what may have been meant", () => {
    const cwd = temporaryFolder({ "worker.py": PRINT });
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise", "wroker.py", "worker.py"], { cwd });
    expect(stderr).toContain(
      'faqlint: could not read wroker.py: no such file or directory; did you mean "worker.py"?\n',
    );
    expect({ status, files: filesIn(stdout) }).toEqual({ status: 2, files: ["worker.py"] });
    expect(faqlint(["check", ""], { cwd })).toMatchObject({
      status: 2,
      stderr: "faqlint: one of the paths is empty\n",
    });
  });

  it("and is no regular file is not waited for", () => {
    const { status, stderr } = faqlint(["check", "/dev/stdin", "/dev/zero", "/dev/null"], { cwd: temporaryFolder() });
    for (const name of ["stdin", "zero", "null"])
      expect(stderr).toContain(`faqlint: could not read /dev/${name}: it is not a regular file\n`);
    expect(status).toBe(2);
  });
});

describe("a large file", () => {
  const check = (cwd: string, ...args: string[]) => {
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise", ...args], { cwd });
    return { status, files: filesIn(stdout), stderr };
  };

  it("is told and not read", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "large.py": PRINT });
    truncateSync(join(cwd, "large.py"), 20_000_000);
    const { stderr, ...rest } = check(cwd);
    expect(stderr).toContain("could not read large.py: it has 20 MB, and the limit, max-file-size, is 16 MB\n");
    expect(rest).toEqual({ status: 2, files: ["a.py"] });
  });

  it("is what the settings say", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "b.py": PRINT + PRINT });
    writeFileSync(join(cwd, "faqlint.toml"), `max-file-size = "${PRINT.length / 1000} KB"\n`);
    expect(check(cwd)).toMatchObject({ status: 2, files: ["a.py"] });
    expect(check(cwd, "--config", 'max-file-size="1 KB"')).toMatchObject({ status: 1, files: ["a.py", "b.py"] });
    writeFileSync(join(cwd, "faqlint.toml"), 'max-file-size = "10 bytes"\n');
    expect(check(cwd)).toMatchObject({
      status: 2,
      files: ["a.py", "b.py"],
      stderr: expect.stringContaining('faqlint.toml:1: max-file-size must be a size in quotes, such as "64 MB"\n'),
    });
  });
});

describe("--show-files", () => {
  it("lists what would be checked, as settings, git and the command line say", () => {
    const files = [
      "a.py",
      "b.pyw",
      "c.ipynb",
      "d.txt",
      "ignored.py",
      "out/e.py",
      "bin/tool",
      "src/f.py",
      "src/g_pb2.py",
    ];
    const cwd = temporaryFolder({
      ...Object.fromEntries(files.map((name) => [name, ""])),
      ".gitignore": "ignored.py\n",
      "faqlint.toml": 'exclude = ["out/", "*_pb2.py"]\n',
    });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@x", ...args], { cwd });
    git("init", "-q");
    const show = (...args: string[]) => {
      const { status, stdout, stderr } = faqlint(["check", "--show-files", ...args], { cwd });
      return { status, files: stdout.split("\n").slice(0, -1), stderr };
    };
    expect(show()).toEqual({ status: 0, files: ["a.py", "b.pyw", "c.ipynb", "src/f.py"], stderr: "" });
    expect(show("--no-exclude", "src", "out").files).toEqual(["src/f.py", "src/g_pb2.py", "out/e.py"]);
    expect(show("--config", 'include=["bin/*"]').files).toEqual(["bin/tool"]);
    expect(show("--isolated", "d.txt", "src").files).toEqual(["d.txt", "src/f.py", "src/g_pb2.py"]);
    expect(show("out")).toEqual({ status: 0, files: [], stderr: expect.stringContaining("the settings exclude out;") });
    expect(show("bin")).toEqual({ status: 0, files: [], stderr: "faqlint: no Python files in bin\n" });
    git("add", ".");
    git("commit", "-qm", "x");
    writeFileSync(join(cwd, "src/f.py"), "x = 1\n");
    expect(show("--changed-since", "HEAD").files).toEqual(["src/f.py"]);
    expect(show("missing.py", "a.py")).toMatchObject({ status: 2, files: ["a.py"] });
    writeFileSync(join(cwd, "faqlint.toml"), "includes = []\n");
    expect(show("a.py")).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean "include"?') });
  });

  it("lists names in which nothing acts upon a terminal or a log", () => {
    const cwd = temporaryFolder({ "::error::\u001b[31m\n\u202e.py": "", "b.py": "" });
    for (const env of [{ GITHUB_ACTIONS: "true" }, {}] as Readonly<Record<string, string>>[]) {
      const { stdout } = faqlint(["check", "--show-files"], { cwd, env });
      expect(stdout).toBe(`${"GITHUB_ACTIONS" in env ? ": :" : "::"}error::␛[31m␊<U+202E>.py\nb.py\n`);
    }
  });

  it.each([
    [["-"], "--show-files is about files, not about standard input"],
    [["--fix"], "option '--show-files' cannot be used with option '--fix'"],
    [["--format", "json"], "option '--show-files' cannot be used with option '--format <FORMAT>'"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = faqlint(["check", "--show-files", ...args], { cwd: temporaryFolder(), input: "" });
    expect({ status, stderr }).toEqual({ status: 2, stderr: `faqlint: ${message}\n` });
  });
});

describe("--fix-only", () => {
  it("repairs, and reports nothing that is left", () => {
    const cwd = temporaryFolder({
      "a.py": SIGNAL,
      "b.py": 'async def f():\n    print "x",\n',
      "c.ipynb": notebook([code(SIGNAL)]),
    });
    const { status, stdout, stderr } = faqlint(["check", "--fix-only", "--output", "json=report.json"], { cwd });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "Fixed 2 problems in 2 files\n", stderr: "" });
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toContain("def stop(signum, frame)");
    expect(readFileSync(join(cwd, "c.ipynb"), "utf8")).toContain("def stop(signum, frame)");
    expect(JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"))).toMatchObject({
      diagnostics: [],
      summary: { fixed: 2, files: 3, diagnostics: 0 },
    });
    const again = faqlint(["check", "--fix-only", "--unsafe-fixes", "b.py", "nowhere.py"], { cwd });
    expect(again).toMatchObject({ status: 2, stdout: "Fixed 1 problem in 1 file\n" });
    expect(faqlint(["check", "--fix-only"], { cwd })).toEqual({ status: 0, stdout: "Nothing to fix\n", stderr: "" });
  });

  it("prints standard input repaired", () => {
    const input = `${SIGNAL}async def f():\n    print "x",\n`;
    const { status, stdout, stderr } = faqlint(["check", "--fix-only", "-"], { cwd: temporaryFolder(), input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "Fixed 1 problem in 1 file\n" });
    expect(stdout).toBe(input.replace("stop()", "stop(signum, frame)"));
  });

  it("is no companion of --diff", () => {
    const { status, stderr } = faqlint(["check", "--fix-only", "--diff"], { cwd: temporaryFolder() });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "faqlint: option '--fix-only' cannot be used with option '--diff'\n",
    });
  });
});
