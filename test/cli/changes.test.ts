import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const GIT = [
  "-c",
  "user.name=t",
  "-c",
  "user.email=t@example.org",
  "-c",
  "commit.gpgsign=false",
  "-c",
  "init.defaultBranch=main",
];

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync("git", [...GIT, ...args], { cwd, stdio: "pipe" });
}

function commit(cwd: string, message: string): void {
  git(cwd, "add", "-A");
  git(cwd, "commit", "-qm", message, "--allow-empty");
}

/** A repository with a first commit on main, on a branch of its own. */
function repository(files: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder(files);
  git(cwd, "init", "-q");
  commit(cwd, "first");
  git(cwd, "checkout", "-q", "-b", "work");
  return cwd;
}

function check(cwd: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = faqlint(["check", "--format", "concise", ...args], { cwd });
  return { status, stderr, found: stdout.match(/^[^:]+:\d+/gm) ?? [] };
}

const since = (cwd: string, ...args: readonly string[]) => check(cwd, "--changed-since", "main", ...args);

describe("--changed-since", () => {
  it("checks what was committed, staged, changed or made since the branch left, and nothing else", () => {
    const names = ["committed", "staged", "changed", "same", "gone", "sub/moved"];
    const cwd = repository({
      ...Object.fromEntries(names.map((name) => [`${name}.py`, SIGNAL])),
      ".gitignore": "ignored.py\n",
    });
    const touch = (name: string): void => writeFileSync(join(cwd, name), `${SIGNAL}# more\n`);
    touch("committed.py");
    commit(cwd, "second");
    touch("staged.py");
    git(cwd, "add", "-A");
    touch("changed.py");
    touch("new file.py");
    touch("ignored.py");
    touch("notes.txt");
    rmSync(join(cwd, "gone.py"));
    mkdirSync(join(cwd, "other"));
    renameSync(join(cwd, "sub/moved.py"), join(cwd, "other/möved.py"));
    const { status, stderr, found } = since(cwd);
    expect(found).toEqual(["changed.py:6", "committed.py:6", "new file.py:6", "other/möved.py:6", "staged.py:6"]);
    expect(status).toBe(1);
    expect(stderr).toContain("in 5 of 5 files");
    expect(since(cwd, "other", "same.py").found).toEqual(["other/möved.py:6"]);
    expect(since(join(cwd, "other"), "..").found).toHaveLength(5);
  });

  it("is not about what happened on the other branch meanwhile", () => {
    const cwd = repository({ "a.py": SIGNAL, "b.py": SIGNAL });
    git(cwd, "checkout", "-q", "main");
    writeFileSync(join(cwd, "a.py"), `# main\n${SIGNAL}`);
    commit(cwd, "on main");
    git(cwd, "checkout", "-q", "work");
    expect(since(cwd)).toEqual({
      status: 0,
      found: [],
      stderr: "faqlint: no Python files were changed since main in .\nNo problems found in 0 files\n",
    });
    writeFileSync(join(cwd, "b.py"), `# work\n${SIGNAL}`);
    expect(since(cwd).found).toEqual(["b.py:7"]);
  });

  it("reads no other file", () => {
    const cwd = repository({ "a.py": SIGNAL, "far/b.py": "" });
    symlinkSync("loop.py", join(cwd, "far/loop.py"));
    git(cwd, "add", "-A");
    git(cwd, "commit", "-qm", "a link to itself");
    git(cwd, "branch", "-f", "main");
    writeFileSync(join(cwd, "a.py"), `\n${SIGNAL}`);
    expect(check(cwd).stderr).toContain("could not read far/loop.py");
    expect(since(cwd).stderr).not.toContain("could not read");
  });

  it("works through a link to the repository, and heeds settings that exclude", () => {
    const cwd = repository({ "faqlint.toml": 'exclude = ["b.py"]\n' });
    for (const name of ["a.py", "b.py"]) writeFileSync(join(cwd, name), SIGNAL);
    const outside = temporaryFolder();
    symlinkSync(cwd, join(outside, "link"));
    expect(since(outside, "link").found).toEqual(["link/a.py:6"]);
  });

  it("takes each path's own repository", () => {
    const [one, two] = [repository({ "a.py": SIGNAL }), repository({ "b.py": SIGNAL })];
    writeFileSync(join(two, "b.py"), `\n${SIGNAL}`);
    expect(since(one, one, two).found).toEqual([`${join(two, "b.py")}:7`]);
  });
});

