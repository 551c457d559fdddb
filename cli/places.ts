import { SourceFile } from "../engine/text/source.js";
import type { Span } from "../engine/text/span.js";
import type { LintedText } from "../project/session.js";
import { type ColumnUnit, Positions, type UserPosition } from "./positions.js";

/** A text that was linted. */
type Text = Pick<LintedText, "source" | "notebook">;

/** A stretch as users count; the end is the place behind the last character. */
export interface UserRange {
  readonly start: UserPosition;
  readonly end: UserPosition;
}

/** A stretch where people look for it. */
export interface ShownRange extends UserRange {
  /** In a notebook, the number of the cell from 1, in which lines are counted anew. */
  readonly cell?: number;
}

/** Tells where findings stand as people see the file: of a notebook, its cells. */
export class ShownPlaces {
  /** What people see, in which offsets are those of the linted text. */
  readonly source: SourceFile;
  readonly #notebook: Text["notebook"];
  readonly #positions: Positions;

  constructor({ source, notebook }: Text) {
    this.source = notebook === undefined ? source : new SourceFile(source.path, notebook.cells.written);
    this.#notebook = notebook;
    this.#positions = new Positions(this.source);
  }

  /** Where a stretch stands; in a notebook it ends with its cell. */
  rangeOf(span: Span): ShownRange {
    const place = this.#notebook?.placeOf(span);
    if (place === undefined) return { start: this.#positions.at(span.start), end: this.#positions.at(span.end) };
    const shift = place.linesBefore - this.source.lines.lineAt(place.start);
    const at = (offset: number): UserPosition => {
      const { line, column } = this.#positions.at(offset);
      return { line: line + shift, column };
    };
    return { cell: place.cell, start: at(place.span.start), end: at(place.span.end) };
  }

  /** A place in one word: `3:7`, or `cell 2:3:7`. */
  wordOf(offset: number): string {
    const { cell, start } = this.rangeOf({ start: offset, end: offset });
    return `${cell === undefined ? "" : `cell ${cell}:`}${start.line}:${start.column}`;
  }

  /** What a line, counted from 0, is called. */
  nameOf(line: number): { readonly cell?: number; readonly line: number } {
    const offset = this.source.lines.startOf(line);
    const { cell, start } = this.rangeOf({ start: offset, end: offset });
    return { ...(cell !== undefined && { cell }), line: start.line };
  }
}

/** Tells where findings stand in the file itself, for programs that open it: of a notebook, its JSON. */
export class FilePlaces {
  /** The text of the file. */
  readonly source: SourceFile;
  readonly #notebook: Text["notebook"];
  readonly #positions: Positions;
  readonly #shown: ShownPlaces;

  constructor(text: Text, unit: ColumnUnit = "characters") {
    const { source, notebook } = text;
    this.source = notebook === undefined ? source : new SourceFile(source.path, notebook.json);
    this.#notebook = notebook;
    this.#positions = new Positions(this.source, unit);
    this.#shown = new ShownPlaces(text);
  }

  /** Where a stretch of the linted text stands in the file. */
  rangeOf(span: Span): UserRange {
    return this.rangeInFile(this.spanOf(span));
  }

  /** Lines and columns of a stretch of the file. */
  rangeInFile({ start, end }: Span): UserRange {
    return { start: this.#positions.at(start), end: this.#positions.at(end) };
  }

  /** The stretch of the file that a stretch of the linted text is. */
  spanOf(span: Span): Span {
    return this.#notebook?.spanInFile(span) ?? span;
  }

  /** A text as it is written in the file. */
  written(text: string): string {
    return this.#notebook?.inString(text) ?? text;
  }

  /** A message, with the place that it is about where the file's own lines do not tell that to people. */
  message(text: string, span: Span): string {
    const { cell, start } = this.#shown.rangeOf(span);
    return cell === undefined ? text : `${text} (cell ${cell}, line ${start.line})`;
  }
}
