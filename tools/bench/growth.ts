import { fileURLToPath } from "node:url";
import { copyCorpus } from "./corpus.js";
import { GrowingCorpus, type Made } from "./growth-corpus.js";
import { type Cost, measure } from "./measure.js";
import { printTable } from "./table.js";

/** What linting so much took, over all runs the least of each: others may have disturbed the rest. */
interface Row {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly cost: Cost;
}

/** What growth is measured of, in megabytes. */
const FOLDERS = [1, 10, 33, 100, 200];
const SINGLE = [0.25, 0.5, 1, 2, 3];
const FILES = 10_000;

/** The folder, in megabytes, that larger ones are compared with: in a smaller one, what runs is being compiled for a good part of the time. */
const BASE = 10;
/** The file, in megabytes, that larger ones are compared with, for the same reason. */
const SINGLE_BASE = 0.5;
/** How many times as long a megabyte of the largest may take as one of the base. */
const FACTOR = 1.25;
/** In bytes, how much memory is enough for any folder, and for one file of 3 MB. */
const FOLDER_MEMORY = 400e6;
const FILE_MEMORY = 600e6;

const PROGRAM = fileURLToPath(new URL("../../dist/faqlint.js", import.meta.url));

/**
 * Measures, without cache and with as many threads as the program would take, how time and memory grow with what is linted, and prints that.
 *
 * @param most folders of more megabytes are left out.
 * @returns what is wrong, in words.
 */
export async function measureGrowth(library: string, runs: number, most: number): Promise<string[]> {
  const corpus = copyCorpus(library);
  const growing = new GrowingCorpus(corpus);
  try {
    // What every run takes, whatever it is given.
    const start = await rowOf("the start alone", growing.ofOneFile(0), runs);
    const folders: Row[] = [];
    for (const size of FOLDERS.filter((each) => each <= most)) {
      folders.push(await rowOf(`folder of ${size} MB`, growing.ofBytes(size * 1e6), runs));
    }
    const many = most < BASE ? [] : [await rowOf(`${FILES} short files`, growing.ofFiles(FILES), runs)];
    const single: Row[] = [];
    for (const size of SINGLE) single.push(await rowOf(`one file of ${size} MB`, growing.ofOneFile(size * 1e6), runs));
    print([start, ...folders, ...many, ...single], start);
    return [
      ...steepness(folders, start, BASE),
      ...steepness(single, start, SINGLE_BASE),
      ...[...folders, ...many].flatMap((row) => excess(row, FOLDER_MEMORY)),
      ...single.flatMap((row) => excess(row, FILE_MEMORY)),
    ];
  } finally {
    growing.remove();
    corpus.remove();
  }
}

async function rowOf(name: string, made: Made, runs: number): Promise<Row> {
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run++) {
    const cost = await measure(process.execPath, [PROGRAM, "check", "--no-cache", "--format", "json", made.folder]);
    if (cost.status !== 0 && cost.status !== 1) throw new Error(`${name}: status ${cost.status}\n${cost.complaint}`);
    costs.push(cost);
  }
  made.remove();
  const least = (of: (cost: Cost) => number | undefined): number =>
    Math.min(...costs.map((cost) => of(cost) ?? Number.NaN));
  const known = (number: number): number | undefined => (Number.isNaN(number) ? undefined : number);
  return {
    ...{ name, files: made.files, bytes: made.bytes },
    cost: {
      wall: least(({ wall }) => wall),
      processor: known(least(({ processor }) => processor)),
      // Of the memory the most counts: nobody else makes it more.
      peak: known(Math.max(...costs.map(({ peak }) => peak ?? Number.NaN))),
      ...{ status: 0, complaint: "" },
    },
  };
}

/** Milliseconds for each megabyte beyond the start: of processor time, which others disturb less, where the system tells it. */
function perMegabyte({ bytes, cost }: Row, start: Row): number {
  const time = (row: Cost): number => row.processor ?? row.wall;
  return (time(cost) - time(start.cost)) / (bytes / 1e6);
}

function steepness(rows: readonly Row[], start: Row, base: number): string[] {
  const from = rows.find(({ bytes }) => bytes > base * 0.9e6);
  const to = rows.at(-1);
  if (from === undefined || to === undefined || from === to) return [];
  const factor = perMegabyte(to, start) / perMegabyte(from, start);
  console.log(
    `a megabyte takes ${factor.toFixed(2)} times as long in a ${to.name} as in a ${from.name}; at most ${FACTOR}`,
  );
  return factor > FACTOR ? [`${to.name}: time grows too fast`] : [];
}

function excess({ name, cost: { peak } }: Row, limit: number): string[] {
  return peak !== undefined && peak > limit
    ? [`${name}: ${megabytes(peak)} of memory, and not ${megabytes(limit)} at most`]
    : [];
}

function print(rows: readonly Row[], start: Row): void {
  const seconds = (time: number | undefined): string =>
    time === undefined ? "unknown" : `${(time / 1000).toFixed(2)} s`;
  printTable([
    ["linted", "files", "size", "time", "processor", "per MB*", "peak memory"],
    ...rows.map((row) => [
      row.name,
      String(row.files),
      `${(row.bytes / 1e6).toFixed(2)} MB`,
      seconds(row.cost.wall),
      seconds(row.cost.processor),
      row === start ? "" : `${perMegabyte(row, start).toFixed(0)} ms`,
      row.cost.peak === undefined ? "unknown" : megabytes(row.cost.peak),
    ]),
  ]);
  console.log("* of processor time, without that of the start\n");
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
