import type { Relevance, Words } from "./subscriptions.js";
import { importedModules } from "./text/imported.js";
import { follow, textMatches } from "./text/matching.js";
import type { SourceFile } from "./text/source.js";
import { WordSearch } from "./text/word-search.js";

/**
 * Tells, from the text alone, what a file is relevant to.
 *
 * One pass over the text finds which of the words of all there is it holds.
 */
export class RelevanceScan {
  readonly #relevances: readonly Relevance[];
  readonly #words: WordSearch;
  /** Of the files scanned, what the next state of the text may go on from. */
  readonly #known = new WeakMap<SourceFile, Seen>();

  constructor(relevances: readonly Relevance[]) {
    this.#relevances = relevances;
    const words = new Set<string>();
    for (const relevance of relevances) addWords(relevance, words);
    this.#words = new WordSearch(words);
  }

  /**
   * The places, in the list that was given, of what a text fulfils.
   *
   * @param last an earlier state of it: what did not change since is not looked through again.
   */
  fulfilledBy(source: SourceFile, last?: SourceFile): number[] {
    const contents = new Contents(source, this.#seenIn(source, last));
    const fulfilled: number[] = [];
    for (const [place, relevance] of this.#relevances.entries()) if (contents.matter(relevance)) fulfilled.push(place);
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
      !isWithin(this.#words.in(last.text.slice(near.start, near.oldEnd)), words) ||
      !isWithin(importedModules(last.text.slice(far.start, far.oldEnd)), imports);
    return hasLost ? undefined : { words: joined(before.words, words), imports: joined(before.imports, imports) };
  }

  #look(text: string): Seen {
    return { words: this.#words.in(text), imports: importedModules(text) };
  }
}

/** What stands in a text, of what the scan looks for. */
interface Seen {
  readonly words: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
}

function isWithin(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const one of some) if (!others.has(one)) return false;
  return true;
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

/** What a text holds that relevance may depend on. */
class Contents {
  readonly #source: SourceFile;
  readonly #seen: Seen;

  constructor(source: SourceFile, seen: Seen) {
    this.#source = source;
    this.#seen = seen;
  }

  matter({ anyOf, also, importOf, pattern, places, and, or }: Relevance): boolean {
    const isMet =
      this.#hasAll(anyOf) &&
      (also === undefined || also.every((alternatives) => this.#hasAll(alternatives))) &&
      (importOf === undefined || importOf.some((module) => this.#seen.imports.has(module))) &&
      (places === undefined ||
        places.some((place) => this.#seen.words.has(place.word) && textMatches(this.#source, place.pattern))) &&
      (pattern === undefined || textMatches(this.#source, pattern)) &&
      (and === undefined || textMatches(this.#source, and));
    return isMet || (or !== undefined && this.matter(or));
  }

  /** Whether all words of one of some lists are there. */
  #hasAll(alternatives: Words): boolean {
    search: for (const words of alternatives) {
      for (const word of words) if (!this.#seen.words.has(word)) continue search;
      return true;
    }
    return false;
  }
}
