import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/folder.js";
import { Project, said } from "./rules.js";

describe("exclude and include", () => {
  const project = (toml: string, files: Readonly<Record<string, string>> = {}): Project =>
    new Project(temporaryFolder({ "p/faqlint.toml": toml, ...files }));

  it.each([
    ["build/", "p/build/x.py", true],
    ["build/", "p/a/build/b/x.py", true],
    ["build/", "p/build.py", false],
    ["/build", "p/a/build/x.py", false],
    ["*_pb2.py", "p/a/x_pb2.py", true],
    ["a/**/b.py", "p/a/x/y/b.py", true],
    ["[ab].py", "p/b.py", true],
    ["build/", "p/x.py", false],
  ])("%s: %s", (glob, path, isExcluded) => {
    const { session, folder } = project(`exclude = ["${glob}"]`);
    expect(session.isExcluded(join(folder, path))).toBe(isExcluded);
  });

  it("tell folders, and take back what ! says", () => {
    const { session, folder } = project('exclude = ["build/", "gen*.py", "!generous.py"]');
    expect(session.isExcluded(join(folder, "p/build"), true)).toBe(true);
    expect(session.isExcluded(join(folder, "p"), true)).toBe(false);
    expect(session.isExcluded(join(folder, "p/genes.py"))).toBe(true);
    expect(session.isExcluded(join(folder, "p/generous.py"))).toBe(false);
  });

  it("add up over what is extended, each from its own folder", () => {
    const files = { "shared.toml": 'exclude = ["old/", "/p/top.py"]\n' };
    const { session, folder } = project('extend = "../shared.toml"\nexclude = ["new/"]\n', files);
    const excluded = ["p/old/x.py", "p/new/x.py", "p/top.py", "p/q/top.py"].map((path) =>
      session.isExcluded(join(folder, path)),
    );
    expect(excluded).toEqual([true, true, true, false]);
  });

  it("take Python files where nothing is said, and what is said where it is", () => {
    const included = (toml: string): string[] => {
      const { session, folder } = project(toml);
      return ["x.py", "X.PYW", "x.pyi", "bin/tool", "src/x.py", "src/x.txt"].filter((path) =>
        session.isIncluded(join(folder, "p", path)),
      );
    };
    expect(included("")).toEqual(["x.py", "X.PYW", "src/x.py"]);
    expect(included('include = ["src/", "bin/*"]')).toEqual(["bin/tool", "src/x.py"]);
    expect(included("include = []")).toEqual([]);
  });
});

describe("every setting tells where it comes from", () => {
  it("by default", () => {
    expect(new Project(temporaryFolder()).settings()).toEqual([
      "target-version = what the file's text shows, else the newest # default",
      "hints = false # default",
      'select = ["all"] # default',
      "ignore = [] # default",
      "severity = {} # default",
      "per-file-ignores = {} # default",
      'include = ["*.py", "*.pyw", "*.ipynb"] # default',
      "exclude = [] # default",
      "baseline = none # default",
      "cache-dir = where the platform has such things # default",
      'max-file-size = "16 MB" # default',
    ]);
  });

  it("from files, the command line and the editor", () => {
    const folder = temporaryFolder({
      "shared.toml": 'hints = true\nignore = ["green"]\nseverity.red = "warning"\nseverity.blue = "off"\n',
      "p/pyproject.toml": `[project]
requires-python = "<3.9"
[tool.faqlint]
extend = "../shared.toml"
ignore = ["grey"]
exclude = ["build/"]
[tool.faqlint.per-file-ignores]
"tests/" = ["all"]
"a.py" = ["testing"]
[tool.faqlint.severity]
red = "error"
`,
    });
    const project = new Project(folder, {
      commandLine: said("command line", { ignore: ["mixed"] }),
      editor: said("editor", { "target-version": "3.10", hints: false, severity: { mixed: "error" } }),
    });
    expect(project.settings("p/a.py")).toEqual([
      'target-version = "3.8" # p/pyproject.toml:2',
      "hints = true # shared.toml:1",
      'select = ["all"] # default',
      'ignore = ["mixed"] # command line',
      'ignore = ["grey"] # p/pyproject.toml:5',
      'ignore = ["green"] # shared.toml:2',
      'severity.red = "error" # p/pyproject.toml:11',
      'severity.blue = "off" # shared.toml:4',
      'severity.mixed = "error" # editor',
      'per-file-ignores."tests/" = ["all"] (not for this file) # p/pyproject.toml:8',
      'per-file-ignores."a.py" = ["testing"] # p/pyproject.toml:9',
      'include = ["*.py", "*.pyw", "*.ipynb"] # default',
      'exclude = ["build/"] in p # p/pyproject.toml:6',
      "baseline = none # default",
      "cache-dir = where the platform has such things # default",
      'max-file-size = "16 MB" # default',
    ]);
    expect(project.settings("p/build/x.py").at(-4)).toBe(
      'exclude = ["build/"] in p (this file, too) # p/pyproject.toml:6',
    );
  });
});
