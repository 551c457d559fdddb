import type { Span } from "../../engine/text/span.js";

/** What matters to whoever looks for the end of a value. */
const MARKS = /["[\]{}]/g;

/**
 * Where the values of an object stand in a text of JSON, by their names. Of a name that is there twice the last counts,
 * as for every reader of JSON.
 *
 * @param json a text that JSON.parse takes.
 * @param at where the object begins.
 */
export function membersIn(json: string, at: number): Map<string, Span> {
  const members = new Map<string, Span>();
  for (let place = firstIn(json, at); json[place] !== "}"; ) {
    const nameEnd = endOfString(json, place);
    const name = JSON.parse(json.slice(place, nameEnd)) as string;
    const value = valueAt(json, behindBlanks(json, json.indexOf(":", nameEnd) + 1));
    members.set(name, value);
    place = nextIn(json, value.end);
  }
  return members;
}

/** Where the elements of an array stand in a text of JSON; the rest as in {@link membersIn}. */
export function elementsIn(json: string, at: number): Span[] {
  const elements: Span[] = [];
  for (let place = firstIn(json, at); json[place] !== "]"; ) {
    const value = valueAt(json, place);
    elements.push(value);
    place = nextIn(json, value.end);
  }
  return elements;
}

/** Where a text of JSON begins its value. */
export function rootOf(json: string): number {
  return json.search(/[^\s\uFEFF]/);
}

/**
 * Where each UTF-16 unit of a string stands in its literal.
 *
 * @param literal with its quotes.
 * @returns offsets in the literal, one for each unit and one for the end.
 */
export function unitsOf(literal: string): number[] {
  const offsets: number[] = [];
  let at = 1;
  while (at < literal.length - 1) {
    offsets.push(at);
    if (literal[at] === "\\") at += literal[at + 1] === "u" ? 6 : 2;
    else at++;
  }
  offsets.push(at);
  return offsets;
}

function firstIn(json: string, at: number): number {
  return behindBlanks(json, at + 1);
}

/** Where the next member or element begins, or the bracket that closes. */
function nextIn(json: string, end: number): number {
  const place = behindBlanks(json, end);
  return json[place] === "," ? behindBlanks(json, place + 1) : place;
}

function behindBlanks(json: string, at: number): number {
  let place = at;
  while (/[ \t\n\r]/.test(json.charAt(place))) place++;
  return place;
}

function valueAt(json: string, start: number): Span {
  const first = json[start];
  if (first === '"') return { start, end: endOfString(json, start) };
  if (first === "{" || first === "[") return { start, end: endOfBrackets(json, start) };
  let end = start;
  while (/[\w.+-]/.test(json.charAt(end))) end++;
  return { start, end };
}

function endOfBrackets(json: string, start: number): number {
  let depth = 0;
  let place = start;
  for (;;) {
    MARKS.lastIndex = place;
    const mark = MARKS.exec(json);
    // It cannot happen in what JSON.parse takes.
    if (mark === null) return json.length;
    if (mark[0] === '"') place = endOfString(json, mark.index);
    else {
      place = mark.index + 1;
      depth += mark[0] === "[" || mark[0] === "{" ? 1 : -1;
      if (depth === 0) return place;
    }
  }
}

/** Quotes are looked for, not characters: a picture is a string of millions. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (json[before] === "\\") before--;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return json.length;
}
