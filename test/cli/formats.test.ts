import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { code, notebook } from "../support/notebooks.js";
import { azureCommand, githubCommand } from "./ci-commands.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";
import { sarifErrors } from "./sarif-schema.js";
import { type Element, parseXml } from "./xml.js";

beforeAll(() => void faqlintCommand());

/** The reports of one run in all formats, those of one that writes them into files. */
function reports(cwd: string, ...args: string[]): Record<string, string> {
  const outputs = FORMATS.flatMap((format) => ["--output", `${format}=out/${format}`]);
  faqlint(["check", ...args, ...outputs], { cwd });
  return Object.fromEntries(FORMATS.map((format) => [format, readFileSync(join(cwd, "out", format), "utf8")]));
}

/** Every format read by a parser of its own; fails where one cannot be read. */
function parsed(texts: Readonly<Record<string, string>>) {
  const { json = "", jsonl = "", sarif = "", gitlab = "", junit = "", checkstyle = "", rdjson = "" } = texts;
  const { github = "", azure = "" } = texts;
  const log = JSON.parse(sarif);
  expect(sarifErrors(log)).toEqual([]);
  const lines = jsonl.trimEnd().split("\n");
  return {
    json: JSON.parse(json),
    jsonl: lines.map((line) => JSON.parse(line)),
    run: log.runs[0],
    gitlab: JSON.parse(gitlab),
    junit: parseXml(junit),
    checkstyle: parseXml(checkstyle),
    rdjson: JSON.parse(rdjson),
    github: github.trimEnd().split("\n").map(githubCommand),
    azure: azure.trimEnd().split("\n").map(azureCommand),
  };
}

const elements = (element: Element, tag: string): Element[] => [
  ...(element.tag === tag ? [element] : []),
  ...element.children.flatMap((child) => elements(child, tag)),
];

const MESSAGE = "`stop` takes no arguments, but Python calls a signal handler with two: (signum, frame)";
const URL_OF_FAQ = "https://docs.python.org/3/faq/library.html#why-don-t-my-signal-handlers-work";

