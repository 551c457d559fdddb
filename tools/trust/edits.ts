import type { Range } from "vscode-languageserver/node";

/** A change of a text: what stands from one offset to another, in UTF-16 units, gives way to something else. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is typed and pasted: parts of programs, what leaves brackets, strings and blocks open, and what is easily counted wrongly. */
const PIECES = [
  ...["(", ")", "[", "{", '"', "'''", ":", ",", "\\", "#", "@", "x", " ", "    "],
  ...["\n", "\r\n", "\r", "\t", "\f", "😀", "𝒳", "é", "\u2028"],
  ...["import os\n", "def f(a=[]):\r\n    return a\r\n", "class C:\n    ", "if x is 1:\n    pass\n", 's = "😀" # 𝒳\n'],
  ...[
    "x = [1].sort()\n",
    "print 'x'\n",
    ".start()",
    "    try:\n        pass\n    except:\n        pass\n",
    "# faqlint: ignore\n",
  ],
];
const MOST_PASTED = 400;
const MOST_REMOVED = 60;

/** Edits a text as somebody in an editor does: types, deletes, copies, takes back. */
export class Typist {
  text: string;
  readonly #random: () => number;
  /** What takes the last edits back, the latest at the end. */
  readonly #undo: Edit[] = [];
  #cursor: number;

  constructor(text: string, random: () => number) {
    this.text = text;
    this.#random = random;
    this.#cursor = this.#place();
  }

  /** Makes the next edit. */
  edit(): Edit {
    const kind = this.#random();
    const undo = kind < 0.15 ? this.#undo.pop() : undefined;
    if (undo !== undefined) {
      this.#apply(undo);
      return undo;
    }
    const start = this.#random() < 0.7 ? this.#between(this.#cursor) : this.#place();
    let edit: Edit;
    if (kind < 0.35) edit = { start, end: this.#between(start + 1 + this.#below(MOST_REMOVED)), text: "" };
    else if (kind < 0.5) {
      const from = this.#place();
      edit = { start, end: start, text: this.text.slice(from, this.#between(from + this.#below(MOST_PASTED))) };
    } else {
      const end = kind < 0.6 ? this.#between(start + this.#below(4)) : start;
      edit = { start, end, text: PIECES[this.#below(PIECES.length)] ?? "" };
    }
    this.#undo.push({ start, end: start + edit.text.length, text: this.text.slice(edit.start, edit.end) });
    this.#apply(edit);
    return edit;
  }

  #apply({ start, end, text }: Edit): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.#cursor = start + text.length;
    // The protocol has no place between the two halves of a line end, so that what is put there could not be taken back.
    const isSplit = this.#between(start) !== start || this.#between(this.#cursor) !== this.#cursor;
    if (isSplit) this.#undo.length = 0;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #place(): number {
    return this.#between(this.#below(this.text.length + 1));
  }

  /** The first offset from one on that is between two characters, and not in a line end. */
  #between(offset: number): number {
    if (offset >= this.text.length) return this.text.length;
    const [before, after] = [this.text.charCodeAt(offset - 1), this.text.charCodeAt(offset)];
    const isLow = after >= 0xdc00 && after < 0xe000;
    return isLow || (before === 13 && after === 10) ? offset + 1 : offset;
  }
}

/** The range of an edit of a text, counted as the protocol does it: lines from 0, ended by CR, LF or both, and UTF-16 units. */
export function rangeOf(text: string, { start, end }: Edit): Range {
  const position = (offset: number): Range["start"] => {
    let [line, lineStart] = [0, 0];
    for (let at = 0; at < offset; at++) {
      const unit = text.charCodeAt(at);
      if (unit !== 10 && !(unit === 13 && text.charCodeAt(at + 1) !== 10)) continue;
      line++;
      lineStart = at + 1;
    }
    return { line, character: offset - lineStart };
  };
  return { start: position(start), end: position(end) };
}
