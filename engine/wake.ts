import type { Rule } from "./rule.js";
import type { Relevance, Subscription, Words } from "./subscriptions.js";
import { importedModules } from "./text/imported.js";
import { follow, textMatches } from "./text/matching.js";
import type { SourceFile } from "./text/source.js";
import { WordSearch } from "./text/word-search.js";

/** A rule together with the one of its subscriptions that a file may matter to. */
export interface Awake {
  readonly rule: Rule;
  readonly subscription: Subscription;
}

/**
 * Tells, from the text alone, which subscriptions a file can matter to.
 *
 * One scan finds which of all rules' words the text holds; with none awake the file is never parsed.
 */
export class Scanner {
  readonly #subscriptions: readonly Awake[];
  readonly #words: WordSearch;
  /** Of the files scanned, what the next state of the text may go on from. */
  readonly #known = new WeakMap<SourceFile, Seen>();

  constructor(rules: readonly Rule[]) {
    this.#subscriptions = rules.flatMap((rule) => rule.subscriptions.map((subscription) => ({ rule, subscription })));
    this.#words = new WordSearch(this.#subscriptions.flatMap(({ subscription }) => wordsOf(subscription.relevance)));
  }

  /**
   * The subscriptions this file can matter to.
   *
   * @param last an earlier state of it: what did not change since is not looked through again.
   */
  awake(source: SourceFile, last?: SourceFile): Awake[] {
    const contents = new Contents(source, this.#seenIn(source, last));
    return this.#subscriptions.filter(({ subscription }) => contents.matter(subscription.relevance));
  }

  /** Every subscription, whatever the text: for the test that the scan changes nothing. */
  all(): readonly Awake[] {
    return this.#subscriptions;
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

function wordsOf({ anyOf, also = [], or }: Relevance): string[] {
  return [...anyOf.flat(), ...also.flat(2), ...(or === undefined ? [] : wordsOf(or))];
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