describe("--changed-lines", () => {
  it("reports what touches changed lines, with a place that belongs to it", () => {
    const cwd = repository({ "a.py": `${SIGNAL}\nimport Queue\n`, "b c.py": PRINT });
    writeFileSync(join(cwd, "a.py"), `${SIGNAL}\n# one\nimport Queue\nimport ConfigParser\n`);
    writeFileSync(join(cwd, "b c.py"), `${PRINT}    print "more"\n`);
    writeFileSync(join(cwd, "new.py"), PRINT);
    expect(since(cwd).found).toHaveLength(6);
    expect(since(cwd, "--changed-lines").found).toEqual(["a.py:10", "b c.py:3", "new.py:2"]);
    writeFileSync(join(cwd, "a.py"), SIGNAL.replace("def stop():", "def stop():  # changed"));
    expect(since(cwd, "--changed-lines", "a.py").found).toEqual(["a.py:6"]);
  });

  it("knows the lines of files with any name, moved ones, and those with carriage returns", () => {
    const text = `${PRINT}${"# long\n".repeat(20)}`;
    const cwd = repository({ 'q"\t\\é.py': text, "old.py": text, "cr.py": `# a\r# b\n${PRINT}` });
    writeFileSync(join(cwd, 'q"\t\\é.py'), `${text}print "q"\n`);
    renameSync(join(cwd, "old.py"), join(cwd, "moved.py"));
    writeFileSync(join(cwd, "moved.py"), `${text}print "m"\n`);
    git(cwd, "add", "-A");
    writeFileSync(join(cwd, "cr.py"), `# a\r# b\n${PRINT}    print "z"\n`);
    expect(since(cwd, "--changed-lines").found).toEqual(["cr.py:5", "moved.py:23", expect.stringMatching(/^q".*:23$/)]);
  });

  it("repairs what it reports and nothing else", () => {
    const cwd = repository({ "a.py": 'async def f():\n    print "old"\n' });
    writeFileSync(join(cwd, "a.py"), 'async def f():\n    print "old"\n    print "new"\n');
    expect(since(cwd, "--changed-lines", "--fix").status).toBe(0);
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe('async def f():\n    print "old"\n    print("new")\n');
  });

  it("goes with a baseline", () => {
    const cwd = repository({ "a.py": PRINT });
    check(cwd, "--baseline", "known.json", "--update-baseline");
    commit(cwd, "baseline");
    writeFileSync(join(cwd, "a.py"), `${PRINT}    print "more"\n`);
    expect(since(cwd, "--changed-lines", "--baseline", "known.json").found).toEqual(["a.py:3"]);
  });
});

describe("what git cannot tell is an error that says what to do", () => {
  it("a ref that is not there", () => {
    const cwd = repository({ "a.py": SIGNAL });
    const wrong = check(cwd, "--changed-since", "nowhere");
    expect(wrong).toMatchObject({ status: 2, found: [] });
    expect(wrong.stderr).toContain(`has no branch, tag or commit "nowhere"\n`);
    expect(check(cwd, "--changed-since", "--output=x").stderr).toContain('has no branch, tag or commit "--output=x"');
    const clone = temporaryFolder();
    git(clone, "clone", "-q", `file://${cwd}`, "c");
    expect(check(join(clone, "c"), "--changed-since", "main").stderr).toContain('did you mean "origin/main"?');
    expect(check(join(clone, "c"), "--changed-since", "origin/x").stderr).toContain(
      "if it is a branch of origin, run `git fetch origin x:refs/remotes/origin/x`",
    );
  });

  it("a shallow clone", () => {
    const cwd = repository({ "a.py": SIGNAL });
    commit(cwd, "second");
    const folder = temporaryFolder();
    git(folder, "clone", "-q", "--depth", "1", "--no-single-branch", `file://${cwd}`, "both");
    git(folder, "clone", "-q", "--depth", "1", `file://${cwd}`, "one");
    const both = check(join(folder, "both"), "--changed-since", "origin/main");
    expect(both).toMatchObject({ status: 2, found: [] });
    expect(both.stderr).toMatch(/this clone is shallow .* `git fetch --unshallow`, or set `fetch-depth: 0` .*\n$/);
    expect(check(join(folder, "one"), "--changed-since", "origin/main").stderr).toMatch(
      /no branch, tag or commit "origin\/main", and is a shallow clone; run `git fetch --unshallow`/,
    );
  });

  it("no repository, no commit in common, no git", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    expect(since(cwd).stderr).toBe(`faqlint: --changed-since: ${cwd} is in no git repository\n`);
    const other = repository({ "a.py": SIGNAL });
    git(other, "checkout", "-q", "--orphan", "alone");
    expect(since(other).stderr).toContain("has no commit yet");
    commit(other, "alone");
    expect(since(other).stderr).toContain("main and the current branch have no commit in common");
    const { status, stderr } = faqlint(["check", "--changed-since", "main"], { cwd: other, env: { PATH: "/nowhere" } });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "faqlint: --changed-since: the program git was not found; install it, or put it on the PATH\n",
    });
  });

  it.each([
    [["--changed-lines"], "--changed-lines needs --changed-since REF"],
    [["-", "--changed-since", "main"], "--changed-since is about files, not about standard input"],
    [["--changed-since", "main", "--baseline", "x", "--update-baseline"], "cannot be used with option"],
  ])("%j", (args, message) => {
    const { status, stderr } = check(temporaryFolder(), ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
