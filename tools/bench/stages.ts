/**
 * Prints, as JSON, how long each stage takes on all Python files of a folder, one after the other in this process; with `--share-alone`
 * only how much of them is parsed.
 */
import { readFileSync, writeSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { NO_FACTS } from "../../engine/facts.js";
import { Linter } from "../../engine/lint.js";
import { Model } from "../../engine/semantics/model.js";
import { parse } from "../../engine/syntax/parser.js";
import { SourceFile } from "../../engine/text/source.js";
import { NEWEST_PYTHON } from "../../engine/versions.js";
import { Scanner } from "../../engine/wake.js";
import { discover } from "../../project/discovery.js";
import { startEngine } from "../../project/engine-start.js";
import { decoded } from "../../project/source-io.js";
import { RULES } from "../../rules/index.js";
import { bareParser } from "./bare-parser.js";
import { buildWhole } from "./whole.js";

/** How much there is, and how much of it is in files that some rule must look at. */
export interface Share {
  readonly files: number;
  readonly bytes: number;
  readonly awakeFiles: number;
  readonly awakeBytes: number;
}

/** Milliseconds of each stage, and how much it had to do. */
export interface Stages extends Share {
  readonly read: number;
  readonly scan: number;
  /** Tree-sitter alone on the awake files: the least that linting them can take. */
  readonly treeSitter: number;
  /** The same with the trees copied into columns. */
  readonly parse: number;
  /** The whole model of every file, beside the parse of the same files. */
  readonly model: ModelCosts;
  /** Everything from text to diagnostics, on all files. */
  readonly lint: number;
  /** By rule, the bytes of the files that it wakes; the most first. */
  readonly wakers: readonly { readonly rule: string; readonly bytes: number }[];
  readonly slowest: readonly { readonly path: string; readonly time: number }[];
}

/** What the model costs in comparison with the parse into columns; times in milliseconds. */
export interface ModelCosts {
  readonly parse: number;
  readonly build: number;
  /** Over the files of more than {@link SMALL} characters, `build / parse` of each, the least first. */
  readonly ratios: readonly { readonly path: string; readonly parse: number; readonly ratio: number }[];
}

/** Below that, the clock and the collection of garbage tell more than the file does. */
const SMALL = 5000;
/** The best of so many turns counts: the others were disturbed. */
const TURNS = 3;

const [folder, only] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder");

await startEngine();
const parser = await bareParser();

const since = (begin: number): number => performance.now() - begin;
const texts: { source: SourceFile; size: number }[] = [];
let begin = performance.now();
for (const path of discover([folder], process.cwd()).files) {
  const bytes = readFileSync(path);
  const read = decoded(path, bytes);
  if (read.kind === "text") texts.push({ source: new SourceFile(path, read.text), size: bytes.length });
}
const read = since(begin);

/** What runs unless more is asked for. */
const rules = RULES.filter(({ severity }) => severity !== "hint");
const scanner = new Scanner(rules);
begin = performance.now();
const awake = texts.filter(({ source }) =>
  scanner.awake(source).some(({ subscription }) => subscription.kind !== "head"),
);
const scan = since(begin);

const sum = (list: readonly { size: number }[]): number => list.reduce((total, { size }) => total + size, 0);
const parsed: Share = {
  ...{ files: texts.length, bytes: sum(texts) },
  ...{ awakeFiles: awake.length, awakeBytes: sum(awake) },
};
if (only === "--share-alone") {
  writeSync(1, JSON.stringify(parsed));
  process.exit();
}

const bytesByRule = new Map<string, number>();
for (const { source, size } of awake) {
  const needing = scanner.awake(source).filter(({ subscription }) => subscription.kind !== "head");
  for (const rule of new Set(needing.map((one) => one.rule.name))) {
    bytesByRule.set(rule, (bytesByRule.get(rule) ?? 0) + size);
  }
}

const treeSitter = time(() => {
  for (const { source } of awake) parser.parse(source.text)?.delete();
});
const parsing = time(() => {
  for (const { source } of awake) parse(source);
});

const model = measureModel();

const linter = new Linter(rules);
const times: { path: string; time: number }[] = [];
const lint = time(() => {
  for (const { source } of texts) {
    const start = performance.now();
    linter.lint(source);
    times.push({ path: source.path, time: since(start) });
  }
});

const stages: Stages = {
  ...parsed,
  read,
  scan,
  treeSitter,
  parse: parsing,
  model,
  lint,
  wakers: [...bytesByRule].map(([rule, bytes]) => ({ rule, bytes })).sort((a, b) => b.bytes - a.bytes),
  slowest: times.sort((a, b) => b.time - a.time).slice(0, 5),
};
process.stdout.write(JSON.stringify(stages));

function time(work: () => void): number {
  const start = performance.now();
  work();
  return since(start);
}

function measureModel(): ModelCosts {
  const costs = texts.map(({ source }) => {
    let [parsing, building] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let turn = 0; turn < TURNS; turn++) {
      parsing = Math.min(
        parsing,
        time(() => parse(source)),
      );
      const tree = parse(source);
      building = Math.min(
        building,
        time(() => buildWhole(new Model(tree, NEWEST_PYTHON, NO_FACTS))),
      );
    }
    return { path: source.path, size: source.text.length, parse: parsing, build: building };
  });
  const ratios = costs
    .filter(({ size }) => size > SMALL)
    .map((cost) => ({ path: cost.path, parse: cost.parse, ratio: cost.build / cost.parse }));
  return {
    parse: costs.reduce((total, cost) => total + cost.parse, 0),
    build: costs.reduce((total, cost) => total + cost.build, 0),
    ratios: ratios.sort((a, b) => a.ratio - b.ratio),
  };
}
