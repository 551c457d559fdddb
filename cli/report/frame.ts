import type { SourceFile } from "../../engine/text/source.js";
import type { Span } from "../../engine/text/span.js";
import type { ShownPlaces } from "../places.js";
import type { Paint, Style } from "../terminal/colour.js";
import { DisplayLine, visible } from "../terminal/display.js";

/** A stretch of a source to underline, and what to say about it there. */
export interface Annotation {
  readonly span: Span;
  readonly label: string;
  /** `^` for the finding itself, `-` for other places. */
  readonly mark: "^" | "-";
  readonly style: Style;
}

/** The part of one line that an annotation underlines; columns of the line as shown. */
interface Underline {
  readonly from: number;
  readonly to: number;
  readonly annotation: Annotation;
  readonly label: string;
}

/** Of an annotation over more lines than this only the beginning and the end are shown. */
const MOST_LINES = 4;
/** Wider terminals are not used to the full: nobody reads such lines. */
const MOST_COLUMNS = 200;
/** What is kept to the left of a place on a line too long to be shown whole. */
const LEFT_CONTEXT = 24;

/**
 * The lines of a source that annotations point at, with a margin of line numbers and underlines below them. Where they
 * stand in several cells of a notebook, those are named.
 *
 * @param width the columns that may be used; longer lines are cut around what is underlined.
 * @returns lines without line breaks.
 */
export function frame(places: ShownPlaces, annotations: readonly Annotation[], width: number, paint: Paint): string[] {
  const { source } = places;
  const byLine = new Map<number, Annotation[]>();
  for (const annotation of annotations) {
    for (const line of shownLines(source, annotation.span)) {
      byLine.set(line, [...(byLine.get(line) ?? []), annotation]);
    }
  }
  const numbers = [...byLine.keys()].sort((a, b) => a - b);
  const names = new Map(numbers.map((line) => [line, places.nameOf(line)]));
  const margin = String(Math.max(...[...names.values()].map(({ line }) => line))).length;
  const hasCells = new Set([...names.values()].map(({ cell }) => cell)).size > 1;
  const gutter = (text: string): string => paint(`${text.padStart(margin)} |`, "blue");
  const result = [gutter("")];
  const separator = (text: string): string => paint(`${" ".repeat(margin)} :${text}`, "blue");
  let previous: number | undefined;
  const show = (line: number): void => {
    const text = source.lines.textOf(line);
    const marked = byLine.get(line) ?? [];
    const display = new DisplayLine(text, Math.max(0, (marked[0]?.span.start ?? 0) - source.lines.startOf(line)));
    const underlines = marked.map((annotation) => underline(source, line, annotation, display));
    const { left, right } = windowOf(display, underlines, Math.max(40, Math.min(width, MOST_COLUMNS) - margin - 3));
    result.push(`${gutter(String(places.nameOf(line).line))} ${display.slice(left, right)}`.trimEnd());
    for (const each of underlines) result.push(`${gutter("")} ${drawn(each, left, right, paint)}`.trimEnd());
  };
  for (const line of numbers) {
    const cell = names.get(line)?.cell;
    const isOther = previous === undefined || names.get(previous)?.cell !== cell;
    if (isOther) result.push(...(hasCells ? [separator(` cell ${cell}`)] : []));
    else if (previous !== undefined && line === previous + 2) show(line - 1);
    else if (previous !== undefined && line > previous + 2) result.push(separator(""));
    show(line);
    previous = line;
  }
  result.push(gutter(""));
  return result;
}

function lineRange(source: SourceFile, { start, end }: Span): [first: number, last: number] {
  const first = source.lines.lineAt(start);
  // A span that ends with a line break ends on the line it breaks.
  return [first, Math.max(first, source.lines.lineAt(Math.max(start, end - 1)))];
}

function shownLines(source: SourceFile, span: Span): number[] {
  const [first, last] = lineRange(source, span);
  if (last - first >= MOST_LINES) return [first, first + 1, last];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function underline(source: SourceFile, line: number, annotation: Annotation, display: DisplayLine): Underline {
  const { span, label } = annotation;
  const [first, last] = lineRange(source, span);
  const lineStart = source.lines.startOf(line);
  const text = source.lines.textOf(line);
  const indentation = text.length - text.trimStart().length;
  const start = line === first ? span.start - lineStart : indentation;
  const end = line === last ? Math.min(span.end - lineStart, text.length) : text.trimEnd().length;
  const from = display.columnAt(start);
  // Something must be seen also of an empty span, or of a mark without a width.
  const to = Math.max(from + 1, display.columnAt(Math.max(start, end)));
  return { from, to, annotation, label: line === last ? label : "" };
}

/** The columns of a line to show: all of it, or as much as fits around the first thing underlined. */
function windowOf(
  display: DisplayLine,
  underlines: readonly Underline[],
  width: number,
): { left: number; right: number } {
  if (display.width <= width) return { left: 0, right: display.width };
  const place = underlines.find(({ annotation }) => annotation.mark === "^") ?? underlines[0];
  const from = place?.from ?? 0;
  const to = Math.min(place?.to ?? 0, from + width - LEFT_CONTEXT);
  // As far to the left as possible while the whole place can be seen, so that most lines begin at their beginning.
  const wanted = to + 2 <= width ? 0 : Math.max(0, from - LEFT_CONTEXT);
  const left = startOfCell(display, Math.min(wanted, Math.max(0, display.width - width + 2)));
  return { left, right: Math.min(display.width, left + width - (left > 0 ? 2 : 1)) };
}

/** A column at or after `column` where a character begins. */
function startOfCell(display: DisplayLine, column: number): number {
  return display.cells.find((cell) => cell.column >= column && cell.width > 0)?.column ?? column;
}

function drawn({ from, to, annotation, label }: Underline, left: number, right: number, paint: Paint): string {
  const shift = left > 0 ? left - 1 : 0;
  const start = Math.max(from, left);
  const end = Math.max(start + 1, Math.min(to, right + 1));
  const says = label === "" ? "" : ` ${visible(label)}`;
  if (start > right + 1) return " ".repeat(right - shift) + paint(`>${says}`, annotation.style);
  return " ".repeat(start - shift) + paint(annotation.mark.repeat(end - start) + says, annotation.style);
}
