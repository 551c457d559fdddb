import type { ProjectFacts } from "./facts.js";
import type { QuestionSlug } from "./questions.js";
import type { Model } from "./semantics/model.js";
import { type Subscription, When } from "./subscriptions.js";
import type { TextEdit } from "./text/edits.js";
import type { SourceFile } from "./text/source.js";
import type { Span } from "./text/span.js";
import type { PythonVersion, VersionRange } from "./versions.js";

/**
 * - `error`: the program is wrong wherever this code runs
 * - `warning`: wrong under load, on another platform or for some input
 * - `information`: works today and is left behind
 * - `hint`: advice, off unless asked for
 */
export type Severity = "error" | "warning" | "information" | "hint";

/** `safe`: the program behaves as before apart from the defect, and comments are kept. `unsafe`: to be looked at. */
export type Safety = "safe" | "unsafe";

/** A repair of one finding: all its edits or none are made. */
export interface Fix {
  /** What it does, as an order: "Add the parameters signum and frame". */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
}

/** Another place that belongs to a finding, with what is to be seen there. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** Message texts by key; `{name}` stands for a piece of data, which the finding must then bring. */
export type Messages = Readonly<Record<string, string>>;

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** What a finding says besides its message key. */
export type Finding<Text extends string> = {
  /** The text to underline. */
  readonly at: Span;
  readonly related?: readonly Related[];
  /** Computes the repair; only called when somebody wants it. `null`: this one has none. */
  readonly fix?: () => Fix | null;
  /** For a finding that is less, or more, certain than its rule. */
  readonly severity?: Severity;
} & ([Placeholder<Text>] extends [never]
  ? { readonly data?: never }
  : { readonly data: Readonly<Record<Placeholder<Text>, string>> });

/** What a rule is given beside the thing it subscribed to. */
export interface HeadContext<M extends Messages> {
  readonly source: SourceFile;
  /** The Python version the file is meant for. */
  readonly target: PythonVersion;
  readonly facts: ProjectFacts;
  report<Key extends keyof M & string>(key: Key, finding: Finding<M[Key]>): void;
}

export interface RuleContext<M extends Messages> extends HeadContext<M> {
  readonly model: Model;
}

/** One pitfall. */
export interface Rule {
  /** Names the pitfall, so that "allow NAME" reads right: `thread-never-started`. */
  readonly name: string;
  /** The question of the FAQ whose answer explains it. */
  readonly question: QuestionSlug;
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
