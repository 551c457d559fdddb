import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { formatPythonVersion } from "../../../engine/versions.js";
import { ConfigurationFiles } from "../../../project/configuration-files.js";
import { startEngine } from "../../../project/engine-start.js";
import { temporaryFolder } from "../../support/folder.js";
import { PROGRAM, Project, said } from "./rules.js";

beforeAll(startEngine);

const RED = 'select = ["red"]\n';
const GREEN = 'select = ["green"]\n';
const inTool = (toml: string): string => `[tool.faqlint]\n${toml}`;

function found(files: Readonly<Record<string, string>>, path = "a/b/c.py"): string {
  const project = new Project(temporaryFolder({ "a/b/c.py": "", ...files }));
  expect(project.problems(path)).toEqual([]);
  return project.found(path);
}

describe("the nearest file with settings", () => {
  it("decides alone", () => {
    expect(found({ "faqlint.toml": RED, "a/b/faqlint.toml": "hints = false\n" })).toBe(
      "red:error green:warning blue:information",
    );
    expect(found({ "faqlint.toml": RED, "a/pyproject.toml": inTool(GREEN) })).toBe("green:warning");
  });

  it("may have nothing but other tools' settings between it and the code", () => {
    const between = { "a/pyproject.toml": "[tool.black]\n", "a/b/setup.cfg": "[options]\n" };
    expect(found({ "pyproject.toml": inTool(RED), ...between })).toBe("red:error");
    expect(found({ "faqlint.toml": RED, ...between })).toBe("red:error");
  });

  it("is .faqlint.toml, then faqlint.toml, then pyproject.toml within a folder", () => {
    const all = { "pyproject.toml": inTool('select = ["blue"]'), "faqlint.toml": GREEN, ".faqlint.toml": RED };
    expect(found(all)).toBe("red:error");
    expect(found({ ...all, ".faqlint.toml": "select = []\n" })).toBe("");
    const { ".faqlint.toml": _, ...two } = all;
    expect(found(two)).toBe("green:warning");
  });

  it("leaves what it does not say about versions to what the project requires", () => {
    const versionOf = (files: Readonly<Record<string, string>>): string => {
      const project = new Project(temporaryFolder(files));
      const { target } = project.session.lintText(join(project.folder, "a/c.py"), PROGRAM).report;
      return formatPythonVersion(target);
    };
    const requiring = { "pyproject.toml": '[project]\nrequires-python = "<3.9"\n' };
    expect(versionOf({ ...requiring, "faqlint.toml": "hints = true\n" })).toBe("3.8");
    expect(versionOf({ ...requiring, "faqlint.toml": 'target-version = "2.7"\n' })).toBe("2.7");
    expect(
      versionOf({ "a/pyproject.toml": requiring["pyproject.toml"], "faqlint.toml": 'target-version = "3.5"' }),
    ).toBe("3.5");
    const tool = { "pyproject.toml": `${requiring["pyproject.toml"]}[tool.faqlint]\ntarget-version = "2.7"\n` };
    expect(versionOf(tool)).toBe("2.7");
  });
});

