import { overlaps, type Span } from "./span.js";

/** One replacement in a text. An empty span inserts, an empty replacement deletes. */
export interface TextEdit {
  readonly span: Span;
  readonly replacement: string;
}

/** Edits in the order of the text; of equal starts the shorter span first, so that insertions precede replacements. */
function sortedEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Edits that can be made together: none touches the same characters as, or inserts where, another one does. */
export class EditSet {
  /** In the order of the text. */
  readonly #edits: TextEdit[] = [];

  get edits(): readonly TextEdit[] {
    return this.#edits;
  }

  /** Adds the edits of one repair and tells so, or adds none of them when any collides with those already there. */
  add(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#collides(edit))) return false;
    for (const edit of edits) this.#edits.splice(this.#placeOf(edit), 0, edit);
    return true;
  }

  #collides({ span }: TextEdit): boolean {
    const place = this.#placeOf({ span, replacement: "" });
    // Those already here do not overlap each other, so only the nearest can reach into the span.
    return [place - 1, place, place + 1].some((index) => {
      const neighbour = this.#edits[index];
      return neighbour !== undefined && overlaps(neighbour.span, span);
    });
  }

  /** Where an edit belongs in the order of the text. */
  #placeOf({ span }: TextEdit): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = (this.#edits[middle] as TextEdit).span;
      if (other.start < span.start || (other.start === span.start && other.end < span.end)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The text with all edits made at once.
 *
 * @throws RangeError when an edit lies outside the text or two of them overlap.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let done = 0;
  for (const { span, replacement } of sortedEdits(edits)) {
    if (span.start < done || span.end < span.start || span.end > text.length) {
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another or lies outside the text`);
    }
    result += text.slice(done, span.start) + replacement;
    done = span.end;
  }
  return result + text.slice(done);
}
