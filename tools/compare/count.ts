import { spawnSync } from "node:child_process";
import type { Question } from "../../engine/questions.js";
import { QUESTIONS } from "../../engine/questions.js";
import type { Message } from "./peers.js";
import { type ProgramSet, SETS } from "./programs.js";

/** A place where faqlint finds something. */
export interface Place {
  readonly path: string;
  readonly question: string;
  /** What is underlined, and what belongs to it: the definition of a handler, say. Lines from 1. */
  readonly lines: ReadonlySet<number>;
}

interface JsonRange {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}

interface JsonDiagnostic {
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly question: string;
  readonly range: JsonRange;
  readonly related: readonly { readonly range: JsonRange }[];
}

/**
 * Where faqlint finds something in the programs: in the examples without advice, in a specification what its rule finds.
 *
 * @param faqlint the program and the arguments that run the built command line.
 * @param rules the rule that a program is about, by its path.
 */
export function placesIn(
  folder: string,
  [program, ...first]: readonly [string, ...string[]],
  rules: ReadonlyMap<string, string>,
): Place[] {
  const args = [...first, "check", "--hints", "--format", "json", ...SETS];
  const { stdout, error } = spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly JsonDiagnostic[] };
  return diagnostics
    .filter(({ path, rule, severity }) => (rules.has(path) ? rules.get(path) === rule : severity !== "hint"))
    .map(({ path, question, range, related }) => ({
      path,
      question,
      lines: new Set([range, ...related.map((each) => each.range)].flatMap(linesOf)),
    }));
}

function linesOf({ start, end }: JsonRange): number[] {
  return Array.from({ length: end.line - start.line + 1 }, (_, index) => start.line + index);
}

/** At how many of some places each of the others says anything. */
export interface Row {
  readonly places: number;
  /** In the order of the others. */
  readonly said: readonly number[];
}

/** What the comparison has come to. */
export interface Comparison {
  readonly questions: readonly { readonly question: Question; readonly row: Row }[];
  readonly sets: ReadonlyMap<ProgramSet, Row>;
  /** Of each of the others, how many messages it has, and how many of them where faqlint says nothing. */
  readonly others: readonly { readonly messages: number; readonly elsewhere: number }[];
}

/** @param messages what each of the others says. */
export function compare(places: readonly Place[], messages: readonly (readonly Message[])[]): Comparison {
  const spoken = messages.map((list) => new Set(list.map(({ path, line }) => `${path}:${line}`)));
  const rowOf = (some: readonly Place[]): Row => ({
    places: some.length,
    said: spoken.map((lines) => some.filter((place) => isTold(place, lines)).length),
  });
  const ours = new Set(places.flatMap(({ path, lines }) => [...lines].map((line) => `${path}:${line}`)));
  return {
    questions: QUESTIONS.map((question) => ({
      question,
      row: rowOf(places.filter((place) => place.question === question.slug)),
    })).filter(({ row }) => row.places > 0),
    sets: new Map(SETS.map((set) => [set, rowOf(places.filter(({ path }) => path.startsWith(`${set}/`)))])),
    others: messages.map((list) => ({
      messages: list.length,
      elsewhere: list.filter(({ path, line }) => !ours.has(`${path}:${line}`)).length,
    })),
  };
}

function isTold({ path, lines }: Place, spoken: ReadonlySet<string>): boolean {
  return [...lines].some((line) => spoken.has(`${path}:${line}`));
}
