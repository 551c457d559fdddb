import type { Rule } from "../engine/rule.js";
import { RULES } from "./index.js";

// Loaded so by whoever needs no rules, too, for whom it is one file.
const { RELEVANCES } = await import("./relevances.js");

/** Every rule, with its relevance as it is known without the rule: its subscriptions are made when a file wakes it. */
export const LAZY_RULES: readonly Rule[] = RULES.map((rule) => {
  const relevances = RELEVANCES.get(rule.name);
  return relevances === undefined ? rule : { ...rule, relevances };
});
