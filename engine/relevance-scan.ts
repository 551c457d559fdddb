import type { Place } from "./places.js";
import type { Relevance, Words } from "./subscriptions.js";
import { importedModules } from "./text/imported.js";
import { follow, textMatches } from "./text/matching.js";
import { repeats } from "./text/repeats.js";
import type { SourceFile } from "./text/source.js";
import { WordSearch } from "./text/word-search.js";

/**
 * Tells, from the text alone, what a file is relevant to.
 *
 * One pass over the text finds which of the words of all there is it holds. To prepare that takes longer than to look for everything in
 * one short text, which is why the first is looked through without.
 */
export class RelevanceScan {
  readonly #relevances: readonly Relevance[];
  #isFirst = true;
  #prepared: PreparedScan | undefined;

  constructor(relevances: readonly Relevance[]) {
    this.#relevances = relevances;
  }

  /**
   * The places, in the list that was given, of what a text fulfils.
   *
   * @param last an earlier state of it: what did not change since is not looked through again.
   */
  fulfilledBy(source: SourceFile, last?: SourceFile): number[] {
    if (this.#isFirst && source.text.length <= SHORT) {
      this.#isFirst = false;
      return fulfilledAtOnce(this.#relevances, source);
    }
    this.#prepared ??= new PreparedScan(this.#relevances);
    return this.#prepared.fulfilledBy(source, last);
  }
}

/** Longer texts are not looked through without preparation, in UTF-16 units: all their words would be kept. */
const SHORT = 100_000;

/** Does what {@link RelevanceScan} does for the second text, and those behind it. */
class PreparedScan {
  readonly #conditions: readonly Condition[];
  /** Of each word, by its place, the conditions that it may fulfil, and last those that need no word: most words are in no file. */
  readonly #wokenBy: readonly (readonly number[])[];
  readonly #words: WordSearch;
  /** Of the files scanned, what the next state of the text may go on from. */
  readonly #known = new WeakMap<SourceFile, Seen>();