describe("extend", () => {
  it("adds what the file itself does not say", () => {
    const base = 'ignore = ["blue"]\nhints = true\nseverity = { red = "warning", grey = "off" }\n';
    const files = {
      "shared.toml": base,
      "a/faqlint.toml": 'extend = "../shared.toml"\nseverity = { red = "error" }\n',
    };
    expect(found(files)).toBe("red:error green:warning mixed:hint");
    expect(
      found({ ...files, "a/faqlint.toml": 'extend = "../shared.toml"\nselect = ["threads"]\nhints = false' }),
    ).toBe("blue:information");
    expect(found({ ...files, "a/faqlint.toml": 'extend = "../shared.toml"\nignore = ["red"]\nhints = false' })).toBe(
      "green:warning",
    );
  });

  it("leads through several files, and into a pyproject.toml", () => {
    expect(
      found({
        "a/b/pyproject.toml": '[tool.faqlint]\nextend = "../faqlint.toml"\n',
        "a/faqlint.toml": 'extend = "../pyproject.toml"\n',
        "pyproject.toml": inTool(RED),
      }),
    ).toBe("red:error");
  });

  it.each([
    [
      "a circle",
      { "a/faqlint.toml": `extend = "../faqlint.toml"`, "faqlint.toml": `${GREEN}\nextend = "a/faqlint.toml"` },
      'faqlint.toml:3: extend: "a/faqlint.toml" extends this file: a circle',
      "green:warning",
    ],
    [
      "itself",
      { "faqlint.toml": `${GREEN}extend = "./faqlint.toml"` },
      "faqlint.toml:2: extend: a file cannot extend itself",
      "green:warning",
    ],
    [
      "no file",
      { "faqlint.toml": `${GREEN}extend = "../nowhere.toml"` },
      'faqlint.toml:2: extend: there is no file "../nowhere.toml"',
      "green:warning",
    ],
    [
      "no settings",
      { "a/faqlint.toml": `${GREEN}extend = "../pyproject.toml"`, "pyproject.toml": "[project]\n" },
      'a/faqlint.toml:2: extend: there is no file "../pyproject.toml" with a table [tool.faqlint]',
      "green:warning",
    ],
    [
      "no path",
      { "faqlint.toml": `${GREEN}extend = ["x"]` },
      'faqlint.toml:2: extend must be a path in quotes, such as "../faqlint.toml"',
      "green:warning",
    ],
    [
      "a slip in what is extended",
      { "a/faqlint.toml": `extend = "../faqlint.toml"`, "faqlint.toml": `${GREEN}hint = true` },
      'faqlint.toml:2: faqlint.toml has no setting "hint"; did you mean "hints"?',
      "green:warning",
    ],
  ])("tells of %s", (_, files, problem, expected) => {
    const project = new Project(temporaryFolder(files));
    expect(project.problems("a/b/c.py")).toEqual([problem]);
    expect(project.found("a/b/c.py")).toBe(expected);
  });
});

