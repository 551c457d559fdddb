import { beforeAll, describe, expect, it } from "vitest";
import { endure } from "../../tools/bench/endurance.js";
import { PATHOLOGICAL, type Pathological } from "../../tools/bench/pathological.js";
import { startParser } from "../support/parser.js";

beforeAll(startParser);

/** `npm run bench -- --pathological` measures them in full; here a part of that shows what overflows or grows too fast. */
const PART = 0.05;

describe("files that nobody writes by hand", () => {
  it.each(PATHOLOGICAL.map((file) => [file.name, file] as const))("%s", (_, file) => {
    const { parse, model, lint } = endure(file, Math.round(file.size * PART));
    // Generous, since garbage of other tests may be collected meanwhile: what goes wrong here takes minutes.
    expect(parse).toBeLessThan(1.5);
    expect(model).toBeLessThan(1.5);
    expect(lint).toBeLessThan(1.5);
  });

  it.each(["nested brackets", "nested calls", "nested lambdas", "a chain of members", "strings joined by +"])(
    "%s do not overflow the stack in their full size",
    (name) => {
      const file = named(name);
      expect(endure(file, file.size).bytes).toBeGreaterThan(file.size);
    },
    120_000,
  );
});

describe("twice the size", () => {
  it.each([
    ["elif", 10_000],
    ["items of one with", 10_000],
    ["classes, each of the one before", 2_000],
    ["assignments to one name", 10_000],
    ["children and threads under the same names", 1_600],
    ["self.x = self.x or ...", 3_000],
  ] as const)(
    "takes little more than twice the time: %s",
    (name, large) => {
      const file = named(name);
      const costOf = (size: number): number => {
        // The best of three: garbage of earlier tests is collected in some turn.
        const turns = [1, 2, 3].map(() => endure(file, size));
        return Math.min(...turns.map(({ model, lint }) => model + lint));
      };
      // Nothing is compiled yet in the first turn.
      costOf(large / 4);
      expect(costOf(large) / costOf(large / 2)).toBeLessThan(3.2);
    },
    120_000,
  );
});

function named(name: string): Pathological {
  const file = PATHOLOGICAL.find((each) => each.name === name);
  if (file === undefined) throw new RangeError(name);
  return file;
}
