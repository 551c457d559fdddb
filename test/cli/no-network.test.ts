import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/report/formats.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const PRELOAD = new URL("../support/no-network.mjs", import.meta.url);

/** Whether the system calls of a program can be watched here. */
const CAN_TRACE = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;
if (!CAN_TRACE) console.warn("strace does not work here: only what goes through Node's modules is watched.");

interface Watched {
  readonly status: number | null;
  readonly stderr: string;
  /** What was attempted through Node's modules, and the programs that were started. */
  readonly attempts: readonly string[];
  /** System calls for a network; undefined where they cannot be watched. */
  readonly calls: readonly string[] | undefined;
}

/** Runs a program for Node without a network and sees what it tries. */
function watch(cwd: string, args: readonly string[], input = "", env: Readonly<Record<string, string>> = {}): Watched {
  const [attempts, trace] = [join(cwd, ".attempts"), join(cwd, ".trace")];
  for (const file of [attempts, trace]) rmSync(file, { force: true });
  const command = [process.execPath, "--import", PRELOAD.href, ...args];
  const calls = "socket,connect,bind,listen,accept,accept4,sendto,sendmsg,sendmmsg";
  const traced = CAN_TRACE ? ["strace", "-f", "-qq", "-e", `trace=${calls}`, "-e", "signal=none", "-o", trace] : [];
  const [program = "", ...rest] = [...traced, ...command];
  const { status, stderr } = spawnSync(program, rest, {
    cwd,
    input,
    encoding: "utf8",
    env: { ...process.env, ...env, ATTEMPTS: attempts },
  });
  const linesOf = (file: string): string[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  return { status, stderr, attempts: linesOf(attempts), calls: CAN_TRACE ? linesOf(trace) : undefined };
}

const FETCH = "fetch('http://127.0.0.1:8099/').catch(() => {})";

describe("the judge", () => {
  it.each([
    [FETCH, "connect"],
    ["require('node:net').connect(9, '127.0.0.1').on('error', () => {})", "connect"],
    ["require('node:dns').lookup('localhost', () => {})", "dns.lookup"],
    ["import('node:dns/promises').then((dns) => dns.resolve('localhost')).catch(() => {})", "dns.resolve"],
    ["require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.1')", "dgram.send"],
    ["require('node:http').createServer().listen(0)", "listen"],
    ["require('node:child_process').spawnSync('true')", "process true"],
    ["new (require('node:worker_threads').Worker)('./worker.mjs')", "connect"],
  ])("sees %s", (code, attempt) => {
    const cwd = temporaryFolder({ "worker.mjs": FETCH });
    expect(watch(cwd, ["-e", code]).attempts).toContain(attempt);
  });

  it("sees system calls where they can be watched", () => {
    const code = "const { UDP } = process.binding('udp_wrap'); new UDP().bind('127.0.0.1', 0, 0)";
    const { calls } = watch(temporaryFolder(), ["--no-deprecation", "-e", code]);
    expect(calls === undefined || calls.some((call) => /socket\(AF_INET/.test(call))).toBe(true);
  });
});

const PROJECT = {
  "a.py": SIGNAL,
  "b.py": `import urllib.request\nurllib.request.urlopen("http://127.0.0.1:8099/")\n${PRINT}`,
  "pyproject.toml": '[project]\nname = "x"\ndependencies = ["y @ http://127.0.0.1:8099/y.zip"]\n',
  "requirements.txt": "--index-url http://127.0.0.1:8099/\nrequests\n",
  "faqlint.toml": '#:schema http://127.0.0.1:8099/schema.json\nhints = true\nbaseline = "known.json"\n',
  "elsewhere/faqlint.toml": 'extend = "http://127.0.0.1:8099/faqlint.toml"\n',
  "elsewhere/c.py": SIGNAL,
};

const OUTPUTS = FORMATS.flatMap((format) => ["--output", `${format}=reports/${format}`]);

/** What is run, in this order; the programs that it starts; its status; what else is different. */
const RUNS: readonly {
  readonly args: readonly string[];
  readonly status: number;
  readonly starts?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}[] = [
  { args: ["check", "--no-baseline", "a.py", "b.py", ...OUTPUTS], status: 1 },
  { args: ["check", "--no-baseline", "a.py"], status: 1, env: { GITHUB_ACTIONS: "true", GITLAB_CI: "true" } },
  { args: ["check", "--no-baseline", "elsewhere"], status: 2 },
  { args: ["check", "--no-baseline", "--diff", "--unsafe-fixes", "a.py"], status: 1 },
  { args: ["check", "--update-baseline", "a.py", "b.py"], status: 0 },
  { args: ["check", "--shard", "1/1", "a.py", "b.py"], status: 0 },
  { args: ["check", "--grow-baseline", "a.py", "b.py"], status: 0 },
  { args: ["check", "--no-baseline", "--changed-since", "HEAD", "--changed-lines", "a.py"], status: 1, starts: "git" },
  { args: ["check", "--show-settings", "a.py"], status: 0 },
  { args: ["check", "-"], status: 1, input: SIGNAL },
  { args: ["check", "--no-baseline", "--fix", "--unsafe-fixes", "a.py", "b.py"], status: 0 },
  { args: ["explain", "www-tools"], status: 0 },
  { args: ["rules"], status: 0 },
  { args: ["help", "check"], status: 0 },
  { args: ["completions", "bash"], status: 0 },
];

describe("faqlint", () => {
  it("opens no connection, whatever it is asked, and starts no program but git", { timeout: 120_000 }, () => {
    const cwd = temporaryFolder(PROJECT);
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q");
    git("remote", "add", "origin", "http://127.0.0.1:8099/x.git");
    git("commit", "-qm", "first", "--allow-empty");
    const [, program = ""] = faqlintCommand();
    for (const { args, status, starts, input, env } of RUNS) {
      const seen = watch(cwd, [program, ...args], input, env);
      expect({ args, status: seen.status }).toEqual({ args, status });
      expect({ args, attempts: [...new Set(seen.attempts)] }).toEqual({
        args,
        attempts: starts === undefined ? [] : [`process ${starts}`],
      });
      expect({ args, calls: seen.calls ?? [] }).toEqual({ args, calls: [] });
    }
  });
});
