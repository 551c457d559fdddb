import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../project/discovery.js";
import { temporaryFolder } from "../support/folder.js";

function found(folder: string, paths: readonly string[] = ["."]): string[] {
  return discover(paths, folder).files.map((path) => relative(folder, path));
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "core.excludesFile=", ...args], { cwd: folder, encoding: "utf8" });
}

describe("folders", () => {
  it("are searched for .py and .pyw, in a fixed order", () => {
    const folder = temporaryFolder({
      "b.py": "",
      "a.pyw": "",
      "C.PY": "",
      "stub.pyi": "",
      "note.txt": "",
      script: "#!/usr/bin/env python3\n",
      "sub/x.py": "",
      "sub.py/inner.py": "",
      ".hidden/y.py": "",
    });
    expect(found(folder)).toEqual([".hidden/y.py", "C.PY", "a.pyw", "b.py", "sub/x.py", "sub.py/inner.py"]);
  });

  it("of environments, caches, installed packages and metadata are left out", () => {
    const folder = temporaryFolder({
      "keep/a.py": "",
      "env/pyvenv.cfg": "",
      "env/lib/a.py": "",
      "old/bin/activate_this.py": "",
      "old/lib/a.py": "",
      "conda/conda-meta/history": "",
      "conda/a.py": "",
      "cache/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n",
      "cache/a.py": "",
      "tagged/CACHEDIR.TAG": "no signature",
      "tagged/a.py": "",
      "__pycache__/a.py": "",
      ".tox/a.py": "",
      ".nox/a.py": "",
      ".eggs/a.py": "",
      "node_modules/gyp/a.py": "",
      ".git/hooks/a.py": "",
      ".hg/a.py": "",
      "x.egg-info/a.py": "",
      "lib/site-packages/a.py": "",
      "build/a.py": "",
      "bin/a.py": "",
    });
    expect(found(folder)).toEqual(["bin/a.py", "build/a.py", "keep/a.py", "tagged/a.py"]);
  });

  it("that are named are searched whatever they are", () => {
    const folder = temporaryFolder({
      ".gitignore": "*\n",
      "env/pyvenv.cfg": "",
      "env/a.py": "",
      "site-packages/b.py": "",
      "out/c.py": "",
    });
    expect(found(folder, ["env", "site-packages", "out"])).toEqual(["env/a.py", "site-packages/b.py", "out/c.py"]);
  });

  it("that cannot be read are reported", () => {
    const folder = temporaryFolder({ "a.py": "" });
    expect(discover(["missing", "."], folder)).toMatchObject({
      files: [join(folder, "a.py")],
      problems: [{ kind: "unreadable", path: join(folder, "missing"), reason: "no such file or directory" }],
    });
  });

  it("with tens of thousands of files take little time", () => {
    const folder = temporaryFolder({ ".gitignore": "*.log\nbuild/\n/dist\n" });
    for (let outer = 0; outer < 100; outer++) {
      mkdirSync(join(folder, `p${outer}`));
      for (let inner = 0; inner < 200; inner++) writeFileSync(join(folder, `p${outer}`, `m${inner}.py`), "");
    }
    const start = performance.now();
    expect(discover(["."], folder).files).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("named files", () => {
  it("are taken whatever they are called", () => {
    const folder = temporaryFolder({ ".gitignore": "*\n", script: "", "a.py": "", "b.pyi": "" });
    expect(found(folder, ["script", "b.pyi", "a.py", "./a.py"])).toEqual(["script", "b.pyi", "a.py"]);
  });

  it("are taken once, also if they lie in a named folder", () => {
    const folder = temporaryFolder({ "a/x.py": "", "a/y.py": "" });
    expect(found(folder, ["a/y.py", "a", "."])).toEqual(["a/y.py", "a/x.py"]);
  });
});

describe("git's ignore files", () => {
  it("are read as git reads them", () => {
    const folder = temporaryFolder({
      ".gitignore": "*.py\n!keep*.py\n/only-here/\nbuild/\n\\#odd.py\n!\\#odd.py\n",
      "a.py": "",
      "keep.py": "",
      "#odd.py": "",
      "only-here/keep.py": "",
      "sub/only-here/keep.py": "",
      "sub/build/keep.py": "",
      "sub/.gitignore": "!a.py\nkeep-not.py\n",
      "sub/a.py": "",
      "sub/keep-not.py": "",
      "sub/deep/a.py": "",
      "sub/deep/keep-not.py": "",
      "sub/deep/.gitignore": "a.py\n",
      "x/build": "",
      "x/keep.py": "",
      "secret/keep.py": "",
      "sub/b c/keep me.py": "",
    });
    git(folder, "init", "-q");
    writeFileSync(join(folder, ".git", "info", "exclude"), "secret/\n");
    const expected = git(folder, "ls-files", "-z", "--others", "--exclude-standard")
      .split("\0")
      .filter((name) => name.endsWith(".py"));
    expect(expected.length).toBeGreaterThan(5);
    expect(found(folder).sort()).toEqual(expected.sort());
    expect(found(folder, ["sub/deep", "sub"]).sort()).toEqual(
      expected.filter((name) => name.startsWith("sub/")).sort(),
    );
  });

  it("also hold in linked working trees", () => {
    const folder = temporaryFolder({ "main/a.py": "", "main/.gitignore": "b.py\n" });
    const main = join(folder, "main");
    git(main, "init", "-q");
    git(main, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "x");
    git(main, "worktree", "add", "-q", join(folder, "linked"));
    writeFileSync(join(main, ".git", "info", "exclude"), "c.py\n");
    for (const name of ["c.py", "d.py"]) writeFileSync(join(folder, "linked", name), "");
    expect(found(join(folder, "linked"))).toEqual(["d.py"]);
  });

  it("end at the root of a repository inside another one", () => {
    const folder = temporaryFolder({ ".gitignore": "*.py\n", "inner/a.py": "", "b.py": "" });
    git(folder, "init", "-q");
    git(join(folder, "inner"), "init", "-q");
    expect(found(folder)).toEqual(["inner/a.py"]);
  });

  it("hold below the folder to search also where there is no repository", () => {
    const folder = temporaryFolder({
      ".gitignore": "b.py\n",
      "in/.gitignore": "a.py\n",
      "in/a.py": "",
      "in/b.py": "",
      "in/c.py": "",
    });
    expect(found(folder, ["in"])).toEqual(["in/b.py", "in/c.py"]);
    expect(found(folder)).toEqual(["in/c.py"]);
  });
});

describe("links", () => {
  it("that lead in circles end the search", () => {
    const folder = temporaryFolder({ "a/x.py": "", "b/y.py": "" });
    symlinkSync("..", join(folder, "a", "up"));
    symlinkSync(join("..", "b"), join(folder, "a", "b"));
    symlinkSync(join("..", "a"), join(folder, "b", "a"));
    symlinkSync("self", join(folder, "self"));
    expect(discover(["."], folder)).toMatchObject({
      files: [join(folder, "a/x.py"), join(folder, "b/y.py")],
      problems: [],
    });
    expect(found(folder, ["a"])).toEqual(["a/x.py", "a/b/y.py"]);
  });

  it("to files and folders elsewhere are followed once", () => {
    const folder = temporaryFolder({ "in/x.py": "", "out/y.py": "", "out/z.py": "", "out/script": "" });
    symlinkSync(join("..", "out"), join(folder, "in", "a"));
    symlinkSync(join("..", "out"), join(folder, "in", "b"));
    symlinkSync("x.py", join(folder, "in", "again.py"));
    symlinkSync(join("..", "out", "script"), join(folder, "in", "script.py"));
    expect(found(folder, ["in"])).toEqual(["in/x.py", "in/a/y.py", "in/a/z.py", "in/script.py"]);
  });

  it("to nothing are reported where they look like Python", () => {
    const folder = temporaryFolder();
    symlinkSync("nowhere", join(folder, "gone.py"));
    symlinkSync("loop.py", join(folder, "loop.py"));
    symlinkSync("nowhere", join(folder, "gone"));
    symlinkSync("user@host.1", join(folder, ".#edited.py"));
    expect(discover(["."], folder).problems.map(({ path, reason }) => [relative(folder, path), reason])).toEqual([
      ["gone.py", "it is a link to something that is not there"],
      ["loop.py", expect.stringContaining("symbolic link")],
    ]);
  });

  it("are ignored as git ignores them", () => {
    const folder = temporaryFolder({ ".gitignore": "skip*\n", "real/a.py": "" });
    symlinkSync("real", join(folder, "skipped"));
    symlinkSync(join("real", "a.py"), join(folder, "skipped.py"));
    expect(found(folder)).toEqual(["real/a.py"]);
  });
});

describe("pipes", () => {
  it("are told and left alone", () => {
    const folder = temporaryFolder({ "a.py": "" });
    expect(spawnSync("mkfifo", [join(folder, "x.py"), join(folder, "y")]).status).toBe(0);
    expect(discover(["."], folder)).toMatchObject({
      files: [join(folder, "a.py")],
      problems: [{ kind: "unreadable", path: join(folder, "x.py"), reason: "it is not a regular file" }],
    });
  });
});
