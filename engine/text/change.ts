/** What is compared at once when two texts are searched for their first difference. */
const BLOCK = 4096;
/** How far around a change it can make a difference to a search: so many characters that are no white space ... */
export const REACH_CHARACTERS = 8000;
/** ... and so many lines that are not blank. */
const REACH_LINES = 100;

/** The lines around all that differs between an earlier state of a text and the present one. */
export interface Change {
  /** Where they begin, in both states. */
  readonly start: number;
  /** Where they end in the earlier state. */
  readonly oldEnd: number;
  /** Where they end in the present one. */
  readonly end: number;
}

/** Offsets of the lines around what differs, with a margin that no pattern with a reach goes beyond, see matching.ts. */
export function changeBetween(old: string, text: string): Change {
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start + BLOCK <= shorter && old.slice(start, start + BLOCK) === text.slice(start, start + BLOCK)) {
    start += BLOCK;
  }
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  const most = shorter - start;
  let same = 0;
  while (same + BLOCK <= most && tailOf(old, same, BLOCK) === tailOf(text, same, BLOCK)) same += BLOCK;
  while (same < most && old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same++;
  const end = endOfMargin(text, text.length - same);
  return { start: startOfMargin(text, start), oldEnd: end - text.length + old.length, end };
}

/** `length` characters that end `before` the end of a text. */
function tailOf(text: string, before: number, length: number): string {
  return text.slice(text.length - before - length, text.length - before);
}

function startOfMargin(text: string, from: number): number {
  let characters = 0;
  let lines = 0;
  let at = from;
  while (at > 0 && (characters < REACH_CHARACTERS || lines < REACH_LINES)) {
    // A search from before the beginning would look at the first character.
    const begin = at < 2 ? 0 : text.lastIndexOf("\n", at - 2) + 1;
    const solid = solidIn(text, begin, at);
    characters += solid;
    if (solid > 0) lines++;
    at = begin;
  }
  return at;
}

function endOfMargin(text: string, from: number): number {
  let characters = 0;
  let lines = 0;
  let at = from;
  while (at < text.length && (characters < REACH_CHARACTERS || lines < REACH_LINES)) {
    const next = text.indexOf("\n", at) + 1 || text.length;
    const solid = solidIn(text, at, next);
    characters += solid;
    if (solid > 0) lines++;
    at = next;
  }
  return at;
}

/** How many characters of a part of a text are no white space. */
function solidIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) > 0x20) count++;
  return count;
}
