import { type Change, changeBetween, REACH_CHARACTERS } from "./change.js";
import { reachOf } from "./pattern-reach.js";
import type { SourceFile } from "./source.js";

/** Where a pattern matches first, -1 if nowhere; by what it says, since one that is written in a function is a new object each time. */
type Answers = Map<string, number>;

/** What was found out of the state before a change, to be asked instead of the whole text. */
interface Before {
  readonly answers: Answers;
  readonly change: Change;
  /** The lines around what changed. */
  readonly around: string;
  readonly shift: number;
}

const known = new WeakMap<SourceFile, Answers>();
const before = new WeakMap<SourceFile, Before>();

/**
 * Whether a file's text, as it is searched, matches a pattern without flags that keep a state; looked up once a file, however many
 * nodes of it ask.
 */
export function textMatches(source: SourceFile, pattern: RegExp): boolean {
  let answers = known.get(source);
  if (answers === undefined) {
    answers = new Map();
    known.set(source, answers);
  }
  const key = keyOf(pattern);
  let place = answers.get(key);
  if (place === undefined) {
    place = placeAfterChange(pattern, before.get(source)) ?? source.searched.search(pattern);
    answers.set(key, place);
  }
  return place >= 0;
}

/** What differs in a file's text from that of an earlier state, with which it shares what was found out of the rest. */
export function follow(source: SourceFile, last: SourceFile): Change {
  const change = changeBetween(last.text, source.text);
  const isWhole = source.searched === source.text && last.searched === last.text;
  const searched = isWhole ? change : changeBetween(last.searched, source.searched);
  before.set(source, {
    answers: known.get(last) ?? new Map(),
    change: searched,
    around: source.searched.slice(searched.start, searched.end),
    shift: searched.end - searched.oldEnd,
  });
  return change;
}

/** Where a pattern matches in a text that has changed; undefined if only a search in the whole of it can tell. */
function placeAfterChange(pattern: RegExp, last: Before | undefined): number | undefined {
  const place = last?.answers.get(keyOf(pattern));
  if (last === undefined || place === undefined || isFarReaching(pattern)) return undefined;
  const { change, around, shift } = last;
  // A match that is new has something to do with what changed, and what is found in a part need not be one in the whole.
  if (place < 0) return pattern.test(around) ? undefined : -1;
  if (place < change.start) return place;
  return place >= change.oldEnd ? place + shift : undefined;
}

/** Mostly the pattern's own text, so that nothing is put together at each question. */
function keyOf({ flags, source }: RegExp): string {
  return flags === "" ? source : `${flags}/${source}`;
}

const farReaching = new Map<string, boolean>();

/** Whether a match may depend on text further away than what a change looks at around itself. */
function isFarReaching(pattern: RegExp): boolean {
  let answer = farReaching.get(pattern.source);
  if (answer === undefined) {
    answer = reachOf(pattern) > REACH_CHARACTERS;
    farReaching.set(pattern.source, answer);
  }
  return answer;
}
