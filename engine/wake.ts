import type { Rule } from "./rule.js";
import type { Relevance, Subscription } from "./subscriptions.js";
import { importedModules } from "./text/imported.js";

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

  constructor(rules: readonly Rule[]) {
    this.#subscriptions = rules.flatMap((rule) => rule.subscriptions.map((subscription) => ({ rule, subscription })));
    const words = new Set(this.#subscriptions.flatMap(({ subscription }) => wordsOf(subscription.relevance)));
    this.#wordCount = words.size;
    const alternatives = [...words].sort().map((word) => word.replace(/[^\w]/g, "\\$&"));
    this.#words = new RegExp(String.raw`\b(?:${alternatives.join("|")})\b`, "g");
  }

  /** The subscriptions this text can matter to. */
  awake(text: string): Awake[] {
    const contents = new Contents(text, this.#seen(text));
    return this.#subscriptions.filter(({ subscription }) => contents.matter(subscription.relevance));
  }

  /** Every subscription, whatever the text: for the test that the scan changes nothing. */
  all(): readonly Awake[] {
    return this.#subscriptions;
  }

  #seen(text: string): ReadonlySet<string> {
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

function wordsOf({ anyOf, or }: Relevance): string[] {
  return [...anyOf.flat(), ...(or === undefined ? [] : wordsOf(or))];
}

/** What a text holds that relevance may depend on, each found out once. */
class Contents {
  readonly #text: string;
  readonly #words: ReadonlySet<string>;
  /** Many subscriptions share one pattern. */
  readonly #matches = new Map<RegExp, boolean>();
  #imported: ReadonlySet<string> | undefined;

  constructor(text: string, words: ReadonlySet<string>) {
    this.#text = text;
    this.#words = words;
  }

  matter({ anyOf, importOf, pattern, places, and, or }: Relevance): boolean {
    const isMet =
      this.#hasAll(anyOf) &&
      (importOf === undefined || importOf.some((module) => this.#imports.has(module))) &&
      (places === undefined || places.some((place) => this.#words.has(place.word) && this.#match(place.pattern))) &&
      (pattern === undefined || this.#match(pattern)) &&
      (and === undefined || this.#match(and));
    return isMet || (or !== undefined && this.matter(or));
  }

  /** Whether all words of one of some lists are there. */
  #hasAll(anyOf: Relevance["anyOf"]): boolean {
    search: for (const words of anyOf) {
      for (const word of words) if (!this.#words.has(word)) continue search;
      return true;
    }
    return false;
  }

  get #imports(): ReadonlySet<string> {
    this.#imported ??= importedModules(this.#text);
    return this.#imported;
  }

  #match(pattern: RegExp): boolean {
    let matches = this.#matches.get(pattern);
    if (matches === undefined) {
      matches = pattern.test(this.#text);
      this.#matches.set(pattern, matches);
    }
    return matches;
  }
}
