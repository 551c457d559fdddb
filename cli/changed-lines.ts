import type { Diagnostic } from "../engine/diagnostics.js";
import { LineIndex } from "../engine/text/lines.js";
import type { Span } from "../engine/text/span.js";
import type { ChangedLines, Changes } from "../project/changes.js";
import type { FoundText } from "../project/found.js";
import type { ShownFindings } from "./check-file.js";
import { originsOfLines } from "./report/diff.js";

/** Shows of some findings those that touch changed lines, with what is underlined or with a place that belongs to it. */
export class ChangedLinesOnly implements ShownFindings {
  readonly #changes: Changes;
  readonly #among: ShownFindings;
  /** The file in hand as it stands on the disk: what git counted the lines of. */
  #original: FoundText | undefined;

  constructor(changes: Changes, among: ShownFindings) {
    this.#changes = changes;
    this.#among = among;
  }

  shown(linted: FoundText): FoundText {
    const { path } = linted;
    const among = this.#among.shown(linted);
    const changed = this.#changes.linesOf(path);
    if (changed === "all" || among.report.diagnostics.length === 0) return among;
    // What was read first stands for the file as git knows it; its text need not be looked at again.
    if (this.#original?.path !== path) this.#original = linted;
    const spans = changedSpans(changed, this.#original, linted.source.text);
    const diagnostics = among.report.diagnostics.filter((found) =>
      placesOf(found).some((place) => meets(place, spans)),
    );
    return { ...among, report: { ...among.report, diagnostics } };
  }

  settle(linted: FoundText): void {
    this.#among.settle(linted);
  }
}

function placesOf({ span, related }: Diagnostic): Span[] {
  return [span, ...related.map((place) => place.span)];
}

/** An empty place touches the line it is in. */
function meets({ start, end }: Span, spans: readonly Span[]): boolean {
  return spans.some((span) => start < span.end && span.start < Math.max(end, start + 1));
}

/** The changed lines of a text, of which repairs may have made another: what they have written is changed as well. */
function changedSpans(changed: Exclude<ChangedLines, "all">, original: FoundText, text: string): Span[] {
  const fileLinesOf = linesInFile(original);
  const isChanged = (line: number): boolean => {
    const lines = fileLinesOf(line);
    return changed.some(({ start, end }) => start < lines.end && lines.start < end);
  };
  const before = original.source.text;
  const origins = text === before ? undefined : originsOfLines(before, text);
  const spans: Span[] = [];
  // As git counts: a carriage return alone ends no line.
  for (let start = 0, line = 0; start < text.length || line === 0; line++) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length + 1 : feed + 1;
    const origin = origins === undefined ? line : origins[line];
    if (origin === undefined || isChanged(origin)) spans.push({ start, end });
    start = end;
  }
  return spans;
}

/** Which lines of a file, the end excluded, hold a line of its linted text: in a notebook's JSON they are others. */
function linesInFile({ source, notebook }: FoundText): (line: number) => Span {
  if (notebook === undefined) return (line) => ({ start: line, end: line + 1 });
  const file = new LineIndex(notebook.json);
  return (line) => {
    const [start, end] = [source.lines.startOf(line), source.lines.endOf(line)];
    const span = notebook.spanInFile({ start, end });
    return { start: file.lineAt(span.start), end: file.lineAt(span.end) + 1 };
  };
}
