import type { ProjectFacts } from "./facts.js";
import type { Messages, Safety, Severity } from "./finding.js";
import type { QuestionSlug } from "./questions.js";
import { type Subscription, When } from "./subscriptions.js";
import type { VersionRange } from "./versions.js";

export type { Fix, HeadContext, Messages, Related, RuleContext, Safety, Severity } from "./finding.js";

/** What findings are called and chosen by: a rule, or a check of the comments that suppress rules. */
export interface Check {
  /** Names what is wrong, so that "allow NAME" reads right: `thread-never-started`. */
  readonly name: string;
  /** The question of the FAQ whose answer explains it; null for what is no matter of the FAQ. */
  readonly question: QuestionSlug | null;
  /** What it finds, as the end of "finds ...". */
  readonly summary: string;
  readonly severity: Severity;
  /** The best its repairs are, or that it has none. */
  readonly fix: Safety | "none";
  /** The Python versions it is true for; without it, all. */
  readonly pythons?: VersionRange;
  /** How editors should render the flagged text: faded, or struck through. */
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
  readonly messages: Messages;
}

/** One pitfall. */
export interface Rule extends Check {
  readonly question: QuestionSlug;
  /** Where it cannot tell, whatever a file holds, and so says nothing; without it, nowhere. */
  readonly isMute?: (facts: ProjectFacts) => boolean;
  readonly subscriptions: readonly Subscription[];
}

interface RuleDefinition<M extends Messages> extends Omit<Rule, "subscriptions" | "messages"> {
  readonly messages: M;
  /** What the rule is about; the engine derives from it which files the rule can matter to. */
  readonly on: (when: When<M>) => Subscription | readonly Subscription[];
}

/** Makes a rule of its definition. */
export function defineRule<const M extends Messages>(definition: RuleDefinition<M>): Rule {
  const { on, ...rule } = definition;
  return { ...rule, subscriptions: [on(new When<M>())].flat() };
}
