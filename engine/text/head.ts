import type { SourceFile } from "./source.js";

/** One of a file's lines. */
export interface HeadLine {
  /** Its number, from 0. */
  readonly line: number;
  /** Without its line break; the first one with the byte order mark, if there is one. */
  readonly text: string;
  readonly start: number;
  /** After its last character, its line break left out. */
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
}

/** Longer heads are generated; what stands that far down was not meant to be first. */
const MAX_LINES = 300;

const BLANK_OR_COMMENT = /^\uFEFF?[ \t\f]*(?:#|$)/;

/** The comments and blank lines that a file begins with. */
export function headOf(source: SourceFile): HeadLine[] {
  const head: HeadLine[] = [];
  for (let line = 0; line < Math.min(source.lines.count, MAX_LINES); line++) {
    const each = lineOf(source, line);
    if (!BLANK_OR_COMMENT.test(each.text)) break;
    head.push(each);
  }
  return head;
}

/** A line by its number, which must be one of the file's. */
export function lineOf({ lines }: SourceFile, line: number): HeadLine {
  const [start, end] = [lines.startOf(line), lines.endOf(line)];
  return { line, text: lines.textOf(line), start, end, next: lines.startOf(line + 1) };
}

/** A declaration of a file's encoding (PEP 263). */
export interface CookieLine extends HeadLine {
  /** As written: `utf-8`, `latin-1`. */
  readonly encoding: string;
}

/** The declaration that a comment line makes, wherever it stands; null for other lines. */
export function cookieOf(line: HeadLine): CookieLine | null {
  // The pattern of the language reference.
  const encoding = /^\uFEFF?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line.text)?.[1];
  return encoding === undefined ? null : { ...line, encoding };
}

/** The declaration that Python reads: in the first line, or in the second after a comment or blank line. */
export function cookieIn(source: SourceFile): CookieLine | null {
  for (const line of headOf(source).slice(0, 2)) {
    const cookie = cookieOf(line);
    if (cookie !== null) return cookie;
  }
  return null;
}
