import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decoded, leadsOutOf, type ReadSource, readSource, rewriteSource } from "../../project/source-io.js";
import { temporaryFolder } from "../support/folder.js";
import { code, notebook, prose } from "../support/notebooks.js";

function read(path: string): ReadSource {
  const source = readSource(path);
  if (source.kind !== "text") throw new Error(source.reason);
  return source;
}

describe("reading", () => {
  it("tells why it could not", () => {
    const folder = temporaryFolder({ "a.py/": "", "b.py": "x = 1\0" });
    symlinkSync("c.py", join(folder, "c.py"));
    expect(readSource(join(folder, "a.py"))).toMatchObject({ kind: "unreadable", reason: "it is a folder" });
    expect(readSource(join(folder, "b.py"))).toMatchObject({ kind: "unreadable", reason: /NUL bytes/ });
    expect(readSource(join(folder, "c.py"))).toMatchObject({ kind: "unreadable", reason: /too many symbolic links/ });
    expect(readSource(join(folder, "d.py"))).toMatchObject({ reason: "no such file or directory" });
  });

  it("tells UTF-16 from other bytes", () => {
    const text = "x = 1\n";
    const marked = Buffer.from(`\uFEFF${text}`, "utf16le");
    for (const bytes of [
      marked,
      Buffer.from(marked).swap16(),
      Buffer.from(text, "utf16le"),
      Buffer.from(text, "utf16le").swap16(),
    ])
      expect(decoded("a.py", bytes)).toMatchObject({ kind: "unreadable", reason: /^it is in UTF-16/ });
    for (const bytes of ["\0", "P\0\0\0", "x = 1\0\n", "\x7fELF\0\0"])
      expect(decoded("a.py", Buffer.from(bytes))).toMatchObject({ kind: "unreadable", reason: /^it holds NUL bytes/ });
  });

  it("reads no more than it is allowed to, of a notebook's code", () => {
    const folder = temporaryFolder({
      "a.py": "x = 1234\n",
      "a.ipynb": notebook([prose("x".repeat(100)), code("x = 1")]),
    });
    const [python, cells] = [join(folder, "a.py"), join(folder, "a.ipynb")];
    expect(readSource(python, 9)).toMatchObject({ kind: "text" });
    expect(readSource(python, 8)).toMatchObject({
      reason: "it has 9 bytes, and the limit, max-file-size, is 8 bytes",
    });
    expect(decoded("a.py", Buffer.from("x = 1234\n"), 8)).toMatchObject({ kind: "unreadable" });
    expect(readSource(cells, 6)).toMatchObject({ kind: "text" });
    expect(readSource(cells, 5)).toMatchObject({ reason: /^its code has 6 bytes, and the limit, max-file-size/ });
  });

  it("tells names that are no text from those that are gone", () => {
    const folder = temporaryFolder();
    expect(readSource(join(folder, "a\ufffd.py"))).toMatchObject({ reason: /^its name is not in UTF-8/ });
    symlinkSync("nowhere", join(folder, "link.py"));
    expect(readSource(join(folder, "link.py"))).toMatchObject({
      reason: "it is a link to something that is not there",
    });
  });

  it("does not wait for a pipe", () => {
    const folder = temporaryFolder();
    const pipe = join(folder, "pipe.py");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    expect(readSource(pipe)).toMatchObject({ kind: "unreadable", reason: "it is not a regular file" });
  });
});

describe("writing", () => {
  it("keeps encoding, byte order mark, line ends and mode", () => {
    const folder = temporaryFolder({
      "bom.py": "\uFEFFx = 'é'\r\ny = 2\r",
      "latin.py": Buffer.from("# coding: latin-1\r\nx = '\xe9'\n", "latin1"),
    });
    for (const name of ["bom.py", "latin.py"]) {
      const path = join(folder, name);
      chmodSync(path, 0o754);
      const source = read(path);
      const before = readFileSync(path);
      rewriteSource(source, source.text.replace("x =", "z ="));
      expect(readFileSync(path)).toEqual(Buffer.from(before.toString("latin1").replace("x =", "z ="), "latin1"));
      expect(statSync(path).mode & 0o777).toBe(0o754);
    }
    expect(readdirSync(folder)).toEqual(["bom.py", "latin.py"]);
  });

  it("leaves a link a link", () => {
    const folder = temporaryFolder({ "real.py": "x = 1\n" });
    const link = join(folder, "link.py");
    symlinkSync("real.py", link);
    rewriteSource(read(link), "x = 2\n");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "real.py"), "utf8")).toBe("x = 2\n");
  });

  it("does not overwrite what another program wrote meanwhile", () => {
    const folder = temporaryFolder({ "a.py": "x = 1\n" });
    const path = join(folder, "a.py");
    const source = read(path);
    writeFileSync(path, "x = 3\n");
    expect(() => rewriteSource(source, "x = 2\n")).toThrow("it was changed by another program");
    expect(readFileSync(path, "utf8")).toBe("x = 3\n");
    expect(readdirSync(folder)).toEqual(["a.py"]);
  });

  it("refuses what cannot be written in the file's encoding", () => {
    const folder = temporaryFolder({ "a.py": Buffer.from("# coding: koi8-r\nx = '\xcd'\n", "latin1") });
    const path = join(folder, "a.py");
    const before = readFileSync(path);
    expect(() => rewriteSource(read(path), "# coding: koi8-r\nx = '中'\n")).toThrow("the file's encoding, koi8-r");
    expect(readFileSync(path)).toEqual(before);
  });

  it("knows links that lead out of the folders", () => {
    const folder = temporaryFolder({ "inside/a.py": "", "inside-too/b.py": "" });
    symlinkSync(join("..", "inside-too", "b.py"), join(folder, "inside", "b.py"));
    const roots = [join(folder, "inside")];
    expect(leadsOutOf(join(folder, "inside", "a.py"), roots)).toBe(false);
    expect(leadsOutOf(join(folder, "inside", "b.py"), roots)).toBe(true);
  });
});
