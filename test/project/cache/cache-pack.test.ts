import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packPath, usualCacheFolder } from "../../../project/cache/cache-folder.js";
import { CachePack } from "../../../project/cache/cache-pack.js";
import { temporaryFolder } from "../../support/folder.js";

const DAY_MS = 24 * 60 * 60 * 1000;

function pathIn(folder: string, root = "/project"): string {
  return packPath(folder, root, "build");
}

describe("a pack", () => {
  it("gives back what was saved, whatever it holds", () => {
    const path = pathIn(join(temporaryFolder(), "new"));
    const values = { a: { text: 'lines\nand \ud800 "quotes"', list: [1, null] }, b: "" };
    const pack = new CachePack(path);
    for (const [key, value] of Object.entries(values)) pack.set(key, value);
    expect(new CachePack(path).get("a")).toBeUndefined();
    pack.save();
    for (const [key, value] of Object.entries(values)) expect(new CachePack(path).get(key)).toEqual(value);
    expect(new CachePack(path).get("c")).toBeUndefined();
  });

  it("keeps what others have added meanwhile", () => {
    const path = pathIn(temporaryFolder());
    const [one, other] = [new CachePack(path), new CachePack(path)];
    one.set("a", 1);
    one.save();
    other.set("b", 2);
    other.save();
    one.set("c", 3);
    one.save();
    const all = new CachePack(path);
    expect(["a", "b", "c"].map((key) => all.get(key))).toEqual([1, 2, 3]);
  });

  it("is not written when there is nothing new", () => {
    const path = pathIn(temporaryFolder());
    const pack = new CachePack(path);
    pack.set("a", 1);
    pack.save();
    const long = new Date(Date.now() - 2 * DAY_MS);
    utimesSync(path, long, long);
    const { ino } = statSync(path);
    const again = new CachePack(path);
    expect(again.get("a")).toBe(1);
    again.save();
    expect(statSync(path).ino).toBe(ino);
    // What is of use is not old.
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(DAY_MS);
  });

  it("grows no larger than it may, and drops what was of no use for the longest time", () => {
    const path = pathIn(temporaryFolder());
    const old = new CachePack(path);
    const long = "x".repeat(900_000);
    for (let index = 0; index < 10; index++) old.set(`old${index}`, `${index}${long}`);
    old.save();
    writeFileSync(path, agedBy(30, readFileSync(path, "utf8")));
    const pack = new CachePack(path);
    expect(pack.get("old7")).toBe(`7${long}`);
    for (let index = 0; index < 14; index++) pack.set(`new${index}`, `${index}${long}`);
    pack.set("too long", "x".repeat(2_000_000));
    pack.save();
    expect(statSync(path).size).toBeLessThan(17 * 1024 * 1024);
    const left = new CachePack(path);
    for (const key of ["old7", "new0", "new13"]) expect(left.get(key)).toBeDefined();
    expect(left.get("too long")).toBeUndefined();
    const kept = Array.from({ length: 10 }, (_, index) => left.get(`old${index}`)).filter(
      (value) => value !== undefined,
    );
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.length).toBeLessThan(10);
  });
});

/** A pack whose entries were last of use so many days ago. */
function agedBy(days: number, text: string): string {
  const body = text
    .slice(text.indexOf("\n") + 1)
    .replace(/^(\S+) (\d+) /gm, (_, key, day) => `${key} ${Number(day) - days} `);
  return `faqlint cache 1 ${createHash("sha256").update(body).digest("base64url")}\n${body}`;
}

describe("the folder of packs", () => {
  it("loses what nobody has needed for long, and what a killed run has left, and nothing else", () => {
    const folder = temporaryFolder();
    const paths = ["/a", "/b", "/c"].map((root) => pathIn(folder, root));
    for (const path of paths) writeFileSync(path, "");
    const [old = "", fresh = ""] = paths;
    const left = join(folder, `.${old.split("/").at(-1)}.0123456789ab.tmp`);
    for (const path of [left, join(folder, "notes.txt")]) writeFileSync(path, "");
    const long = new Date(Date.now() - 31 * DAY_MS);
    for (const path of [old, left, join(folder, "notes.txt")]) utimesSync(path, long, long);
    const pack = new CachePack(pathIn(folder));
    pack.set("a", 1);
    pack.save();
    const names = readdirSync(folder).map((name) => join(folder, name));
    expect(names.sort()).toEqual([...paths.slice(1), pathIn(folder), join(folder, "notes.txt")].sort());
    expect(names).toContain(fresh);
  });

  it("is where the platform has such things", () => {
    expect(usualCacheFolder({ XDG_CACHE_HOME: "/tmp/caches" })).toBe(join("/tmp/caches", "faqlint"));
    // A relative path is none, says the specification.
    expect(usualCacheFolder({ XDG_CACHE_HOME: "caches" })).not.toContain("caches/faqlint");
  });
});
