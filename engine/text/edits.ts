import { overlaps, type Span } from "./span.js";

/** One replacement in a text. An empty span inserts, an empty replacement deletes. */
export interface TextEdit {
  readonly span: Span;
  readonly replacement: string;
}

/** Edits in the order of the text; of equal starts the shorter span first, so that insertions precede replacements. */
export function sortedEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Whether any edit of `a` touches the same characters as, or inserts where, one of `b` does. */
export function editsCollide(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((left) => b.some((right) => overlaps(left.span, right.span)));
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
