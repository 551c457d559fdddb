import type { Diagnostic } from "../engine/diagnostics.js";
import type { Span } from "../engine/text/span.js";
import type { ChangedLines, Changes } from "../project/changes.js";
import type { FoundText } from "../project/found.js";
import type { ShownFindings } from "./check-file.js";
import { originsOfLines } from "./report/diff.js";

/** Shows of some findings those that touch changed lines, with what is underlined or with a place that belongs to it. */
export class ChangedLinesOnly implements ShownFindings {
  readonly #changes: Changes;
  readonly #among: ShownFindings;
  /** The text of the file in hand as it stands on the disk: what git counted the lines of. */
  #original: { readonly path: string; readonly text: string } | undefined;

  constructor(changes: Changes, among: ShownFindings) {
    this.#changes = changes;
    this.#among = among;
  }

  shown(linted: FoundText): FoundText {
    const { path } = linted;
    const among = this.#among.shown(linted);
    const changed = this.#changes.linesOf(path);
    if (changed === "all" || among.report.diagnostics.length === 0) return among;
    const { text } = linted.source;
    if (this.#original?.path !== path) this.#original = { path, text };
    const spans = changedSpans(changed, this.#original.text, text);
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
function changedSpans(changed: Exclude<ChangedLines, "all">, original: string, text: string): Span[] {
  const isChanged = (line: number): boolean => changed.some(({ start, end }) => start <= line && line < end);
  const origins = text === original ? undefined : originsOfLines(original, text);
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
