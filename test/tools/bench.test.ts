import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyCorpus } from "../../tools/bench/corpus.js";
import { measure, median } from "../../tools/bench/measure.js";
import { findPeers } from "../../tools/bench/peers.js";

describe("measure", () => {
  it("tells time, status and complaints of a program", async () => {
    const cost = await measure(process.execPath, [
      "-e",
      "setTimeout(() => { console.error('oh'); process.exit(3) }, 300)",
    ]);
    expect(cost.wall).toBeGreaterThanOrEqual(300);
    expect(cost.status).toBe(3);
    expect(cost.complaint).toBe("oh\n");
  });

  it("tells the most memory a program had, and its processor time, where the system does", async () => {
    const script = "let a = new Uint8Array(3e8).fill(1); a = null; const t = Date.now(); while (Date.now() - t < 300);";
    const { peak, processor } = await measure(process.execPath, ["-e", script]);
    if (!existsSync("/proc/self/status")) {
      console.warn("NOT CHECKED: memory and processor time of a program, since there is no /proc.");
      expect(peak).toBeUndefined();
      return;
    }
    expect(peak).toBeGreaterThan(300e6);
    expect(processor).toBeGreaterThan(100);
  });

  it("fails for a program that is not there", async () => {
    await expect(measure("no-such-program-anywhere", [])).rejects.toThrow();
  });
});

describe("median", () => {
  it("is the middle, of an even count the lower one", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("copyCorpus", () => {
  it("copies the Python files alone and removes them again", () => {
    const folder = mkdtempSync(join(tmpdir(), "faqlint-bench-test-"));
    writeFileSync(join(folder, "a.py"), "x = 1\n");
    writeFileSync(join(folder, "b.txt"), "x\n");
    const corpus = copyCorpus(folder);
    expect([corpus.files, corpus.bytes]).toEqual([1, 6]);
    expect(readdirSync(corpus.folder, { recursive: true }).filter((name) => String(name).includes("."))).toHaveLength(
      1,
    );
    corpus.remove();
    expect(existsSync(corpus.folder)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe("parse-only.mjs", () => {
  it("reads all Python files, and parses them in as many threads as it is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "faqlint-bench-test-"));
    const script = join(import.meta.dirname, "../../tools/bench/parse-only.mjs");
    for (let file = 0; file < 4; file++) writeFileSync(join(folder, `${file}.py`), "x = [1, 2, 3]\n".repeat(20_000));
    const costs = [];
    for (const threads of ["0", "1", "2"]) costs.push(await measure(process.execPath, [script, folder, threads]));
    expect(costs.map(({ status }) => status)).toEqual([0, 0, 0]);
    const [reading, parsing] = costs.map(({ wall }) => wall);
    expect(parsing).toBeGreaterThan(reading ?? Number.POSITIVE_INFINITY);
    rmSync(folder, { recursive: true });
  });
});

describe("findPeers", () => {
  it("knows every program, present or missing", () => {
    const names = findPeers().map(({ name }) => name);
    expect(names).toEqual([
      "faqlint",
      "faqlint, 1 worker",
      "ast-grep, 1 thread",
      "ast-grep, 2 threads",
      "tree-sitter in wasm alone, 2 threads",
      "Node, reading alone",
      "ruff, wasm",
      "pyflakes",
      "pylint",
    ]);
    for (const peer of findPeers()) {
      if ("missing" in peer) console.warn(`NOT CHECKED: ${peer.name}: ${peer.missing}`);
      else expect(peer.version, peer.name).toMatch(/^\d/);
    }
  });
});
