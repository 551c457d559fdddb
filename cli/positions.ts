import type { SourceFile } from "../engine/text/source.js";

/** A place as users count: both from 1, the column in characters (Unicode code points). */
export interface UserPosition {
  readonly line: number;
  readonly column: number;
}

/** Tells users' positions in one text. A byte order mark at its beginning is not counted, as in every editor. */
export class Positions {
  readonly #source: SourceFile;
  /** The last answer: findings come in the order of the text, so the next one is often on the same long line. */
  #lineStart = 0;
  #offset = 0;
  #column = 1;

  constructor(source: SourceFile) {
    this.#source = source;
  }

  /** The position of an offset in UTF-16 units. */
  at(offset: number): UserPosition {
    const { line } = this.#source.positionAt(offset);
    const lineStart = this.#source.lines.startOf(line);
    if (lineStart !== this.#lineStart || offset < this.#offset) {
      this.#lineStart = lineStart;
      this.#offset = lineStart;
      this.#column = 1;
    }
    for (; this.#offset < offset; this.#offset++) {
      const unit = this.#source.text.charCodeAt(this.#offset);
      const isMark = unit === 0xfeff && this.#offset === 0;
      // The second half of a surrogate pair belongs to the character that its first half has counted.
      if (!isMark && (unit & 0xfc00) !== 0xdc00) this.#column++;
    }
    return { line: line + 1, column: this.#column };
  }
}
