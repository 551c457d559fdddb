import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { githubCommand } from "./ci-commands.js";
import { SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ACTION = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as {
  readonly inputs: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};
const { inputs: INPUTS, runs: RUNS } = ACTION;

/** GitHub's "Metadata syntax reference", as far as a composite action can go wrong. */
describe("action.yml", () => {
  it("has only keys that GitHub knows", () => {
    const keys = (value: object): string[] => Object.keys(value).sort();
    expect(keys(ACTION)).toEqual(["branding", "description", "inputs", "name", "runs"]);
    expect(RUNS.using).toBe("composite");
    expect(keys(RUNS)).toEqual(["steps", "using"]);
    const known = /^(?:name|id|if|uses|with|run|shell|env|working-directory|continue-on-error)$/;
    for (const step of RUNS.steps) for (const key of keys(step)) expect(key).toMatch(known);
    for (const [name, input] of Object.entries(INPUTS)) {
      expect(name).toMatch(/^[a-z][a-z-]*$/);
      expect(keys(input)).toEqual(["default", "description"]);
      // GitHub takes anything else for an error.
      expect(typeof input.default).toBe("string");
    }
  });

  it("names the shell of what it runs, and the commits of the actions it uses", () => {
    for (const { run, shell, uses } of RUNS.steps) {
      expect([run, uses].filter((each) => each !== undefined)).toHaveLength(1);
      if (run !== undefined) expect(shell).toBe("bash");
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
  });

  it("uses each of its inputs, and none that it does not have", () => {
    const used = [...JSON.stringify(RUNS).matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(INPUTS).sort());
  });

  it("has nothing of its inputs in its scripts, where it could become a command", () => {
    for (const { run = "" } of RUNS.steps) expect(run).not.toContain("${{");
  });
});

/** Runs the scripts of the action as GitHub's runner does. */
function runAction(
  workspace: string,
  temp: string,
  inputs: Readonly<Record<string, string>>,
  machine: Readonly<Record<string, string>> = {},
) {
  const given: Record<string, string> = Object.fromEntries(
    Object.entries(INPUTS).map(([name, input]) => [name, inputs[name] ?? input.default ?? ""]),
  );
  const filled = (text: string): string =>
    text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
      if (name === "runner.temp") return temp;
      if (name === "github.action_path") return ROOT.replace(/\/$/, "");
      const value = given[name.replace(/^inputs\./, "")];
      if (value === undefined) throw new Error(`nothing is known of ${name}`);
      return value;
    });
  for (const { run, env = {}, name } of RUNS.steps) {
    if (run === undefined) continue;
    const script = join(temp, "script.sh");
    writeFileSync(script, run);
    const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
    const variables = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
    const result = spawnSync("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], {
      cwd: workspace,
      env: {
        ...inherited,
        npm_config_prefer_offline: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: workspace,
        ...machine,
        ...variables,
      },
      encoding: "utf8",
    });
    if (result.status !== 0 || name === "Check") return { ...result, step: name };
  }
  throw new Error("the action has no step that checks");
}

describe("the action", () => {
  /** A workspace, and a version that npm takes from the disk. */
  function prepared() {
    const folder = temporaryFolder({
      "temp/": "",
      "work/src/a.py": SIGNAL,
      "work/with blank/b.py": SIGNAL,
      "work/src/hint.py": "import dbm\ndbm.open('x', 'c')\n",
      "work/other.py": SIGNAL,
    });
    const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const [{ filename }] = JSON.parse(packed);
    return { workspace: join(folder, "work"), temp: join(folder, "temp"), version: `file:${join(folder, filename)}` };
  }

  it("installs, checks what it is told, and annotates", { timeout: 120_000 }, () => {
    const { workspace, temp, version } = prepared();
    const run = (inputs: Readonly<Record<string, string>>) => runAction(workspace, temp, { version, ...inputs });
    const annotated = (stdout: string): (string | undefined)[] =>
      stdout
        .split("\n")
        .map((line) => githubCommand(line) as { command?: string; file?: string })
        .flatMap(({ command, file }) => (command === undefined ? [] : [file]));

    const all = run({});
    expect({ step: all.step, status: all.status, stderr: all.stderr }).toEqual({
      step: "Check",
      status: 1,
      stderr: "",
    });
    expect(annotated(all.stdout).sort()).toEqual(["other.py", "src/a.py", "with blank/b.py"]);
    expect(all.stdout).toContain("Found 3 problems (3 errors) in 3 of 4 files");

    const some = run({ paths: "src\n\nwith blank\n", args: "  --hints\n--target-version   3.12 " });
    expect(annotated(some.stdout)).toEqual(["src/a.py", "with blank/b.py", "src/hint.py"]);

    const reported = run({ paths: "src", sarif: "out put.sarif" });
    expect({ status: reported.status, annotated: annotated(reported.stdout) }).toEqual({ status: 1, annotated: [] });
    expect(JSON.parse(readFileSync(join(workspace, "out put.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });

    const clean = run({ paths: "src/hint.py" });
    expect({ status: clean.status, annotated: annotated(clean.stdout) }).toEqual({ status: 0, annotated: [] });

    const harmless = run({ paths: "$(touch pwned)\n--fix", args: "--color $(touch>pwned)" });
    expect(harmless.status).toBe(2);
    expect(harmless.stderr).toContain("argument '$(touch>pwned)' is invalid");
    expect(readFileSync(join(workspace, "other.py"), "utf8")).toBe(SIGNAL);
  });

  it("installs its own version unless told another", () => {
    const folder = temporaryFolder({
      "temp/": "",
      "bin/npm": '#!/bin/sh\nfor word; do last=$word; done\necho "$last"\nexit 3\n',
    });
    execFileSync("chmod", ["+x", join(folder, "bin/npm")]);
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const machine = { PATH: `${join(folder, "bin")}:${process.env.PATH}` };
    const { status, stdout } = runAction(folder, join(folder, "temp"), {}, machine);
    expect({ status, stdout }).toEqual({ status: 3, stdout: `faqlint@${version}\n` });
  });
});
