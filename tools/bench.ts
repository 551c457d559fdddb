/**
 * Measures faqlint beside other programs that read all of a folder's Python, in one run on one machine: the ratios count.
 *
 *     npm run build && npm run bench [-- FOLDER] [--runs N] [--json]
 *
 *     npm run bench -- --pathological
 *
 *     npm run build && npm run bench -- --ratios [--record]
 *
 * The second form measures files that nobody writes by hand: 20,000 `elif`, 200,000 brackets and their like. The third compares how many
 * times as long as tree-sitter alone faqlint takes with what is recorded, which is alike on every machine, and fails where
 * more than 15 % of it are lost; `--record` renews the record.
 *
 * Without a folder it takes the standard library of the newest Python found. Every program is given a copy that holds
 * the same files and nothing else, starts cold, and its median run counts. A program that is not installed is named.
 */
import { spawnSync } from "node:child_process";
import { cpus, platform, release } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startEngine } from "../project/engine-start.js";
import { bareParser } from "./bench/bare-parser.js";
import { copyCorpus, newestLibrary } from "./bench/corpus.js";
import { endure } from "./bench/endurance.js";
import { type Cost, measure, median } from "./bench/measure.js";
import { PATHOLOGICAL } from "./bench/pathological.js";
import { findPeers, type MissingPeer, type Peer } from "./bench/peers.js";
import { compareRatios } from "./bench/ratios.js";
import type { Stages } from "./bench/stages.js";

