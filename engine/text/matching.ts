import { type Change, changeBetween, FAR, linesAround, NEAR } from "./change.js";
import { reachOf } from "./pattern-reach.js";
import type { SourceFile } from "./source.js";

/** Where a pattern matches first, -1 if nowhere; by what it says, since one that is written in a function is a new object each time. */
type Answers = Map<string, number>;

/** What was found out of the state before a change, to be asked instead of the whole text. */
interface Before {
  readonly answers: Answers;
  readonly near: Surroundings;
  readonly far: Surroundings;
}

/** The lines around what changed, with a margin. */
interface Surroundings {
  readonly change: Change;
  readonly text: string;
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
    place = placeAfterChange(key, pattern, before.get(source)) ?? source.searched.search(pattern);
    answers.set(key, place);
  }
  return place >= 0;
}

/**
 * Shares what was found out of an earlier state of a file's text with the present one.
 *
 * @returns what differs, with lines around it as far as patterns reach.
 */
export function follow(source: SourceFile, last: SourceFile): { readonly near: Change; readonly far: Change } {
  const around = surroundingsOf(last.text, source.text);
  const isWhole = source.searched === source.text && last.searched === last.text;
  const searched = isWhole ? around : surroundingsOf(last.searched, source.searched);
  before.set(source, { answers: known.get(last) ?? new Map(), ...searched });
  return { near: around.near.change, far: around.far.change };
}

function surroundingsOf(old: string, text: string): Pick<Before, "near" | "far"> {
  const change = changeBetween(old, text);
  const near = linesAround(change, text, NEAR);
  const far = linesAround(change, text, FAR);
  return {
    near: { change: near, text: text.slice(near.start, near.end) },
    far: { change: far, text: text.slice(far.start, far.end) },
  };
}

/** Where a pattern matches in a text that has changed; undefined if only a search in the whole of it can tell. */
function placeAfterChange(key: string, pattern: RegExp, last: Before | undefined): number | undefined {
  const place = last?.answers.get(key);
  if (last === undefined || place === undefined) return undefined;
  const reach = knownReachOf(pattern);
  if (reach > FAR.characters) return undefined;
  const { change, text } = reach <= NEAR.characters ? last.near : last.far;
  // A match that is new has something to do with what changed, and what is found in a part need not be one in the whole.
  if (place < 0) return pattern.test(text) ? undefined : -1;
  if (place < change.start) return place;
  return place >= change.oldEnd ? place + change.end - change.oldEnd : undefined;
}

const keys = new WeakMap<RegExp, string>();

/** What is told of a pattern is told by; kept, since a pattern puts its flags together each time that they are asked for. */
function keyOf(pattern: RegExp): string {
  let key = keys.get(pattern);
  if (key === undefined) {
    key = `${pattern.flags}/${pattern.source}`;
    keys.set(pattern, key);
  }
  return key;
}

const reaches = new Map<string, number>();

/** How much text around itself a match may depend on, see {@link reachOf}. */
function knownReachOf(pattern: RegExp): number {
  let reach = reaches.get(pattern.source);
  if (reach === undefined) {
    reach = reachOf(pattern);
    reaches.set(pattern.source, reach);
  }
  return reach;
}
