import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defineRule } from "../../engine/rule.js";
import { RULES } from "../../rules/index.js";
import { Workbench } from "../../server/workbench.js";
import { startParser } from "../support/parser.js";
import { SIGNAL_TEXT } from "./defects.js";

const FAILING = defineRule({
  name: "failing-rule",
  question: "signal-handlers",
  summary: "nothing, since it fails",
  severity: "warning",
  fix: "none",
  messages: { none: "none" },
  on: (when) =>
    when.calls("signal.signal", () => {
      throw new Error("out of order");
    }),
});

const FAILING_FIX = defineRule({
  name: "failing-fix",
  question: "signal-handlers",
  summary: "signal.signal, which is for this test only",
  severity: "warning",
  fix: "safe",
  messages: { found: "found" },
  on: (when) =>
    when.calls("signal.signal", (call, { report }) => {
      const fix = (): never => {
        throw new Error("cannot repair");
      };
      report("found", { at: call.node, fix });
    }),
});

let folder: string;
let log: string[];
const logOnce = (level: string, message: string): void => void log.push(`${level}: ${message}`);

beforeAll(startParser);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint-workbench-"));
  log = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("Workbench", () => {
  it("names a rule that fails once, and shows what the others found", () => {
    const workbench = new Workbench([FAILING, ...RULES], logOnce);
    for (const uri of ["untitled:1", "untitled:2"]) {
      expect(workbench.lint(uri, SIGNAL_TEXT).diagnostics.map(({ rule }) => rule)).toEqual(["signal-handler-arity"]);
    }
    expect(log).toEqual([expect.stringMatching(/^error: The rule failing-rule failed.*out of order/s)]);
  });

  it("names a rule that fails while it repairs", () => {
    const workbench = new Workbench([FAILING_FIX], logOnce);
    const result = workbench.lint("untitled:1", SIGNAL_TEXT);
    expect(result.diagnostics.map((diagnostic) => diagnostic.fix())).toEqual([null]);
    workbench.logCrashes(result);
    workbench.logCrashes(result);
    expect(log).toEqual([expect.stringMatching(/^error: The rule failing-fix failed.*cannot repair/s)]);
  });

  it("takes the editor's version only where the project's files name none", () => {
    const text = 'print "x"\n';
    const uri = pathToFileURL(join(folder, "x.py")).href;
    const workbench = new Workbench(RULES, logOnce);
    const found = (): number => workbench.lint(uri, text).diagnostics.length;
    expect(found()).toBe(0);
    workbench.settings = { targetVersion: { major: 3, minor: 12 } };
    expect(found()).toBe(1);
    expect(workbench.lint("untitled:x", text).diagnostics).toHaveLength(1);
    writeFileSync(join(folder, "pyproject.toml"), '[tool.faqlint]\ntarget-version = "2.7"\n');
    workbench.forgetProjects();
    expect(found()).toBe(0);
    expect(log).toEqual([]);
  });

  it("says what is wrong in a project's files", () => {
    writeFileSync(join(folder, "pyproject.toml"), '[tool.faqlint]\ntarget-version = "two"\n');
    new Workbench(RULES, logOnce).lint(pathToFileURL(join(folder, "x.py")).href, "");
    expect(log).toEqual([
      expect.stringMatching(/^warn: .*pyproject\.toml:2: target-version: "two" is no Python version/),
    ]);
  });

  it("takes what to show from the editor where the project's files say nothing", () => {
    const uri = pathToFileURL(join(folder, "x.py")).href;
    const workbench = new Workbench(RULES, logOnce);
    const found = (): string =>
      workbench
        .lint(uri, SIGNAL_TEXT)
        .diagnostics.map((each) => each.severity)
        .join();
    expect(found()).toBe("error");
    workbench.settings = { ignore: ["signal-handlers"] };
    expect(found()).toBe("");
    workbench.settings = { severity: { "signal-handlers": "hint" }, hints: true };
    expect(found()).toBe("hint");
    writeFileSync(join(folder, "faqlint.toml"), 'hints = false\nexclude = ["y.py"]\n');
    workbench.forgetProjects();
    expect(found()).toBe("");
    expect(workbench.settingsText(uri)).toMatch(
      /^hints = false +# .*faqlint.toml:1\n(?:.*\n)*severity.signal-handlers = "hint" +# editor$/m,
    );
    expect(workbench.settingsText("untitled:1")).toMatch(/^hints = true +# editor$/m);
    workbench.settings = {};
    expect(found()).toBe("error");
    expect(workbench.lint(uri.replace("x.py", "y.py"), SIGNAL_TEXT).diagnostics).toEqual([]);
    expect(log).toEqual([]);
  });

  it("names what the editor's settings call by no known name", () => {
    const workbench = new Workbench(RULES, logOnce);
    workbench.settings = { select: ["signal-handlres"], severity: { "signal-handlers": "loud" } };
    expect(log).toEqual([
      expect.stringMatching(/^warn: faqlint.select: no rule, .* "signal-handlres"; did you mean "signal-handlers"/),
      expect.stringMatching(/^warn: faqlint.severity.signal-handlers: "loud" is no level/),
    ]);
    expect(workbench.lint("untitled:1", SIGNAL_TEXT).diagnostics).toHaveLength(1);
  });

  it("goes on with the last good settings, also when the editor's change", () => {
    const [file, uri] = [join(folder, "faqlint.toml"), pathToFileURL(join(folder, "x.py")).href];
    writeFileSync(file, 'ignore = ["signal-handlers"]\n');
    const workbench = new Workbench(RULES, logOnce);
    expect(workbench.lint(uri, SIGNAL_TEXT).diagnostics).toEqual([]);
    writeFileSync(file, 'ignore = ["signal-hand');
    workbench.forgetProjects();
    expect(workbench.lint(uri, SIGNAL_TEXT).diagnostics).toEqual([]);
    workbench.settings = { hints: true };
    expect(workbench.lint(uri, SIGNAL_TEXT).diagnostics).toEqual([]);
    const problem = { path: file, line: 1, message: expect.stringContaining("is not valid TOML") };
    expect(workbench.configurationProblems(uri)).toEqual([problem]);
    expect(workbench.configurationProblems("untitled:1")).toEqual([]);
  });
});
