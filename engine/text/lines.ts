/** A place in a text: both numbers count from 0; `column` is in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const LF = 10;
const CR = 13;

/**
 * Where the lines of a text begin.
 *
 * A line ends at `\n`, `\r\n` or a lone `\r`: so do CPython and the language server protocol, whereas the parser
 * counts rows at `\n` only. Hence everything above the text floor speaks in offsets and asks this index.
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === LF || (unit === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
    }
    this.#starts = starts;
  }

  /** The number of lines; an empty text has one. */
  get count(): number {
    return this.#starts.length;
  }

  /** The offset at which a line begins; a line past the end begins at the end of the text. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** The offset after a line's last character, its line break left out. */
  endOf(line: number): number {
    let end = this.startOf(line + 1);
    const start = this.startOf(line);
    if (end > start && this.#text.charCodeAt(end - 1) === LF) end--;
    if (end > start && this.#text.charCodeAt(end - 1) === CR) end--;
    return end;
  }

  /** The characters of a line, its line break left out. */
  textOf(line: number): string {
    return this.#text.slice(this.startOf(line), this.endOf(line));
  }

  /** The number, from 0, of the line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Line and column of an offset; offsets outside the text are moved to its nearest end. */
  positionAt(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.#text.length));
    const line = this.lineAt(inside);
    return { line, column: inside - this.startOf(line) };
  }
}