describe("a finding", () => {
  it("is in every format, under its path in the repository", () => {
    const root = temporaryFolder({ ".git/": "", "in/a.py": SIGNAL, "in/clean.py": "" });
    const texts = reports(join(root, "in"));
    const all = parsed(texts);
    const [found] = all.json.diagnostics;
    expect(all.jsonl).toEqual([found, { version: 1, summary: all.json.summary }]);
    expect(all.github).toEqual([
      {
        command: "error",
        file: "in/a.py",
        line: "6",
        endLine: "6",
        col: "31",
        endColumn: "35",
        title: "signal-handler-arity",
        message: MESSAGE,
      },
    ]);
    expect(all.azure).toEqual([
      {
        command: "task.logissue",
        type: "error",
        sourcepath: "in/a.py",
        linenumber: "6",
        columnnumber: "31",
        code: "signal-handler-arity",
        message: MESSAGE,
      },
    ]);
    expect(all.gitlab).toEqual([
      {
        description: `${MESSAGE} (signal-handler-arity)`,
        check_name: "signal-handler-arity",
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        severity: "major",
        location: {
          path: "in/a.py",
          lines: { begin: 6, end: 6 },
          positions: { begin: { line: 6, column: 31 }, end: { line: 6, column: 35 } },
        },
      },
    ]);
    // Reviewdog, which runs in the same folder, makes paths relative to the repository itself.
    expect(all.rdjson).toEqual({
      source: { name: "faqlint" },
      diagnostics: [
        {
          message: MESSAGE,
          location: { path: "a.py", range: { start: { line: 6, column: 31 }, end: { line: 6, column: 35 } } },
          severity: "ERROR",
          code: { value: "signal-handler-arity", url: URL_OF_FAQ },
          suggestions: [
            { range: { start: { line: 3, column: 10 }, end: { line: 3, column: 10 } }, text: "signum, frame" },
          ],
        },
      ],
    });
    expect(all.checkstyle.children).toMatchObject([
      {
        tag: "file",
        attributes: { name: "in/a.py" },
        children: [
          {
            attributes: {
              line: "6",
              column: "31",
              severity: "error",
              message: MESSAGE,
              source: "faqlint.signal-handler-arity",
            },
          },
        ],
      },
    ]);
    expect(all.junit.children).toMatchObject([
      {
        attributes: { name: "in/a.py", tests: "1", failures: "1", errors: "0" },
        children: [{ children: [{ tag: "failure", attributes: { message: MESSAGE } }] }],
      },
      { attributes: { name: "in/clean.py", tests: "1", failures: "0" }, children: [{ children: [] }] },
    ]);
    expect(texts.text).toContain("Found 1 problem (1 error) in 1 of 2 files");
    expect(texts.concise).toMatch(/^a\.py:6:31: error\[signal-handler-arity\] .*\n$/);
  });

  it("brings its rule, its fingerprint, its repair and other places to SARIF", () => {
    const { run } = parsed(reports(temporaryFolder({ "a b.py": SIGNAL })));
    const place = { uri: "a%20b.py", uriBaseId: "%SRCROOT%" };
    expect(run).toMatchObject({
      columnKind: "unicodeCodePoints",
      tool: {
        driver: {
          name: "faqlint",
          rules: [
            {
              id: "signal-handler-arity",
              helpUri: URL_OF_FAQ,
              help: {
                text: expect.stringContaining("Why don't my signal handlers work?"),
                markdown: expect.stringContaining("```python"),
              },
              defaultConfiguration: { level: "error" },
            },
          ],
        },
      },
      invocations: [{ executionSuccessful: true }],
      results: [
        {
          ruleId: "signal-handler-arity",
          ruleIndex: 0,
          level: "error",
          message: { text: MESSAGE },
          locations: [
            {
              physicalLocation: {
                artifactLocation: place,
                region: { startLine: 6, startColumn: 31, endLine: 6, endColumn: 35 },
              },
            },
          ],
          relatedLocations: [{ message: { text: "handler defined here" } }],
          partialFingerprints: { "faqlint/v1": expect.stringMatching(/^[0-9a-f]{32}$/) },
          fixes: [
            {
              description: { text: "Add the parameters signum and frame" },
              artifactChanges: [
                {
                  artifactLocation: place,
                  replacements: [
                    {
                      deletedRegion: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 10 },
                      insertedContent: { text: "signum, frame" },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("that is no matter of the FAQ has no address of it", () => {
    const texts = reports(temporaryFolder({ "a.py": "x = 1  # faqlint: ignor[assert-tuple]\n" }));
    const { json, run, junit, rdjson, checkstyle, gitlab } = parsed(texts);
    expect(json.diagnostics).toMatchObject([{ rule: "suppression-malformed", question: null, faqUrl: null }]);
    const [rule] = run.tool.driver.rules;
    expect(rule).toMatchObject({
      id: "suppression-malformed",
      help: { text: expect.stringContaining("Ignoring what is found"), markdown: expect.stringContaining("```python") },
      properties: { tags: ["suppressions"] },
    });
    expect(rule).not.toHaveProperty("helpUri");
    expect(run.results[0].fixes).toHaveLength(1);
    expect(rdjson.diagnostics[0].code).toEqual({ value: "suppression-malformed" });
    expect(elements(junit, "failure")).toHaveLength(1);
    expect(elements(checkstyle, "error")[0]?.attributes.source).toBe("faqlint.suppression-malformed");
    expect(gitlab[0].check_name).toBe("suppression-malformed");
    expect(texts.text).toContain(
      "  = help: faqlint explain suppression-malformed\n  = fix: Write it as faqlint reads it (--fix)\n",
    );
    for (const [format, text] of Object.entries(texts)) expect(text, format).not.toMatch(/null\b(?!,)|undefined/);
  });

  it("has a fingerprint of its own, which stays when lines move and folders are entered", () => {
    const fingerprints = (text: string, from = ""): { sarif: string[]; gitlab: string[] } => {
      const root = temporaryFolder({ ".git/": "", "in/a.py": text });
      const { run, gitlab } = parsed(reports(join(root, from)));
      return {
        sarif: run.results.map((each: { partialFingerprints: Record<string, string> }) =>
          Object.values(each.partialFingerprints).join(),
        ),
        gitlab: gitlab.map((each: { fingerprint: string }) => each.fingerprint),
      };
    };
    const before = fingerprints(PRINT + PRINT + SIGNAL);
    expect(new Set(before.sarif).size).toBe(3);
    expect(before.gitlab).toEqual(before.sarif);
    expect(fingerprints(`# a comment\n\n${PRINT}${PRINT}${SIGNAL}`, "in")).toEqual(before);
  });

  it("has its columns in the unit that the format asks for", () => {
    const text = SIGNAL.replace("signal.signal(", "'\u{1F40D}é'; signal.signal(");
    const { run, rdjson, gitlab } = parsed(reports(temporaryFolder({ "a.py": text })));
    const character = 37;
    expect(run.results[0].locations[0].physicalLocation.region.startColumn).toBe(character);
    expect(gitlab[0].location.positions.begin.column).toBe(character);
    // In UTF-8 the snake takes three bytes more, and the letter one.
    expect(rdjson.diagnostics[0].location.range.start.column).toBe(character + 4);
  });
});

describe("hostile names and texts", () => {
  const NAME = 'a\u001b[31m,file=x::error::%0A ##vso[task.setvariable]] é\u{1F40D}\u202e\n::warning::<&">.py';
  const HOSTILE = "\u001b##vso[x]y::x%0A[a](1)<&\u0007\u{1F40D}]]>";
  const CODE = `import threading\n\nthreading.Thread(target=print, args=("${HOSTILE}")).start()\n`;

  it("come back as they are from JSON, and cannot leave their places elsewhere", () => {
    const texts = reports(temporaryFolder({ [NAME]: CODE }));
    const all = parsed(texts);
    expect(all.json.diagnostics).toMatchObject([{ path: NAME, rule: "thread-args-not-tuple" }]);
    expect(all.json.diagnostics[0].message).toContain(HOSTILE);
    expect(all.gitlab).toMatchObject([{ location: { path: NAME } }]);
    expect(all.rdjson.diagnostics).toMatchObject([{ location: { path: NAME } }]);
    expect(decodeURIComponent(all.run.results[0].locations[0].physicalLocation.artifactLocation.uri)).toBe(NAME);
    const shown = NAME.replace("\u001b", "␛").replace("\u202e", "<U+202E>");
    expect(all.github).toMatchObject([{ command: "error", file: shown, title: "thread-args-not-tuple" }]);
    expect(all.azure).toMatchObject([{ command: "task.logissue", sourcepath: shown }]);
    expect(all.checkstyle.children).toMatchObject([{ attributes: { name: shown } }]);
    expect(elements(all.junit, "testcase")).toMatchObject([{ attributes: { classname: shown } }]);
    for (const [format, text] of Object.entries(texts)) {
      expect(text, format).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
      if (format !== "github") expect(text, format).not.toMatch(/^\s*::/m);
      if (!["text", "concise", "azure", "github"].includes(format)) expect(text, format).not.toMatch(/##(?:\[|vso\[)/);
    }
  });

  it("are no commands in the log of a service that looks for them", () => {
    const cwd = temporaryFolder({ "a.py": CODE });
    for (const env of [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }]) {
      const { stdout } = faqlint(["check", "--format", "text"], { cwd, env });
      expect(stdout).toContain("# #vso[x]");
      expect(stdout).not.toMatch(/##vso\[|^\s*::/m);
    }
    const { stdout } = faqlint(["check", "--format", "text"], { cwd });
    expect(stdout).toContain("##vso[x]");
    const named = temporaryFolder({ "::warning::a.py": PRINT, "::error::b.py": "\0" });
    for (const format of ["text", "concise"]) {
      const run = faqlint(["check", "--format", format], { cwd: named, env: { GITHUB_ACTIONS: "true" } });
      expect(run.stdout + run.stderr).not.toMatch(/^\s*::/m);
      expect(run.stdout).toContain(": :warning::a.py:2:5: error");
    }
  });
});

describe("what could not be done", () => {
  it("is in every format that is for programs", () => {
    const cwd = temporaryFolder({
      "faqlint.toml": "x = 1\n",
      "a.py": "x = (\n",
      "b.ipynb": notebook([code("x <- 1")], { metadata: { kernelspec: { language: "R" } } }),
    });
    mkdirSync(join(cwd, "out/busy"), { recursive: true });
    const all = parsed(reports(cwd, ".", "missing.py", "--output", "json=out/busy"));
    const { invocations } = all.run;
    expect(invocations).toMatchObject([{ executionSuccessful: false }]);
    const kinds = invocations[0].toolExecutionNotifications.map(
      (each: { descriptor: { id: string } }) => each.descriptor.id,
    );
    expect(kinds.sort()).toEqual(["skipped", "unreadable", "unwritable"]);
    expect(invocations[0].toolConfigurationNotifications).toMatchObject([
      { level: "error", locations: [{ physicalLocation: { region: { startLine: 1 } } }] },
    ]);
    const names = ["configuration", "unreadable", "unwritable", "skipped"].map((kind) => `faqlint-${kind}`);
    expect(all.gitlab.map((each: { check_name: string }) => each.check_name)).toEqual(names);
    expect(new Set(all.gitlab.map((each: { fingerprint: string }) => each.fingerprint)).size).toBe(4);
    expect(all.rdjson.diagnostics.map((each: { code: { value: string } }) => each.code.value)).toEqual(names);
    expect(all.github).toMatchObject([
      { command: "error", file: "faqlint.toml", line: "1", title: "faqlint configuration" },
      { command: "error", file: "missing.py", title: "faqlint unreadable" },
      { command: "error", file: "out/busy", title: "faqlint unwritable" },
      { command: "notice", file: "b.ipynb", title: "faqlint skipped" },
    ]);
    expect(all.azure.map((each) => each.line ?? each.command)).toEqual([
      ...["task.logissue", "task.logissue", "task.logissue"],
      expect.stringContaining("b.ipynb: information[faqlint skipped]"),
    ]);
    expect(elements(all.checkstyle, "error")).toHaveLength(4);
    expect(elements(all.junit, "error")).toHaveLength(3);
    expect(elements(all.junit, "skipped")).toHaveLength(1);
    expect(all.jsonl.at(-1).summary.unreadable).toEqual([{ path: "missing.py", reason: expect.any(String) }]);
  });
});

describe("nothing found", () => {
  it("is a valid report in every format", () => {
    const cwd = temporaryFolder({ "a.py": "x = 1\n" });
    const texts = reports(cwd);
    const all = parsed(texts);
    expect(all.run).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
    expect(all.gitlab).toEqual([]);
    expect(all.rdjson.diagnostics).toEqual([]);
    expect(all.jsonl).toMatchObject([{ summary: { files: 1 } }]);
    expect(elements(all.checkstyle, "file")).toEqual([]);
    expect(elements(all.junit, "testcase")).toHaveLength(1);
    expect([texts.github, texts.azure, texts.concise]).toEqual(["", "", ""]);
  });
});

describe("annotations", () => {
  const severities = ["--severity", "print-statement=warning", "--hints"];

  it("on GitHub come beside the text, the worst first, and no more than it shows", () => {
    const cwd = temporaryFolder({ "a.py": PRINT.repeat(12), "b.py": SIGNAL });
    const { stdout } = faqlint(["check", ...severities], { cwd, env: { GITHUB_ACTIONS: "true" } });
    const [text = "", ...rest] = stdout.split(/^(?=::)/m);
    expect(text).toContain("Found 13 problems");
    const commands = rest.map((line) => githubCommand(line.trimEnd()));
    expect(commands.map(({ command }) => command)).toEqual(["error", ...Array.from({ length: 10 }, () => "warning")]);
    expect(commands.at(-1)?.message).toBe("and 3 more, in the log");
  });

  it("are not written where a format was chosen", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const env = { GITHUB_ACTIONS: "true" };
    for (const args of [
      ["--format", "text"],
      ["--output", "json=report"],
    ])
      expect(faqlint(["check", ...args], { cwd, env }).stdout).not.toMatch(/^::/m);
    expect(faqlint(["check", "--diff"], { cwd, env }).stdout).not.toMatch(/^::/m);
    writeFileSync(join(cwd, "a.py"), "");
    expect(faqlint(["check"], { cwd, env }).stdout).toBe("No problems found in 1 file\n");
  });

  it("that GitHub would drop are lines of the log, where there is no other", () => {
    const { stdout } = faqlint(["check", "--format", "github"], { cwd: temporaryFolder({ "a.py": PRINT.repeat(12) }) });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("::error file="))).toHaveLength(9);
    expect(lines.filter((line) => line.startsWith("a.py:"))).toHaveLength(3);
  });

  it("on GitLab are a file, which is only written when asked for", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const env = { GITLAB_CI: "true" };
    expect(faqlint(["check"], { cwd, env }).stdout).toContain("--output gitlab=gl-code-quality-report.json");
    expect(faqlint(["check", "--output", "gitlab=x.json"], { cwd, env }).stdout).not.toContain("--output");
  });
});
