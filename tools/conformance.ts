/**
 * Compares the model's scopes with those of CPython's own symtable, over the standard library of every CPython on this machine.
 *
 *     npm run conformance -- [X.Y]... [--all]
 *
 * Versions narrow it down; `--all` prints every difference instead of some of each kind. The exit status is 1 when there
 * are differences, or no interpreter at all.
 */
import { parseArgs } from "node:util";
import { formatPythonVersion } from "../engine/versions.js";
import { startEngine } from "../project/engine-start.js";
import { findInterpreters } from "../test/harness/interpreters.js";
import { type ConformanceResult, checkConformance, libraryFiles } from "./conformance/run.js";

const SHOWN = 5;

function print(version: string, result: ConformanceResult, seconds: number, shown: number): void {
  const different = [...result.differences.values()].reduce((sum, places) => sum + places.length, 0);
  console.log(
    `Python ${version}: ${result.files} files, ${result.scopes} scopes, ${result.names} names, ` +
      `${different} differences (${seconds.toFixed(1)} s)`,
  );
  for (const [reason, count] of [...result.excluded].sort()) {
    console.log(`${String(count).padStart(8)} left out: ${reason}`);
  }
  for (const [group, places] of [...result.differences].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`${String(places.length).padStart(8)} DIFFERENT ${group}`);
    for (const place of places.slice(0, shown)) console.log(`           ${place}`);
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false } },
});
const interpreters = (await findInterpreters()).filter(
  ({ version }) => positionals.length === 0 || positionals.includes(formatPythonVersion(version)),
);
await startEngine();
let failed = interpreters.length === 0;
for (const interpreter of interpreters) {
  const start = performance.now();
  const result = checkConformance(interpreter, libraryFiles(interpreter));
  const seconds = (performance.now() - start) / 1000;
  print(formatPythonVersion(interpreter.version), result, seconds, values.all ? Number.POSITIVE_INFINITY : SHOWN);
  failed ||= result.differences.size > 0;
}
if (interpreters.length === 0) console.error("There is no CPython of these versions.");
process.exitCode = failed ? 1 : 0;
