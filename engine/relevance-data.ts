import { Place } from "./places.js";
import type { Relevance } from "./subscriptions.js";

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
export function fromRelevanceData({ pattern, and, repeated, places, or, ...words }: RelevanceData): Relevance {
  return {
    ...words,
    ...(pattern && { pattern: new RegExp(...pattern) }),
    ...(and && { and: new RegExp(...and) }),
    ...(repeated && { repeated: { pattern: new RegExp(...repeated[0]), within: repeated[1] } }),
    ...(places && { places: places.map(([owner, members]) => new Place(owner, members)) }),
    ...(or && { or: fromRelevanceData(or) }),
  };
}
