import { fromRelevanceData } from "../engine/relevance-data.js";
import type { Relevance } from "../engine/subscriptions.js";
import { RELEVANCE_DATA } from "./relevance-data.js";

/** What wakes each rule, by its name: the relevance of each of its subscriptions. Known without any rule in what is built. */
export const RELEVANCES: ReadonlyMap<string, readonly Relevance[]> = new Map(
  RELEVANCE_DATA.map(([rule, relevances]) => [rule, relevances.map(fromRelevanceData)]),
);
