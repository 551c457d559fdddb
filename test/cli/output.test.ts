import { execFileSync, spawn } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type CheckOptions, checkFiles } from "../../cli/check.js";
import { paintFor } from "../../cli/terminal/colour.js";
import { linkFor, UNLINKED } from "../../cli/terminal/link.js";
import { questionOf } from "../../engine/questions.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint, PRINT } from "./program.js";

beforeAll(() => void faqlintCommand());

describe("--output", () => {
  it("writes reports beside the text, and makes their folders", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const { status, stdout, stderr } = faqlint(["check", "--output", "json=new/r.json", "--output", "text=r.txt"], {
      cwd,
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toBe(readFileSync(join(cwd, "r.txt"), "utf8"));
    expect(JSON.parse(readFileSync(join(cwd, "new/r.json"), "utf8")).diagnostics).toHaveLength(1);
    expect(readdirSync(cwd).sort()).toEqual(["a.py", "new", "r.txt"]);
  });

  it("takes - for standard output", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const { stdout } = faqlint(["check", "--output", "json=-", "--output", "concise=r=s"], { cwd });
    expect(JSON.parse(stdout).diagnostics).toHaveLength(1);
    expect(readFileSync(join(cwd, "r=s"), "utf8")).toMatch(/^a\.py:2:5: /);
  });

  it("replaces a file at once, keeping its mode, and what a link leads to", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "old.json": "old" });
    chmodSync(join(cwd, "old.json"), 0o640);
    symlinkSync("old.json", join(cwd, "link.json"));
    faqlint(["check", "--output", "json=link.json"], { cwd });
    expect(lstatSync(join(cwd, "link.json")).isSymbolicLink()).toBe(true);
    expect(statSync(join(cwd, "old.json")).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(join(cwd, "old.json"), "utf8")).diagnostics).toHaveLength(1);
  });

  it("writes to what is no file, such as a device, without replacing it", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const command = faqlintCommand("check", "--output", "concise=/dev/fd/3", "--output", "json=/dev/null")
      .map((word) => `"${word}"`)
      .join(" ");
    const output = execFileSync("sh", ["-c", `${command} 3>&1 >/dev/null | cat`], { cwd, encoding: "utf8" });
    expect(output).toMatch(/^a\.py:2:5: .*\n$/);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("that cannot be written is told, with status 2, and the rest goes on", () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "folder/": "", file: "" });
    const outputs = ["json=folder", "json=file/r.json", "json=good.json"].flatMap((each) => ["--output", each]);
    const { status, stdout, stderr } = faqlint(["check", ...outputs], { cwd });
    expect(status).toBe(2);
    expect(stderr).toBe(
      "faqlint: could not write folder: it is a folder\n" + "faqlint: could not write file/r.json: not a directory\n",
    );
    expect(stdout).toContain("Found 1 problem");
    expect(JSON.parse(readFileSync(join(cwd, "good.json"), "utf8")).summary.unwritable).toHaveLength(2);
  });

  it("goes with standard input and with --fix", () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    faqlint(["check", "-", "--output", "json=in.json", "--output", "sarif=in.sarif"], { cwd, input: PRINT });
    expect(JSON.parse(readFileSync(join(cwd, "in.json"), "utf8")).diagnostics).toMatchObject([{ path: "<stdin>" }]);
    faqlint(["check", "--fix", "--output", "json=fix.json"], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, "fix.json"), "utf8"))).toMatchObject({
      diagnostics: [],
      summary: { fixed: 1 },
    });
  });

  it.each([
    [["--output", "sarif"], "Write FORMAT=FILE"],
    [["--output", "xml=a"], "Formats are text, concise, "],
    [["--output", "json=-", "--output", "sarif=-"], "only one --output can be -"],
    [["--format", "json", "--output", "sarif=-"], "both go to standard output"],
    [["--output", "json=a", "--output", "sarif=a"], "two --output go to a"],
    [["--diff", "--output", "json=a"], "'--diff' cannot be used with option '--output"],
  ])("%j is refused", (args, message) => {
    const { status, stderr } = faqlint(["check", ...args], { cwd: temporaryFolder() });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it("is whole when the run is interrupted, and says so", async () => {
    const files = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`f${index}.py`, PRINT.repeat(20)]));
    const cwd = temporaryFolder(files);
    mkdirSync(join(cwd, "out"));
    const [program, ...args] = faqlintCommand("check", "--output", "json=out/json", "--output", "sarif=out/sarif");
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", () => child.kill("SIGINT")).resume();
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(130);
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["json", "sarif"]);
    const { diagnostics, summary } = JSON.parse(readFileSync(join(cwd, "out/json"), "utf8"));
    expect(summary.interrupted).toBe(true);
    expect(summary.files).toBeLessThan(4000);
    expect(diagnostics).toHaveLength(summary.diagnostics);
    const [run] = JSON.parse(readFileSync(join(cwd, "out/sarif"), "utf8")).runs;
    expect(run.invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ descriptor: { id: "interrupted" } }] },
    ]);
  });
});

describe("links", () => {
  const OPTIONS: CheckOptions = {
    format: "text",
    colour: "auto",
    baseline: { action: "use" },
    fixes: { action: "show", unsafe: false },
  };

  it("lead from a rule's name to the FAQ, in a terminal that knows links", async () => {
    const cwd = temporaryFolder({ "a.py": PRINT });
    const variables = { TERM_PROGRAM: "WezTerm" };
    const environment = new FakeEnvironment({ cwd, columns: 80, variables });
    await checkFiles(["."], OPTIONS, environment, RULES);
    const link = (text: string, url: string): string => `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
    const url = questionOf("module-source-file").url;
    expect(environment.stdout.text).toContain(`error[${link("print-statement", url)}]`);
    expect(environment.stdout.text).toContain(` or ${link(url, url)}\n`);
    const plain = new FakeEnvironment({ cwd, columns: 80, variables: { ...variables, NO_COLOR: "1" } });
    await checkFiles(["."], OPTIONS, plain, RULES);
    expect(plain.stdout.text).not.toContain("\u001b");
  });

  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, false],
    [{ TERM: "xterm-kitty" }, true, true],
    [{ TERM: "xterm-kitty" }, false, false],
    [{ TERM: "xterm-kitty", CI: "1" }, true, false],
    [{ TERM: "xterm-kitty", FORCE_HYPERLINK: "0" }, true, false],
    [{ VTE_VERSION: "6800" }, true, true],
    [{ VTE_VERSION: "4000" }, true, false],
    [{ WT_SESSION: "x" }, true, true],
    [{ FORCE_HYPERLINK: "1" }, false, true],
  ])("%j, on a terminal: %s: %s", (variables, isTerminal, expected) => {
    expect(linkFor(paintFor("always", {}, true), variables, isTerminal) !== UNLINKED).toBe(expected);
  });
});
