import type { Rule } from "./rule.js";
import type { Relevance, Subscription } from "./subscriptions.js";
import { importedModules } from "./text/imported.js";
import { follow, textMatches } from "./text/matching.js";
import type { SourceFile } from "./text/source.js";

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
  readonly #words: RegExp;
  readonly #wordCount: number;
  /** Of the files scanned, what the next state of the text may go on from. */
  readonly #known = new WeakMap<SourceFile, Seen>();

  constructor(rules: readonly Rule[]) {
    this.#subscriptions = rules.flatMap((rule) => rule.subscriptions.map((subscription) => ({ rule, subscription })));
    const words = new Set(this.#subscriptions.flatMap(({ subscription }) => wordsOf(subscription.relevance)));
    this.#wordCount = words.size;
    const alternatives = [...words].sort().map((word) => word.replace(/[^\w]/g, "\\$&"));
    this.#words = new RegExp(String.raw`\b(?:${alternatives.join("|")})\b`, "g");
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
    const words = this.#wordsIn(source.text.slice(near.start, near.end));
    // An import may take many lines.
    const imports = importedModules(source.text.slice(far.start, far.end));
    const hasLost =
      !isWithin(this.#wordsIn(last.text.slice(near.start, near.oldEnd)), words) ||
      !isWithin(importedModules(last.text.slice(far.start, far.oldEnd)), imports);
    return hasLost ? undefined : { words: joined(before.words, words), imports: joined(before.imports, imports) };
  }

  #look(text: string): Seen {
    return { words: this.#wordsIn(text), imports: importedModules(text) };
  }

  #wordsIn(text: string): ReadonlySet<string> {
    const seen = new Set<string>();
    if (this.#wordCount === 0) return seen;
    const words = this.#words;
    words.lastIndex = 0;
    for (let match = words.exec(text); match !== null; match = words.exec(text)) {
      seen.add(match[0]);
      if (seen.size === this.#wordCount) break;
    }
    return seen;
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

function wordsOf({ anyOf, or }: Relevance): string[] {
  return [...anyOf.flat(), ...(or === undefined ? [] : wordsOf(or))];
}

/** What a text holds that relevance may depend on. */
class Contents {
  readonly #source: SourceFile;
  readonly #seen: Seen;

  constructor(source: SourceFile, seen: Seen) {
    this.#source = source;
    this.#seen = seen;
  }

  matter({ anyOf, importOf, pattern, places, and, or }: Relevance): boolean {
    const isMet =
      this.#hasAll(anyOf) &&
      (importOf === undefined || importOf.some((module) => this.#seen.imports.has(module))) &&
      (places === undefined ||
        places.some((place) => this.#seen.words.has(place.word) && textMatches(this.#source, place.pattern))) &&
      (pattern === undefined || textMatches(this.#source, pattern)) &&
      (and === undefined || textMatches(this.#source, and));
    return isMet || (or !== undefined && this.matter(or));
  }

  /** Whether all words of one of some lists are there. */
  #hasAll(anyOf: Relevance["anyOf"]): boolean {
    search: for (const words of anyOf) {
      for (const word of words) if (!this.#seen.words.has(word)) continue search;
      return true;
    }
    return false;
  }
}
