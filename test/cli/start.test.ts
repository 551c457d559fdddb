import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint } from "./program.js";

beforeAll(() => void faqlintCommand());

const WITNESS = fileURLToPath(new URL("../support/loaded-modules.mjs", import.meta.url));
const CLEAN = "import os\nprint(os.getcwd())\n";
const AWAKE = "import os\nfrom string import maketrans\n";

/** Code of all rules alone is three times as long. */
const MOST_BYTES = 700_000;

/** The files of the package that a run has loaded or read as code, and how long they are together. */
function loadedBy(args: readonly string[], input: string) {
  const list = join(temporaryFolder({ list: "" }), "list");
  const env = { LOADED: list, NODE_OPTIONS: `--import=${WITNESS.replaceAll(" ", "%20")}` };
  const { status, stdout, stderr } = faqlint(args, { cwd: temporaryFolder({ "a.py": input }), input, env });
  const files = [
    ...new Set(
      readFileSync(list, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    ),
  ];
  const code = files.filter((file) => file.endsWith(".js"));
  const bytes = code.reduce((sum, file) => sum + statSync(file).size, 0);
  const has = (text: string): boolean => code.some((file) => readFileSync(file, "utf8").includes(text));
  const binaries = files.filter((file) => file.endsWith(".wasm")).map((file) => basename(file));
  return {
    status,
    stdout,
    stderr,
    bytes,
    binaries,
    hasRules: has("defineRule("),
    hasModel: has("function dispatchCalls("),
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

  it("is next to nothing for the version", () => {
    expect(loadedBy(["--version"], "")).toMatchObject({ status: 0, count: 1 });
  });
});
