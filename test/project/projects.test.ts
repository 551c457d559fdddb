import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatPythonVersion } from "../../engine/versions.js";
import { type Project, Projects } from "../../project/projects.js";
import { temporaryFolder } from "../support/folder.js";

function project(files: Readonly<Record<string, string>>, folder = "."): Project {
  return new Projects().projectOf(join(temporaryFolder({ "a/b/c.py": "", ...files }), folder));
}

function target(files: Readonly<Record<string, string>>, folder = "a/b"): string | undefined {
  const version = project(files, folder).target?.value;
  return version && formatPythonVersion(version);
}

describe("the version a project admits", () => {
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

describe("a wrong requirement", () => {
  it("is told with its line", () => {
    const { problems } = project({ "pyproject.toml": '[project]\nname = "x"\nrequires-python = "3.8 or so"\n' });
    const message = 'requires-python must be a version specifier, such as ">=3.9"';
    expect(problems).toEqual([{ path: expect.stringMatching(/pyproject\.toml$/), line: 3, message }]);
  });

  it("is told as one object for all files below", () => {
    const folder = temporaryFolder({ "pyproject.toml": "[", "a/b/c.py": "" });
    const projects = new Projects();
    const [problem] = projects.projectOf(join(folder, "a")).problems;
    expect(problem?.message).toContain("is not valid TOML");
    expect(projects.projectOf(join(folder, "a/b")).problems[0]).toBe(problem);
  });
});

describe("declared dependencies", () => {
  it("are gathered from all places and spelt as on PyPI", () => {
    const { dependencies } = project({
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