interface Row {
  readonly peer: Peer;
  readonly wall: number;
  readonly processor: number | undefined;
  readonly peak: number | undefined;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    pathological: { type: "boolean", default: false },
    ratios: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
if (values.pathological) {
  await measurePathological();
  process.exit();
}
if (values.ratios) {
  await startEngine();
  process.exit(compareRatios(await bareParser(), values.record) ? 0 : 1);
}
const runs = Number(values.runs);
const named = positionals[0] ?? newestLibrary();
if (named === undefined || positionals.length > 1 || !(runs >= 1)) {
  console.error("Name one folder with Python files: no Python's library was found. npm run bench -- FOLDER [--runs N]");
  process.exit(2);
}

const corpus = copyCorpus(named);
try {
  const peers = findPeers();
  const present = peers.filter((peer): peer is Peer => !("missing" in peer));
  const missing = peers.filter((peer): peer is MissingPeer => "missing" in peer);
  const rows = await measureAll(present);
  const stages = measureStages();
  if (values.json)
    console.log(
      JSON.stringify({ machine: machine(), files: corpus.files, bytes: corpus.bytes, rows, missing, stages }, null, 1),
    );
  else print(rows, missing, stages);
  process.exitCode = missing.some(({ name }) => name === "faqlint") ? 1 : 0;
} finally {
  corpus.remove();
}

/** Each program in turn, as often as asked for, so that a slow moment of the machine does not hit one alone. */
async function measureAll(peers: readonly Peer[]): Promise<Row[]> {
  const costs = new Map<Peer, Cost[]>(peers.map((peer) => [peer, []]));
  for (let run = 0; run < runs; run++) {
    for (const [peer, list] of costs) {
      const cost = await measure(peer.command, peer.args(corpus.folder));
      if (!peer.statuses.includes(cost.status ?? -1)) {
        throw new Error(`${peer.name} ended with ${cost.status}\n${cost.complaint}`);
      }
      list.push(cost);
    }
  }
  return [...costs].map(([peer, list]) => ({
    peer,
    wall: median(list.map(({ wall }) => wall)),
    processor: known(list.map(({ processor }) => processor)),
    peak: known(list.map(({ peak }) => peak)),
  }));
}

function known(numbers: readonly (number | undefined)[]): number | undefined {
  const present = numbers.filter((number) => number !== undefined);
  return present.length > 0 ? median(present) : undefined;
}

async function measurePathological(): Promise<void> {
  await startEngine();
  const second = (time: number): string => `${time.toFixed(2)} s`;
  const lines = PATHOLOGICAL.map((file) => {
    const { bytes, parse, model, lint } = endure(file, file.size);
    return [`${file.size} ${file.name}`, `${(bytes / 1e6).toFixed(2)} MB`, second(parse), second(model), second(lint)];
  });
  printTable([["file", "size", "parse", "whole model", "lint, all rules"], ...lines]);
}

function measureStages(): Stages {
  const script = fileURLToPath(new URL("bench/stages.ts", import.meta.url));
  const run = spawnSync(process.execPath, ["--import", "tsx", script, corpus.folder], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`the stages could not be measured\n${run.stderr}`);
  return JSON.parse(run.stdout) as Stages;
}

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${platform()} ${release()}, Node ${process.version}`;
}

function print(rows: readonly Row[], missing: readonly MissingPeer[], stages: Stages): void {
  const seconds = (time: number | undefined): string =>
    time === undefined ? "unknown" : `${(time / 1000).toFixed(2)} s`;
  const mebibytes = (bytes: number | undefined): string =>
    bytes === undefined ? "unknown" : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const own = rows.find(({ peer }) => peer.name === "faqlint");
  console.log(`${named}: ${corpus.files} files, ${(corpus.bytes / 1e6).toFixed(1)} MB; median of ${runs} cold runs`);
  console.log(`${machine()}\n`);
  const table = rows.map(({ peer, wall, processor, peak }) => [
    `${peer.name} ${peer.version.split(" ")[0]}`,
    seconds(wall),
    own === undefined ? "" : `${(wall / own.wall).toFixed(2)}`,
    seconds(processor),
    own?.processor === undefined || processor === undefined ? "" : (processor / own.processor).toFixed(2),
    mebibytes(peak),
  ]);
  printTable([["program", "time", "× faqlint", "processor", "× faqlint", "peak memory"], ...table]);
  for (const { name, missing: how } of missing) console.log(`NOT MEASURED: ${name}: ${how}`);
  const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  console.log(
    `\nselectivity: ${share(stages.awakeFiles, stages.files)} of the files, ${share(stages.awakeBytes, stages.bytes)} of the bytes are parsed\n`,
  );
  printTable([
    ["stage, in one process", "time"],
    ["reading and decoding", seconds(stages.read)],
    ["scan for awake rules", seconds(stages.scan)],
    ["tree-sitter alone, awake files", seconds(stages.treeSitter)],
    ["parse into columns, awake files", seconds(stages.parse)],
    ["all from text to diagnostics", seconds(stages.lint)],
  ]);
  const ratio = (stages.lint / stages.treeSitter).toFixed(2);
  if (stages.awakeFiles === 0) console.log("no rule is awake in any file, so nothing is parsed");
  else console.log(`linting takes ${ratio} times what tree-sitter alone needs for the awake files`);
  printModel(stages);
  console.log("\nrules that wake the most, by share of the bytes:");
  for (const { rule, bytes } of stages.wakers.slice(0, 10)) {
    console.log(`  ${share(bytes, stages.bytes).padStart(7)}  ${rule}`);
  }
  console.log("\nslowest files:");
  for (const { path, time } of stages.slowest)
    console.log(`  ${time.toFixed(0).padStart(5)} ms  ${path.slice(corpus.folder.length + 1)}`);
}

/** What building everything a model has costs, beside the parse that comes before it. */
function printModel({ model: { parse, build, ratios } }: Stages): void {
  console.log(
    `\nbuilding the whole model of every file takes ${(build / parse).toFixed(2)} times what parsing them takes`,
  );
  const at = (share: number): string => ratios[Math.floor((ratios.length - 1) * share)]?.ratio.toFixed(2) ?? "unknown";
  console.log(`by file of more than 5,000 characters: median ${at(0.5)}, 95 of 100 at most ${at(0.95)}; dearest:`);
  for (const { path, parse: time, ratio } of ratios.slice(-8).toReversed()) {
    const name = path.slice(corpus.folder.length + 1);
    console.log(`  ${ratio.toFixed(2).padStart(5)} × ${time.toFixed(1).padStart(5)} ms  ${name}`);
  }
}

function printTable(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join("  "));
  }
}
