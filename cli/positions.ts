import type { SourceFile } from "../engine/text/source.js";

/** A place as users count: both from 1, the column in the unit that was asked for. */
export interface UserPosition {
  readonly line: number;
  readonly column: number;
}

/** What columns count: characters (Unicode code points), or the bytes that they take in UTF-8. */
export type ColumnUnit = "characters" | "bytes";

/** Tells users' positions in one text. A byte order mark at its beginning is not counted, as in every editor. */
export class Positions {
  readonly #source: SourceFile;
  readonly #widthOf: (unit: number) => number;
  /** The last answer: findings come in the order of the text, so the next one is often on the same long line. */
  #lineStart = 0;
  #offset = 0;
  #column = 1;

  constructor(source: SourceFile, unit: ColumnUnit = "characters") {
    this.#source = source;
    this.#widthOf = unit === "characters" ? charactersOf : bytesOf;
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
      if (!isMark) this.#column += this.#widthOf(unit);
    }
    return { line: line + 1, column: this.#column };
  }
}

/** The second half of a surrogate pair belongs to the character that its first half has counted. */
function charactersOf(unit: number): number {
  return (unit & 0xfc00) === 0xdc00 ? 0 : 1;
}

/** Each half of a surrogate pair counts for half of the four bytes. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return 1;
  return unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
}