  constructor(relevances: readonly Relevance[]) {
    const words = new Set<string>();
    for (const relevance of relevances) addWords(relevance, words);
    this.#words = new WordSearch(words);
    const places = new Map(this.#words.words.map((word, place) => [word, place]));
    this.#conditions = relevances.map((relevance) => conditionOf(relevance, places));
    this.#wokenBy = wakers(this.#conditions, places.size);
  }

  fulfilledBy(source: SourceFile, last?: SourceFile): number[] {
    const seen = this.#seenIn(source, last);
    const fulfilled: number[] = [];
    const mayBeMet = new Uint8Array(this.#conditions.length);
    // Written out, here and below: that this is asked of each file makes a pair for each word and condition dear.
    for (let word = 0; word < this.#wokenBy.length; word++) {
      // The last of the lists has no word, and counts always.
      if (seen.words[word] === 0) continue;
      for (const place of this.#wokenBy[word] as readonly number[]) mayBeMet[place] = 1;
    }
    for (let place = 0; place < mayBeMet.length; place++) {
      if (mayBeMet[place] === 1 && isMet(this.#conditions[place] as Condition, source, seen)) fulfilled.push(place);
    }
    return fulfilled;
  }

  #seenIn(source: SourceFile, last: SourceFile | undefined): Seen {
    const before = last === undefined ? undefined : this.#known.get(last);
    const seen = (last && before && this.#seenAfter(source, last, before)) ?? this.#look(source.text);
    this.#known.set(source, seen);
    return seen;
  }

  /** What is seen after a change; undefined if something may have gone, for which all of the text must be looked through. */
  #seenAfter(source: SourceFile, last: SourceFile, before: Seen): Seen | undefined {
    const { near, far } = follow(source, last);
    const words = this.#words.in(source.text.slice(near.start, near.end));
    // An import may take many lines.
    const imports = importedModules(source.text.slice(far.start, far.end));
    const hasLost =
      !isMarked(this.#words.in(last.text.slice(near.start, near.oldEnd)), words) ||
      !isWithin(importedModules(last.text.slice(far.start, far.oldEnd)), imports);
    if (hasLost) return undefined;
    return {
      words: isMarked(words, before.words) ? before.words : marked(before.words, words),
      imports: joined(before.imports, imports),
    };
  }

  #look(text: string): Seen {
    return { words: this.#words.in(text), imports: importedModules(text) };
  }
}

let latest: { readonly relevances: readonly Relevance[]; readonly scan: RelevanceScan } | undefined;

/** Scans for a list of relevances. The one for the latest list is kept: whoever starts asks for the same twice, and to make it takes a while. */
export function scanFor(relevances: readonly Relevance[]): RelevanceScan {
  const isKnown =
    latest?.relevances.length === relevances.length &&
    latest.relevances.every((relevance, place) => relevance === relevances[place]);
  if (latest === undefined || !isKnown) latest = { relevances, scan: new RelevanceScan(relevances) };
  return latest.scan;
}

/** What stands in a text, of what the scan looks for. */
interface Seen {
  /** See {@link WordSearch.in}. */
  readonly words: Uint8Array;
  readonly imports: ReadonlySet<string>;
}

/** A relevance, with its words as places among those that are searched for: they are asked for a thousand times a file. */
interface Condition {
  /** Of each of these lists, the words of one entry must all be there. */
  readonly words: readonly (readonly (readonly number[])[])[];
  readonly places: readonly { readonly word: number; readonly place: Place }[] | undefined;
  readonly or: Condition | undefined;
  /** The rest is asked of it, when the words are there. */
  readonly relevance: Relevance;
}

function conditionOf(relevance: Relevance, placeOf: ReadonlyMap<string, number>): Condition {
  const { anyOf, also = [], places, or } = relevance;
  const place = (word: string): number => placeOf.get(word) as number;
  return {
    words: [anyOf, ...also].map((alternatives) => alternatives.map((words) => words.map(place))),
    places: places?.map((each) => ({ word: place(each.word), place: each })),
    or: or && conditionOf(or, placeOf),
    relevance,
  };
}

/** Of each word the places of the conditions that may be met where it stands, and behind them of those that need none. */
function wakers(conditions: readonly Condition[], words: number): number[][] {
  const woken = Array.from({ length: words + 1 }, (): number[] => []);
  const add = (place: number, { words: lists, or }: Condition): void => {
    for (const [word = words] of lists[0] ?? []) if (woken[word]?.at(-1) !== place) woken[word]?.push(place);
    if (or !== undefined) add(place, or);
  };
  for (const [place, condition] of conditions.entries()) add(place, condition);
  return woken;
}

/** What {@link RelevanceScan.fulfilledBy} gives, by the words of a text themselves. */
function fulfilledAtOnce(relevances: readonly Relevance[], source: SourceFile): number[] {
  const words: ReadonlySet<string> = new Set(source.text.match(/\w+/g));
  const imports = importedModules(source.text);
  return relevances.flatMap((relevance, place) => (isFulfilled(relevance, source, words, imports) ? place : []));
}

function isFulfilled(
  relevance: Relevance,
  source: SourceFile,
  words: ReadonlySet<string>,
  imports: ReadonlySet<string>,
): boolean {
  const { anyOf, also = [], importOf, places, or } = relevance;
  const isThere = (lists: Words): boolean => lists.some((list) => list.every((word) => words.has(word)));
  return (
    (isThere(anyOf) &&
      also.every(isThere) &&
      (importOf === undefined || importOf.some((module) => imports.has(module))) &&
      (places === undefined || places.some((place) => words.has(place.word) && textMatches(source, place.pattern))) &&
      matches(relevance, source)) ||
    (or !== undefined && isFulfilled(or, source, words, imports))
  );
}

function isMet(condition: Condition, source: SourceFile, seen: Seen): boolean {
  return isMetItself(condition, source, seen) || (condition.or !== undefined && isMet(condition.or, source, seen));
}

function isMetItself({ words, places, relevance }: Condition, source: SourceFile, seen: Seen): boolean {
  if (!words.every((alternatives) => hasOne(alternatives, seen.words))) return false;
  const { importOf } = relevance;
  if (importOf !== undefined && !importOf.some((module) => seen.imports.has(module))) return false;
  const isThere =
    places === undefined ||
    places.some(({ word, place }) => seen.words[word] === 1 && textMatches(source, place.pattern));
  return isThere && matches(relevance, source);
}

/** Whether a text matches the patterns of a relevance. */
function matches(relevance: Relevance, source: SourceFile): boolean {
  const { repeated } = relevance;
  if (repeated !== undefined && !repeats(source.searched, repeated.pattern, repeated.within)) return false;
  const { pattern } = relevance;
  if (pattern !== undefined && !textMatches(source, pattern)) return false;
  const { and } = relevance;
  return and === undefined || textMatches(source, and);
}

/** Whether all words of one of some lists are there. */
function hasOne(alternatives: readonly (readonly number[])[], seen: Uint8Array): boolean {
  search: for (const words of alternatives) {
    for (const word of words) if (seen[word] === 0) continue search;
    return true;
  }
  return false;
}

/** Whether all that is marked in one list is marked in another. */
function isMarked(some: Uint8Array, others: Uint8Array): boolean {
  return some.every((mark, place) => mark === 0 || others[place] === 1);
}

function isWithin(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const one of some) if (!others.has(one)) return false;
  return true;
}

function marked(some: Uint8Array, others: Uint8Array): Uint8Array {
  return some.map((mark, place) => mark | (others[place] as number));
}

function joined(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return isWithin(others, some) ? some : new Set([...some, ...others]);
}

function addWords({ anyOf, also = [], or }: Relevance, to: Set<string>): void {
  for (const alternatives of [anyOf, ...also]) {
    for (const words of alternatives) for (const word of words) to.add(word);
  }
  if (or !== undefined) addWords(or, to);
}
