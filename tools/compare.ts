/**
 * Compares faqlint with other linters on the same programs, and writes what it measured into docs/comparison.md and the README.
 *
 *     npm run build && npm run compare [-- --venv FOLDER]
 *
 * Ruff, pylint and pyflakes are installed from PyPI into the folder, or into one that is removed in the end; pyright comes with `npm ci`.
 * docs/comparison.md says what is counted, and what that is worth.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { RULES } from "../rules/index.js";
import { newestLibrary } from "./bench/corpus.js";
import { compare, placesIn } from "./compare/count.js";
import { findPeers, messagesOf, type Peer } from "./compare/peers.js";
import { writePrograms } from "./compare/programs.js";
import { longReport, type Measured, type Speed, shortTable } from "./compare/report.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FAQLINT = [process.execPath, `${ROOT}dist/faqlint.js`] as const;
/** Packages of Python's library that take pylint less than a minute. */
const PACKAGES = ["email", "http", "json", "logging", "urllib"];

const { values } = parseArgs({ options: { venv: { type: "string" } } });
const folder = realpathSync(mkdtempSync(join(tmpdir(), "faqlint-compare-")));
try {
  const peers = findPeers(values.venv ?? join(folder, "venv"));
  const programs = mkdtempSync(join(folder, "programs-"));
  const rules = writePrograms(programs);
  const places = placesIn(programs, FAQLINT, rules);
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { version: string };
  const measured: Measured = {
    version,
    rules: { all: RULES.length, fixing: RULES.filter(({ fix }) => fix !== "none").length },
    peers,
    comparison: compare(
      places,
      peers.map((peer) => messagesOf(peer, programs)),
    ),
    speed: measureSpeed(peers),
  };
  write("docs/comparison.md", longReport(measured));
  write("README.md", shortTable(measured));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measureSpeed(peers: readonly Peer[]): Measured["speed"] {
  const library = newestLibrary();
  if (library === undefined) throw new Error("no Python's library was found to measure with");
  const copy = mkdtempSync(join(folder, "library-"));
  for (const name of PACKAGES) cpSync(join(library, name), join(copy, name), { recursive: true });
  const files = readdirSync(copy, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  const lines = files.reduce((sum, name) => sum + readFileSync(join(copy, name), "utf8").split("\n").length - 1, 0);
  const commands: readonly { name: string; command: readonly string[] }[] = [
    { name: "faqlint", command: [...FAQLINT, "check", "--isolated", "--format", "json", "."] },
    ...peers,
  ];
  return {
    files: files.length,
    lines,
    programs: commands.map(({ name, command }): Speed => ({ name, seconds: processorSeconds(command, copy) })),
  };
}

/** The processor time of a command and all that it starts, which others that run meanwhile change little. */
function processorSeconds(command: readonly string[], cwd: string): number {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1 || true; }';
  const { stderr } = spawnSync("bash", ["-c", script, "-", ...command], { cwd, encoding: "utf8" });
  return stderr
    .trim()
    .split(" ")
    .reduce((sum, seconds) => sum + Number(seconds), 0);
}

/** Puts a text between the marks that stand for it in a page. */
function write(name: string, text: string): void {
  const page = readFileSync(`${ROOT}${name}`, "utf8");
  const marks = /(<!-- measured: comparison[^>]*-->\n)[\s\S]*?(<!-- end -->)/;
  if (!marks.test(page)) throw new Error(`${name} has no place for what was measured`);
  writeFileSync(
    `${ROOT}${name}`,
    page.replace(marks, (_, start, end) => `${start}\n${text}\n\n${end}`),
  );
}
