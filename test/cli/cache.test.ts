import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { contents, everything, manyFiles } from "./many-files.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());
// Each of these runs the program many times.
vi.setConfig({ testTimeout: 120_000 });

/** A project with a cache of its own, outside of it. */
class Project {
  readonly cwd: string;
  readonly caches = temporaryFolder();

  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
    this.cwd = temporaryFolder(files);
  }

  run(...args: readonly string[]) {
    return faqlint(["check", ...args], { cwd: this.cwd, env: { XDG_CACHE_HOME: this.caches } });
  }

  /** What is found, and of how many files that was known, as `known/all path:rule ...`. */
  found(...args: readonly string[]): string {
    const { stdout, stderr } = this.run("-v", "--format", "json", ...args);
    const [, known, all] = /^faqlint: cache: (\d+) of (\d+) files are known in /m.exec(stderr) ?? [];
    const diagnostics = JSON.parse(stdout).diagnostics as { path: string; rule: string }[];
    return [`${known}/${all}`, ...diagnostics.map(({ path, rule }) => `${path}:${rule}`)].join(" ");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.cwd, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.cwd, path), { recursive: true });
  }

  get folder(): string {
    return join(this.caches, "faqlint");
  }

  /** The paths of the files with results. */
  get packs(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".faqlint"))
      .map((name) => join(this.folder, name));
  }
}

describe("a run that finds results of another", () => {
  it("reports the same in all formats, whether or not it also repairs", () => {
    const project = new Project(manyFiles());
    const { cwd } = project;
    const env = { XDG_CACHE_HOME: project.caches };
    const without = everything(cwd, ["--no-cache", "--workers", "1"]);
    expect(readdirSync(project.caches)).toEqual([]);
    expect(everything(cwd, [], env)).toEqual(without);
    expect(everything(cwd, [], env)).toEqual(without);
    const { stderr } = project.run("-v");
    // What is skipped for what stands in it is known, too.
    expect(stderr).toMatch(/^faqlint: cache: (\d+) of \1 files are known in /m);
    // Neither rules nor parser are loaded.
    expect(stderr).toMatch(/, load 0\.000 s, /);
    expect(stderr).not.toContain("time of lints");
    const copy = temporaryFolder(manyFiles());
    const fixed = project.run("--fix");
    expect(fixed).toEqual(faqlint(["check", "--fix", "--no-cache"], { cwd: copy }));
    expect(contents(cwd)).toEqual(contents(copy));
  });

  it("shows the same of baselines and changed lines", () => {
    const project = new Project({ "a.py": SIGNAL, "b.py": PRINT, "c.py": "x = 1\n" });
    project.run("--baseline", "known.json", "--update-baseline");
    project.write("a.py", `x = 1\n${SIGNAL.replaceAll("stop", "halt")}`);
    const args = ["--baseline", "known.json", "--format", "json"];
    const first = project.run(...args);
    expect(JSON.parse(first.stdout).summary).toMatchObject({ diagnostics: 1, known: 1, spent: [{ path: "a.py" }] });
    expect(project.run(...args)).toEqual(first);
    git(project.cwd, "init", "-q");
    git(project.cwd, "add", ".");
    git(project.cwd, "commit", "-qm", "all");
    project.write("b.py", `${PRINT}${PRINT.replace("f()", "g()")}`);
    const changed = ["--changed-since", "HEAD", "--changed-lines", "--format", "json"];
    const lines = project.run(...changed);
    expect(JSON.parse(lines.stdout).diagnostics).toHaveLength(1);
    expect(project.run(...changed)).toEqual(lines);
  });
});

