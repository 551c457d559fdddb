import type { Rule } from "./rule.js";
import type { Relevance, Subscription } from "./subscriptions.js";

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
    const seen = this.#seen(text);
    return this.#subscriptions.filter(({ subscription }) => matters(subscription.relevance, seen, text));
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

function matters({ anyOf, pattern, and, or }: Relevance, seen: ReadonlySet<string>, text: string): boolean {
  const isMet =
    anyOf.some((words) => words.every((word) => seen.has(word))) &&
    (pattern?.test(text) ?? true) &&
    (and?.test(text) ?? true);
  return isMet || (or !== undefined && matters(or, seen, text));
}
