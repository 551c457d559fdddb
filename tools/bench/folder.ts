import { spawnSync } from "node:child_process";
import { cpus, platform, release } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type Corpus, copyCorpus } from "./corpus.js";
import { type Cost, measure, median } from "./measure.js";
import { findPeers, type MissingPeer, type Peer } from "./peers.js";
import type { Share, Stages } from "./stages.js";
import { printTable } from "./table.js";

/** How a folder is measured. */
export interface FolderOptions {
  readonly runs: number;
  readonly json: boolean;
  /** Compares with ast-grep alone, and tells nothing of the stages but how much is parsed. */
  readonly brief: boolean;
}

interface Row {
  readonly peer: Peer;
  readonly wall: number;
  readonly processor: number | undefined;
  readonly peak: number | undefined;
  /** What was measured where that is not all; then the times are what all of it would take. */
  readonly part?: { readonly files: number; readonly bytes: number };
}

/**
 * Measures faqlint and its peers on a copy of a folder, and prints that.
 *
 * @returns whether faqlint could be measured.
 */
export async function measureFolder(named: string, options: FolderOptions): Promise<boolean> {
  const corpus = copyCorpus(named);
  try {
    const peers = findPeers().filter(
      ({ name }) => !options.brief || /^(?:faqlint|ast-grep|Node|tree-sitter)\b/.test(name),
    );
    const present = peers.filter((peer): peer is Peer => !("missing" in peer));
    const missing = peers.filter((peer): peer is MissingPeer => "missing" in peer);
    const rows = await measureAll(present, corpus, options.runs);
    const share = options.brief ? measured<Share>(corpus, "--share-alone") : undefined;
    const stages = share === undefined ? measured<Stages>(corpus) : undefined;
    if (options.json) {
      const { files, bytes } = corpus;
      console.log(
        JSON.stringify({ machine: machine(), files, bytes, rows, missing, stages: stages ?? share }, null, 1),
      );
    } else {
      console.log(
        `${options.brief ? basename(named) : named}: ${corpus.files} files, ${(corpus.bytes / 1e6).toFixed(1)} MB; median of ${options.runs} cold runs`,
      );
      console.log(`${machine()}\n`);
      printRows(rows, missing, corpus);
      printShare(stages ?? (share as Share));
      if (stages !== undefined) printStages(stages, corpus);
    }
    return !missing.some(({ name }) => name === "faqlint");
  } finally {
    corpus.remove();
  }
}

/** Each program in turn, as often as asked for, so that a slow moment of the machine does not hit one alone. */
async function measureAll(peers: readonly Peer[], corpus: Corpus, runs: number): Promise<Row[]> {
  const costs = new Map<Peer, Cost[]>(peers.map((peer) => [peer, []]));
  const rows = new Map<Peer, Row>();
  for (let run = 0; run < runs; run++) {
    for (const [peer, list] of costs) {
      if (peer.share === undefined) list.push(await costOf(peer, corpus.folder));
      else if (run === 0) rows.set(peer, await measurePart(peer, peer.share, corpus));
    }
  }
  for (const [peer, list] of costs) {
    if (list.length === 0) continue;
    rows.set(peer, {
      peer,
      wall: median(list.map(({ wall }) => wall)),
      processor: known(list.map(({ processor }) => processor)),
      peak: known(list.map(({ peak }) => peak)),
    });
  }
  return peers.flatMap((peer) => rows.get(peer) ?? []);
}

/** Measures a program on some of the files, and on an empty one: what it takes beyond its start grows with the bytes. */
async function measurePart(peer: Peer, share: number, corpus: Corpus): Promise<Row> {
  const [part, nothing] = [corpus.part(share), corpus.part(0)];
  try {
    const [some, start] = [await costOf(peer, part.folder), await costOf(peer, nothing.folder)];
    const all = (of: number, least: number): number =>
      least + (Math.max(0, of - least) * corpus.bytes) / Math.max(1, part.bytes);
    return {
      ...{ peer, peak: some.peak, part: { files: part.files, bytes: part.bytes } },
      wall: all(some.wall, start.wall),
      processor:
        some.processor === undefined || start.processor === undefined
          ? undefined
          : all(some.processor, start.processor),
    };
  } finally {
    part.remove();
    nothing.remove();
  }
}