describe("what is known of a file", () => {
  it("holds as long as the file is the same, and no longer", () => {
    const project = new Project({ "a.py": PRINT, "b.py": SIGNAL, "c.py": "x = 1\n" });
    expect(project.found()).toBe("0/3 a.py:print-statement b.py:signal-handler-arity");
    expect(project.found()).toBe("3/3 a.py:print-statement b.py:signal-handler-arity");
    project.write("c.py", 'raise "x"\n');
    expect(project.found()).toBe("2/3 a.py:print-statement b.py:signal-handler-arity c.py:string-exception");
    project.write("c.py", "x = 1\n");
    expect(project.found()).toBe("3/3 a.py:print-statement b.py:signal-handler-arity");
    // The same text under another name is another file: rules look at names, too.
    project.write("d.py", PRINT);
    expect(project.found()).toBe("3/4 a.py:print-statement b.py:signal-handler-arity d.py:print-statement");
    project.remove("a.py");
    expect(project.found()).toBe("3/3 b.py:signal-handler-arity d.py:print-statement");
    // From another folder of the repository, too.
    spawnSync("git", ["init", "-q", project.cwd]);
    project.found();
    mkdirSync(join(project.cwd, "sub"));
    const env = { XDG_CACHE_HOME: project.caches };
    expect(faqlint(["check", "-v", ".."], { cwd: join(project.cwd, "sub"), env }).stderr).toContain(
      "cache: 3 of 3 files",
    );
  });

  it("depends on the settings that hold for it", () => {
    const project = new Project({ "a.py": PRINT, "sub/b.py": PRINT });
    expect(project.found()).toBe("0/2 a.py:print-statement sub/b.py:print-statement");
    project.write("sub/faqlint.toml", 'ignore = ["print-statement"]\n');
    expect(project.found()).toBe("1/2 a.py:print-statement");
    project.write("sub/faqlint.toml", '# Only words.\nignore = ["print-statement"]\n');
    expect(project.found()).toBe("2/2 a.py:print-statement");
    project.remove("sub/faqlint.toml");
    expect(project.found()).toBe("2/2 a.py:print-statement sub/b.py:print-statement");
    expect(project.found("--ignore", "print-statement")).toBe("0/2");
    expect(project.found("--target-version", "2.7")).toBe("0/2");
    project.write("pyproject.toml", '[project]\nrequires-python = ">=3.8,<3.9"\n');
    expect(project.found()).toBe("0/2 a.py:print-statement sub/b.py:print-statement");
    project.remove("pyproject.toml");
    expect(project.found("--severity", "print-statement=hint")).toBe("0/2");
    expect(project.found()).toBe("2/2 a.py:print-statement sub/b.py:print-statement");
  });

  it("depends on those of its neighbours that were asked for, and on no others", () => {
    const project = new Project({
      "a.py": "import asyncore\nimport Queue\n",
      "b.py": "x = 1\n",
      "pyproject.toml": "",
    });
    expect(project.found()).toBe("0/2 a.py:removed-module a.py:removed-module");
    project.write("other.py", "");
    expect(project.found()).toBe("2/3 a.py:removed-module a.py:removed-module");
    project.write("Queue.py", "");
    expect(project.found()).toBe("2/4 a.py:removed-module");
    project.write("requirements.txt", "pyasyncore\n");
    expect(project.found()).toBe("0/4");
    project.remove("requirements.txt");
    expect(project.found()).toBe("4/4 a.py:removed-module");
    project.remove("Queue.py");
    expect(project.found()).toBe("2/3 a.py:removed-module a.py:removed-module");
  });

  it("depends on what Python 2 finds beside it", () => {
    const text = "print 'a'\nimport thread\nthread.start_new_thread(f)\n";
    const project = new Project({ "p/__init__.py": "", "p/a.py": text });
    const before = project.found();
    expect(before).toContain("p/a.py:");
    expect(project.found()).toBe(before.replace("0/2", "2/2"));
    project.write("p/thread.py", "");
    expect(project.found()).toBe("1/3");
    project.remove("p/thread.py");
    expect(project.found()).toBe(before.replace("0/2", "1/2"));
  });
});