describe("a wrong setting is told with its line, and counts as not said", () => {
  it.each([
    [
      '[tool.faqlint]\n\ntarget-version = "3.99"\n',
      3,
      /^target-version: "3.99" is no Python version that faqlint knows/,
    ],
    ["[tool.faqlint]\ntarget-version = 3.1\n", 2, /^target-version must be a version in quotes/],
    ['[tool.faqlint]\ntarget-version = "py38"\n', 2, /^target-version: "py38" is no Python version/],
    [
      "[tool.faqlint]\ntarget_version = '3.8'\n",
      2,
      /^\[tool.faqlint\] has no setting "target_version"; did you mean "target-version"\?$/,
    ],
    ["[tool.faqlint]\nzzzzzzzz = 1\n", 2, /its settings are extend, target-version, .*, cache-dir, max-file-size$/],
    ['[tool]\nfaqlint = { target-version = "x" }\n', 2, /^target-version: "x" is no/],
    ['tool.faqlint.target-version = "x"\n', 1, /^target-version: "x" is no/],
    ['["tool" . faqlint]\nhints = "yes"\n', 2, /^hints must be true or false$/],
    ["[tool.faqlint]\nselect = 'red'\n", 2, /^select must be a list of names in quotes/],
    [
      "[tool.faqlint]\nselect = [\n  'red',\n  'gren',\n]\n",
      4,
      /^select: no rule, question, section or severity is called "gren"; did you mean "green", "grey" or "red"\?$/,
    ],
    ["[tool.faqlint]\nignore = ['zzzzzzzz']\n", 2, /`faqlint rules` lists/],
    [
      "[tool.faqlint.severity]\nred = 'error'\ngren = 'error'\n",
      3,
      /^severity: no rule, question or section is called "gren"; did you mean "green", "grey" or "red"\?$/,
    ],
    ["[tool.faqlint]\nseverity = { red = 'eror' }\n", 2, /^severity.red: "eror" is no level; did you mean "error"\?$/],
    ["[tool.faqlint]\nseverity.red = 3\n", 2, /^severity.red: 3 is no level; a level is "error", .* or "off"$/],
    ["[tool.faqlint]\nseverity = { error = 'off' }\n", 2, /^severity: no rule, question or section is called "error"/],
    ["[tool.faqlint]\nseverity = 'off'\n", 2, /^severity must name levels by rules/],
    [
      "[tool.faqlint.per-file-ignores]\n'a/' = ['red']\n\"b.py\" = ['tets']\n",
      3,
      /^per-file-ignores: no rule, .* "tets"/,
    ],
    ["[tool.faqlint]\nper-file-ignores = { 'a' = 'red' }\n", 2, /^per-file-ignores."a" must be a list/],
    ["[tool.faqlint]\nexclude = [1]\n", 2, /^exclude must be a list of globs/],
    ["[tool.faqlint.hint]\nx = 1\n", 1, /no setting "hint"; did you mean "hints"/],
    ["[tool]\nfaqlint = 3\n", 2, /^faqlint must be a table$/],
    ['[project]\nname = "x\n', 2, /^is not valid TOML/],
  ])("%j", (text, line, message) => {
    const project = new Project(temporaryFolder({ "pyproject.toml": text }));
    const [problem, ...others] = project.session.configurationProblems(join(project.folder, "a.py"));
    expect(others).toEqual([]);
    expect(problem).toEqual({
      path: join(project.folder, "pyproject.toml"),
      line,
      message: expect.stringMatching(message),
    });
    const [red] = project.found().split(" ");
    expect(red).toBe("red:error");
  });

  it("as one object for all files below", () => {
    const { folder, session } = new Project(temporaryFolder({ "faqlint.toml": "x = 1\n", "a/b.py": "" }));
    const [problem] = session.configurationProblems(join(folder, "a/b.py"));
    expect(problem?.message).toContain("no setting");
    expect(session.configurationProblems(join(folder, "c.py"))[0]).toBe(problem);
  });

  it("and the requirement that stands behind it holds", () => {
    const text = '[project]\nrequires-python = ">=3.8,<3.10"\n[tool.faqlint]\ntarget-version = "x"\n';
    const project = new Project(temporaryFolder({ "pyproject.toml": text }));
    expect(project.settings()[0]).toBe('target-version = "3.9" # pyproject.toml:2');
  });
});

describe("a file that is broken while somebody writes in it", () => {
  it("goes on to hold as it was, for this session and the next with the same files", () => {
    const folder = temporaryFolder({ "faqlint.toml": RED });
    const files = new ConfigurationFiles();
    const project = new Project(folder, { files });
    expect(project.found()).toBe("red:error");
    writeFileSync(join(folder, "faqlint.toml"), 'select = ["gre');
    for (const each of [project, new Project(folder, { files, editor: said("editor", { hints: true }) })]) {
      each.session.forgetProjects();
      expect(each.found()).toBe("red:error");
      expect(each.problems()).toEqual([expect.stringMatching(/^faqlint.toml:1: is not valid TOML/)]);
    }
    writeFileSync(join(folder, "faqlint.toml"), GREEN);
    project.session.forgetProjects();
    expect(project.found()).toBe("green:warning");
    expect(project.problems()).toEqual([]);
    rmSync(join(folder, "faqlint.toml"));
    project.session.forgetProjects();
    expect(project.found()).toBe("red:error green:warning blue:information");
  });

  it("says nothing if it never said anything, and keeps settings further up from being taken", () => {
    const broken = new Project(
      temporaryFolder({ "faqlint.toml": RED, "a/faqlint.toml": "[", "b/pyproject.toml": "[" }),
    );
    expect(broken.found("a/x.py")).toBe("red:error green:warning blue:information");
    expect(broken.found("b/x.py")).toBe("red:error");
    expect(broken.problems("b/x.py")).toEqual([expect.stringMatching(/^b\/pyproject.toml:1: is not valid TOML/)]);
  });
});
