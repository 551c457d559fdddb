import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, type Outcome, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const IS_ROOT = process.getuid?.() === 0;
/** Root may write everywhere, so that another user must be the one who may not. */
const NOBODY = IS_ROOT ? { uid: 65534 } : {};

const BASELINE = '{\n  "version": 1,\n  "files": {}\n}\n';
const FILES = { "a.py": SIGNAL, "b.py": SIGNAL, "known.json": BASELINE, "old.json": "the report of yesterday\n" };

/** All that faqlint writes: how it is asked to, and what it says when that fails. `{}` stands for the reason. */
const WRITES: readonly {
  readonly args: readonly string[];
  readonly status: number;
  readonly says: readonly string[];
}[] = [
  { args: ["--fix"], status: 2, says: ["faqlint: could not fix a.py: {}", "faqlint: could not fix b.py: {}"] },
  {
    args: ["--add-ignores"],
    status: 2,
    says: ["faqlint: could not write to a.py: {}", "faqlint: could not write to b.py: {}"],
  },
  {
    args: ["--baseline", "new.json", "--update-baseline"],
    status: 2,
    says: ["faqlint: could not write the baseline new.json: {}"],
  },
  {
    args: ["--baseline", "known.json", "--grow-baseline"],
    status: 2,
    says: ["faqlint: could not write the baseline known.json: {}"],
  },
  {
    args: ["--output", "sarif=new.sarif", "--output", "json=old.json"],
    status: 2,
    says: ["faqlint: could not write new.sarif: {}", "faqlint: could not write old.json: {}"],
  },
  // To do without what was found before is no failure.
  { args: ["--cache-dir", "kept", "--verbose"], status: 1, says: ["faqlint: could not write the cache: {}"] },
];

const CASES = WRITES.map((each) => [each.args.join(" "), each] as const);

