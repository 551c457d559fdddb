import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { code, notebook, prose } from "../support/notebooks.js";
import { azureCommand, githubCommand } from "./ci-commands.js";
import { faqlint, PRINT } from "./program.js";
import { sarifErrors } from "./sarif-schema.js";
import { parseXml } from "./xml.js";

beforeAll(() => void faqlintCommand());

const HANDLER = '%load_ext x\nimport signal\ns = "\\u00e9 é"\n\ndef stop():\n    raise SystemExit\n';
const CALL = '!date\nt = "é"; signal.signal(signal.SIGTERM, stop)';
/** One error, whose related place and repair are in another cell. */
const NOTEBOOK = notebook([prose("# Signals"), code(HANDLER), code("%%bash\nls\n"), code(CALL)]);
const FIXED = NOTEBOOK.replace("def stop()", "def stop(signum, frame)");
/** Where the two lines stand in the file, and where something stands on them. */
const LINES = NOTEBOOK.split("\n");
const lineOf = (text: string): number => LINES.findIndex((line) => line.includes(text)) + 1;
const columnOf = (text: string): number => (LINES[lineOf(text) - 1] ?? "").indexOf(text) + 1;
const CALL_LINE = lineOf("SIGTERM, stop");
const CALL_COLUMN = columnOf("SIGTERM, stop") + "SIGTERM, ".length;
const DEFINITION_LINE = lineOf("def stop()");

const MESSAGE = "`stop` takes no arguments, but Python calls a signal handler with two: (signum, frame)";

