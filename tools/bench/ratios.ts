/**
 * Measures how long faqlint takes in comparison with what nobody can do without, tree-sitter's parse of the same text. Such ratios are
 * alike on every machine, so that a loss of speed shows where nothing else does.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Parser } from "web-tree-sitter";
import { Linter } from "../../engine/lint.js";
import type { SyntaxTree } from "../../engine/syntax/tree.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { blocksOf } from "../../test/harness/block.js";
import { markdownFilesIn } from "../../test/harness/markdown.js";
import { processorSeconds } from "../../test/support/processor.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** How many times as long as the least that can be; the names are those of the record. */
interface Ratios {
  /** All programs of the rules' specifications, each a small file: the lint beside the parse. */
  readonly files: number;
  /** A character typed at a time in a text of some thousand lines, beside the parse of all of it. */
  readonly keystrokes: number;
}

/** The best of so many turns counts: the others were disturbed. */
const TURNS = 3;
/** How often the examples stand in the text that is typed in, and at how many places of it. */
const COPIES = 4;
const PLACES = 12;

/** What the ratios were when they were last looked at. */
const RECORD = join(ROOT, "tools", "bench", "ratios.json");
/** So much of a ratio may be lost before it is a loss: less is told by no clock. */
const TOLERANCE = 0.15;
/** A loss must show as often as this: a busy machine makes one now and then. */
const ATTEMPTS = 3;
const NAMES = ["files", "keystrokes"] as const;

/**
 * Measures the ratios and prints them beside the recorded ones.
 *
 * @param renews whether what is measured becomes the record.
 * @returns whether nothing was lost.
 */
export function compareRatios(parser: Parser, renews: boolean): boolean {
  let now = measureRatios(parser);
  if (renews) {
    const rounded = Object.fromEntries(Object.entries(now).map(([name, ratio]) => [name, Number(ratio.toFixed(2))]));
    writeFileSync(RECORD, `${JSON.stringify(rounded, undefined, 2)}\n`);
  }
  const recorded = JSON.parse(readFileSync(RECORD, "utf8")) as Ratios;
  const lossOf = (name: keyof Ratios): number => now[name] / recorded[name] - 1;
  const isLostIn = (name: keyof Ratios): boolean => lossOf(name) > TOLERANCE;
  for (let attempt = 1; attempt < ATTEMPTS && NAMES.some(isLostIn); attempt++) {
    const again = measureRatios(parser);
    now = { files: Math.min(now.files, again.files), keystrokes: Math.min(now.keystrokes, again.keystrokes) };
  }
  for (const name of NAMES) {
    const [loss, isLost] = [lossOf(name), isLostIn(name)];
    const change = `${loss < 0 ? "" : "+"}${(100 * loss).toFixed(0)} %`;
    console.log(
      `${name.padEnd(11)} ${now[name].toFixed(2)}, recorded ${recorded[name].toFixed(2)} (${change})${isLost ? ": LOST" : ""}`,
    );
  }
  return !NAMES.some(isLostIn);
}

/**
 * @param parser tree-sitter's own, for Python.
 */
function measureRatios(parser: Parser): Ratios {
  const linter = new Linter(RULES.filter(({ severity }) => severity !== "hint"));
  const parse = (text: string): void => parser.parse(text)?.delete();
  const programs = [
    ...new Set(
      markdownFilesIn("test/rules").flatMap(({ name, markdown }) => blocksOf(name, markdown).map(({ text }) => text)),
    ),
  ];
  const large = examples().repeat(COPIES);
  let last: SyntaxTree | undefined;
  const type = (): void => {
    for (let place = 0; place < PLACES; place++) {
      const at = large.indexOf("\n", Math.floor((large.length * place) / PLACES));
      for (const text of [`${large.slice(0, at)}x${large.slice(at)}`, large])
        last = linter.lint(new SourceFile("large.py", text), { last }).tree;
    }
  };
  const [files, parses] = best(
    () => {
      for (const program of programs) linter.lint(new SourceFile("program.py", program));
    },
    () => programs.forEach(parse),
  );
  const [keys, whole] = best(type, () => {
    for (let time = 0; time < 2 * PLACES; time++) parse(large);
  });
  return { files: files / parses, keystrokes: keys / whole };
}

/** The least time of two kinds of work, done in turn, so that a slow moment of the machine does not hit one alone. */
function best(one: () => void, other: () => void): [number, number] {
  let least: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < TURNS; turn++) {
    least = [Math.min(least[0], processorSeconds(one)), Math.min(least[1], processorSeconds(other))];
  }
  return least;
}

function examples(): string {
  const folder = join(ROOT, "examples");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  return names
    .sort()
    .map((name) => `${readFileSync(join(folder, name), "utf8")}\n`)
    .join("");
}
