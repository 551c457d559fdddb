import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Rule } from "../../engine/rule.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint } from "./program.js";

beforeAll(() => void faqlintCommand());

const WITNESS = fileURLToPath(new URL("../support/loaded-modules.mjs", import.meta.url));
const CLEAN = "import os\nprint(os.getcwd())\n";
const AWAKE = "import os\nfrom string import maketrans\n";

/** Code of all rules alone is three times as long. */
const MOST_BYTES = 700_000;

/** The same code in whatever files it comes; each takes a time of its own. */
const MOST_FILES = 35;

const RULE_NAMES = RULES.map(({ name }) => name);
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** The files of the package that a run has loaded or read as code, and how long they are together. */
function loadedBy(args: readonly string[], input: string) {
  const list = join(temporaryFolder({ list: "" }), "list");
  const env = { LOADED: list, NODE_OPTIONS: `--import=${WITNESS.replaceAll(" ", "%20")}` };
  const { status, stdout, stderr } = faqlint(args, { cwd: temporaryFolder({ "a.py": input, "b.py": "" }), input, env });
  const files = [
    ...new Set(
      readFileSync(list, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    ),
  ];
  const code = files.filter((file) => file.endsWith(".js"));
  const bytes = code.reduce((sum, file) => sum + statSync(file).size, 0);
  const codes = code.map((file) => readFileSync(file, "utf8"));
  const has = (text: string): boolean => codes.some((each) => each.includes(text));
  const binaries = files.filter((file) => file.endsWith(".wasm")).map((file) => basename(file));
  return {
    status,
    stdout,
    stderr,
    bytes,
    binaries,
    hasRules: has("defineRule("),
    hasModel: has("function dispatchCalls("),
    rules: RULE_NAMES.filter((name) => has(`name:"${name}"`)),
    count: code.length,
  };
}

describe("what a run loads", () => {
  it.each([
    ["a text from standard input", ["check", "-"]],
    ["a file", ["check", "--no-cache", "a.py"]],
  ])("has neither rules nor parser for %s that wakes none", (_, args) => {
    const run = loadedBy(args, CLEAN);
    expect(run).toMatchObject({ status: 0, stdout: "No problems found in 1 file\n", stderr: "" });
    expect(run).toMatchObject({ binaries: [], hasRules: false, hasModel: false });
    expect(run.count).toBeGreaterThan(5);
    expect(run.bytes).toBeLessThan(MOST_BYTES);
  });

  it("has both where a rule is awake", () => {
    const run = loadedBy(["check", "-"], AWAKE);
    expect(run).toMatchObject({ status: 1, hasRules: true, hasModel: true });
    expect(run.binaries.sort()).toEqual(["tree-sitter-python.wasm", "web-tree-sitter.wasm"]);
    expect(run.bytes).toBeGreaterThan(MOST_BYTES);
  });

  it.each([
    ["a text from standard input", ["check", "-"]],
    ["a file", ["check", "--no-cache", "a.py"]],
  ])("has of the rules those about the questions of the ones that are awake in %s", (_, args) => {
    const run = loadedBy(args, AWAKE);
    expect(run.rules).toContain("removed-stdlib-attribute");
    expect(run.rules.length).toBeLessThan(RULES.length / 4);
    expect(run.count).toBeLessThan(MOST_FILES);
  });

  it.each([
    ["repairs are made", ["check", "--no-cache", "--diff", "a.py"], AWAKE],
    [
      "a comment is addressed to faqlint",
      ["check", "--no-cache", "a.py"],
      `${AWAKE}# faqlint: ignore[removed-module]\n`,
    ],
    ["there are other files", ["check", "--no-cache", "a.py", "a.py", "b.py"], AWAKE],
  ])("has all rules where %s", (_, args, input) => {
    expect(loadedBy(args, input).rules).toHaveLength(RULES.length);
  });

  it("finds each rule in the part of the program that its question has", async () => {
    const loader = readdirSync(DIST).find((name) => name.startsWith("linting-"));
    const { rulesAbout } = await import(pathToFileURL(join(DIST, loader ?? "")).href);
    const namesOf = (rules: readonly Rule[]): string[] => rules.map(({ name }) => name).sort();
    for (const question of new Set(RULES.map((rule) => rule.question))) {
      const about = RULES.filter((rule) => rule.question === question);
      expect(namesOf(await rulesAbout(new Set([question])))).toEqual(namesOf(about));
    }
    expect(await rulesAbout(new Set(["closing-stdout", "gil"]))).not.toHaveLength(0);
  });

  it("leaves the parser as it is first compiled where there is little to lint", () => {
    const compiledForSpeed = (files: Readonly<Record<string, string>>): boolean => {
      const [node, ...command] = faqlintCommand("check", "--no-cache", "--workers=1", ".");
      const { stdout } = spawnSync(node, ["--trace-wasm-compilation-times", ...command], {
        cwd: temporaryFolder(files),
        encoding: "utf8",
      });
      expect(stdout).toContain("using Liftoff");
      return stdout.includes("using TurboFan");
    };
    const text = AWAKE.repeat(300);
    expect(compiledForSpeed({ "a.py": text })).toBe(false);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`a${place}.py`, text]));
    expect(compiledForSpeed(many)).toBe(true);
  });

  it("is next to nothing for the version", () => {
    expect(loadedBy(["--version"], "")).toMatchObject({ status: 0, count: 1 });
  });
});
