/**
 * Meanings that depend on each other, each found once.
 *
 * Finding one may show that others are needed first, and so on. Those waited for are kept on a stack of their own, so that chains
 * of any length end; what needs itself, by whatever way, has no meaning. So no meaning depends on what is asked first.
 */
export class Meanings<Subject, Meaning> {
  readonly #find: (subject: Subject) => Meaning;
  readonly #none: Meaning;
  readonly #known = new Map<Subject, Meaning>();
  /** Those that are being found. */
  readonly #open = new Set<Subject>();
  /** Those that have been asked for in vain, by the work at hand last. */
  readonly #missing: Subject[] = [];
  /** How many of them were there when the work at hand began. */
  #begin = 0;

  /**
   * @param find finds a meaning, asking for others by {@link of}
   * @param none what is given for a meaning that is not found yet, or cannot be
   */
  constructor(find: (subject: Subject) => Meaning, none: Meaning) {
    this.#find = find;
    this.#none = none;
  }

  /** The meaning of a subject; to be asked for inside of `find` and of the work of {@link settled}. */
  of(subject: Subject): Meaning {
    const known = this.#known.get(subject);
    if (known === undefined) this.#missing.push(subject);
    return known ?? this.#none;
  }

  /** Whether the work at hand lacks nothing so far, so that what it has found out is certain. */
  get isComplete(): boolean {
    return this.#missing.length === this.#begin;
  }

  /**
   * The answer of some work, done again when the meanings that it lacks have been found.
   *
   * `isSettled` is false if it asked, in the middle of finding a meaning, for that very meaning: it is not to be kept.
   */
  settled<T>(work: () => T): { readonly answer: T; readonly isSettled: boolean } {
    for (;;) {
      const { answer, missing } = this.#tried(work);
      if (missing.length === 0) return { answer, isSettled: true };
      const fresh = missing.filter((subject) => !this.#open.has(subject));
      if (fresh.length === 0) return { answer, isSettled: false };
      for (const subject of fresh) this.#findWithNeeds(subject);
    }
  }

  /**
   * Begins some work that most likely lacks nothing: when it is done, {@link isComplete} says whether its answer is certain, and
   * {@link leave} must be called with what this gives. For what is asked so often that {@link settled} would be slow.
   */
  enter(): number {
    const before = this.#begin;
    this.#begin = this.#missing.length;
    return before;
  }

  /** Ends what {@link enter} has begun; what was lacking is forgotten. */
  leave(before: number): void {
    if (this.#missing.length > this.#begin) this.#missing.length = this.#begin;
    this.#begin = before;
  }

  #tried<T>(work: () => T): { answer: T; missing: readonly Subject[] } {
    const [before, begin] = [this.#begin, this.#missing.length];
    this.#begin = begin;
    const answer = work();
    const missing = this.#missing.length === begin ? NOTHING : this.#missing.splice(begin);
    this.#begin = before;
    return { answer, missing };
  }

  #findWithNeeds(subject: Subject): void {
    const waiting = [subject];
    for (let current = waiting.at(-1); current !== undefined; current = waiting.at(-1)) {
      if (this.#known.has(current)) {
        waiting.pop();
        continue;
      }
      this.#open.add(current);
      const asked = current;
      const { answer, missing } = this.#tried(() => this.#find(asked));
      const size = waiting.length;
      for (const each of missing) if (!this.#open.has(each)) waiting.push(each);
      if (waiting.length > size) continue;
      // What is still missing is being found further down: a circle.
      this.#known.set(current, missing.length > 0 ? this.#none : answer);
      this.#open.delete(current);
      waiting.pop();
    }
  }
}

const NOTHING: readonly never[] = [];
