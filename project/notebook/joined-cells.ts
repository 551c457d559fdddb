import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Fix } from "../../engine/rule.js";
import { applyEdits, type TextEdit } from "../../engine/text/edits.js";
import { pythonOfCell } from "./magics.js";

/** Where the Python of a cell stands in the text of all cells. Offsets are in UTF-16 units. */
export interface CellPlace {
  /** Which of the cells that were put together it is, from 0. */
  readonly cell: number;
  /** Where its Python begins in the text of all. */
  readonly start: number;
  readonly length: number;
  /** Where its Python begins in its own text. */
  readonly inCell: number;
}

/** The code cells of a notebook as one text, since they share their names. Terminal and language server lint this. */
export class JoinedCells {
  /** What is linted: Python alone. Each cell is followed by a line feed. */
  readonly python: string;
  /** The same with what only IPython understands: as long, line by line. */
  readonly written: string;
  /** The cells that hold Python, in order. */
  readonly places: readonly CellPlace[];
  /** The texts of all cells. */
  readonly texts: readonly string[];

  /** @param cells the texts of all code cells, also of those whose magics say that they are no Python. */
  constructor(cells: readonly string[]) {
    const places: CellPlace[] = [];
    let python = "";
    let written = "";
    for (const [cell, text] of cells.entries()) {
      const part = pythonOfCell(text);
      if (part === undefined) continue;
      places.push({ cell, start: python.length, length: part.text.length, inCell: part.start });
      python += `${part.text}\n`;
      written += `${text.slice(part.start)}\n`;
    }
    this.python = python;
    this.written = written;
    this.places = places;
    this.texts = cells;
  }

  /** The cell that an offset is in, or the line feed behind it; undefined where there is no cell at all. */
  placeAt(offset: number): CellPlace | undefined {
    return this.places.findLast(({ start }) => start <= offset) ?? this.places[0];
  }

  /** A finding, without its repair if that is not possible here. */
  withPossibleFix<Found extends Diagnostic>(found: Found): Found {
    if (found.fixSafety === "none") return found;
    const fix = (): Fix | null => {
      const wanted = found.fix();
      if (wanted?.edits.every((edit) => this.#isPossible(edit)) !== true) return null;
      return { ...wanted, edits: wanted.edits.map((edit) => this.#inCell(edit)) };
    };
    return { ...found, fix };
  }

  /** Whether an edit is within one cell and leaves alone what only IPython understands, which nobody here has read. */
  #isPossible({ span, replacement }: TextEdit): boolean {
    const place = this.placeAt(span.start);
    // Whoever deletes the last line of a cell takes the line feed behind it as well.
    if (place === undefined || span.end > place.start + place.length + 1) return false;
    return this.#commandsAround(span.start, span.end).every(({ start, end }) => {
      if (span.start === span.end && span.end === start) return /\n$|^[ \t]*$/.test(replacement);
      if (span.start === span.end && span.start === end) return /^(?:[\r\n]|[ \t]*$)/.test(replacement);
      return span.end <= start || end <= span.start;
    });
  }

  /** The texts of all cells after some edits that {@link withPossibleFix} has let through. */
  edited(edits: readonly TextEdit[]): string[] {
    const byCell = new Map<number, TextEdit[]>();
    const shortened = new Set<number>();
    for (const { span, replacement } of edits) {
      const place = this.placeAt(span.start);
      if (place === undefined) continue;
      const { cell, start, length, inCell } = place;
      if (span.end > start + length) shortened.add(cell);
      const shift = inCell - start;
      const own = { start: span.start + shift, end: Math.min(span.end, start + length) + shift };
      byCell.set(cell, [...(byCell.get(cell) ?? []), { span: own, replacement }]);
    }
    return this.texts.map((text, cell) => {
      const after = applyEdits(text, byCell.get(cell) ?? []);
      // The line that has become the last ends as the last one did.
      return shortened.has(cell) ? after.replace(/\r?\n$/, "") : after;
    });
  }

  /** What is to stand behind all cells stands on a line of its own in the last. */
  #inCell({ span, replacement }: TextEdit): TextEdit {
    const place = this.placeAt(span.start);
    const end = place === undefined ? span.start : place.start + place.length;
    if (span.start <= end) return { span, replacement };
    return { span: { start: end, end }, replacement: `\n${replacement.replace(/\r?\n$/, "")}` };
  }

  /** The stretches of some lines in which both texts differ. */
  #commandsAround(start: number, end: number): { start: number; end: number }[] {
    const first = start === 0 ? 0 : this.python.lastIndexOf("\n", start - 1) + 1;
    const feed = this.python.indexOf("\n", end);
    const last = feed < 0 ? this.python.length : feed;
    const found: { start: number; end: number }[] = [];
    let at = first;
    for (const line of this.python.slice(first, last).split("\n")) {
      const written = this.written.slice(at, at + line.length);
      if (line !== written) {
        let [from, to] = [0, line.length];
        while (line[from] === written[from]) from++;
        while (line[to - 1] === written[to - 1]) to--;
        found.push({ start: at + from, end: at + to });
      }
      at += line.length + 1;
    }
    return found;
  }
}
