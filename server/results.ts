import type { Crash, Diagnostic } from "../engine/diagnostics.js";
import type { SyntaxTree } from "../engine/syntax/tree.js";
import type { SourceFile } from "../engine/text/source.js";
import type { Unit } from "./units.js";

/** What was found in a document, and the text it was found in. */
export interface DocumentResult {
  readonly source: SourceFile;
  /** Undefined for a text that could hold nothing to be found. */
  readonly tree: SyntaxTree | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Complete only once the repairs have been asked for: a rule may fail while it computes one. */
  readonly crashes: readonly Crash[];
}

/** Lints a text; an earlier result of the same document saves time and changes nothing. */
type Lint = (uri: string, text: string, last: DocumentResult | undefined) => DocumentResult;

/** The results of the open documents; every question about a document is answered for its current text. */
export class Results {
  readonly #lint: Lint;
  readonly #results = new Map<string, DocumentResult>();

  /** @param lint lints the text of the document with some URI under the settings of the moment; must not throw. */
  constructor(lint: Lint) {
    this.#lint = lint;
  }

  /** The result for a document or notebook as it is now: the last one, if its text is the same. */
  of({ uri, text }: Unit): DocumentResult {
    const last = this.#results.get(uri);
    // The text, not the version, tells what was linted: versions may jump, stay or begin again.
    if (last?.source.text === text) return last;
    const result = this.#lint(uri, text, last);
    this.#results.set(uri, result);
    return result;
  }

  forget(uri: string): void {
    this.#results.delete(uri);
  }

  /** Settings or files changed, so that the same text may have another result. */
  forgetAll(): void {
    this.#results.clear();
  }
}
