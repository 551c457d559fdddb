/**
 * Measures how long it takes from a keystroke to the diagnostics, beside other Python language servers in the same run.
 *
 *     npm run build && npm run bench:lsp [-- FILE...] [--keys N] [--edits N] [--only NAME] [--json]
 *
 * Every server is talked to over its real standard streams. One character is typed at a time, at places all over the file,
 * and then removed again; nothing is counted out, neither a server's own delays nor the pipe. `--edits` then goes on with so
 * many edits of faqlint alone, watches its memory, and compares the end with a fresh lint.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { newestLibrary } from "./bench/corpus.js";
import { Session } from "./bench-lsp/session.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PATIENCE_MS = 60_000;
/** What is typed: a call, half of which is no Python yet. */
const TYPED = "x = open(y)";
/** A server this slow is asked less often. */
const FEW_KEYS = 24;

interface Server {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly keys: number;
}

interface Row {
  readonly server: string;
  readonly file: string;
  readonly first: number | undefined;
  readonly p50: number;
  readonly p95: number;
  readonly keys: number;
  readonly missed: number;
  readonly resident: number | undefined;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keys: { type: "string", default: "600" },
    edits: { type: "string", default: "0" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const library = newestLibrary();
const files =
  positionals.length > 0
    ? positionals
    : ["subprocess.py", "test/test_typing.py"].map((name) => join(library ?? "", name));
for (const file of files) {
  if (existsSync(file)) continue;
  console.error(`${file} does not exist; name the files to type in. npm run bench:lsp -- FILE...`);
  process.exit(2);
}

const rows: Row[] = [];
const missing: string[] = [];
for (const file of files) {
  for (const server of servers()) {
    if (values.only !== undefined && server.name !== values.only) continue;
    if ("missing" in server) missing.push(`${server.name}: ${server.missing}`);
    else rows.push(await typeIn(file, server));
  }
}
const endurance =
  Number(values.edits) > 0 && files[0] !== undefined ? await endure(files[0], Number(values.edits)) : undefined;
if (values.json) console.log(JSON.stringify({ machine: machine(), rows, missing, endurance }, null, 1));
else print();

function servers(): (Server | { name: string; missing: string })[] {
  const built = join(ROOT, "dist", "faqlint.js");
  const pyright = createRequire(import.meta.url).resolve("pyright/langserver.index.js");
  const pylsp = spawnSync("pylsp", ["--version"], { encoding: "utf8" });
  return [
    existsSync(built)
      ? {
          name: "faqlint",
          command: process.execPath,
          args: [built, "server"],
          keys: Number(values.keys),
        }
      : { name: "faqlint", missing: "run `npm run build` first" },
    { name: "pyright", command: process.execPath, args: [pyright, "--stdio"], keys: FEW_KEYS },
    pylsp.error === undefined
      ? { name: `pylsp ${pylsp.stdout.trim()}`, command: "pylsp", args: [], keys: FEW_KEYS }
      : { name: "pylsp", missing: "not installed (on Debian: apt-get install python3-pylsp)" },
  ];
}

/** The ends of lines of code, spread over a text. */
function placesIn(text: string, count: number): { line: number; character: number }[] {
  const lines = text.split("\n");
  const code = lines.flatMap((line, index) =>
    /^\s*[a-z_].*[\w)\]]$/.test(line) ? [{ line: index, character: line.length }] : [],
  );
  return Array.from(
    { length: count },
    (_, index) => code[Math.floor(((index + 0.5) * code.length) / count)] ?? { line: 0, character: 0 },
  );
}

async function typeIn(file: string, { name, command, args, keys }: Server): Promise<Row> {
  const text = readFileSync(file, "utf8");
  const begin = performance.now();
  const session = new Session(command, args, pathToFileURL(file).href);
  try {
    await session.initialize({});
    const opened = await session.open(text, PATIENCE_MS);
    const times: number[] = [];
    let missed = 0;
    const note = (time: number | undefined): void => {
      if (time === undefined) missed++;
      else times.push(time);
    };
    const perPlace = 2 * (TYPED.length + 1);
    for (const { line, character } of placesIn(text, Math.ceil(keys / perPlace))) {
      for (const [index, key] of [...`;${TYPED}`].entries()) {
        if (times.length + missed >= keys) break;
        note(await session.change({ line, character: character + index, removed: 0, text: key }, PATIENCE_MS));
      }
      const typed = Math.min(TYPED.length + 1, keys);
      for (let left = typed; left > 0 && times.length + missed < keys; left--) {
        note(await session.change({ line, character: character + left - 1, removed: 1, text: "" }, PATIENCE_MS));
      }
    }
    return {
      server: name,
      file: basename(file),
      first: opened === undefined ? undefined : opened.at - begin,
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      keys: times.length,
      missed,
      resident: session.resident,
    };
  } finally {
    session.end();
  }
}

/** Types on and on in faqlint alone; what it shows in the end must be what it shows of the text when it is new. */
async function endure(file: string, edits: number): Promise<{ early: number; late: number; equal: boolean }> {
  const text = readFileSync(file, "utf8");
  const uri = pathToFileURL(file).href;
  const args = [join(ROOT, "dist", "faqlint.js"), "server"];
  const session = new Session(process.execPath, args, uri);
  const fresh = new Session(process.execPath, args, uri);
  try {
    await session.initialize({});
    await session.open(text, PATIENCE_MS);
    const places = placesIn(text, 50);
    let early = 0;
    for (let edit = 0; edit < edits; edit++) {
      const place = places[Math.floor(edit / 2) % places.length] ?? { line: 0, character: 0 };
      const isTyping = edit % 2 === 0;
      await session.change({ ...place, removed: isTyping ? 0 : 1, text: isTyping ? "(" : "" }, PATIENCE_MS);
      if (edit === Math.floor(edits / 5)) early = session.resident ?? 0;
    }
    const late = session.resident ?? 0;
    await fresh.initialize({});
    const first = await fresh.open(text, PATIENCE_MS);
    const last = await session.diagnosticsAfter({ line: 0, character: 0, removed: 0, text: "" }, PATIENCE_MS);
    return { early, late, equal: JSON.stringify(first?.diagnostics) === JSON.stringify(last) };
  } finally {
    session.end();
    fresh.end();
  }
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model ?? "?"}, Node ${process.version}`;
}

function print(): void {
  const ms = (value: number | undefined): string =>
    value === undefined ? "never" : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  const mb = (value: number | undefined): string => (value === undefined ? "?" : `${Math.round(value / 2 ** 20)} MB`);
  console.log(`Keystroke to published diagnostics, on ${machine()}\n`);
  for (const { server, file, first, p50, p95, keys, missed, resident } of rows) {
    const lost = missed > 0 ? `, ${missed} never answered` : "";
    console.log(
      `${file.padEnd(18)} ${server.padEnd(16)} p50 ${ms(p50).padStart(9)}  p95 ${ms(p95).padStart(9)}  first ${ms(first).padStart(9)}  ${mb(resident).padStart(7)}  ${keys} keys${lost}`,
    );
  }
  for (const one of missing) console.log(`not measured: ${one}`);
  if (endurance === undefined) return;
  const growth = (100 * (endurance.late - endurance.early)) / endurance.early;
  console.log(
    `\n${values.edits} edits: ${mb(endurance.early)} after a fifth of them, ${mb(endurance.late)} in the end (${growth.toFixed(1)} %); diagnostics ${endurance.equal ? "equal" : "NOT EQUAL"} to those of a fresh start`,
  );
}
