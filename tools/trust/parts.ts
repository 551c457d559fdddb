import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { Linter } from "../../engine/lint.js";
import type { Relevance } from "../../engine/subscriptions.js";
import type { Parsed } from "../../engine/syntax/pieces.js";
import { decoded } from "../../project/source-io.js";
import { RULES } from "../../rules/index.js";
import { findInterpreters } from "../../test/harness/interpreters.js";
import { markdownFilesIn } from "../../test/harness/markdown.js";
import { libraryFolders } from "../../test/support/libraries.js";
import { mulberry32 } from "../../test/support/random.js";
import { claimSummary, claimTable, runClaims } from "./claims.js";
import { endure } from "./endurance.js";
import { tryHostile } from "./hostile.js";
import { killWhileWriting } from "./kills.js";
import { lintEachWay, type Problem, type Subject } from "./laws.js";
import { casesOf, compareWithLib2to3, lib2to3Table } from "./lib2to3.js";
import { damaged, typed } from "./mutations.js";
import { tryPackage } from "./package.js";
import { patternLiterals } from "./pattern-literals.js";
import { trySlowing } from "./patterns.js";
import { programs, specimenPrograms } from "./programs.js";
import { Progress, toldOf } from "./progress.js";
import { RepairJudge, tryRepairs } from "./repairs.js";
import { compareWays, sumOf, type Truth, tryEdited } from "./truth.js";

/** How much of a part is tried: at 1 all that docs/reliability.md tells of. */
export interface Extent {
  readonly share: number;
  readonly seed: number;
}

export interface PartResult {
  /** What was tried, in words with numbers. */
  readonly tried: string;
  readonly problems: readonly Problem[];
  /** All that was found out, for those who want it in a file: as data, and as Markdown in full and in short. */
  readonly record?: { readonly data: unknown; readonly table: string; readonly summary: string };
}

/** How many generated programs, damaged files and states of a text all of it are. */
const GENERATED = 20_000;
const DAMAGED = 5_000;
const KILLS = 300;
const REPAIRED_FILES = 10_000;
const TYPED_FILES = 55;
/** Open documents, at least some of them, with at most so many characters, and for how many seconds they are changed. */
const OPEN = 500;
const FEWEST_OPEN = 20;
const LONGEST_OPEN = 1_000_000;
const OPEN_SECONDS = 600;
const DISCONNECTS = 12;
const ENDINGS = 8;
/** Sequences of edits, texts of which characters are edited, and packages that are looked at as they are. */
const SEQUENCES = 10_000;
const EDITED_LENGTH = [200, 12_000] as const;
const PACKAGES = 100;
const LARGEST_PACKAGE = 400;
/** Files of so many characters are typed: every prefix of so many of them, and a quarter as many deletions, are 100,000 states. */
const TYPED_LENGTH = [1200, 2000] as const;

/** The folders whose regular expressions meet what users write. */
const SOURCES = ["engine", "rules", "project", "cli", "server"];

/** The Python files of the libraries of all Pythons here. */
function libraryFiles(): string[] {
  return libraryFolders().flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".py"))
      .sort()
      .map((name) => join(folder, name)),
  );
}

/** Some of a list, the same ones for the same seed, in the order of the list. */
function some<T>(list: readonly T[], count: number, seed: number): T[] {
  const random = mulberry32(seed);
  let wanted = Math.min(list.length, Math.ceil(count));
  return list.filter((_, index) => {
    const isTaken = random() * (list.length - index) < wanted;
    if (isTaken) wanted--;
    return isTaken;
  });
}

const linter = (): Linter => new Linter(RULES);

/** All files of all libraries, with and without the scan. */
function libraries({ share, seed }: Extent): PartResult {
  const all = libraryFiles();
  const files = some(all, share * all.length, seed);
  const problems: Problem[] = [];
  const lint = linter();
  let bytes = 0;
  for (const path of toldOf("libraries", files, String)) {
    const content = readFileSync(path);
    const read = decoded(path, content);
    if (read.kind !== "text") continue;
    bytes += content.length;
    problems.push(...lintEachWay({ name: path, text: read.text }, lint).problems);
  }
  return { tried: `${files.length} of ${all.length} files, ${(bytes / 1e6).toFixed(0)} MB`, problems };
}

/** Programs by a grammar; one that fails is shrunk. */
function generated({ share, seed }: Extent): PartResult {
  const lint = linter();
  const numRuns = Math.ceil(share * GENERATED);
  const progress = new Progress("generated", numRuns);
  let findings = 0;
  const outcome = fc.check(
    fc.property(programs(), (text) => {
      progress.next(text.slice(0, 200));
      const linted = lintEachWay({ name: "generated.py", text }, lint);
      findings += linted.findings;
      return linted.problems.length === 0;
    }),
    { numRuns, seed },
  );
  progress.end();
  const tried = `${outcome.numRuns} programs with ${findings} findings`;
  if (!outcome.failed) return { tried, problems: [] };
  const text = outcome.counterexample?.[0] ?? "";
  const { problems } = lintEachWay(
    { name: `generated.py (seed ${seed}, path ${outcome.counterexamplePath})`, text },
    lint,
  );
  return { tried, problems };
}

