/** What is compared at once when two texts are searched for their first difference. */
const BLOCK = 4096;
/** How far around a change it can make a difference to a search: so many characters that are no white space ... */
interface Margin {
  readonly characters: number;
  /** ... and so many lines that are not blank. */
  readonly lines: number;
}

/** What nearly all patterns keep to; looking there takes a tenth of the time. */
export const NEAR: Margin = { characters: 640, lines: 8 };
/** What a pattern must keep to so that not all of the text need be searched again. */
export const FAR: Margin = { characters: 8000, lines: 100 };

/** What differs between an earlier state of a text and the present one, with some of what is around it. */
export interface Change {
  /** Where it begins, in both states. */
  readonly start: number;
  /** Where it ends in the earlier state. */
  readonly oldEnd: number;
  /** Where it ends in the present one. */
  readonly end: number;
}

/** Offsets of what differs, and of nothing else. */
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
  return { start, oldEnd: old.length - same, end: text.length - same };
}

/** A change with the whole lines around it, up to where no pattern that keeps to the margin goes. */
export function linesAround({ start, oldEnd, end }: Change, text: string, margin: Margin): Change {
  const to = endOfMargin(text, end, margin);
  return { start: startOfMargin(text, start, margin), oldEnd: oldEnd + to - end, end: to };
}

/** `length` characters that end `before` the end of a text. */
function tailOf(text: string, before: number, length: number): string {
  return text.slice(text.length - before - length, text.length - before);
}

function startOfMargin(text: string, from: number, margin: Margin): number {
  let characters = 0;
  let lines = 0;
  let at = from;
  while (at > 0 && (characters < margin.characters || lines < margin.lines)) {
    // A search from before the beginning would look at the first character.
    const begin = at < 2 ? 0 : text.lastIndexOf("\n", at - 2) + 1;
    const solid = solidIn(text, begin, at);
    characters += solid;
    if (solid > 0) lines++;
    at = begin;
  }
  return at;
}

function endOfMargin(text: string, from: number, margin: Margin): number {
  let characters = 0;
  let lines = 0;
  let at = from;
  while (at < text.length && (characters < margin.characters || lines < margin.lines)) {
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
