import { Linter } from "../../engine/lint.js";
import { plainDiagnostic } from "../../engine/plain.js";
import type { Rule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { processorSeconds } from "../../test/support/processor.js";
import type { Programs, Shape } from "./shapes.js";

/** How the time that a rule takes grows with the texts of one shape. */
export interface RuleGrowth {
  readonly rule: string;
  readonly shape: string;
  /** The characters of the longest text that was linted, what was found in it, and the seconds that took. */
  readonly size: number;
  readonly found: number;
  readonly time: number;
  /** The power of the size with which the time grows: 1 where it is linear; undefined where too short a time was measured to tell. */
  readonly exponent: number | undefined;
  /** What is wrong with it; undefined where nothing is. */
  readonly fault: string | undefined;
}

interface Measured {
  readonly length: number;
  readonly found: number;
  readonly time: number;
}

/** The sizes, in characters, by which what may be at fault is told from what is not. */
const GLANCE = [6_250, 25_000] as const;
/** What one glance finds at fault is looked at again. */
const GLANCES = 2;
/** The sizes at which what may be at fault is measured with care. */
const SIZES = [25_000, 50_000, 100_000] as const;
/** A rule whose time grows with a higher power is too slow for long files. */
export const HIGHEST_EXPONENT = 1.4;
/** What grows with a lower power at a glance is not looked at with care. */
const SUSPECT = 1.15;
/** In seconds: shorter times tell nothing of growth. At a glance, a quarter of it. */
const FLOOR = 0.08;
/** In seconds: what takes longer for 100,000 characters is too slow, however it grows. */
export const SLOWEST = 4;
/** In seconds. */
const SHORT = 1;
/** What is at fault is measured again, so often at most: the least times count, since the others were disturbed. */
const TURNS = 4;

/**
 * Measures how long one rule alone takes, with the repairs of all that it finds, as texts of a shape grow. The parse is part of it: it
 * is linear, and what a rule takes beside it can be neglected where it is less.
 *
 * @param clock tells how many seconds some work takes.
 * @throws Error when the rule crashes.
 */
export function ruleGrowth(rule: Rule, programs: Programs, shape: Shape, clock = processorSeconds): RuleGrowth {
  const linter = new Linter([rule]);
  const best = new Map<number, Measured>();
  const cost = (size: number): Measured => {
    const measured = costOf(linter, shape.text(programs.texts, size), programs, clock);
    const before = best.get(size);
    const least = before !== undefined && before.time < measured.time ? before : measured;
    best.set(size, least);
    return least;
  };
  const [small, large] = GLANCE;
  let result: RuleGrowth | undefined;
  for (let glance = 0; glance < GLANCES; glance++) {
    // The large one first: what runs for the first time is not compiled yet, and would hide that the small one takes less.
    const [second, first] = [cost(large), cost(small)];
    const exponent = second.time < FLOOR / 4 ? undefined : exponentOf(first, second);
    result = { rule: rule.name, shape: shape.name, ...sizes(second), exponent, fault: undefined };
    if ((exponent === undefined || exponent < SUSPECT) && second.time < SLOWEST / 8) return result;
  }
  return carefully(result as RuleGrowth, cost);
}

function carefully(glance: RuleGrowth, cost: (size: number) => Measured): RuleGrowth {
  let result = glance;
  for (let turn = 0; turn < TURNS; turn++) {
    let before: Measured | undefined;
    let last: Measured | undefined;
    for (const size of SIZES) {
      // What is too slow already teaches nothing more.
      if (last !== undefined && last.time > SLOWEST) break;
      before = last;
      last = cost(size);
    }
    if (last === undefined) return result;
    const exponent = before === undefined || last.time < FLOOR ? undefined : exponentOf(before, last);
    const isSteep = exponent !== undefined && exponent > HIGHEST_EXPONENT;
    const fault = last.time > SLOWEST ? "too slow" : isSteep ? "grows too fast" : undefined;
    result = { ...result, ...sizes(last), exponent, fault };
    if (fault === undefined || last.time > 2 * SLOWEST) return result;
  }
  return result.time < SHORT ? atLast(result, cost) : result;
}

/** Short times are disturbed most: what they seem to tell must hold for a text of twice the size, too. */
function atLast(before: RuleGrowth, cost: (size: number) => Measured): RuleGrowth {
  const large = 2 * SIZES[2];
  cost(large);
  const [half, whole] = [cost(SIZES[2]), cost(large)];
  const exponent = exponentOf(half, whole);
  const fault = exponent > HIGHEST_EXPONENT ? "grows too fast" : undefined;
  return { ...before, ...sizes(whole), exponent, fault };
}

function costOf(linter: Linter, text: string, { path, target }: Programs, clock: typeof processorSeconds): Measured {
  const source = new SourceFile(path, text);
  let found = 0;
  const time = clock(() => {
    const report = linter.lint(source, { scan: false, ...(target && { target }) });
    for (const diagnostic of report.diagnostics) {
      plainDiagnostic(diagnostic);
      report.definitionAround(diagnostic.span);
    }
    const [crash] = report.crashes;
    if (crash !== undefined) throw new Error(`${crash.rule} crashes`, { cause: crash.error });
    found = report.diagnostics.length;
  });
  return { length: source.text.length, found, time };
}

function exponentOf(small: Measured, large: Measured): number {
  return Math.log(large.time / small.time) / Math.log(large.length / small.length);
}

function sizes({ length, found, time }: Measured): Pick<RuleGrowth, "size" | "found" | "time"> {
  return { size: length, found, time };
}
