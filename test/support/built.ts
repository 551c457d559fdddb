import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VARIABLE = "FAQLINT_TEST_BUILD";

/** Global set-up: a place where the workers of one run agree on who builds. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-build-"));
  process.env[VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/**
 * Builds the package, once for all test files of a run and only if one of them asks.
 *
 * @returns the path of the program.
 * @throws Error with the builder's messages when the sources cannot be built.
 */
export function builtProgram(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error("test/support/built.ts must be among vitest's globalSetup files");
  const result = join(folder, "result.txt");
  if (isFirst(join(folder, "started"))) writeFileSync(result, build());
  // Somebody else builds: wait without burning the processor.
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(result)) Atomics.wait(sleeper, 0, 0, 50);
  const failure = readFileSync(result, "utf8");
  if (failure !== "") throw new Error(failure);
  return join(ROOT, "dist", "faqlint.js");
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function build(): string {
  try {
    execFileSync(process.execPath, ["--import", "tsx", join(ROOT, "tools", "build.ts")], { cwd: ROOT, stdio: "pipe" });
    return "";
  } catch (error) {
    return `the package could not be built: ${error instanceof Error ? error.message : String(error)}`;
  }
}