describe("the files with results", () => {
  it("are where it is said, and in the project only if somebody wants them there", () => {
    const project = new Project({ "a.py": PRINT });
    project.run();
    expect(readdirSync(project.cwd)).toEqual(["a.py"]);
    // Code that Node has compiled, if it keeps any, is no result.
    expect(
      readdirSync(project.folder)
        .filter((name) => !name.startsWith("code-"))
        .sort(),
    ).toEqual([".gitignore", "CACHEDIR.TAG", basename(project.packs[0] ?? "")].sort());
    expect(project.found("--cache-dir", "here")).toBe("0/1 a.py:print-statement");
    expect(project.found("--cache-dir", "here")).toBe("1/1 a.py:print-statement");
    expect(readFileSync(join(project.cwd, "here/.gitignore"), "utf8")).toBe("*\n");
    project.write("faqlint.toml", 'cache-dir = "there"\n');
    project.run();
    expect(readdirSync(join(project.cwd, "there"))).toContain("CACHEDIR.TAG");
    // A folder that is there already is the user's own.
    project.run("--cache-dir", ".");
    expect(readdirSync(project.cwd)).not.toContain(".gitignore");
  });

  it("are of no use, and do no harm, when they are damaged", () => {
    const project = new Project({ "a.py": PRINT, "b.py": SIGNAL });
    const { stdout, status } = project.run("--format", "json");
    const [pack = ""] = project.packs;
    const whole = readFileSync(pack);
    const flipped = Buffer.from(whole);
    flipped[whole.length - 30] = (whole[whole.length - 30] ?? 0) ^ 1;
    for (const damaged of [whole.subarray(0, whole.length / 2), flipped, Buffer.from([0, 255, 10]), Buffer.alloc(0)]) {
      writeFileSync(pack, damaged);
      expect(project.run("--format", "json")).toEqual({ status, stdout, stderr: "" });
      expect(readFileSync(pack, "utf8").length).toBe(whole.length);
    }
    rmSync(pack);
    mkdirSync(pack);
    expect(project.run("--format", "json")).toEqual({ status, stdout, stderr: "" });
  });

  it("need not be writable, which is told to those who ask", () => {
    const project = new Project({ "a.py": PRINT, file: "" });
    expect(project.run("--cache-dir", "file/x").stderr).toBe("");
    const { status, stderr } = project.run("--cache-dir", "file/x", "-v");
    expect(status).toBe(1);
    expect(stderr.match(/could not write the cache: not a directory/g)).toHaveLength(1);
  });

  it("can be used by several runs at once", async () => {
    const project = new Project(manyFiles());
    const expected = project.run("--no-cache", "--format", "json").stdout;
    const folders = ["examples", "rules", "old", "."];
    const runs = folders.map((folder) => started(project, folder, "--workers", "1").ended);
    expect((await Promise.all(runs)).map(({ status }) => status)).toEqual([1, 1, 0, 1]);
    expect(project.packs).toHaveLength(1);
    expect(project.run("--format", "json").stdout).toBe(expected);
    expect(project.found(".").split(" ")[0]).toMatch(/^(\d+)\/\1$/);
  });

  it("are whole, or as they were, when a run is killed while it writes", async () => {
    const examples = Object.entries(manyFiles()).filter(([name]) => name.startsWith("examples"));
    const project = new Project(Object.fromEntries(examples));
    const expected = project.run("--no-cache", "--format", "json");
    let wasWriting = false;
    for (let attempt = 0; attempt < 2 && !wasWriting; attempt++) {
      const { child, ended } = started(project, ".");
      while (child.exitCode === null && child.signalCode === null && !wasWriting) {
        await new Promise((resume) => setImmediate(resume));
        wasWriting = existsSync(project.folder) && readdirSync(project.folder).some((name) => name.endsWith(".tmp"));
      }
      child.kill("SIGKILL");
      await ended;
      rmSync(project.folder, { recursive: true, force: true });
    }
    expect(project.run("--format", "json")).toEqual(expected);
    expect(project.run("--format", "json")).toEqual(expected);
  });

  it("keep what a run has found before it was interrupted", async () => {
    const text = `${SIGNAL}${"def f(a, b):\n    return struct.pack('<I', a) + b\n".repeat(300)}`;
    const project = new Project(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${index}.py`, text])));
    const { child, ended } = started(project, ".", "--workers", "2", "--format", "concise");
    child.stdout?.once("data", () => child.kill("SIGINT"));
    expect((await ended).status).toBe(130);
    const [known] = project.found("m0.py", "m1.py").split("/");
    expect(Number(known)).toBeGreaterThan(0);
  });
});

function started(project: Project, ...args: readonly string[]) {
  const [program, ...words] = faqlintCommand("check", ...args);
  const env = { ...process.env, XDG_CACHE_HOME: project.caches };
  const child = spawn(program, words, { cwd: project.cwd, env, stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.resume();
  const ended = new Promise<{ status: number | null }>((resolve) => child.on("close", (status) => resolve({ status })));
  return { child, ended };
}

function git(cwd: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd, stdio: "pipe" });
}
