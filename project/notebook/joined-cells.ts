import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Fix } from "../../engine/rule.js";
import { applyEdits, type TextEdit } from "../../engine/text/edits.js";
import { overlaps, type Span } from "../../engine/text/span.js";
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
    return this.#commandsAround(span.start, span.end).every(({ line, command }) => {
      const isFirst = this.python.slice(line.start, command.start).trim() === "";
      if (isFirst && span.start === span.end && span.end === command.start) return /(?:^|\n)[ \t]*$/.test(replacement);
      if (span.start === span.end && span.start === line.end) return /^(?:[\r\n]|[ \t]*$)/.test(replacement);
      // Behind a magic that measures it, a statement must stay on its line.
      const isInLine = span.start < line.end && line.start < span.end;
      return !overlaps(span, command) && !(isInLine && replacement.includes("\n"));
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

  /** Those of some lines that IPython understands otherwise, and what of them it alone understands. */
  #commandsAround(from: number, to: number): { readonly line: Span; readonly command: Span }[] {
    const first = from === 0 ? 0 : this.python.lastIndexOf("\n", from - 1) + 1;
    const feed = this.python.indexOf("\n", to);
    const found: { line: Span; command: Span }[] = [];
    let at = first;
    for (const line of this.python.slice(first, feed < 0 ? this.python.length : feed).split("\n")) {
      const written = this.written.slice(at, at + line.length);
      if (line !== written) {
        let [start, end] = [0, line.length];
        while (line[start] === written[start]) start++;
        while (line[end - 1] === written[end - 1]) end--;
        // Blanks of a command look like blanks of Python.
        if (line.slice(end).trim() === "") end = line.length;
        found.push({ line: { start: at, end: at + line.length }, command: { start: at + start, end: at + end } });
      }
      at += line.length + 1;
    }
    return found;
  }
}
