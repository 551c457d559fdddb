import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const QUESTION = {
  question: "signal-handlers",
  faqUrl: "https://docs.python.org/3/faq/library.html#why-don-t-my-signal-handlers-work",
};

describe("the JSON form", () => {
  it("is the contract, word for word", () => {
    const cwd = temporaryFolder({ "in/a.py": SIGNAL, "clean.py": "" });
    const { status, stdout, stderr } = faqlint(["check", "--format", "json"], { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const range = (line: number, start: number, end: number) => ({
      start: { line, column: start },
      end: { line, column: end },
    });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      diagnostics: [
        {
          path: "in/a.py",
          rule: "signal-handler-arity",
          severity: "error",
          message: "`stop` takes no arguments, but Python calls a signal handler with two: (signum, frame)",
          ...QUESTION,
          range: range(6, 31, 35),
          related: [{ path: "in/a.py", range: range(3, 5, 9), message: "handler defined here" }],
          fix: {
            title: "Add the parameters signum and frame",
            safety: "safe",
            edits: [{ range: range(3, 10, 10), replacement: "signum, frame" }],
          },
        },
      ],
      summary: {
        files: 2,
        filesWithDiagnostics: 1,
        diagnostics: 1,
        bySeverity: { error: 1, warning: 0, information: 0, hint: 0 },
        fixable: { safe: 1, unsafe: 0 },
        fixed: 0,
        filesFixed: 0,
        commentsWritten: 0,
        filesCommented: 0,
        filesOfPython2: 0,
        interrupted: false,
        known: 0,
        spent: [],
        skipped: [],
        unreadable: [],
        misencoded: [],
        unwritable: [],
        configuration: [],
        parseErrors: [],
        crashes: [],
      },
    });
  });

  it("is whole when there is nothing to tell, and says what went wrong when something did", () => {
    const nothing = faqlint(["check", "--format", "json"], { cwd: temporaryFolder({ "a.py": "" }) });
    expect(JSON.parse(nothing.stdout)).toMatchObject({
      version: 1,
      diagnostics: [],
      summary: { files: 1, diagnostics: 0 },
    });
    const cwd = temporaryFolder({
      "pyproject.toml": "[tool.faqlint]\nx = 1\n",
      "a.py": `${SIGNAL}x = (`,
      "b.py": "\0",
      "d.py": Buffer.from("x = 1\n# \xe9", "latin1"),
    });
    symlinkSync("c.py", join(cwd, "c.py"));
    const { status, stdout } = faqlint(["check", "--format", "json"], { cwd });
    expect(status).toBe(2);
    expect(JSON.parse(stdout).summary).toMatchObject({
      unreadable: [
        { path: "c.py", reason: expect.stringContaining("symbolic link") },
        { path: "b.py", reason: expect.stringContaining("NUL") },
      ],
      misencoded: [{ path: "d.py", reason: expect.stringContaining("line 2 is not in UTF-8") }],
      configuration: [{ path: "pyproject.toml", line: 2, reason: expect.stringContaining('no setting "x"') }],
      parseErrors: [{ path: "a.py", range: { start: { line: 7 } } }],
    });
  });

  it("counts columns in characters, a byte order mark not among them", () => {
    const line = (text: string): unknown =>
      JSON.parse(
        faqlint(["check", "--format", "json", "-"], { cwd: temporaryFolder(), input: text }).stdout,
      ).diagnostics.map(({ range }: { range: { start: unknown } }) => range.start);
    expect(line(SIGNAL.replace("signal.signal(", "'\u{1F40D}é\t'; signal.signal("))).toEqual([{ line: 6, column: 38 }]);
    expect(line("\uFEFFasync def f(): print 'x'\n")).toEqual([{ line: 1, column: 16 }]);
    expect(line("async def f(): print 'x'\r\n\r\nasync def f(): print 'x'")).toEqual([
      { line: 1, column: 16 },
      { line: 3, column: 16 },
    ]);
  });

  it("holds what is left after --fix, and goes to standard error when the text goes to standard output", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": PRINT.replace('"hello"', '"hello",') });
    const { stdout } = faqlint(["check", "--fix", "--format", "json"], { cwd });
    const { diagnostics, summary } = JSON.parse(stdout);
    expect(diagnostics).toMatchObject([{ path: "b.py", fix: { safety: "unsafe" } }]);
    expect(summary).toMatchObject({ fixed: 1, filesFixed: 1, diagnostics: 1, fixable: { safe: 0, unsafe: 1 } });
    const piped = faqlint(["check", "--fix", "-", "--format", "json"], { cwd, input: SIGNAL });
    expect(piped.stdout).toContain("def stop(signum, frame)");
    expect(JSON.parse(piped.stderr)).toMatchObject({ version: 1, diagnostics: [], summary: { fixed: 1 } });
  });

  it("cannot act upon a terminal", () => {
    const name = "a\u009b31m\u202e\u001b.py";
    const cwd = temporaryFolder({ [name]: PRINT });
    const { stdout } = faqlint(["check", "--format", "json"], { cwd });
    for (const control of ["\u009b", "\u202e", "\u001b"]) expect(stdout).not.toContain(control);
    expect(JSON.parse(stdout).diagnostics[0].path).toBe(name);
  });
});

describe("faqlint rules --format json", () => {
  it("lists every rule", () => {
    const { stdout } = faqlint(["rules", "--format", "json"], { cwd: temporaryFolder() });
    const { version, rules } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(rules).toContainEqual({
      name: "signal-handler-arity",
      ...QUESTION,
      severity: "error",
      fix: "safe",
      summary: expect.stringContaining("a signal handler that cannot be called"),
    });
  });
});
