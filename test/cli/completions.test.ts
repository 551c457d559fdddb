import { execFileSync, spawn } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { SHELLS } from "../../cli/completions/shells.js";
import { commandLine } from "../../cli/program.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint } from "./program.js";

beforeAll(() => void faqlintCommand());

/** What is typed, `→` being the key that completes, and the words that the program is then called with. */
const TYPED: readonly (readonly [typed: string, ...words: string[]])[] = [
  ["ch→", "check"],
  ["completions f→", "completions", "fish"],
  ["help exp→", "help", "explain"],
  ["explain signal-u→", "explain", "signal-uncatchable"],
  ["explain worker-t→--col→ne→", "explain", "worker-threads", "--color", "never"],
  ["rules --for→js→", "rules", "--format", "json"],
  ["check --hin→a→", "check", "--hints", "a file.py"],
  ["check --forma→conc→", "check", "--format", "concise"],
  ["check --format=gitl→", "check", "--format=gitlab"],
  ["check --select signal-u→", "check", "--select", "signal-uncatchable"],
  ["check --ignore threads,warn→", "check", "--ignore", "threads,warning"],
  ["check --select=signal-u→", "check", "--select=signal-uncatchable"],
  ["check --output sar→rep→", "check", "--output", "sarif=report.sarif"],
  ["check --output=sar→rep→", "check", "--output=sarif=report.sarif"],
  ["check --severity removed-mod→err→", "check", "--severity", "removed-module=error"],
  ["check --config excl→x", "check", "--config", "exclude=x"],
  ["check --target-version 3.13→", "check", "--target-version", "3.13"],
  ["check --changed-since fea→", "check", "--changed-since", "feature/one"],
  ["check --baseline rep→", "check", "--baseline", "report.sarif"],
  ["check --shard rep→", "check", "--shard", "rep"],
  [
    "check --severity signal-u→off→--unsaf→a→",
    "check",
    "--severity",
    "signal-uncatchable=off",
    "--unsafe-fixes",
    "a file.py",
  ],
  ["rules rep→", "rules", "rep"],
];

/** Types into a bash that runs in a terminal, and tells with which words a program called `faqlint` was called. */
function typeInto(cwd: string, lines: readonly string[]): Promise<string[][]> {
  const shell = spawn("script", ["-qfc", "bash --noprofile --rcfile rc -i", "/dev/null"], { cwd, stdio: "pipe" });
  const calls: string[][] = [];
  let text = "";
  let typed = 0;
  shell.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    // Bash shows that it waits; what is typed before that can be lost.
    for (let at = text.indexOf("READY"); at >= 0; at = text.indexOf("READY")) {
      const called = /^CALLED (.*?)\r?$/m.exec(text.slice(0, at));
      if (called !== null) calls.push(JSON.parse(called[1] ?? ""));
      text = text.slice(at + "READY".length);
      shell.stdin.write(typed < lines.length ? `faqlint ${lines[typed++]?.replaceAll("→", "\t")}\n` : "exit\n");
    }
  });
  return new Promise((resolve, reject) => {
    shell.on("error", reject);
    shell.on("close", () => resolve(calls));
  });
}

const RC = `
faqlint() { node -e 'console.log("CALLED " + JSON.stringify(process.argv.slice(1)))' -- "$@"; }
PS1='READY'
bind 'set bell-style none' 'set enable-bracketed-paste off'
source completions.bash
`;

describe("completions for bash", () => {
  it("complete in a terminal what is typed", async () => {
    const script = faqlint(["completions", "bash"], { cwd: "/" }).stdout;
    const files = { rc: RC, "completions.bash": script, "a file.py": "", "report.sarif": "" };
    const cwd = temporaryFolder(files);
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q");
    git("commit", "-qm", "first", "--allow-empty");
    git("branch", "feature/one");
    const calls = await typeInto(
      cwd,
      TYPED.map(([typed]) => typed),
    );
    expect(calls).toEqual(TYPED.map(([, ...words]) => words));
  }, 60_000);

  it("work where = tears no words apart", () => {
    const script = faqlint(["completions", "bash"], { cwd: "/" }).stdout;
    const cwd = temporaryFolder({ "completions.bash": script });
    const offered = (line: string) =>
      execFileSync(
        "bash",
        [
          "-c",
          `source completions.bash; COMP_WORDBREAKS=" "; COMP_LINE=$1 COMP_POINT=\${#1}; _faqlint; printf '%s\\n' "\${COMPREPLY[@]}"`,
          "-",
          line,
        ],
        { cwd, encoding: "utf8" },
      ).trim();
    expect(offered("faqlint check --format=gitl")).toBe("--format=gitlab");
    expect(offered("faqlint check --severity removed-module=err")).toBe("removed-module=error");
  });
});

describe("completions", () => {
  it.each(SHELLS)("for %s have all commands, options and rules", (shell) => {
    const { status, stdout } = faqlint(["completions", shell], { cwd: "/" });
    expect(status).toBe(0);
    const words = new Set(stdout.match(/[\w-]+/g));
    const { program } = commandLine("0", new FakeEnvironment({}), async () => {});
    for (const command of program.commands) {
      expect(words).toContain(command.name());
      for (const { long } of command.options)
        expect(words).toContain(shell === "fish" ? long?.replace(/^--/, "") : long);
    }
    for (const { name } of RULES) expect(words).toContain(name);
  });

  it("are for shells that are known", () => {
    expect(faqlint(["completions", "ksh"], { cwd: "/" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Allowed choices are bash, zsh, fish."),
    });
  });
});
