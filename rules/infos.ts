import type { RuleInfo } from "../engine/rule.js";
import { RULES } from "./index.js";

/** What is known of every rule without its code. The build writes it out, so that who needs no more than this loads no rule. */
export const RULE_INFOS: readonly RuleInfo[] = RULES.map(
  ({ messages: _, subscriptions: __, isMute: ___, ...info }) => info,
);
