import type { Crash, Diagnostic } from "../engine/diagnostics.js";
import type { Parsed } from "../engine/syntax/pieces.js";
import type { TextEdit } from "../engine/text/edits.js";
import { SourceFile } from "../engine/text/source.js";

/** A finding in a document. */
export interface Found extends Diagnostic {
  /** Computes the edit after which it is no longer shown; null for what no comment can ignore. */
  readonly ignore: () => TextEdit | null;
}

/** What was found in a document, and the text it was found in. */
export interface DocumentResult {
  readonly source: SourceFile;
  /** What the next lint may go on from; undefined for a text that could hold nothing to be found, and where another thread has it. */
  readonly parsed: Parsed | undefined;
  /** In the order of the text. */
  readonly diagnostics: readonly Found[];
  /** How many more there are: of a long text only the gravest are brought. */
  readonly left: number;
  /** Complete only once the repairs have been asked for: a rule may fail while it computes one. */
  readonly crashes: readonly Crash[];
}

/** The result for a text that is not to be linted, or could not be. */
export function nothingIn(path: string, text: string): DocumentResult {
  return { source: new SourceFile(path, text), parsed: undefined, diagnostics: [], left: 0, crashes: [] };
}
