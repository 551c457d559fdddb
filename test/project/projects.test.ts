import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatPythonVersion } from "../../engine/versions.js";
import { type ProjectSettings, Projects } from "../../project/projects.js";
import { temporaryFolder } from "../support/folder.js";

function settings(files: Readonly<Record<string, string>>, folder = "."): ProjectSettings {
  return new Projects().settingsOf(join(temporaryFolder({ "a/b/c.py": "", ...files }), folder));
}

function target(files: Readonly<Record<string, string>>, folder = "a/b"): string | undefined {
  const version = settings(files, folder).target;
  return version && formatPythonVersion(version);
}

describe("the target version", () => {
  it("comes from [tool.faqlint] before anything else", () => {
    const text = '[project]\nrequires-python = ">=3.8"\n[tool.faqlint]\ntarget-version = "2.7"\n';
    expect(target({ "pyproject.toml": text })).toBe("2.7");
  });

  it("comes from the nearest pyproject.toml, even if that names none", () => {
    const outer = { "pyproject.toml": '[project]\nrequires-python = "<3.9"\n' };
    expect(target(outer)).toBe("3.8");
    expect(target({ ...outer, "a/pyproject.toml": '[project]\nrequires-python = "<3.7"\n' })).toBe("3.6");
    expect(target({ ...outer, "a/pyproject.toml": "[tool.black]\n" })).toBeUndefined();
    expect(target({ ...outer, "a/setup.py": "" })).toBe("3.8");
  });

  it("comes from Poetry's or setuptools' own settings", () => {
    expect(target({ "pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.8"\n' })).toBe("3.8");
    expect(target({ "pyproject.toml": '[tool.poetry.dependencies]\npython = {version = "~3.8"}\n' })).toBe("3.8");
    expect(target({ "setup.cfg": "[options]\npython_requires = >=2.7, <3\n" })).toBe("2.7");
    const both = {
      "pyproject.toml": "[build-system]\n",
      "setup.cfg": "[options]\npython_requires =\n  >=3.6\n  <3.9\n",
    };
    expect(target(both)).toBe("3.8");
  });

  it("is unknown where nothing says it", () => {
    expect(target({})).toBeUndefined();
    expect(target({ "setup.cfg": "[flake8]\nmax-line-length = 100\n" })).toBeUndefined();
  });
});

describe("a wrong setting is told with its line", () => {
  it.each([
    [
      "a version unknown",
      '[tool.faqlint]\n\ntarget-version = "3.99"\n',
      3,
      '"3.99" is no Python version that faqlint knows',
    ],
    ["a number", "[tool.faqlint]\ntarget-version = 3.1\n", 2, "in quotes"],
    ["another tool's spelling", '[tool.faqlint]\ntarget-version = "py38"\n', 2, '"py38" is no Python version'],
    ["an unknown key", "[tool.faqlint]\ntarget_version = '3.8'\n", 2, 'no setting "target_version"'],
    ["an inline table", '[tool]\nfaqlint = { target-version = "x" }\n', 2, '"x" is no Python version'],
    ["a dotted key", 'tool.faqlint.target-version = "x"\n', 1, '"x" is no Python version'],
    ["a requirement that is none", '[project]\nname = "x"\nrequires-python = "3.8 or so"\n', 3, "version specifier"],
    ["no TOML", '[project]\nname = "x\n', 2, "is not valid TOML"],
  ])("%s", (_, text, line, message) => {
    const { problems } = settings({ "pyproject.toml": text });
    expect(problems).toEqual([
      { path: expect.stringMatching(/pyproject\.toml$/), line, message: expect.stringContaining(message) },
    ]);
  });

  it("takes what follows for unsaid", () => {
    const text = '[project]\nrequires-python = ">=3.8,<3.10"\n[tool.faqlint]\ntarget-version = "x"\n';
    expect(target({ "pyproject.toml": text })).toBe("3.9");
  });

  it("says so once for all files below", () => {
    const folder = temporaryFolder({ "pyproject.toml": "[", "a/b/c.py": "" });
    const projects = new Projects();
    expect(projects.settingsOf(join(folder, "a"))?.problems).toBe(projects.settingsOf(join(folder, "a/b"))?.problems);
  });
});

describe("declared dependencies", () => {
  it("are gathered from all places and spelt as on PyPI", () => {
    const { dependencies } = settings({
      "pyproject.toml": `
[project]
dependencies = ["Requests[socks]>=2", "zope.interface", "typing_extensions; python_version < '3.8'", "a @ https://x/y"]
[project.optional-dependencies]
test = ["pytest~=8.0"]
[dependency-groups]
dev = ["tox", {include-group = "test"}]
[tool.poetry.dependencies]
python = "^3.8"
standard-telnetlib = "*"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
`,
      "setup.cfg":
        "[options]\ninstall_requires =\n  six\n  audioop-lts>=0.2\n[options.extras_require]\nfast = cython\n",
      "requirements-dev.txt": "# comment\n-r base.txt\n--index-url x\n  black==24.1 # pinned\nhttps://x/y.whl\n",
    });
    expect([...dependencies].sort()).toEqual([
      "a",
      "audioop-lts",
      "black",
      "cython",
      "pytest",
      "requests",
      "six",
      "sphinx",
      "standard-telnetlib",
      "tox",
      "typing-extensions",
      "zope-interface",
    ]);
  });
});
