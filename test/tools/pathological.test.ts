import { beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../engine/lint.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { endure } from "../../tools/bench/endurance.js";
import { PATHOLOGICAL, type Pathological } from "../../tools/bench/pathological.js";
import { startParser } from "../support/parser.js";
import { processorSeconds } from "../support/processor.js";

beforeAll(startParser);

/** `npm run bench -- --pathological` measures them in full; here a part of that shows what overflows or grows too fast. */
const PART = 0.03;

describe("files that nobody writes by hand", () => {
  it.each(PATHOLOGICAL.map((file) => [file.name, file] as const))("%s", (_, file) => {
    const { parse, model, lint } = endure(file, Math.round(file.size * PART));
    // Generous, since garbage of other tests may be collected meanwhile: what goes wrong here takes minutes.
    expect(Math.max(parse, model, lint)).toBeLessThan(1.5);
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
    ["elif", 4_000],
    ["items of one with", 4_000],
    ["classes, each of the one before", 600],
    ["assignments to one name", 3_000],
    ["functions of one name", 4_000],
    ["functions that call each other", 3_000],
    ["names unpacked at once", 4_000],
    ["targets of one assignment", 4_000],
    ["a chain of calls", 2_000],
    ["children of self", 800],
    ["children and threads under the same names", 800],
    ["calls of the library", 400],
    ["self.x = self.x or ...", 1_600],
  ] as const)(
    "takes little more than twice the time: %s",
    (name, large) => {
      const file = named(name);
      const costOf = (size: number): number => {
        const { model, lint } = endure(file, size);
        return model + lint;
      };
      // The best of some turns counts: nothing is compiled yet in the first, and garbage is collected in another.
      let [whole, half] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let turn = 0; turn < 3; turn++) {
        half = Math.min(half, costOf(large / 2));
        whole = Math.min(whole, costOf(large));
      }
      expect(whole / half).toBeLessThan(3.7);
    },
    120_000,
  );
});

describe("four times the size", () => {
  // Among what all rules cost, what one adds only shows when it takes minutes.
  it.each([
    ["a chain of subscripts", "shelve-mutation-lost", 20_000],
    ["assignments to one name", "exception-index", 30_000],
    ["removed modules", "removed-module", 12_000],
    ["targets of one assignment", "unlocked-shared-update", 16_000],
    ["elif", "curses-keypad-missing", 20_000],
    ["children of self", "pipe-deadlock", 2_000],
    ["children under one name", "copy-unflushed-handle", 6_000],
    ["databases under one path", "dbm-path-suffix", 8_000],
  ] as const)(
    "takes little more than four times the time: %s, %s",
    (name, rule, large) => {
      const file = named(name);
      const linter = new Linter(RULES.filter((each) => each.name === rule));
      expect(linter.rules).toHaveLength(1);
      const costOf = (size: number): number => {
        const source = new SourceFile("pathological.py", file.text(size));
        return processorSeconds(() => linter.lint(source, { scan: false }));
      };
      let [whole, part] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let turn = 0; turn < 2; turn++) {
        part = Math.min(part, costOf(large / 4));
        whole = Math.min(whole, costOf(large));
      }
      expect(whole / part).toBeLessThan(7);
    },
    120_000,
  );
});

function named(name: string): Pathological {
  const file = PATHOLOGICAL.find((each) => each.name === name);
  if (file === undefined) throw new RangeError(name);
  return file;
}