/** Real files with damaged bytes. */
function damagedFiles({ share, seed }: Extent): PartResult {
  const files = some(libraryFiles(), share * DAMAGED, seed + 1);
  const lint = linter();
  const problems: Problem[] = [];
  let texts = 0;
  for (const [index, path] of toldOf("damaged", [...files.entries()], String)) {
    const read = decoded(path, damaged(readFileSync(path), seed + index));
    if (read.kind !== "text") continue;
    texts++;
    problems.push(...lintEachWay({ name: `${path} damaged with ${seed + index}`, text: read.text }, lint).problems);
  }
  return { tried: `${files.length} files, ${texts} of which could still be decoded`, problems };
}

/** Files that are typed, each state linted anew and after the one before. */
function typedFiles({ share, seed }: Extent): PartResult {
  const candidates = libraryFiles().flatMap((path) => {
    const read = decoded(path, readFileSync(path));
    if (read.kind !== "text") return [];
    const { length } = read.text;
    return length >= TYPED_LENGTH[0] && length <= TYPED_LENGTH[1] ? [{ path, text: read.text }] : [];
  });
  const files = some(candidates, Math.max(1, share * TYPED_FILES), seed + 2);
  const lint = linter();
  const problems: Problem[] = [];
  let states = 0;
  for (const { path, text } of toldOf("typed", files, ({ path }) => path)) {
    let last: Parsed | undefined;
    for (const state of typed(text, seed)) {
      const linted = lintEachWay({ name: `${path} while it is typed`, text: state }, lint, last);
      problems.push(...linted.problems);
      last = linted.parsed;
      states++;
    }
  }
  return { tried: `${states} states of ${files.length} files`, problems };
}

/** The repairs of library files and of the programs of specifications in other places, judged by the CPythons here. */
async function repairs({ share, seed }: Extent): Promise<PartResult> {
  const lint = linter();
  const judge = new RepairJudge(await findInterpreters());
  const problems: Problem[] = [];
  const files = some(libraryFiles(), share * REPAIRED_FILES, seed + 3);
  const texts = files.flatMap((path): Subject[] => {
    const read = decoded(path, readFileSync(path));
    return read.kind === "text" ? [{ name: path, text: read.text }] : [];
  });
  const numRuns = Math.ceil(share * GENERATED);
  const made = fc.sample(specimenPrograms(), { numRuns, seed: seed + 4 });
  for (const [index, text] of made.entries()) texts.push({ name: `generated ${seed + 4}, ${index}.py`, text });
  try {
    for (const subject of toldOf("repairs", texts, ({ name }) => name))
      problems.push(...(await tryRepairs(subject, lint, judge)));
  } finally {
    judge.close();
  }
  return {
    tried: `${files.length} files and ${made.length} programs, ${judge.judged} repaired texts judged`,
    problems,
  };
}

/** Every regular expression on texts that are made to slow it down. */
function patterns({ share, seed }: Extent): PartResult {
  const known = new Map<string, { name: string; pattern: RegExp }>();
  const add = (name: string, pattern: RegExp): void => {
    // One that must match where it stands is never tried from other places.
    if (!pattern.sticky && !known.has(String(pattern))) known.set(String(pattern), { name, pattern });
  };
  for (const { name, subscriptions } of RULES) {
    for (const pattern of subscriptions().flatMap(({ relevance }) => patternsOf(relevance))) add(name, pattern);
  }
  for (const { name, pattern } of patternLiterals(SOURCES)) add(name, pattern);
  const all = [...known.values()];
  const tried = some(all, share * all.length, seed + 5);
  const problems = tried.flatMap(({ name, pattern }) => trySlowing(pattern, name));
  return { tried: `${tried.length} of ${all.length} patterns, on up to 100,000 characters`, problems };
}

/** Runs that are killed while they write. */
async function kills({ share, seed }: Extent): Promise<PartResult> {
  const { problems, killed, ended } = await killWhileWriting(Math.ceil(share * KILLS), seed + 6);
  return { tried: `${killed} runs killed while they wrote, ${ended} that had ended before`, problems };
}

/** Files, names and folders that are made to do harm. */
function hostile({ share }: Extent): Promise<PartResult> {
  return tryHostile(share);
}

/** The package, twice, under several versions of Node. */
function packageParts(): Promise<PartResult> {
  return tryPackage();
}

