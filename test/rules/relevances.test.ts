import { describe, expect, it } from "vitest";
import { asRelevanceData } from "../../engine/relevance-data.js";
import { relevancesOf } from "../../engine/rule.js";
import { RULES } from "../../rules/index.js";
import { LAZY_RULES } from "../../rules/lazy.js";
import { RELEVANCE_DATA } from "../../rules/relevance-data.js";
import { RELEVANCES } from "../../rules/relevances.js";

describe("what is known of rules without their code", () => {
  it("is what their subscriptions say, pattern by pattern", () => {
    for (const rule of RULES) {
      const relevances = rule.subscriptions().map(({ relevance }) => relevance);
      expect(RELEVANCES.get(rule.name)?.map(asRelevanceData), rule.name).toEqual(relevances.map(asRelevanceData));
      const places = (RELEVANCES.get(rule.name) ?? []).flatMap((each) => each.places ?? []);
      expect(places.map(({ word, pattern }) => `${word} ${pattern}`)).toEqual(
        relevances.flatMap((each) => each.places ?? []).map(({ word, pattern }) => `${word} ${pattern}`),
      );
    }
    expect(RELEVANCES.size).toBe(RULES.length);
  });

  it("can be written down", () => {
    expect(JSON.parse(JSON.stringify(RELEVANCE_DATA))).toEqual(RELEVANCE_DATA);
  });

  it("is all that is asked of a rule before a file wakes it", () => {
    expect(LAZY_RULES.map(({ name }) => name)).toEqual(RULES.map(({ name }) => name));
    for (const rule of LAZY_RULES) expect(relevancesOf(rule)).toBe(RELEVANCES.get(rule.name));
  });
});
