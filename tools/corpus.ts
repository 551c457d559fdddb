/**
 * Lints any folder and tells what happened: the proving ground for precision.
 *
 *     npm run corpus -- FOLDER [--rule NAME]... [--list] [--fixes] [--json] [--target-version X.Y] [--scan off] [--law]
 *
 *     npm run corpus -- FOLDER --compare | --record
 *
 * `--list` prints every hit with its source line, `--fixes` computes repairs too, `--json` prints everything for comparing two runs,
 * `--compare` prints the blast radius of a change: what is found now, and was not when test/corpus was recorded, and the reverse, in the
 * projects of that record that lie in FOLDER, each in a folder of its name; `--record` records anew.
 * `--law` checks that the scan for awake rules changes nothing. The exit status is 1 when a rule crashed or the law is broken.
 */
import { resourceUsage } from "node:process";
import { parseArgs } from "node:util";
import { parsePythonVersion } from "../engine/versions.js";
import { startEngine } from "../project/engine-start.js";
import { RULES } from "../rules/index.js";
import type { RecordedHit } from "./corpus/record.js";
import { compareWithRecord, renewRecord } from "./corpus/record-files.js";
import { type CorpusOptions, type CorpusResult, describeHit, runCorpus } from "./corpus/run.js";

const USAGE =
  "npm run corpus -- FOLDER [--rule NAME]... [--list] [--fixes] [--json] [--target-version X.Y] [--scan off] [--law] [--compare] [--record]";

function fail(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

interface Wanted {
  readonly folder: string;
  readonly list: boolean;
  readonly json: boolean;
  readonly compare: boolean;
  readonly record: boolean;
  readonly options: CorpusOptions;
}

function readArguments(): Wanted {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rule: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
      fixes: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      compare: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      law: { type: "boolean", default: false },
      scan: { type: "string", default: "on" },
      "target-version": { type: "string" },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) fail("Name one folder.");
  const unknown = values.rule.filter((name) => !RULES.some((rule) => rule.name === name));
  if (unknown.length > 0) fail(`There is no rule ${unknown.join(", ")}.`);
  if (!["on", "off"].includes(values.scan)) fail("--scan is on or off.");
  const wanted = values["target-version"];
  const target = wanted === undefined ? undefined : parsePythonVersion(wanted);
  if (wanted !== undefined && target === undefined) fail(`${wanted} is no Python version.`);
  const rules = RULES.filter((rule) => values.rule.length === 0 || values.rule.includes(rule.name));
  const options: CorpusOptions = { rules, law: values.law, fixes: values.fixes, scan: values.scan === "on" };
  return {
    folder,
    list: values.list,
    json: values.json,
    compare: values.compare,
    record: values.record,
    options: target === undefined ? options : { ...options, target },
  };
}

/** How many hits each rule has, most first; rules without any are told too. */
function countByRule(result: CorpusResult, options: CorpusOptions): [string, number][] {
  const counts = new Map(options.rules.map((rule) => [rule.name, 0]));
  for (const { rule } of result.hits) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

const share = (part: number, whole: number): string => `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)} %`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function print(result: CorpusResult, options: CorpusOptions, list: boolean): void {
  if (list) {
    for (const hit of result.hits) console.log(`${describeHit(hit)}\n    ${hit.source.trim().slice(0, 160)}`);
    if (result.hits.length > 0) console.log();
  }
  for (const { path, rule, stack } of result.crashes) console.log(`CRASH of ${rule} in ${path}\n${stack}\n`);
  for (const { path, only } of result.lawBreaks) console.log(`LAW BROKEN in ${path}\n  ${only.join("\n  ")}`);
  for (const { path, target, places } of result.syntaxErrors) {
    console.log(`not fully parsed: ${path} (${places} place${places === 1 ? "" : "s"}, as Python ${target})`);
  }
  for (const { path, reason } of result.unread) console.log(`not linted: ${path}: ${reason}`);
  const { files, bytes, parsedFiles, parsedBytes, readTime, lintTime } = result;
  const versions = Object.entries(result.targets).map(([version, count]) => `${count} as Python ${version}`);
  console.log(`files         ${files}, ${megabytes(bytes)} (${versions.sort().join(", ") || "none"})`);
  console.log(`parsed        ${share(parsedFiles, files)} of the files, ${share(parsedBytes, bytes)} of the bytes`);
  console.log(`time          ${(lintTime / 1000).toFixed(2)} s linting, ${(readTime / 1000).toFixed(2)} s reading`);
  console.log(`memory        ${(resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`);
  console.log(`syntax errors in ${result.syntaxErrors.length} files; not linted ${result.unread.length}`);
  console.log(`crashes       ${result.crashes.length}`);
  if (options.law === true)
    console.log(`law           ${result.lawBreaks.length} files where the scan changes something`);
  console.log(`diagnostics   ${result.hits.length}`);
  for (const [rule, count] of countByRule(result, options)) console.log(`${String(count).padStart(7)}  ${rule}`);
}

/** What a change of the rules does to the projects that are recorded. */
function printBlastRadius(folder: string): void {
  const { appeared, vanished, absent } = compareWithRecord(folder);
  const tell = (sign: string, { project, path, line, severity, rule, verdict }: RecordedHit): void => {
    const judged = verdict === "" ? "" : `, judged ${verdict}`;
    console.log(`${sign} ${project}/${path}:${line}: ${severity} [${rule}]${judged}`);
  };
  for (const hit of appeared) tell("+", hit);
  for (const hit of vanished) tell("-", hit);
  if (absent.length > 0) console.log(`not compared, since not there: ${absent.join(", ")}`);
  console.log(`${appeared.length} hits appeared, ${vanished.length} vanished`);
}

function lintFolder({ folder, list, json, options }: Wanted): void {
  const result = runCorpus(folder, options);
  if (json) console.log(JSON.stringify({ ...result, readTime: undefined, lintTime: undefined }, null, 1));
  else print(result, options, list);
  process.exitCode = result.crashes.length > 0 || result.lawBreaks.length > 0 ? 1 : 0;
}

const wanted = readArguments();
await startEngine();
if (wanted.compare) printBlastRadius(wanted.folder);
else if (wanted.record) {
  const { hits, absent } = renewRecord(wanted.folder);
  console.log(
    `${hits} hits recorded${absent.length === 0 ? "" : `; as before, since not there: ${absent.join(", ")}`}`,
  );
} else lintFolder(wanted);
