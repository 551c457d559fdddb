import { mentionsFaqlint, withoutAddressed } from "./addressed.js";
import { LineIndex, type Position } from "./lines.js";
import type { Span } from "./span.js";

/** One Python file's text, with the name the user knows it by. */
export class SourceFile {
  /** As the user named it; only for messages, never opened. */
  readonly path: string;
  readonly text: string;
  #lines: LineIndex | undefined;
  #isAddressed: boolean | undefined;
  #searched: string | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  /** Whether it may hold comments that are addressed to faqlint. */
  get isAddressed(): boolean {
    this.#isAddressed ??= mentionsFaqlint(this.text);
    return this.#isAddressed;
  }

  /**
   * The text as it is searched for words that tell what a program does: a comment by which `popen-never-reaped` is ignored reaps no
   * child. As long as the text itself.
   */
  get searched(): string {
    this.#searched ??= this.isAddressed ? withoutAddressed(this.text) : this.text;
    return this.#searched;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  positionAt(offset: number): Position {
    return this.lines.positionAt(offset);
  }

  /** The line break this file uses first, so that inserted lines look like the rest; `\n` where it has none. */
  get lineBreak(): string {
    return /\r\n|\r|\n/.exec(this.text)?.[0] ?? "\n";
  }

  /** The white space in front of the first other character of the line that holds `offset`. */
  indentationAt(offset: number): string {
    const start = this.lines.startOf(this.lines.lineAt(offset));
    return /^[ \t\f]*/.exec(this.text.slice(start, this.lines.endOf(this.lines.lineAt(offset))))?.[0] ?? "";
  }
}