/** What lies in a folder, and in those within it, by name. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, "latin1")]));
}

function expectFailure(outcome: Outcome, status: number, says: readonly string[], reason: string): void {
  const { stderr } = outcome;
  for (const sentence of says) expect(stderr).toContain(`${sentence.replace("{}", reason)}\n`);
  expect(outcome.status).toBe(status);
}

describe("a tree that may not be written to", () => {
  it.each(CASES)("%s", (_, { args, status, says }) => {
    const cwd = temporaryFolder(FILES);
    chmodSync(cwd, 0o555);
    const before = contents(cwd);
    const outcome = faqlint(["check", ...args], { cwd, ...NOBODY });
    expectFailure(outcome, status, says, "permission denied");
    if (args[0] === "--fix") expect(outcome.stdout).toContain("Fixed nothing; left 2 problems");
    expect(contents(cwd)).toEqual(before);
    chmodSync(cwd, 0o755);
  });

  it("and a disk that may only be read", { timeout: 120_000 }, (context) => {
    const disk = mounted(256, FILES);
    if (disk === undefined) return void context.annotate(NO_DISK);
    const before = contents(disk);
    execFileSync("mount", ["-o", "remount,ro", disk]);
    for (const { args, status, says } of WRITES) {
      expectFailure(faqlint(["check", ...args], { cwd: disk }), status, says, "read-only file system");
    }
    expect(contents(disk)).toEqual(before);
  });
});

describe("files that may not grow", () => {
  // Every user may set this limit, and what is written meets it as it meets the end of a disk.
  it.each(CASES)("%s", (_, { args, status, says }) => {
    const cwd = temporaryFolder(FILES);
    const before = contents(cwd);
    const command = faqlintCommand("check", ...args);
    const outcome = spawnSync("sh", ["-c", 'ulimit -f 0; exec "$@"', "sh", ...command], { cwd, encoding: "utf8" });
    expectFailure(outcome, status, says, "file too large");
    expect(contents(cwd)).toEqual(before);
  });
});

describe("a disk that is full", () => {
  it("fails every write, and spoils nothing", { timeout: 120_000 }, (context) => {
    const padding = "# some text that makes the file long\n".repeat(500);
    const disk = mounted(256, { ...FILES, "a.py": SIGNAL + padding, "b.py": SIGNAL + padding });
    if (disk === undefined) return void context.annotate(NO_DISK);
    fill(disk);
    const before = contents(disk);
    for (const { args, status, says } of WRITES) {
      expectFailure(faqlint(["check", ...args], { cwd: disk }), status, says, "no space left on device");
      expect(contents(disk)).toEqual(before);
    }
  });

  it("is told where the output itself goes there", () => {
    const cwd = temporaryFolder(FILES);
    const [program, ...args] = faqlintCommand("check");
    const outcome = spawnSync("sh", ["-c", 'exec "$@" >/dev/full', "sh", program, ...args], { cwd, encoding: "utf8" });
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining("no space left on device") });
  });
});

describe("permissions that are lost between reading and writing", () => {
  it("name the files that could not be written, and leave them whole", { timeout: 120_000 }, async () => {
    const text = `${SIGNAL}# ${"some text that makes the file long ".repeat(800)}\n`;
    const names = Array.from({ length: 200 }, (_, index) => `f${String(index).padStart(3, "0")}.py`);
    const cwd = temporaryFolder(Object.fromEntries(names.map((name) => [name, text])));
    if (IS_ROOT) for (const name of [".", ...names]) chownSync(join(cwd, name), 65534, 65534);
    const args = ["check", "--fix", "--no-cache", "--workers", "1", "--verbose"];
    const [program, ...programArgs] = faqlintCommand(...args);
    const child = spawn(program, programArgs, { cwd, stdio: ["ignore", "ignore", "pipe"], ...NOBODY });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    // From the first repair on, nothing more may be written.
    const isRepaired = (name: string): boolean => statSync(join(cwd, name)).size !== text.length;
    const timer = setInterval(() => {
      if (names.some(isRepaired)) chmodSync(cwd, 0o555);
    }, 1);
    const status = await new Promise((resolve) => child.on("close", resolve));
    clearInterval(timer);
    chmodSync(cwd, 0o755);
    const left = names.filter((name) => !isRepaired(name));
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(names.length);
    const refused = [...stderr.matchAll(/^faqlint: could not fix (\S+): permission denied$/gm)].map(([, name]) => name);
    expect(refused.sort()).toEqual(left);
    const repaired = text.replace("def stop():", "def stop(signum, frame):");
    for (const name of names) expect([text, repaired]).toContain(readFileSync(join(cwd, name), "utf8"));
    expect(readdirSync(cwd).sort()).toEqual(names);
    expect(status).toBe(2);
  });
});

const CAN_INJECT = spawnSync("strace", ["-f", "-e", "inject=rename:error=EIO", "-o", "/dev/null", "true"]).status === 0;
if (!CAN_INJECT) console.warn("strace does not work here: system calls are not made to fail.");

describe("a system call that fails while a file is replaced", () => {
  it.each([
    ["rename", "EIO", "i/o error"],
    ["fchmod", "EPERM", "operation not permitted"],
  ])("%s: %s", (call, error, reason) => {
    if (!CAN_INJECT) return;
    const cwd = temporaryFolder(FILES);
    const before = contents(cwd);
    // What is new has no mode to keep.
    const some = WRITES.filter(
      ({ args }) => call === "rename" || args.includes("--fix") || args.includes("--grow-baseline"),
    );
    for (const { args, status, says } of some) {
      const inject = ["-f", "-qq", "-o", "/dev/null", "-e", `inject=${call}:error=${error}`];
      const outcome = spawnSync("strace", [...inject, ...faqlintCommand("check", ...args)], { cwd, encoding: "utf8" });
      expectFailure(outcome, status, says, reason);
      expect(contents(cwd)).toEqual(before);
    }
  });
});

const NO_DISK = "no disk can be mounted here, which takes root and a system that allows it";

/** A disk of some kilobytes with some files; undefined where none can be made. */
function mounted(kilobytes: number, files: Readonly<Record<string, string>>): string | undefined {
  const folder = temporaryFolder();
  const options = ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder];
  if (!IS_ROOT || spawnSync("mount", options, { stdio: "ignore" }).status !== 0) {
    console.warn(NO_DISK);
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", [folder]));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Takes all the room that is left. */
function fill(disk: string): void {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(join(disk, "filler"), "x".repeat(size), { flag: "a" });
    } catch {
      // Of less there may still be room.
    }
  }
}
