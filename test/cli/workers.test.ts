import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { contents, everything, manyFiles } from "./many-files.js";
import { faqlint, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());
// Each of these runs the program many times.
vi.setConfig({ testTimeout: 120_000 });

describe("threads", () => {
  it("change nothing about any report", () => {
    const cwd = temporaryFolder(manyFiles());
    symlinkSync("nowhere.py", join(cwd, "dangling.py"));
    mkdirSync(join(cwd, "folder.py"));
    const alone = everything(cwd, ["--no-cache", "--workers", "1"]);
    expect(alone.status).toBe(2);
    expect(JSON.parse(alone.reports[FORMATS.indexOf("json")] ?? "").summary.diagnostics).toBeGreaterThan(40);
    expect(everything(cwd, ["--no-cache", "--workers", "3"])).toEqual(alone);
  });

  it.each([
    ["--fix", "--unsafe-fixes"],
    ["--diff", "--unsafe-fixes"],
  ])("change nothing about repairs: %s", (...args) => {
    const [alone, together] = ["1", "3"].map((workers) => {
      const cwd = temporaryFolder(manyFiles());
      const { status, stdout, stderr } = faqlint(["check", "--no-cache", "--workers", workers, ...args], { cwd });
      return { status, stdout, stderr, files: contents(cwd) };
    });
    expect(alone?.stdout.length).toBeGreaterThan(1000);
    expect(together).toEqual(alone);
  });

  it("repair nothing that a baseline knows", () => {
    const files = { "a.py": SIGNAL, "b.py": SIGNAL.replaceAll("stop", "halt") };
    const cwd = temporaryFolder(files);
    faqlint(["check", "--baseline", "known.json", "--update-baseline"], { cwd });
    const extra = ["check", "--baseline", "known.json", "--no-cache", "--workers", "2", "--fix"];
    expect(faqlint(extra, { cwd }).stdout).toContain("2 known problems are not shown");
    expect(contents(cwd)).toMatchObject({ "/a.py": files["a.py"], "/b.py": files["b.py"] });
  });

  it("are told of, and are not used for what takes no time", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": SIGNAL });
    expect(faqlint(["check", "-v"], { cwd }).stderr).toContain("faqlint: threads: the main one alone\n");
    const asked = faqlint(["check", "-v", "--workers", "5"], { cwd });
    expect(asked.stderr).toContain("faqlint: threads: 2 beside the main one\n");
    expect(asked.stderr).toMatch(/^faqlint: {2,}\d\.\d{3} s +\d+\.\d % {2}signal-handler-arity$/m);
  });

  it("start when there is much to lint", () => {
    const cwd = temporaryFolder(
      Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`m${index}.py`, "x = 1\n".repeat(6000)])),
    );
    const cores = faqlint(["check", "-v", "--no-cache"], { cwd }).stderr;
    expect(cores).toMatch(/^faqlint: threads: (?:2 beside the main one|the main one alone)$/m);
  });
});

describe("a file that takes more memory than there is", () => {
  it("is told, and all others are checked", () => {
    const statements = Array.from({ length: 60_000 }, (_, at) => `x${at} = struct.pack("<I", ${at}) + f(${at}).name\n`);
    const small = Object.fromEntries(["a", "m", "z"].map((name) => [`${name}.py`, SIGNAL]));
    const cwd = temporaryFolder({ ...small, "big.py": `import struct\n${statements.join("")}` });
    const env = { NODE_OPTIONS: "--max-old-space-size=64" };
    const { status, stdout, stderr } = faqlint(["check", "--workers", "2", "--format", "json"], { cwd, env });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^faqlint: could not check big\.py: it takes more memory than there is; .*\n$/);
    const { diagnostics, summary } = JSON.parse(stdout);
    expect(diagnostics.map(({ path }: { path: string }) => path)).toEqual(["a.py", "m.py", "z.py"]);
    expect(summary.unreadable).toHaveLength(1);
  });
});

describe("Ctrl-C while threads lint", () => {
  it("ends the run at once, with what was found so far", async () => {
    const text = `${SIGNAL}${"def f(a, b):\n    return struct.pack('<I', a) + b\n".repeat(300)}`;
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`m${index}.py`, text]));
    const cwd = temporaryFolder(files);
    const [program, ...args] = faqlintCommand("check", "--workers", "2", "--format", "concise", "--no-cache");
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (stdout === "") child.kill("SIGINT");
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(130);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(400);
    for (const line of lines) expect(line).toMatch(/^m\d+\.py:6:31: error\[signal-handler-arity\] /);
    expect(stderr).toMatch(/^faqlint: interrupted; \d+ of 400 files were not checked\nFound /);
  });
});
