import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { defineRule, type Fix, type Severity } from "../../engine/rule.js";
import { formatPythonVersion } from "../../engine/versions.js";
import { startEngine } from "../../project/engine-start.js";
import { type LintedFile, LintSession, type SessionOptions } from "../../project/session.js";
import { readCallerSettings } from "../../project/settings/read.js";
import { SelectorNames } from "../../project/settings/selectors.js";
import shebangCrlf from "../../rules/general/shebang-crlf.js";
import { temporaryFolder } from "../support/folder.js";

beforeAll(startEngine);

const WORD = { anyOf: [["word"]] };

/** Reports every name `word`; what is said and repaired is up to the test. */
function wordRule(severity: Severity, fix?: (start: number, end: number) => Fix) {
  return defineRule({
    name: "word",
    question: "testing",
    summary: "the name `word`",
    severity,
    fix: fix === undefined ? "none" : "safe",
    messages: { found: "local: {local}; dependencies: {dependencies}" },
    on: (when) =>
      when.nodes("identifier", WORD, (node, { facts, report }) => {
        if (node.text !== "word") return;
        const data = {
          local: [...facts.localModules].sort().join(" "),
          dependencies: [...facts.dependencies].sort().join(" "),
        };
        report("found", { at: node, data, ...(fix === undefined ? {} : { fix: () => fix(node.start, node.end) }) });
      }),
  });
}

function lint(session: LintSession, path: string): LintedFile {
  const file = session.lintFile(path);
  if (file.kind !== "linted") throw new Error(file.reason);
  return file;
}

function targets(files: Readonly<Record<string, string>>, options: SessionOptions = {}): string {
  const folder = temporaryFolder(files);
  const { report } = lint(new LintSession([wordRule("error")], options), join(folder, "a.py"));
  return `${formatPythonVersion(report.target)}${report.targetFromText ? " from the text" : ""}`;
}

describe("the target version", () => {
  const project = { "pyproject.toml": '[project]\nrequires-python = "<3.9"\n' };
  const python2 = { "a.py": "print word\n" };
  it("is the option's, else the project's, else the text's, else the newest", () => {
    expect(targets({ ...python2, ...project }, { target: { major: 3, minor: 5 } })).toBe("3.5");
    expect(targets({ ...python2, ...project })).toBe("3.8");
    expect(targets(python2)).toBe("2.7 from the text");
    expect(targets({ "a.py": "print(word)\n" })).toMatch(/^3\.\d+( from the text)?$/);
  });

  it("falls back to the editor's where the project names none", () => {
    const context = { names: new SelectorNames([]), base: "/" };
    const fallback = { editor: readCallerSettings("editor", { "target-version": "3.6" }, context).layer };
    expect(targets(python2, fallback)).toBe("3.6");
    expect(targets({ ...python2, ...project }, fallback)).toBe("3.8");
  });
});

describe("facts", () => {
  const messageIn = (files: Readonly<Record<string, string>>, path: string): string | undefined =>
    lint(new LintSession([wordRule("error")]), join(temporaryFolder(files), path)).report.diagnostics[0]?.message;

  it("reach the rules", () => {
    const files = { "requirements.txt": "six\n", "setup.py": "", "tests/a.py": "word", "lib.py": "" };
    expect(messageIn(files, "tests/a.py")).toBe("local: a lib setup tests; dependencies: six");
  });

  it("hold the neighbours inside a package for Python 2 alone", () => {
    const package_ = { "p/__init__.py": "", "p/queue.py": "" };
    expect(messageIn({ ...package_, "p/a.py": "import queue\nprint(word)\n" }, "p/a.py")).toBe(
      "local: p; dependencies: ",
    );
    expect(messageIn({ ...package_, "p/a.py": "import queue\nprint word\n" }, "p/a.py")).toBe(
      "local: a p queue; dependencies: ",
    );
    const required = { "pyproject.toml": '[project]\nrequires-python = "<3"\n' };
    expect(messageIn({ ...package_, ...required, "p/a.py": "word\n" }, "p/a.py")).toBe(
      "local: a p queue; dependencies: ",
    );
  });

  it("are looked for again when that is asked", () => {
    const folder = temporaryFolder({ "a.py": "word" });
    const session = new LintSession([wordRule("error")]);
    const message = (): string | undefined => lint(session, join(folder, "a.py")).report.diagnostics[0]?.message;
    expect(message()).toBe("local: a; dependencies: ");
    writeFileSync(join(folder, "b.py"), "");
    expect(message()).toBe("local: a; dependencies: ");
    session.forgetProjects();
    expect(message()).toBe("local: a b; dependencies: ");
  });
});

describe("line ends that come with a checkout", () => {
  it("are no finding", () => {
    const path = join(temporaryFolder({}), "script.py");
    const rulesFound = (convertsLineEnds: boolean) =>
      new LintSession([shebangCrlf], { convertsLineEnds })
        .lintText(path, "#!/usr/bin/env python3\r\n")
        .report.diagnostics.map(({ rule }) => rule);
    expect(rulesFound(false)).toEqual(["shebang-crlf"]);
    expect(rulesFound(true)).toEqual([]);
  });
});

describe("findings", () => {
  it("that are hints are left out unless they are asked for", () => {
    const path = join(temporaryFolder({ "a.py": "word" }), "a.py");
    expect(lint(new LintSession([wordRule("hint")]), path).report.diagnostics).toEqual([]);
    expect(lint(new LintSession([wordRule("hint")], { hints: true }), path).report.diagnostics).toHaveLength(1);
    expect(lint(new LintSession([wordRule("information")]), path).report.diagnostics).toHaveLength(1);
  });

  it("are repaired until none is left", () => {
    const replace = (start: number, end: number): Fix => ({
      title: "Replace",
      safety: "safe",
      edits: [{ span: { start, end }, replacement: "deed" }],
    });
    const session = new LintSession([wordRule("error", replace)]);
    const file = lint(session, join(temporaryFolder({ "a.py": "\uFEFFword = word\r\n" }), "a.py"));
    const fixed = session.fix(file, "safe");
    expect(fixed.text).toBe("\uFEFFdeed = deed\r\n");
    expect(fixed.fixed).toHaveLength(2);
    expect(fixed.left.report.diagnostics).toEqual([]);
    expect(file.report.diagnostics).toHaveLength(2);
  });

  it("of a rule whose repair fails are reported, and so is the rule", () => {
    const session = new LintSession([
      wordRule("error", () => {
        throw new Error("broken");
      }),
    ]);
    const file = lint(session, join(temporaryFolder({ "a.py": "word" }), "a.py"));
    expect(file.report.diagnostics[0]?.fix()).toBeNull();
    expect(file.report.diagnostics[0]?.fix()).toBeNull();
    expect(file.report.crashes).toEqual([{ rule: "word", error: new Error("broken") }]);
    const fixed = session.fix(lint(session, file.read.path), "safe");
    expect(fixed.text).toBe("word");
    expect(fixed.left.report.crashes).toHaveLength(1);
  });
});
