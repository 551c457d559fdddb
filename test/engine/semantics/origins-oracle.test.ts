import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { NEWEST_PYTHON } from "../../../engine/versions.js";
import { parseText, startParser } from "../../support/parser.js";
import { attributesProgram, originsProgram, RUNNER } from "./origins-programs.js";
import { newestPython3, runPrograms } from "./program-runs.js";

const FIRST_SEED = 4_210_000;
const PROGRAMS = 400;
const RUNS = 80;
/** Where a value was looked at more rarely, not all that can be there had their chance. */
const OFTEN = 30;

/** One place at which real runs looked at a value. */
interface Place {
  readonly seed: number;
  readonly text: string;
  readonly line: string;
  /** The numbers of the values that were seen; -1 stands for those that have none. */
  readonly seen: ReadonlySet<number>;
  readonly times: number;
  /** The numbers of the values that were foretold. */
  readonly foretold: ReadonlySet<number>;
  /** Whether the file does not tell all, in the model's opinion. */
  readonly isOpen: boolean;
}

/** Where names, and where attributes, were looked at. */
const places: Place[] = [];
const attributes: Place[] = [];

/** Of two programs one has all in the flow. */
const isPlain = (index: number): boolean => index % 2 === 0;

function numberOf(call: SyntaxNode): number {
  return Number(call.field("arguments")?.namedChildren[0]?.text);
}

function placesOf(seed: number, text: string, reports: readonly (readonly number[])[]): Place[] {
  const model = new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
  return model.calls.flatMap((call): Place[] => {
    const value = call.callee.text === "u" ? call.positional[1] : undefined;
    if (value === undefined) return [];
    const here = reports.filter(([place]) => place === numberOf(call.node));
    const foretold = new Set<number>();
    let isOpen = false;
    for (const each of model.valuesOf(value)) {
      if (each.kind === "call" && each.name === "builtins.t") foretold.add(numberOf(each.node));
      else if (each.kind === "literal") foretold.add(-1);
      else isOpen = true;
    }
    const seen = new Set(here.map(([, number]) => number ?? -1));
    const times = here.reduce((sum, [, , count]) => sum + (count ?? 0), 0);
    return [{ seed, text, line: call.node.text, seen, times, foretold, isOpen }];
  });
}

beforeAll(async () => {
  await startParser();
  const python = await newestPython3("the origins of values");
  const names = Array.from({ length: PROGRAMS }, (_, i) =>
    originsProgram(FIRST_SEED + i, python.version.minor, isPlain(i)),
  );
  const programs = [...names, ...Array.from({ length: PROGRAMS }, (_, i) => attributesProgram(FIRST_SEED + i))];
  const answers = runPrograms<number[][]>(python, RUNNER, programs, RUNS);
  for (const [i, text] of programs.entries()) {
    const reports = answers[i] ?? null;
    const into = i < PROGRAMS ? places : attributes;
    if (reports !== null) into.push(...placesOf(FIRST_SEED + (i % PROGRAMS), text, reports));
  }
}, 240_000);

/** Fails with the shortest program in which something was seen that was not foretold. */
function expectForetold(met: readonly Place[]): void {
  const wrong = met
    .filter(({ isOpen }) => !isOpen)
    .flatMap((place) => [...place.seen].filter((each) => !place.foretold.has(each)).map((each) => ({ place, each })))
    .sort((a, b) => a.place.text.length - b.place.text.length);
  const [shortest] = wrong;
  if (shortest === undefined) return;
  const { seed, line, text } = shortest.place;
  expect.fail(`${wrong.length} not foretold; seed ${seed}: ${line} saw ${shortest.each} in\n${text}`);
}

describe("values in real runs of random programs", () => {
  it("were foretold, wherever they were looked at", () => {
    const met = places.filter(({ times }) => times > 0);
    expect(met.length).toBeGreaterThan(PROGRAMS * 3);
    expectForetold(met);
  });

  it("were foretold of attributes too", () => {
    const met = attributes.filter(({ times }) => times > 0);
    const closed = met.filter(({ isOpen }) => !isOpen);
    const alone = closed.filter(({ seen }) => seen.size === 1);
    const exact = alone.filter(({ foretold }) => foretold.size === 1);
    console.log(
      `${met.length} attributes looked at, ${closed.length} told; of ${alone.length} with one origin ${exact.length} exactly`,
    );
    expectForetold(met);
    expect(closed.length).toBeGreaterThan(PROGRAMS);
  });

  it("are nearly all that was foretold", () => {
    const often = places.filter(({ seed, times }) => times >= OFTEN && isPlain(seed - FIRST_SEED));
    const alone = often.filter(({ seen }) => seen.size === 1 && !seen.has(-1));
    const exact = alone.filter(({ foretold, isOpen }) => foretold.size === 1 && !isOpen);
    const needlesslyOpen = often.filter(({ seen, isOpen }) => isOpen && !seen.has(-1));
    const closed = often.filter(({ isOpen }) => !isOpen);
    const foretold = closed.reduce((sum, each) => sum + each.foretold.size, 0);
    const seen = closed.reduce((sum, each) => sum + each.seen.size, 0);
    console.log(
      `${places.length} places, ${often.length} looked at often; of ${alone.length} with one origin ${exact.length} are told ` +
        `exactly; ${needlesslyOpen.length} are left open without need; where all is told, ${foretold} origins for ${seen} seen`,
    );
    expect(exact.length / alone.length).toBeGreaterThan(0.85);
    expect(seen / foretold).toBeGreaterThan(0.8);
  });
});
