import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMAND_DETAILS } from "../../cli/manual/commands.js";
import { type ManualOption, manualOf } from "../../cli/manual/manual.js";
import { commandLine, runProgram } from "../../cli/program.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const { program } = commandLine("0", new FakeEnvironment({}), async () => {});
const MANUAL = manualOf(program);
const CHECK = program.commands.find((command) => command.name() === "check");
const NAMES = (CHECK?.options ?? []).map(({ long }) => long ?? "");

/** What a command prints in this process; its status and what it complains of, too. */
async function run(args: readonly string[], cwd = "/") {
  const environment = new FakeEnvironment({ cwd });
  const status = await runProgram(args, "0", environment, async () => {});
  return { status, stdout: environment.stdout.text, stderr: environment.stderr.text };
}

const optionsOf = (groups: readonly { readonly options: readonly ManualOption[] }[]): ManualOption[] =>
  groups.flatMap(({ options }) => options);

/** The words of a command, as a shell would split it; what it does with files and pipes is left out. */
function words(command: string): string[] {
  const own = command.replace(/ [|<>] .*$/, "");
  return [...own.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

describe("the manual", () => {
  it("describes every option of every command, once, and no others (cli/manual/)", () => {
    for (const command of program.commands) {
      const details = COMMAND_DETAILS[command.name()]?.groups.flatMap(({ options }) => Object.keys(options));
      expect({ command: command.name(), options: details?.sort() }).toEqual({
        command: command.name(),
        options: command.options.map(({ long }) => long ?? "").sort(),
      });
    }
  });

  it("has an example for each option of check that uses it", () => {
    for (const { flags, example } of optionsOf(MANUAL.commands[0]?.groups ?? [])) {
      expect(words(example ?? "")).toContain(/--[\w-]+/.exec(flags)?.[0]);
    }
  });

  const examples = MANUAL.commands.flatMap(({ groups, examples }) => [
    ...optionsOf(groups).flatMap(({ example }) => example ?? []),
    ...examples.map(({ command }) => command),
  ]);

  it("has examples that work", async () => {
    const cwd = temporaryFolder({
      "src/app.py": SIGNAL,
      "src/server.py": "",
      "tests/test_app.py": "",
      "build/generated.py": SIGNAL,
    });
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q");
    git("commit", "-qm", "first", "--allow-empty");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    await run(["check", "--baseline", "faqlint-baseline.json", "--update-baseline"], cwd);
    // A watch never ends.
    for (const example of examples.filter((each) => !each.includes("--watch"))) {
      writeFileSync(join(cwd, "src/app.py"), SIGNAL);
      const [first, ...args] = words(example);
      const { status, stdout, stderr } = await run(args, cwd);
      expect({ example, first, status }).toEqual({ example, first: "faqlint", status: expect.toBeOneOf([0, 1]) });
      const trouble = example.includes("--verbose") ? undefined : /^faqlint: .*/m.exec(stderr)?.[0];
      expect({ example, trouble }).toEqual({ example, trouble: undefined });
      if (!/--fix-only|--add-ignores/.test(example)) expect(stdout).not.toBe("");
    }
    expect(examples.length).toBeGreaterThan(20);
  });
});

describe("help", () => {
  it("for check has all options, those that are rarely used by name only", async () => {
    const { stdout } = await run(["check", "--help"]);
    const [shown = "", further = ""] = stdout.split("More options: ");
    const hidden = (CHECK?.options ?? []).filter((option) => option.hidden).map(({ long }) => long ?? "");
    for (const name of NAMES)
      expect({ name, isShown: new RegExp(`^  ${name}\\b`, "m").test(shown) }).toEqual({
        name,
        isShown: !hidden.includes(name),
      });
    expect(further.match(/--[\w-]+/g)).toEqual(hidden);
    expect(further.replace(/\s+/g, " ")).toContain("`faqlint help check` tells of all of them");
  });

  it("for a command tells of all options", async () => {
    const { status, stdout } = await run(["help", "check"]);
    expect(status).toBe(0);
    for (const { flags } of optionsOf(MANUAL.commands[0]?.groups ?? [])) expect(stdout).toContain(`\n    ${flags}\n`);
    const longest = Math.max(...stdout.split("\n").map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(80);
  });

  it("without a command lists those that there are", async () => {
    const { status, stdout } = await run(["help"]);
    expect(status).toBe(0);
    for (const { name, summary } of MANUAL.commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} .*${summary.slice(0, 20)}`, "m"));
  });

  it("for a command that there is not, says so", async () => {
    expect(await run(["help", "chekc"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'faqlint: there is no command "chekc"; did you mean "check"?\n',
    });
  });
});

describe("the manual page", () => {
  const page = () => fileURLToPath(new URL("../../dist/faqlint.1", import.meta.url));

  it("is one that groff has nothing to complain about", () => {
    const { status, stderr } = spawnSync("groff", ["-man", "-ww", "-z", page()], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("shows every option and every example, as they can be copied into a shell", () => {
    const shown = execFileSync("groff", ["-man", "-Tutf8", "-P-c", "-P-b", "-P-u", "-rLL=200n", page()], {
      encoding: "utf8",
    });
    const lines = shown.split("\n").map((line) => line.trim());
    for (const { flags, example } of optionsOf(MANUAL.commands.flatMap(({ groups }) => groups))) {
      const written = flags.replace(/[<>]/g, "");
      expect(lines.filter((line) => line === written || line.startsWith(`${written} `)).length).toBeGreaterThan(0);
      if (example !== undefined) expect(lines).toContain(example);
    }
    for (const { usage } of MANUAL.commands) expect(lines).toContain(usage);
  });
});
