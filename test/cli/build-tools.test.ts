import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../cli/program.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const PAGE = readFileSync(new URL("../../docs/build-tools.md", import.meta.url), "utf8");
const [, MAKEFILE = ""] = /^```make\n([\s\S]*?)^```/m.exec(PAGE) ?? [];

/** Modules that are affected by their surroundings, and those surroundings. */
const PROJECT: Readonly<Record<string, string>> = {
  "settings/base.toml": 'severity = { removed-module = "warning" }\n',
  "faqlint.toml": 'extend = "settings/base.toml"\nignore = ["signal-handler-arity"]\n',
  "app/pyproject.toml": '[project]\nname = "app"\nrequires-python = ">=3.8,<3.12"\ndependencies = ["six"]\n',
  "app/requirements-dev.txt": "futures\n",
  // Gone from 3.12, from 3.13 and from 3.11; the project admits only the last of these.
  "app/versions.py": "import asyncore\nimport cgi\nimport binhex\n",
  "app/signals.py": SIGNAL,
  // One of its own hides the library's name of Python 2.
  "app/pkg/__init__.py": "",
  "app/pkg/uses.py": "import Queue\nimport ConfigParser\n",
  "app/Queue.py": "x = 1\n",
  "app/src/ConfigParser/__init__.py": "",
  // Beside the outermost package.
  "app/lib/inner/__init__.py": "",
  "app/lib/inner/uses.py": "import SocketServer\n",
  "app/lib/SocketServer.py": "x = 1\n",
  "old/setup.py": "",
  "old/setup.cfg": "[options]\npython_requires = >=2.7,<3\n",
  "old/pkg/__init__.py": "",
  "old/pkg/queues.py": "import Queue\n",
  "old/pkg/random.py": "def choice(a, b):\n    return a\n",
  "old/pkg/draw.py": "import random\nprint random.choice({1, 2})\n",
  "plain/threads.py": "import threading\nt = threading.Thread(target=print)\n",
};

const SETTINGS = /\.toml$|\/setup\.(?:py|cfg)$|requirements.*\.txt$/;
const MODULES = Object.keys(PROJECT).filter((path) => path.endsWith(".py") && !path.endsWith("setup.py"));

/** What is found in one file where nothing else is there but what the page calls its inputs, without some of them. */
function found(path: string, without?: string): Promise<unknown[]> {
  const inputs = Object.entries(PROJECT).flatMap(([name, text]): [string, string][] => {
    if (name === without || (!name.endsWith(".py") && !SETTINGS.test(name))) return [];
    return [[name, name === path || SETTINGS.test(name) ? text : ""]];
  });
  return diagnosticsOf(temporaryFolder(Object.fromEntries(inputs)), path);
}

async function diagnosticsOf(cwd: string, path: string): Promise<unknown[]> {
  const environment = new FakeEnvironment({ cwd });
  await runProgram(["check", "--format", "json", path], "0", environment, async () => {});
  return JSON.parse(environment.stdout.text).diagnostics;
}

describe("the result of a file", () => {
  it("depends on what the page says, and on nothing else", async () => {
    const whole = temporaryFolder(PROJECT);
    let findings = 0;
    for (const path of MODULES) {
      const result = await diagnosticsOf(whole, path);
      expect({ path, found: await found(path) }).toEqual({ path, found: result });
      findings += result.length;
    }
    expect(findings).toBeGreaterThan(1);
  });

  it.each([
    ["app/signals.py", "faqlint.toml"],
    ["app/versions.py", "settings/base.toml"],
    ["app/versions.py", "app/pyproject.toml"],
    ["app/pkg/uses.py", "app/Queue.py"],
    ["app/pkg/uses.py", "app/src/ConfigParser/__init__.py"],
    ["app/lib/inner/uses.py", "app/lib/inner/__init__.py"],
    ["app/lib/inner/uses.py", "app/lib/SocketServer.py"],
    ["old/pkg/queues.py", "old/setup.cfg"],
    ["old/pkg/draw.py", "old/pkg/random.py"],
  ])("of %s depends on %s", async (path, input) => {
    expect(await found(path, input)).not.toEqual(await found(path));
  });
});

describe("the Makefile", () => {
  /** A project with it, and a program that writes down what it is called with. */
  function project() {
    const cwd = temporaryFolder({
      Makefile: MAKEFILE,
      "pyproject.toml": "",
      "src/app/a.py": "x = 1\n",
      "src/app/b.py": "x = 1\n",
      "tests/test_a.py": "x = 1\n",
      faqlint: `#!/bin/sh\necho "$@" >>calls\nexec ${faqlintCommand()
        .map((word) => `"${word}"`)
        .join(" ")} "$@"\n`,
    });
    chmodSync(join(cwd, "faqlint"), 0o755);
    const make = () => {
      rmSync(join(cwd, "calls"), { force: true });
      writeFileSync(join(cwd, "calls"), "");
      const { status, stdout } = spawnSync("make", ["--keep-going", "FAQLINT=./faqlint", "faqlint"], {
        cwd,
        encoding: "utf8",
      });
      const calls = readFileSync(join(cwd, "calls"), "utf8").split("\n").filter(Boolean);
      return { status, stdout, calls: calls.map((call) => call.replace("check --format concise ", "")).sort() };
    };
    /** Writes a file so that it is younger than all that was made before. */
    const write = (path: string, text: string): void => {
      mkdirSync(join(cwd, dirname(path)), { recursive: true });
      spawnSync("sleep", ["0.02"]);
      writeFileSync(join(cwd, path), text);
    };
    return { make, write };
  }

  it("checks a folder again when something of it, the settings or the names of modules have changed", {
    timeout: 90_000,
  }, () => {
    const { make, write } = project();
    const all = ["src/app/a.py src/app/b.py", "tests/test_a.py"];
    expect(make()).toMatchObject({ status: 0, calls: all });
    expect(make()).toMatchObject({ status: 0, calls: [] });
    write("src/app/b.py", SIGNAL);
    expect(make()).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("src/app/b.py:6:31: error[signal-handler-arity]"),
      calls: all.slice(0, 1),
    });
    expect(make()).toMatchObject({ status: 2, calls: all.slice(0, 1) });
    write("src/app/b.py", "x = 2\n");
    expect(make()).toMatchObject({ status: 0, calls: all.slice(0, 1) });
    write("pyproject.toml", "[tool.faqlint]\nhints = true\n");
    expect(make()).toMatchObject({ status: 0, calls: all });
    write("tests/queue.py", "");
    expect(make()).toMatchObject({ status: 0, calls: [...all.slice(0, 1), "tests/queue.py tests/test_a.py"] });
  });
});
