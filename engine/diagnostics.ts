import type { QuestionSlug } from "./questions.js";
import type { Fix, Related, Safety, Severity } from "./rule.js";
import type { Suppressions } from "./suppressions.js";
import type { SyntaxTree } from "./syntax/tree.js";
import type { Span } from "./text/span.js";
import type { PythonVersion } from "./versions.js";

/** One finding, complete: everything a terminal, an editor or a file format shows. */
export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong and what to do, with the user's own names. */
  readonly message: string;
  /** The question of the FAQ whose answer explains it; null for what is no matter of the FAQ. */
  readonly question: QuestionSlug | null;
  /** The FAQ's answer on the web. */
  readonly faqUrl: string | null;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly tags: readonly ("unnecessary" | "deprecated")[];
  /** Computes the repair when asked, `null` if there is none; the same answer each time. */
  readonly fix: () => Fix | null;
  /** The best that the rule's repairs are. */
  readonly fixSafety: Safety | "none";
}

/** What found something, and where. */
export type FindingPlace = Pick<Diagnostic, "rule" | "span">;

/** A rule that threw; the others went on. */
export interface Crash {
  readonly rule: string;
  readonly error: unknown;
}

/** What was found in one file, and what needs to be known of the file when its syntax is gone. */
export interface FileReport {
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly crashes: readonly Crash[];
  /** The class or function around a span of one of the findings, `Server.start`; empty at the top of the file. */
  readonly definitionAround: (span: Span) => string;
  /** The version the file was linted for, and whether its own text was what told it. */
  readonly target: PythonVersion;
  readonly targetFromText: boolean;
  /** What the parser could not read; empty when the file was not parsed. */
  readonly syntaxErrors: readonly Span[];
}

/** What `lint()` found in one file. */
export interface LintReport extends FileReport {
  /** The file's syntax; undefined when it need not be parsed, since no rule could have found anything in it. */
  readonly tree: SyntaxTree | undefined;
  /** The comments by which rules are suppressed; undefined for a text without any. */
  readonly suppressions: Suppressions | undefined;
}
