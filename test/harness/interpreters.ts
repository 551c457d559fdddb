import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { comparePythonVersions, NEWEST_PYTHON, OLDEST_PYTHON, type PythonVersion } from "../../engine/versions.js";
import type { PythonChoice } from "./attributes.js";

/** A real CPython. */
export interface Interpreter {
  readonly command: string;
  readonly version: PythonVersion;
}

const QUERY =
  "import platform; print('%s %s %s' % ((platform.python_implementation(),) + platform.python_version_tuple()[:2]))";

const found = new Map<string, Promise<readonly Interpreter[]>>();

/**
 * The CPythons on PATH and, where pyenv is there, its versions: one of each feature release, the oldest first.
 *
 * @param needs a module that they must have, beside Python's library.
 */
export function findInterpreters(needs = "sys"): Promise<readonly Interpreter[]> {
  let those = found.get(needs);
  if (those === undefined) {
    those = search(needs);
    found.set(needs, those);
  }
  return those;
}

async function search(needs: string): Promise<readonly Interpreter[]> {
  const answers = await Promise.all(candidates().map((command) => ask(command, needs)));
  const byVersion = new Map<string, Interpreter>();
  for (const interpreter of answers) {
    if (interpreter === undefined) continue;
    const key = `${interpreter.version.major}.${interpreter.version.minor}`;
    if (!byVersion.has(key)) byVersion.set(key, interpreter);
  }
  return [...byVersion.values()].sort((a, b) => comparePythonVersions(a.version, b.version));
}

function candidates(): string[] {
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const installed = existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, "bin", "python")) : [];
  const minors = Array.from({ length: NEWEST_PYTHON.minor + 1 }, (_, minor) => `python3.${minor}`);
  const names = [`python2.${OLDEST_PYTHON.minor}`, "python2", "python3", ...minors, "python"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  // pyenv's shims only stand for what is listed already, and refuse versions that are not switched on.
  const onPath = folders.filter((folder) => !/[\\/]shims$/.test(folder));
  return [...installed, ...onPath.flatMap((folder) => names.map((name) => join(folder, name)))].filter(existsSync);
}

function ask(command: string, needs: string): Promise<Interpreter | undefined> {
  return new Promise((resolve) => {
    execFile(command, ["-c", `import ${needs}; ${QUERY}`], { timeout: 20_000 }, (error, stdout) => {
      const [, major, minor] = /^CPython (\d+) (\d+)/.exec(stdout) ?? [];
      if (error !== null || major === undefined || minor === undefined) resolve(undefined);
      else resolve({ command, version: { major: Number(major), minor: Number(minor) } });
    });
  });
}

/** Those of the interpreters that a choice is about; empty when the machine has none of them. */
export function chosen(choice: PythonChoice, interpreters: readonly Interpreter[]): Interpreter[] {
  switch (choice.kind) {
    case "newest":
      return interpreters.filter(({ version }) => version.major === choice.major).slice(-1);
    case "exactly":
      return interpreters.filter(({ version }) => choice.versions.some((one) => sameVersion(one, version)));
    case "all":
      return interpreters.filter(({ version }) => choice.accepts(version));
  }
}

/** The versions a choice names that are missing on this machine. */
export function missing(choice: PythonChoice, interpreters: readonly Interpreter[]): PythonVersion[] {
  if (choice.kind !== "exactly") return [];
  return choice.versions.filter((one) => !interpreters.some(({ version }) => sameVersion(one, version)));
}

function sameVersion(a: PythonVersion, b: PythonVersion): boolean {
  return comparePythonVersions(a, b) === 0;
}
