import { Place } from "./places.js";
import type { Relevance, Repeated, Words } from "./subscriptions.js";

/** A {@link Relevance} as data alone. */
export interface RelevanceData extends Pick<Relevance, "anyOf" | "also" | "importOf"> {
  readonly pattern?: PatternData;
  readonly and?: PatternData;
  readonly repeated?: readonly [pattern: PatternData, within: number];
  /** The owner and the members of each. */
  readonly places?: readonly (readonly [owner: string, members: string])[];
  readonly or?: RelevanceData;
}

type PatternData = readonly [source: string, flags: string];

/** What is written down of relevance, to be read by {@link fromRelevanceData}. */
export function asRelevanceData({ pattern, and, repeated, places, or, ...words }: Relevance): RelevanceData {
  return {
    ...words,
    ...(pattern && { pattern: [pattern.source, pattern.flags] }),
    ...(and && { and: [and.source, and.flags] }),
    ...(repeated && { repeated: [[repeated.pattern.source, repeated.pattern.flags], repeated.within] }),
    ...(places && { places: places.map(({ owner, members }) => [owner, members]) }),
    ...(or && { or: asRelevanceData(or) }),
  };
}

/** The relevance of which {@link asRelevanceData} has made data. */
export function fromRelevanceData(data: RelevanceData): Relevance {
  return new WrittenRelevance(data);
}

/** Makes patterns when they are asked for: of hundreds, few files ask for a dozen. */
class WrittenRelevance implements Relevance {
  readonly anyOf: Words;
  readonly also: readonly Words[] | undefined;
  readonly importOf: readonly string[] | undefined;
  readonly places: readonly Place[] | undefined;
  readonly or: Relevance | undefined;
  readonly #data: RelevanceData;
  #pattern: RegExp | undefined;
  #and: RegExp | undefined;
  #repeated: Repeated | undefined;

  constructor(data: RelevanceData) {
    this.anyOf = data.anyOf;
    this.also = data.also;
    this.importOf = data.importOf;
    this.places = data.places?.map(([owner, members]) => new Place(owner, members));
    this.or = data.or && new WrittenRelevance(data.or);
    this.#data = data;
  }

  get pattern(): RegExp | undefined {
    const { pattern } = this.#data;
    this.#pattern ??= pattern && new RegExp(...pattern);
    return this.#pattern;
  }

  get and(): RegExp | undefined {
    const { and } = this.#data;
    this.#and ??= and && new RegExp(...and);
    return this.#and;
  }

  get repeated(): Repeated | undefined {
    const { repeated } = this.#data;
    this.#repeated ??= repeated && { pattern: new RegExp(...repeated[0]), within: repeated[1] };
    return this.#repeated;
  }
}
