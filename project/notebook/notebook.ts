import type { TextEdit } from "../../engine/text/edits.js";
import type { Span } from "../../engine/text/span.js";
import { parseJson } from "../json.js";
import { JoinedCells } from "./joined-cells.js";
import { type CellEntry, cellsIn, isPythonCell, kernelLanguage, rootIn } from "./notebook-format.js";
import { SourceValue } from "./source-value.js";

/** Why a file that is called a notebook is not linted. `skipped`: it is one in another language. */
export interface NotLinted {
  readonly kind: "skipped" | "unreadable";
  readonly reason: string;
}

/** A code cell in Python. */
interface CodeCell {
  readonly number: number;
  readonly text: string;
  readonly source: SourceValue;
}

/** Where a stretch of the linted text stands. */
export interface PlaceInCell {
  /** The number of the cell among all cells of the notebook, those of prose among them, from 1: so editors count. */
  readonly cell: number;
  /** The offset in the linted text at which the cell's Python begins. */
  readonly start: number;
  /** How many lines of the cell stand in front of its Python. */
  readonly linesBefore: number;
  /** The stretch in the linted text; it ends with the cell. */
  readonly span: Span;
}

/**
 * A notebook of Jupyter. It knows where each character of its code cells stands in the file, so that a changed notebook
 * is the old text apart from the strings that hold what was changed. Offsets are in UTF-16 units.
 */
export class Notebook {
  /** The text of the file. */
  readonly json: string;
  readonly cells: JoinedCells;
  readonly #codeCells: readonly CodeCell[];
  #isAscii: boolean | undefined;

  private constructor(json: string, codeCells: readonly CodeCell[]) {
    this.json = json;
    this.#codeCells = codeCells;
    this.cells = new JoinedCells(codeCells.map(({ text }) => text));
  }

  /** The notebook that a text of JSON holds, or why it holds none that can be linted. */
  static read(json: string): Notebook | NotLinted {
    try {
      const root = rootIn(parseJson(json));
      const entries = cellsIn(root, json);
      const language = kernelLanguage(root);
      const python = entries.filter(({ cell }) => isPythonCell(cell, language));
      const isOther = python.length === 0 && entries.length > 0 && !isPythonCell({}, language);
      if (isOther) return { kind: "skipped", reason: `its kernel runs ${language}, not Python` };
      const codeCell = ({ number, text, source }: CellEntry): CodeCell => {
        return { number, text, source: new SourceValue(json, source) };
      };
      return new Notebook(json, python.map(codeCell));
    } catch (error) {
      return { kind: "unreadable", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Where a stretch of the linted text stands; undefined where there is no cell. */
  placeOf({ start, end }: Span): PlaceInCell | undefined {
    const place = this.cells.placeAt(start);
    const code = place && this.#codeCells[place.cell];
    if (place === undefined || code === undefined) return undefined;
    const last = place.start + place.length;
    return {
      cell: code.number,
      start: place.start,
      linesBefore: code.text.slice(0, place.inCell).split("\n").length - 1,
      span: { start: Math.min(start, last), end: Math.min(end, last) },
    };
  }

  /** Where a stretch of the linted text stands in the file; one that goes over the end of its cell ends there. */
  spanInFile(span: Span): Span {
    const place = this.cells.placeAt(span.start);
    const source = place && this.#codeCells[place.cell]?.source;
    if (place === undefined || source === undefined) return { start: 0, end: 0 };
    const offsetInCell = (offset: number): number => Math.min(offset - place.start, place.length) + place.inCell;
    return source.spanInFile({ start: offsetInCell(span.start), end: offsetInCell(span.end) });
  }

  /** A text as it stands within a string of the file. */
  inString(text: string): string {
    this.#isAscii ??= isAscii(this.json);
    const escaped = JSON.stringify(text).slice(1, -1);
    if (!this.#isAscii) return escaped;
    return escaped.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }

  /**
   * The text of the file with other texts in its Python cells.
   *
   * @param texts one for each of them, in order.
   */
  withTexts(texts: readonly string[]): string {
    const usual = this.#codeCells.find(({ source }) => source.separator !== undefined)?.source.separator ?? ",";
    let json = "";
    let done = 0;
    for (const [index, { text, source }] of this.#codeCells.entries()) {
      const after = texts[index] ?? text;
      if (after === text) continue;
      const { start, end } = source.span;
      json += this.json.slice(done, start) + source.rewritten(text, after, (part) => this.inString(part), usual);
      done = end;
    }
    return json + this.json.slice(done);
  }
}

/** A notebook while it is being changed. */
export class NotebookDraft {
  readonly #notebook: Notebook;
  #cells: JoinedCells;

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
    this.#cells = notebook.cells;
  }

  get cells(): JoinedCells {
    return this.#cells;
  }

  /** Makes edits of the linted text, all at once, and returns what it has become. */
  edit(edits: readonly TextEdit[]): string {
    this.#cells = new JoinedCells(this.#cells.edited(edits));
    return this.#cells.python;
  }

  /** The notebook as its file is to be. */
  finish(): Notebook {
    const json = this.#notebook.withTexts(this.#cells.texts);
    const changed = Notebook.read(json);
    if (changed instanceof Notebook && changed.cells.python === this.#cells.python) return changed;
    throw new Error("the repaired notebook cannot be read again");
  }
}

/** Whether whoever wrote a file put characters beyond ASCII into escapes. */
function isAscii(json: string): boolean {
  return /\\u(?:00[89a-f]|0[1-9a-f]|[1-9a-f])/i.test(json) && !/[^\0-\x7f]/.test(json.replace(/^\uFEFF/, ""));
}
