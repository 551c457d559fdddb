import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { startEngine } from "../../../project/engine-start.js";
import type { SessionOptions } from "../../../project/session.js";
import { temporaryFolder } from "../../support/folder.js";
import { Project, said } from "./rules.js";

beforeAll(startEngine);

const USUAL = "red:error green:warning blue:information";

function found(toml: string, options: SessionOptions = {}, path = "a.py"): string {
  const project = new Project(temporaryFolder({ "faqlint.toml": toml }), options);
  expect(project.problems()).toEqual([]);
  return project.found(path);
}

describe("select and ignore", () => {
  it.each([
    ["", USUAL],
    ['select = ["all"]', USUAL],
    ["select = []", ""],
    ['select = ["red"]', "red:error"],
    ['select = ["testing"]', "red:error green:warning"],
    ['select = ["threads"]', "blue:information"],
    ['select = ["error", "blue"]', "red:error blue:information"],
    ['ignore = ["testing"]', "blue:information"],
    ['ignore = ["warning"]', "red:error blue:information"],
    ['ignore = ["all"]', ""],
  ])("%s", (toml, expected) => {
    expect(found(toml)).toBe(expected);
  });

  it("let the more exact name decide, and ignore where both are as exact", () => {
    expect(found('select = ["all", "red"]\nignore = ["testing"]')).toBe("red:error blue:information");
    expect(found('select = ["testing"]\nignore = ["tasks"]')).toBe("red:error green:warning");
    expect(found('select = ["tasks"]\nignore = ["testing"]')).toBe("");
    expect(found('select = ["red", "green"]\nignore = ["red"]')).toBe("green:warning");
  });

  it("take a name of a section that is a question's, too, for the section", () => {
    expect(found('ignore = ["databases"]')).toBe(USUAL);
  });
});

describe("advice", () => {
  it.each([
    ["hints = true", `${USUAL} grey:hint mixed:hint`],
    ['select = ["all", "grey"]', `${USUAL} grey:hint`],
    ['select = ["grey"]', "grey:hint"],
    ['select = ["hint"]', "grey:hint mixed:hint"],
    ['select = ["threads"]', "blue:information"],
    ['hints = true\nignore = ["grey"]', `${USUAL} mixed:hint`],
    ['severity = { grey = "warning" }', `${USUAL} grey:warning`],
    ['severity = { red = "hint" }', "green:warning blue:information"],
    ['severity = { red = "hint" }\nhints = true', "red:hint green:warning blue:information grey:hint mixed:hint"],
  ])("%s", (toml, expected) => {
    expect(found(toml)).toBe(expected);
  });
});

describe("severity", () => {
  it.each([
    ['severity = { red = "information" }', "red:information green:warning blue:information"],
    ['severity = { testing = "information", red = "warning" }', "red:warning green:information blue:information"],
    ['severity = { threads = "error" }', "red:error green:warning blue:error grey:error"],
    ['severity = { red = "off" }', "green:warning blue:information"],
    ['severity = { testing = "off", red = "warning" }', "red:warning blue:information"],
    ['severity = { blue = "error" }\nselect = ["error"]', "red:error blue:error"],
    ['severity = { mixed = "error" }', `${USUAL} mixed:error`],
  ])("%s", (toml, expected) => {
    expect(found(toml)).toBe(expected);
  });
});

describe("the checks of comments", () => {
  const TEXT = "red  # faqlint: ignore[red, green, grey]\nx  # faqlint: ignore[rde]\ny  # faqlint: ignore\n";
  const all = "suppression-useless:information suppression-unknown-rule:warning suppression-malformed:warning";
  it.each([
    ["", all],
    ['ignore = ["suppressions"]', ""],
    ['ignore = ["suppression-useless", "suppression-malformed"]', "suppression-unknown-rule:warning"],
    ['ignore = ["information"]', "suppression-unknown-rule:warning suppression-malformed:warning"],
    // Of rules that are off nothing is known.
    ['select = ["suppressions"]', "suppression-unknown-rule:warning suppression-malformed:warning"],
    ['select = ["suppressions", "green"]', all],
    ['select = ["red", "green"]', ""],
    [
      'severity = { suppressions = "error", suppression-useless = "off" }',
      "suppression-unknown-rule:error suppression-malformed:error",
    ],
    ['severity = { suppression-useless = "warning" }', all.replace("information", "warning")],
    ['per-file-ignores = { "*.py" = ["suppressions"] }', ""],
  ])("%s", (toml, expected) => {
    const project = new Project(temporaryFolder({ "faqlint.toml": toml }));
    expect(project.problems()).toEqual([]);
    expect(project.found("a.py", TEXT)).toBe(expected);
  });

  it("call useless what a rule is ignored by that is on, advice among it", () => {
    const project = new Project(temporaryFolder({ "faqlint.toml": "hints = true" }));
    const { report } = project.session.lintText(join(project.folder, "a.py"), TEXT);
    expect(report.diagnostics[0]?.message).toBe("`green` and `grey` find nothing here that this comment could ignore");
  });
});

describe("per-file-ignores", () => {
  const toml =
    'per-file-ignores = { "tests/" = ["testing"], "conf*.py" = ["all"], "/lib/**/x.py" = ["red", "information"] }';
  it.each([
    ["a.py", USUAL],
    ["tests/deep/a.py", "blue:information"],
    ["src/tests/a.py", "blue:information"],
    ["src/conftest.py", ""],
    ["lib/a/b/x.py", "green:warning"],
    ["src/lib/x.py", USUAL],
  ])("in %s", (path, expected) => {
    expect(found(toml, {}, path)).toBe(expected);
  });
});

describe("who wins", () => {
  const file = 'select = ["testing"]\nignore = ["green"]\nseverity = { red = "warning" }\nhints = false';
  it("the command line over files", () => {
    const commandLine = (table: Record<string, unknown>) => ({ commandLine: said("command line", table) });
    expect(found(file, commandLine({ select: ["green"] }))).toBe("green:warning");
    expect(found(file, commandLine({ ignore: ["red"] }))).toBe("");
    expect(found(file, commandLine({ severity: { red: "error" } }))).toBe("red:error");
    expect(found(file, commandLine({ select: ["all"], hints: true }))).toBe(
      "red:warning green:warning blue:information grey:hint mixed:hint",
    );
    expect(found('severity = { red = "off" }', commandLine({ select: ["red"] }))).toBe("red:error");
  });

  it("files over the editor", () => {
    const editor = (table: Record<string, unknown>) => ({ editor: said("editor", table) });
    expect(found(file, editor({ select: ["blue"], hints: true }))).toBe("red:warning");
    expect(found('ignore = ["red"]', editor({ ignore: ["blue"] }))).toBe("green:warning blue:information");
    expect(found("hints = false", editor({ hints: true, ignore: ["red"] }))).toBe("green:warning blue:information");
    expect(found("", editor({ hints: true, severity: { red: "hint" } }))).toBe(
      "red:hint green:warning blue:information grey:hint mixed:hint",
    );
  });

  it("nobody over --isolated but the command line and the editor", () => {
    expect(found(file, { isolated: true })).toBe(USUAL);
    expect(found(file, { isolated: true, commandLine: said("command line", { select: ["blue"] }) })).toBe(
      "blue:information",
    );
  });
});
