import { asRelevanceData, type RelevanceData } from "../engine/relevance-data.js";
import { relevancesOf } from "../engine/rule.js";
import { RULES } from "./index.js";

/** What wakes each rule, by its name, as data. The build writes it out, so that what wakes no rule is told without any. */
export const RELEVANCE_DATA: readonly (readonly [rule: string, relevances: readonly RelevanceData[]])[] = RULES.map(
  (rule) => [rule.name, relevancesOf(rule).map(asRelevanceData)],
);
