import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { PRINT } from "./program.js";

beforeAll(() => void faqlintCommand());

const NODES = [
  process.execPath,
  ...(process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path)),
];

/** The first Node on the PATH that can keep compiled code, or that cannot. */
function nodeThat(canKeep: boolean): string | undefined {
  const code = 'process.exitCode = "enableCompileCache" in require("node:module") ? 0 : 1';
  return NODES.find((node) => spawnSync(node, ["-e", code]).status === (canKeep ? 0 : 1));
}

const NEW = nodeThat(true);
const OLD = nodeThat(false);

/** A test that needs a certain Node, and says so where there is none. */
function itWith(node: string | undefined, which: string, name: string, check: (node: string) => void): void {
  it(name, () => {
    if (node === undefined) console.warn(`NOT CHECKED, for want of a Node ${which} 22.1 on the PATH: ${name}`);
    else check(node);
  });
}

/** Runs faqlint on a text, and tells what is in the folder for caches then. */
function run(node: string, caches: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const variables = { ...process.env };
  for (const name of ["NODE_COMPILE_CACHE", "NODE_DISABLE_COMPILE_CACHE"]) delete variables[name];
  const [, ...command] = faqlintCommand("check", "-", "--format", "concise", ...args);
  const { status, stdout, stderr } = spawnSync(node, command, {
    cwd: temporaryFolder({}),
    input: PRINT,
    encoding: "utf8",
    env: { ...variables, XDG_CACHE_HOME: caches, ...more },
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("Found 1 problem") });
  expect(stdout).toContain("print-statement");
  const folder = join(caches, "faqlint");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("code-")) : [];
  return { names, files: names.flatMap((name) => filesIn(join(folder, name))) };
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("code as it was compiled", () => {
  const itWithNew = (name: string, check: (node: string) => void): void => itWith(NEW, "from", name, check);

  itWithNew("is kept in the user's folder for caches, by build", (node) => {
    const caches = temporaryFolder({});
    const { names, files } = run(node, caches, []);
    expect(names).toEqual([expect.stringMatching(/^code-[0-9a-f]{16}$/)]);
    expect(files.length).toBeGreaterThan(5);
    expect(readdirSync(join(caches, "faqlint"))).toContain("CACHEDIR.TAG");
    expect(run(node, caches, []).files.sort()).toEqual(files.sort());
  });

  itWithNew("is not kept where nothing is to be, or elsewhere, or somebody else says where", (node) => {
    const caches = temporaryFolder({ own: "" });
    const own = temporaryFolder({});
    expect(run(node, caches, ["--no-cache"]).names).toEqual([]);
    expect(run(node, caches, [`--cache-dir=${own}`]).names).toEqual([]);
    expect(run(node, caches, [], { NODE_COMPILE_CACHE: own }).names).toEqual([]);
    expect(run(node, caches, [], { NODE_DISABLE_COMPILE_CACHE: "1" }).names).toEqual([]);
  });

  itWithNew("is not missed where nothing can be written", (node) => {
    const caches = join(temporaryFolder({ file: "" }), "file");
    expect(run(node, caches, []).names).toEqual([]);
  });

  itWithNew("of other builds is removed in time", (node) => {
    const caches = temporaryFolder({});
    const [old, recent, other] = ["code-0000000000000000", "code-1111111111111111", "code"].map((name) => {
      const folder = join(caches, "faqlint", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "x"), "");
      return folder;
    });
    for (const folder of [old, other]) utimesSync(folder ?? "", 0, 0);
    run(node, caches, []);
    expect([old, recent, other].map((folder) => existsSync(folder ?? ""))).toEqual([false, true, true]);
  });
});

itWith(OLD, "before", "keeps no compiled code where Node cannot", (node) => {
  expect(run(node, temporaryFolder({}), []).names).toEqual([]);
});