async function costOf(peer: Peer, folder: string): Promise<Cost> {
  const cost = await measure(peer.command, peer.args(folder));
  if (!peer.statuses.includes(cost.status ?? -1)) {
    throw new Error(`${peer.name} ended with ${cost.status}\n${cost.complaint}`);
  }
  return cost;
}

function known(numbers: readonly (number | undefined)[]): number | undefined {
  const present = numbers.filter((number) => number !== undefined);
  return present.length > 0 ? median(present) : undefined;
}

function measured<T extends Share>(corpus: Corpus, ...only: readonly string[]): T {
  const script = fileURLToPath(new URL("stages.ts", import.meta.url));
  const run = spawnSync(process.execPath, ["--import", "tsx", script, corpus.folder, ...only], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`the stages could not be measured\n${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${platform()} ${release()}, Node ${process.version}`;
}

const seconds = (time: number | undefined): string =>
  time === undefined ? "unknown" : `${(time / 1000).toFixed(2)} s`;
const percentage = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

function printRows(rows: readonly Row[], missing: readonly MissingPeer[], corpus: Corpus): void {
  const mebibytes = (bytes: number | undefined): string =>
    bytes === undefined ? "unknown" : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const own = rows.find(({ peer }) => peer.name === "faqlint");
  const table = rows.map(({ peer, wall, processor, peak, part }) => [
    `${peer.name} ${peer.version.split(" ")[0]}${part === undefined ? "" : " *"}`,
    seconds(wall),
    own === undefined ? "" : `${(wall / own.wall).toFixed(2)}`,
    seconds(processor),
    own?.processor === undefined || processor === undefined ? "" : (processor / own.processor).toFixed(2),
    mebibytes(peak),
  ]);
  printTable([["program", "time", "× faqlint", "processor", "× faqlint", "peak memory"], ...table]);
  for (const { peer, part } of rows) {
    if (part === undefined) continue;
    const times = (corpus.bytes / Math.max(1, part.bytes)).toFixed(0);
    console.log(
      `* ${peer.name} ran once, on ${part.files} files, ${(part.bytes / 1e6).toFixed(2)} MB, since it is so slow; what that took beyond its start counts ${times} times`,
    );
  }
  for (const { name, missing: how } of missing) console.log(`NOT MEASURED: ${name}: ${how}`);
}

function printShare({ awakeFiles, files, awakeBytes, bytes }: Share): void {
  console.log(
    `\nselectivity: ${percentage(awakeFiles, files)} of the files, ${percentage(awakeBytes, bytes)} of the bytes are parsed\n`,
  );
}

function printStages(stages: Stages, corpus: Corpus): void {
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
  printModel(stages, corpus);
  console.log("\nrules that wake the most, by share of the bytes:");
  for (const { rule, bytes } of stages.wakers.slice(0, 10)) {
    console.log(`  ${percentage(bytes, stages.bytes).padStart(7)}  ${rule}`);
  }
  console.log("\nslowest files:");
  for (const { path, time } of stages.slowest)
    console.log(`  ${time.toFixed(0).padStart(5)} ms  ${path.slice(corpus.folder.length + 1)}`);
}

/** What building everything a model has costs, beside the parse that comes before it. */
function printModel({ model: { parse, build, ratios } }: Stages, corpus: Corpus): void {
  console.log(
    `\nbuilding the whole model of every file takes ${(build / parse).toFixed(2)} times what parsing them takes`,
  );
  const at = (part: number): string => ratios[Math.floor((ratios.length - 1) * part)]?.ratio.toFixed(2) ?? "unknown";
  console.log(`by file of more than 5,000 characters: median ${at(0.5)}, 95 of 100 at most ${at(0.95)}; dearest:`);
  for (const { path, parse: time, ratio } of ratios.slice(-8).toReversed()) {
    const name = path.slice(corpus.folder.length + 1);
    console.log(`  ${ratio.toFixed(2).padStart(5)} × ${time.toFixed(1).padStart(5)} ms  ${name}`);
  }
}
