/**
 * Measures faqlint beside other programs that read all of a folder's Python, in one run on one machine: the ratios count.
 *
 *     npm run build && npm run bench [-- FOLDER] [--runs N] [--json]
 *
 *     npm run bench -- --pathological
 *
 *     npm run build && npm run bench -- --ratios [--record]
 *
 *     npm run build && npm run bench -- --growth [FOLDER] [--runs N] [--most MB]
 *
 *     npm run bench -- --rules [NAME]... [--each]
 *
 * The second form measures files that nobody writes by hand: 20,000 `elif`, 200,000 brackets and their like. The third compares how many
 * times as long as tree-sitter alone faqlint takes with what is recorded, which is alike on every machine, and fails where
 * more than 15 % of it are lost; `--record` renews the record. The fourth measures how time and memory grow with a folder, up to 200 MB,
 * and with one file, up to 3 MB, and fails where that is more than it should be; `--most` leaves larger folders out. The fifth measures each
 * rule alone on texts of what it finds, and fails where one grows too fast; `--each` tries every program of a specification on its own, too.
 *
 * Without a folder it takes the standard library of the newest Python found. Every program is given a copy that holds
 * the same files and nothing else, starts cold, and its median run counts. A program that is not installed is named. Of several folders,
 * such as those of applications, each is measured.
 */
import { parseArgs } from "node:util";
import { startEngine } from "../project/engine-start.js";
import { bareParser } from "./bench/bare-parser.js";
import { newestLibrary } from "./bench/corpus.js";
import { endure } from "./bench/endurance.js";
import { measureFolder } from "./bench/folder.js";
import { measureGrowth } from "./bench/growth.js";
import { PATHOLOGICAL } from "./bench/pathological.js";
import { compareRatios } from "./bench/ratios.js";
import { measureRules } from "./bench/rules.js";
import { printTable } from "./bench/table.js";

const USAGE =
  "npm run bench [-- FOLDER...] [--runs N] [--json] [--pathological] [--ratios [--record]] [--growth [--most MB]] [--rules [NAME]... [--each]]";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string" },
    json: { type: "boolean", default: false },
    pathological: { type: "boolean", default: false },
    ratios: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    most: { type: "string", default: "200" },
    rules: { type: "boolean", default: false },
    each: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

process.exitCode = (await run()) ? 0 : 1;

/** @returns whether all is as it should be. */
async function run(): Promise<boolean> {
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  if (values.pathological) return measurePathological();
  if (values.ratios) {
    await startEngine();
    return compareRatios(await bareParser(), values.record);
  }
  if (values.rules) {
    await startEngine();
    return measureRules(positionals, values.each) === 0;
  }
  if (values.growth) {
    if (positionals.length > 1) fail("Name one folder.");
    const faults = await measureGrowth(folders()[0] as string, countOf(values.runs ?? "1"), countOf(values.most));
    for (const fault of faults) console.log(fault);
    return faults.length === 0;
  }
  const named = folders();
  let isWhole = true;
  for (const [index, folder] of named.entries()) {
    if (index > 0) console.log();
    const options = { runs: countOf(values.runs ?? "3"), json: values.json, brief: named.length > 1 };
    isWhole = (await measureFolder(folder, options)) && isWhole;
  }
  return isWhole;
}

function folders(): readonly string[] {
  if (positionals.length > 0) return positionals;
  const library = newestLibrary();
  return library === undefined ? fail("Name a folder with Python files: no Python's library was found.") : [library];
}

function countOf(text: string): number {
  return Number(text) >= 1 ? Number(text) : fail(`${text} is no number from 1.`);
}

function fail(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

async function measurePathological(): Promise<boolean> {
  await startEngine();
  const second = (time: number): string => `${time.toFixed(2)} s`;
  const lines = PATHOLOGICAL.map((file) => {
    const { bytes, parse, model, lint } = endure(file, file.size);
    return [`${file.size} ${file.name}`, `${(bytes / 1e6).toFixed(2)} MB`, second(parse), second(model), second(lint)];
  });
  printTable([["file", "size", "parse", "whole model", "lint, all rules"], ...lines]);
  return true;
}