describe("the page about input", () => {
  it("says of every format where in a notebook a finding is", () => {
    const page = readFileSync(new URL("../../docs/input.md", import.meta.url), "utf8");
    const rows = page.match(/^\| `.*?\|/gm)?.join("") ?? "";
    expect([...rows.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual([...FORMATS].sort());
  });
});

describe("a notebook", () => {
  it("is shown by its cells", () => {
    const { status, stdout } = faqlint(["check"], { cwd: temporaryFolder({ "a.ipynb": NOTEBOOK }) });
    expect(status).toBe(1);
    expect(stdout).toBe(`a.ipynb:cell 4:2:40: error[signal-handler-arity] ${MESSAGE}
  |
  : cell 2
5 | def stop():
  |     ---- handler defined here
  : cell 4
2 | t = "é"; signal.signal(signal.SIGTERM, stop)
  |                                        ^^^^
  |
  = FAQ: Why don't my signal handlers work?
         faqlint explain signal-handlers or https://docs.python.org/3/faq/library.html#why-don-t-my-signal-handlers-work
  = fix: Add the parameters signum and frame (--fix)

Found 1 problem (1 error) in 1 of 1 file; 1 fixable with --fix
`);
  });

  it("is shown with its magics, within one cell without the cell's number", () => {
    const one = notebook([code("%%time\nimport signal\ndef stop(): pass\n!ls\nsignal.signal(15, stop)")]);
    const { stdout } = faqlint(["check", "-", "--stdin-filename", "x.IPYNB"], { cwd: temporaryFolder(), input: one });
    expect(stdout).toContain(`x.IPYNB:cell 1:5:19: error[signal-handler-arity] ${MESSAGE}
  |
3 | def stop(): pass
  |     ---- handler defined here
4 | !ls
5 | signal.signal(15, stop)
  |                   ^^^^
  |
`);
  });

  it("is in every format for programs by its cells or by the lines of the file", () => {
    const cwd = temporaryFolder({ ".git/": "", "a.ipynb": NOTEBOOK });
    const formats = ["json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "azure", "concise"];
    faqlint(["check", ...formats.flatMap((format) => ["--output", `${format}=out.${format}`])], { cwd });
    const text = Object.fromEntries(formats.map((name) => [name, readFileSync(join(cwd, `out.${name}`), "utf8")]));
    expect(text.concise).toBe(`a.ipynb:cell 4:2:40: error[signal-handler-arity] ${MESSAGE}\n`);
    const inCell = (cell: number, line: number, start: number, end: number) => ({
      cell,
      range: { start: { line, column: start }, end: { line, column: end } },
    });
    expect(JSON.parse(text.json ?? "").diagnostics).toMatchObject([
      {
        path: "a.ipynb",
        ...inCell(4, 2, 40, 44),
        related: [inCell(2, 5, 5, 9)],
        fix: { edits: [{ ...inCell(2, 5, 10, 10), replacement: "signum, frame" }] },
      },
    ]);
    const message = `${MESSAGE} (cell 4, line 2)`;
    const log = JSON.parse(text.sarif ?? "");
    expect(sarifErrors(log)).toEqual([]);
    const end = CALL_COLUMN + 4;
    const region = { startLine: CALL_LINE, startColumn: CALL_COLUMN, endLine: CALL_LINE, endColumn: end };
    expect(log.runs[0].results).toMatchObject([
      {
        message: { text: message },
        locations: [{ physicalLocation: { artifactLocation: { uri: "a.ipynb" }, region } }],
        relatedLocations: [
          {
            physicalLocation: { region: { startLine: DEFINITION_LINE } },
            message: { text: "handler defined here (cell 2, line 5)" },
          },
        ],
      },
    ]);
    const place = { line: `${CALL_LINE}`, col: `${CALL_COLUMN}`, endColumn: `${end}` };
    expect((text.github ?? "").trimEnd().split("\n").map(githubCommand)).toMatchObject([{ ...place, message }]);
    expect((text.azure ?? "").trimEnd().split("\n").map(azureCommand)).toMatchObject([
      { linenumber: `${CALL_LINE}`, columnnumber: `${CALL_COLUMN}`, message },
    ]);
    expect(JSON.parse(text.gitlab ?? "")).toMatchObject([
      {
        description: `${MESSAGE} (signal-handler-arity) (cell 4, line 2)`,
        location: { lines: { begin: CALL_LINE }, positions: { begin: { line: CALL_LINE, column: CALL_COLUMN } } },
      },
    ]);
    expect(parseXml(text.checkstyle ?? "").children[0]?.children).toMatchObject([
      { attributes: { line: `${CALL_LINE}`, column: `${CALL_COLUMN}`, message } },
    ]);
    expect(parseXml(text.junit ?? "").children[0]?.children).toMatchObject([
      { attributes: { name: "signal-handler-arity (cell 4, line 2, column 40)" } },
    ]);
    // The letter in front of it takes two bytes.
    expect(JSON.parse(text.rdjson ?? "").diagnostics).toMatchObject([
      { message, location: { range: { start: { line: CALL_LINE, column: CALL_COLUMN + 1 } } } },
    ]);
  });

  it("has repairs in SARIF and rdjson that can be made in the file as it is", () => {
    const raw = notebook([code('x = "é"\nprint "é\\n" % x\n')]);
    const cwd = temporaryFolder({ "a.ipynb": raw, "fixed/a.ipynb": raw });
    const args = ["check", "--target-version", "3"];
    faqlint([...args, "--output", "sarif=s", "--output", "rdjson=r", "a.ipynb"], { cwd });
    faqlint([...args, "--fix-only", "fixed"], { cwd });
    const wanted = readFileSync(join(cwd, "fixed", "a.ipynb"), "utf8");
    expect(wanted).toBe(raw.replace(/print (.*% x)/, "print($1)"));
    const lines = raw.split("\n");
    const offsetOf = (line: number, column: number): number =>
      lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    const [result] = JSON.parse(readFileSync(join(cwd, "s"), "utf8")).runs[0].results;
    let patched = raw;
    for (const { deletedRegion: at, insertedContent } of result.fixes[0].artifactChanges[0].replacements.reverse()) {
      const [start, end] = [offsetOf(at.startLine, at.startColumn), offsetOf(at.endLine, at.endColumn)];
      patched = patched.slice(0, start) + insertedContent.text + patched.slice(end);
    }
    expect(patched).toBe(wanted);
    const [{ suggestions }] = JSON.parse(readFileSync(join(cwd, "r"), "utf8")).diagnostics;
    const bytes = Buffer.from(raw);
    const byteOf = ({ line, column }: { line: number; column: number }): number =>
      Buffer.byteLength(lines.slice(0, line - 1).join("\n")) + column;
    const { range, text: suggested } = suggestions[0];
    const suggestion = [
      bytes.subarray(0, byteOf(range.start)),
      Buffer.from(suggested),
      bytes.subarray(byteOf(range.end)),
    ];
    expect(Buffer.concat(suggestion).toString()).toBe(wanted);
  });

  it("is repaired, and its diff can be applied", () => {
    const cwd = temporaryFolder({ "a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK.trimEnd().replaceAll("\n", "\r\n") });
    execFileSync("git", ["init", "-q"], { cwd });
    const diff = faqlint(["check", "--diff"], { cwd });
    expect(diff.status).toBe(1);
    writeFileSync(join(cwd, "changes.diff"), diff.stdout);
    expect(readFileSync(join(cwd, "a.ipynb"), "utf8")).toBe(NOTEBOOK);
    execFileSync("git", ["apply", "--whitespace=nowarn", "changes.diff"], { cwd });
    const files = (): string[] => ["a.ipynb", "b.ipynb"].map((name) => readFileSync(join(cwd, name), "utf8"));
    expect(files()).toEqual([FIXED, FIXED.trimEnd().replaceAll("\n", "\r\n")]);
    writeFileSync(join(cwd, "a.ipynb"), NOTEBOOK);
    expect(faqlint(["check", "--fix"], { cwd })).toMatchObject({
      status: 0,
      stdout: "Fixed 1 problem in 1 file; no problems left in 2 files\n",
    });
    expect(files()[0]).toBe(FIXED);
    expect(faqlint(["check", "--fix", "-", "--stdin-filename", "a.ipynb"], { cwd, input: NOTEBOOK }).stdout).toBe(
      FIXED,
    );
  });

  it("shows what is left after repairs where it has come to stand", () => {
    const text = notebook([code(HANDLER), code(`${CALL}\n`), code(`${PRINT}print "x",\n`)]);
    const { stdout } = faqlint(["check", "--fix", "--format", "concise", "--target-version", "3"], {
      cwd: temporaryFolder({ "a.ipynb": text }),
    });
    expect(stdout).toMatch(/^a\.ipynb:cell 3:3:1: error\[print-statement\] .*\n$/);
  });

  it("has a baseline, suppressions, and settings for some files", () => {
    const cwd = temporaryFolder({ "a.ipynb": NOTEBOOK });
    const baseline = ["check", "--baseline", "known.json"];
    expect(faqlint([...baseline, "--update-baseline"], { cwd }).status).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "known.json"), "utf8")).files).toEqual({
      "a.ipynb": [{ rule: "signal-handler-arity", text: "stop" }],
    });
    // In another cell, too.
    writeFileSync(join(cwd, "a.ipynb"), notebook([code(HANDLER), prose("x"), code("x = 1"), code(CALL)]));
    expect(faqlint(baseline, { cwd })).toMatchObject({ status: 0, stdout: expect.stringContaining("1 known problem") });
    const ignored = notebook([code(HANDLER), code(`${CALL}  # faqlint: ignore[signal-handler-arity] why`)]);
    expect(faqlint(["check", "-", "--stdin-filename", "b.ipynb"], { cwd, input: ignored }).status).toBe(0);
    const settings = ["--config", 'per-file-ignores={ "*.ipynb" = ["signal-handlers"] }'];
    expect(faqlint(["check", ...settings], { cwd }).status).toBe(0);
  });

  it("is reported only where its code was changed, if that is asked", () => {
    const cwd = temporaryFolder({ "a.ipynb": NOTEBOOK });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@x", ...args], { cwd });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "x");
    const changed = (text: string): number | null => {
      writeFileSync(join(cwd, "a.ipynb"), text);
      return faqlint(["check", "--changed-since", "HEAD", "--changed-lines"], { cwd }).status;
    };
    expect(changed(NOTEBOOK.replace('"execution_count": 1', '"execution_count": 2'))).toBe(0);
    expect(changed(NOTEBOOK.replace("!date", "!ls"))).toBe(0);
    expect(changed(NOTEBOOK.replace("SIGTERM", "SIGINT"))).toBe(1);
    expect(changed(NOTEBOOK.replace("def stop():", "def stop( ):"))).toBe(1);
  });

  it("that cannot be read is told, and the others are checked", () => {
    const cwd = temporaryFolder({
      "a.ipynb": NOTEBOOK,
      "b.ipynb": "hello\u001b\n",
      "c.ipynb": "{}",
      "d.ipynb": "",
      "e.ipynb": Buffer.from(NOTEBOOK, "latin1"),
      "f.ipynb": notebook([code("x <- 1")], { metadata: { kernelspec: { language: "R" } } }),
      "g.ipynb": notebook([code("signal.signal(\nx")]).replace("signal.signal", "print signal"),
    });
    const { status, stdout, stderr } = faqlint(["check", "--format", "concise"], { cwd });
    expect(stdout).toMatch(/^a\.ipynb:cell 4:2:40: .*\n$/);
    expect(stderr).toContain(
      "could not read b.ipynb: it is no JSON: Unexpected token 'h', \"hello␛␊\" is not valid JSON\n",
    );
    expect(stderr).toContain("could not read c.ipynb: it is JSON, but no notebook: it has no cells\n");
    expect(stderr).toContain("could not read d.ipynb: it is empty, which no notebook is\n");
    expect(stderr).toMatch(/could not read e\.ipynb: line \d+ is not in UTF-8\n/);
    expect(stderr).toContain("skipped f.ipynb: its kernel runs R, not Python\n");
    expect(stderr).toContain("g.ipynb: could not parse lines 1-2 of cell 1; rules are silent there\n");
    expect(status).toBe(2);
  });

  it("cannot act upon a terminal or a log by what its cells hold", () => {
    const hostile =
      'import threading\nthreading.Thread(target=print, args=("\u001b[31m##vso[x]\u202e")).start()\n%m \u001b[31m';
    const cwd = temporaryFolder({ "a.ipynb": notebook([code(hostile)]) });
    const { stdout, stderr } = faqlint(["check"], { cwd, env: { GITHUB_ACTIONS: "true" } });
    expect(stdout).toContain("a.ipynb:cell 1:2:");
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    const [text, ...annotations] = stdout.split(/^(?=::)/m);
    expect(text).not.toContain("##vso[");
    expect(annotations.map((line) => githubCommand(line.trimEnd()))).toMatchObject([{ file: "a.ipynb", line: "10" }]);
  });
});
