import type { ProjectFacts } from "./facts.js";
import type { Model } from "./semantics/model.js";
import type { TextEdit } from "./text/edits.js";
import type { SourceFile } from "./text/source.js";
import type { Span } from "./text/span.js";
import type { PythonVersion } from "./versions.js";

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
  /** What is ignored from then on, and so is not to be repaired along with it. */
  readonly ignores?: IgnoredPlace;
}

/** A part of a file in which rules are ignored: what they find that begins there. */
export interface IgnoredPlace {
  readonly rules: readonly string[];
  readonly span: Span;
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

/** What a finding says whose message may need any data. */
export type AnyFinding = Omit<Finding<string>, "data"> & { readonly data?: Readonly<Record<string, string>> };

/** What a rule is given beside the thing it subscribed to. */
export interface HeadContext<M extends Messages> {
  readonly source: SourceFile;
  /** The Python version the file is meant for; for a rule about the text alone, asking may cost a parse. */
  readonly target: PythonVersion;
  readonly facts: ProjectFacts;
  report<Key extends keyof M & string>(key: Key, finding: Finding<M[Key]>): void;
}

export interface RuleContext<M extends Messages> extends HeadContext<M> {
  readonly model: Model;
}
