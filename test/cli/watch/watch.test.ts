import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { faqlintCommand } from "../../support/built.js";
import { temporaryFolder } from "../../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "../program.js";

beforeAll(() => void faqlintCommand());
// Each of these runs the program many times.
vi.setConfig({ testTimeout: 120_000 });

const WAITING = /^faqlint: \d\d:\d\d:\d\d: took \d+\.\d\d s; waiting for changes, Ctrl-C ends\n/m;

/** A program that watches, and what it has written since the last time that somebody asked. */
class Watching {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = "";

  constructor(cwd: string, ...args: readonly string[]) {
    const command = faqlintCommand("check", "--watch", "--format", "concise", ...args);
    // Through one pipe, so that both outputs are in order.
    this.#child = spawn("sh", ["-c", 'exec "$@" 2>&1', "sh", ...command], { cwd, stdio: ["ignore", "pipe", "ignore"] });
    this.#ended = new Promise((resolve) => this.#child.on("close", resolve));
    this.#child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      this.#output += chunk;
    });
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** The output of the next check, when it is over. */
  async next(): Promise<string> {
    for (;;) {
      const found = WAITING.exec(this.#output);
      if (found !== null) {
        const output = this.#output.slice(0, found.index);
        this.#output = this.#output.slice(found.index + found[0].length);
        return output;
      }
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  /** The output of the check that follows a change, without the checks that see no more than a part of it. */
  async after(change: () => void, isComplete: (output: string) => boolean): Promise<string> {
    change();
    let output = await this.next();
    while (!isComplete(output)) output = await this.next();
    return output;
  }

  async interrupted(): Promise<unknown> {
    this.#child.kill("SIGINT");
    return this.#ended;
  }
}

describe("--watch", () => {
  it("checks again when files come, change and go, and ends with Ctrl-C", async () => {
    const cwd = temporaryFolder({ "a.py": PRINT, "p/b.py": "x = 1\n" });
    const watching = new Watching(cwd);
    expect(await watching.next()).toMatch(
      /^a\.py:2:5: error\[print-statement\] .*\nFound 1 problem .* in 1 of 2 files;/,
    );
    const write = (name: string, text: string) => () => writeFileSync(join(cwd, name), text);
    const has =
      (...places: readonly string[]) =>
      (output: string) =>
        ["a.py", "p/b.py", "p/c.py", "new/deep/d.py"].every(
          (name) => output.includes(`${name}:`) === places.includes(name),
        );
    const changed = await watching.after(write("p/b.py", SIGNAL), has("a.py", "p/b.py"));
    expect(changed).toMatch(/^faqlint: \d\d:\d\d:\d\d: p\/b\.py changed\na\.py:2:5: /);
    await watching.after(write("a.py", "x = 1\n"), has("p/b.py"));
    await watching.after(() => renameSync(join(cwd, "p/b.py"), join(cwd, "p/c.py")), has("p/c.py"));
    await watching.after(
      () => {
        mkdirSync(join(cwd, "new/deep"), { recursive: true });
        write("new/deep/d.py", PRINT)();
      },
      has("p/c.py", "new/deep/d.py"),
    );
    await watching.after(() => rmSync(join(cwd, "new"), { recursive: true }), has("p/c.py"));
    // A folder in the place of another one is watched as well.
    await watching.after(() => {
      mkdirSync(join(cwd, "new/deep"), { recursive: true });
      write("new/deep/d.py", "x = 1\n")();
    }, has("p/c.py"));
    await watching.after(write("new/deep/d.py", PRINT), has("p/c.py", "new/deep/d.py"));
    expect(await watching.interrupted()).toBe(130);
  });

  it("checks again when settings, ignore files, neighbours or a baseline change", async () => {
    const cwd = temporaryFolder({ ".git/": "", "src/a.py": `import Queue\n${PRINT}`, "src/b.py": "x = 1\n" });
    faqlint(["check", "--baseline", "known.json", "--update-baseline"], { cwd });
    const watching = new Watching(cwd, "src");
    const write = (name: string, text: string) => () => writeFileSync(join(cwd, name), text);
    const has = (rules: readonly string[]) => (output: string) =>
      ["removed-module", "print-statement"].every((rule) => output.includes(`[${rule}]`) === rules.includes(rule));
    expect(has(["removed-module", "print-statement"])(await watching.next())).toBe(true);
    await watching.after(write("faqlint.toml", 'ignore = ["print-statement"]\n'), has(["removed-module"]));
    await watching.after(write("src/Queue.py", ""), has([]));
    await watching.after(() => rmSync(join(cwd, "src/Queue.py")), has(["removed-module"]));
    await watching.after(write("faqlint.toml", 'extend = "elsewhere/base.toml"\n'), (output) =>
      output.includes("there is no file"),
    );
    mkdirSync(join(cwd, "elsewhere"));
    write("elsewhere/base.toml", 'ignore = ["removed-module"]\n')();
    await watching.after(write("faqlint.toml", 'extend = "elsewhere/base.toml" # now\n'), has(["print-statement"]));
    await watching.after(write("elsewhere/base.toml", ""), has(["removed-module", "print-statement"]));
    await watching.after(write("faqlint.toml", 'baseline = "known.json"\n'), has([]));
    await watching.after(
      write("known.json", '{ "version": 1, "files": {} }\n'),
      has(["removed-module", "print-statement"]),
    );
    await watching.after(write(".gitignore", "src/a.py\n"), (output) => output.includes("No problems found in 1 file"));
    expect(await watching.interrupted()).toBe(130);
  });

  it("takes no notice of what does not matter, and repairs what comes", async () => {
    const cwd = temporaryFolder({ "a.py": "x = 1\n", "node_modules/x.py": "" });
    const watching = new Watching(cwd, "--fix", "--no-cache", "a.py", "b.py");
    expect(await watching.next()).toContain("could not read b.py");
    for (const name of ["notes.txt", "c.py", "a.py.swp", "node_modules/y.py"]) writeFileSync(join(cwd, name), PRINT);
    await new Promise((resume) => setTimeout(resume, 400));
    const output = await watching.after(
      () => writeFileSync(join(cwd, "b.py"), PRINT),
      (text) => text.includes("b.py changed"),
    );
    expect(output).toMatch(
      /^faqlint: \d\d:\d\d:\d\d: b\.py changed\nFixed 1 problem in 1 file; no problems left in 2 files\n$/,
    );
    expect(await watching.interrupted()).toBe(130);
  });

  it.each([
    [["--watch", "-"], "--watch is about files, not about standard input"],
    [["--watch", "--format", "sarif"], "--watch is for people: text or concise, not sarif"],
    [["--watch", "--update-baseline"], "cannot be used with option '--update-baseline'"],
  ])("%j is refused", (args, message) => {
    const { status, stderr } = faqlint(["check", ...args], { cwd: temporaryFolder() });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
