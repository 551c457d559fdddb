import { describe, expect, it } from "vitest";
import { isInShard, parseShard } from "../../project/shard.js";

const NAMES = Array.from({ length: 2000 }, (_, index) => `packages/p${index % 37}/module_${index}.py`);
const partOf = (name: string, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((index) => isInShard(name, { index, count }));

describe("the parts of a run", () => {
  it.each([1, 2, 3, 8])("of %d have each file once, and about as many files each", (count) => {
    const sizes = new Map<number, number>();
    for (const name of NAMES) {
      const parts = partOf(name, count);
      expect(parts).toHaveLength(1);
      sizes.set(parts[0] ?? 0, (sizes.get(parts[0] ?? 0) ?? 0) + 1);
    }
    const fair = NAMES.length / count;
    for (const size of sizes.values()) expect(Math.abs(size - fair)).toBeLessThan(fair / 4);
    expect(sizes.size).toBe(count);
  });

  it("are what they were in other versions and on other systems", () => {
    expect(["a.py", "app/main.py", "é.py", "e\u0301.py"].map((name) => partOf(name, 1000)[0])).toEqual([
      861, 859, 87, 87,
    ]);
  });
});

describe("what a user writes", () => {
  it.each([
    ["2/4", { index: 2, count: 4 }],
    ["1/1", { index: 1, count: 1 }],
    ["0/3", "parts are counted from 1: the first is 1/3"],
    ["4/3", "the last of 3 parts is 3/3"],
    ["2/1", "there is only one part, 1/1"],
    ["1/0", "write I/N: 2/4 is the second of four parts"],
    ["x", "write I/N: 2/4 is the second of four parts"],
    ["1/2/3", "write I/N: 2/4 is the second of four parts"],
    ["-1/2", "write I/N: 2/4 is the second of four parts"],
    [" 1/2", "write I/N: 2/4 is the second of four parts"],
    ["1/1000001", "there can be at most 1000000 parts"],
  ])("%j is read", (text, result) => {
    expect(parseShard(text)).toEqual(result);
  });
});