/** What answers and specifications say about Python. */
async function claims({ share, seed }: Extent): Promise<PartResult> {
  const random = mulberry32(seed + 7);
  const files = [...markdownFilesIn("faq"), ...markdownFilesIn("test/rules")];
  const { records, problems, runs } = await runClaims(files, () => random() < share);
  const count = records.reduce((sum, each) => sum + each.claims.length, 0);
  return {
    tried: `${count} claims of ${records.length} programs, ${runs} runs`,
    problems: problems.map(({ name, text, what }) => ({ subject: { name, text }, what })),
    record: { data: records, table: claimTable(records), summary: claimSummary(records) },
  };
}

/** What lib2to3 makes of the programs that its own tests have, beside what our repairs do. */
async function lib2to3({ share, seed }: Extent): Promise<PartResult> {
  // The newest that ships it: its tests are the same in all of them, and a newer one parses more.
  for (const interpreter of [...(await findInterpreters())].reverse()) {
    const cases = await casesOf(interpreter);
    if (cases === null || cases.length === 0) continue;
    const { compared, problems } = await compareWithLib2to3(
      some(cases, share * cases.length, seed),
      linter(),
      interpreter,
    );
    const counts = ["equal", "different", "ours only", "theirs only"].map(
      (kind) => `${compared.filter(({ comparison }) => comparison === kind).length} ${kind}`,
    );
    return {
      tried: `${compared.length} cases of lib2to3's tests in Python 3.${interpreter.version.minor}: ${counts.join(", ")}`,
      problems: problems.map(({ name, text, what }) => ({ subject: { name, text }, what })),
      record: { data: compared, table: lib2to3Table(compared), summary: lib2to3Table(compared) },
    };
  }
  return { tried: "nothing was compared, since no Python here ships lib2to3 and its tests", problems: [] };
}

/** A server with many documents, changes and faults. */
async function server({ share, seed }: Extent): Promise<PartResult> {
  const files = some(libraryFiles(), Math.max(share * OPEN, FEWEST_OPEN) * 1.2, seed + 8);
  const documents = files.flatMap((path): [string, string][] => {
    const read = decoded(path, readFileSync(path));
    return read.kind === "text" && read.text.length <= LONGEST_OPEN ? [[pathToFileURL(path).href, read.text]] : [];
  });
  const { problems, figures } = await endure({
    documents: documents.slice(0, Math.max(share * OPEN, FEWEST_OPEN)),
    seconds: share * OPEN_SECONDS,
    disconnects: Math.ceil(share * DISCONNECTS),
    endings: Math.max(2, Math.ceil(share * ENDINGS)),
    seed: seed + 9,
  });
  return { tried: figures, problems };
}

/** What everybody says who can be asked, of texts after edits and of packages of the libraries. */
async function truth({ share, seed }: Extent): Promise<PartResult> {
  const files = libraryFiles();
  const first = some(files, Math.max(10, (share * SEQUENCES) / 4), seed + 10).flatMap((path): string[] => {
    const read = decoded(path, readFileSync(path));
    const isFit = read.kind === "text" && read.text.length >= EDITED_LENGTH[0] && read.text.length <= EDITED_LENGTH[1];
    return isFit ? [read.text] : [];
  });
  const edited = first.length === 0 ? sumOf([]) : await tryEdited(first, Math.ceil(share * SEQUENCES), seed + 11);
  const folders = [...new Set(files.map((path) => dirname(path)))];
  const compared: Truth[] = [];
  for (const folder of toldOf("truth, packages", some(folders, Math.floor(share * PACKAGES), seed + 12), String)) {
    const inside = files.filter((path) => path.startsWith(join(folder, "/")));
    // Others, like the whole of a library, have most of them as parts.
    if (inside.length > LARGEST_PACKAGE) continue;
    const texts = inside.flatMap((path) => {
      const read = decoded(path, readFileSync(path));
      return read.kind === "text" ? [{ path, text: read.text, history: [] }] : [];
    });
    compared.push(await compareWays(folder, texts, seed + 13));
  }
  const whole = sumOf(compared);
  return {
    tried: `${edited.files} texts with ${edited.findings} findings after ${edited.edits} edits, ${whole.files} files of ${compared.length} packages with ${whole.findings} findings, each in 10 ways`,
    problems: [...edited.problems, ...whole.problems],
  };
}

function patternsOf({ pattern, places = [], and, or }: Relevance): RegExp[] {
  const own = [pattern, and, ...places.map((place) => place.pattern)].filter((each) => each !== undefined);
  return or === undefined ? own : [...own, ...patternsOf(or)];
}

/** The parts of the programme, in the order they are run in. */
export const PARTS = {
  libraries,
  generated,
  damaged: damagedFiles,
  typed: typedFiles,
  repairs,
  patterns,
  hostile,
  kills,
  package: packageParts,
  claims,
  lib2to3,
  server,
  truth,
} as const satisfies Record<string, (extent: Extent) => PartResult | Promise<PartResult>>;

export type PartName = keyof typeof PARTS;
