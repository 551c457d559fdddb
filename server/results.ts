import type { Parsed } from "../engine/syntax/pieces.js";
import type { DocumentResult } from "./result.js";
import { LONG_TEXT, type SecondLane } from "./second-lane.js";
import type { Unit } from "./units.js";

/** Lints a text; the parse of an earlier state of the same document saves time and changes nothing. */
type Lint = (uri: string, text: string, last: Parsed | undefined) => DocumentResult;

/** A result that another thread has not brought yet; undefined when what it holds for changed before. */
type Pending = Promise<DocumentResult | undefined>;

/** The results of the open documents; every question about a document is answered for its current text. */
export class Results {
  readonly #lint: Lint;
  readonly #lane: SecondLane;
  readonly #textOf: (uri: string) => string | undefined;
  readonly #results = new Map<string, DocumentResult>();
  readonly #pending = new Map<string, { readonly text: string; readonly result: Pending }>();

  /**
   * @param lint lints the text of the document with some URI under the settings of the moment; must not throw.
   * @param textOf the text of a document or notebook as it is now; undefined when it is not open.
   */
  constructor(lint: Lint, lane: SecondLane, textOf: (uri: string) => string | undefined) {
    this.#lint = lint;
    this.#lane = lane;
    this.#textOf = textOf;
  }

  /** The result for a document or notebook as it is now: the last one, if its text is the same. */
  of({ uri, text }: Unit): DocumentResult | Pending {
    const last = this.#results.get(uri);
    // The text, not the version, tells what was linted: versions may jump, stay or begin again.
    if (last?.source.text === text) return last;
    if (text.length > LONG_TEXT) return this.#later(uri, text);
    this.#pending.delete(uri);
    this.#lane.close(uri);
    // What was found keeps all that was known of the text in memory, which nobody needs any more.
    this.#results.delete(uri);
    const result = this.#lint(uri, text, last?.parsed);
    this.#results.set(uri, result);
    return result;
  }

  #later(uri: string, text: string): Pending {
    const pending = this.#pending.get(uri);
    if (pending?.text === text) return pending.result;
    this.#results.delete(uri);
    const result: Pending = this.#lane
      .lint(uri, text, () => this.#textOf(uri) === text)
      .then((found) => {
        if (this.#pending.get(uri)?.result !== result) return undefined;
        this.#pending.delete(uri);
        if (found === undefined || this.#textOf(uri) !== text) return undefined;
        this.#results.set(uri, found);
        return found;
      });
    this.#pending.set(uri, { text, result });
    return result;
  }

  /** The document may have another result although its text is the same. */
  forget(uri: string): void {
    this.#results.delete(uri);
    this.#pending.delete(uri);
    this.#lane.drop(uri);
  }

  /** Settings or files changed, so that the same text may have another result. */
  forgetAll(): void {
    this.#results.clear();
    this.#pending.clear();
    this.#lane.dropAll();
  }

  /** A document or notebook was closed. */
  close(uri: string): void {
    this.forget(uri);
    this.#lane.close(uri);
  }
}
