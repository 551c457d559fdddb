import type { ProjectFacts } from "./facts.js";
import type { Messages, Safety, Severity } from "./finding.js";
import type { QuestionSlug } from "./questions.js";
import { type Relevance, type Subscription, When } from "./subscriptions.js";
import type { VersionRange } from "./versions.js";

export type { Fix, HeadContext, Messages, Related, RuleContext, Safety, Severity } from "./finding.js";

/** What is known without any code of what findings are called and chosen by: a rule, or a check of the comments that suppress rules. */
export interface RuleInfo {
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
}

/** A rule, or a check of the comments that suppress rules, with all that it may say. */
export interface Check extends RuleInfo {
  readonly messages: Messages;
}

/** One pitfall. */
export interface Rule extends Check {
  readonly question: QuestionSlug;
  /** Where it cannot tell, whatever a file holds, and so says nothing; without it, nowhere. */
  readonly isMute?: (facts: ProjectFacts) => boolean;
  /** The same each time; made when somebody asks first, since a run needs those of few rules. */
  readonly subscriptions: () => readonly Subscription[];
  /** The relevance of each subscription, where it is known already; without it, the subscriptions are asked. */
  readonly relevances?: readonly Relevance[];
}

interface RuleDefinition<M extends Messages> extends Omit<Rule, "subscriptions" | "relevances" | "messages"> {
  readonly messages: M;
  /** What the rule is about; the engine derives from it which files the rule can matter to. */
  readonly on: (when: When<M>) => Subscription | readonly Subscription[];
}

/** Makes a rule of its definition. */
export function defineRule<const M extends Messages>(definition: RuleDefinition<M>): Rule {
  const { on, ...rule } = definition;
  let subscriptions: readonly Subscription[] | undefined;
  return {
    ...rule,
    subscriptions: () => {
      subscriptions ??= [on(new When<M>())].flat();
      return subscriptions;
    },
  };
}

/** What the texts must hold that a rule can matter to, one for each of its subscriptions. */
export function relevancesOf({
  relevances,
  subscriptions,
}: Pick<Rule, "relevances" | "subscriptions">): readonly Relevance[] {
  return relevances ?? subscriptions().map(({ relevance }) => relevance);
}
