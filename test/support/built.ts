import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = join(ROOT, "dist", "faqlint.js");
const LOCK = join(ROOT, "node_modules", ".faqlint-build-lock");

/** What the package is built from. */
const SOURCES = [
  ...["bin", "cli", "engine", "faq", "project", "rules", "server"],
  ...["tools/build.ts", "tools/manual", "tools/package", "package-lock.json"],
];

/** A build takes seconds; a lock this old was left behind. */
const STALE_LOCK_MS = 120_000;

/**
 * The command line of the built program, as a package's users run it. What is built is brought up to date first, by one
 * test file at a time.
 */
export function faqlintCommand(...args: readonly string[]): [string, ...string[]] {
  if (existsSync(LOCK) || !isUpToDate()) {
    withLock(() => {
      if (isUpToDate()) return;
      const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/build.ts"], {
        cwd: ROOT,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
    });
  }
  return [process.execPath, PROGRAM, ...args];
}

function isUpToDate(): boolean {
  return existsSync(PROGRAM) && newestOf(SOURCES) < statSync(PROGRAM).mtimeMs;
}

function newestOf(paths: readonly string[]): number {
  let newest = 0;
  const waiting = paths.map((path) => join(ROOT, path));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const status = statSync(path);
    newest = Math.max(newest, status.mtimeMs);
    if (status.isDirectory()) for (const name of readdirSync(path)) waiting.push(join(path, name));
  }
  return newest;
}

function withLock(task: () => void): void {
  while (!locked()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    task();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function locked(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const made = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > STALE_LOCK_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}
