import type { Fix, Severity } from "../../engine/rule.js";
import type { SourceFile } from "../../engine/text/source.js";
import type { Span } from "../../engine/text/span.js";
import { Positions } from "../positions.js";
import { json } from "./escapes.js";
import { notesOf } from "./notes.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "ERROR",
  warning: "WARNING",
  information: "INFO",
  hint: "INFO",
};

/** A suggestion over more lines than this is no comment on a line any more. */
const MOST_LINES = 20;

/**
 * Reviewdog's diagnostic format, in which columns count bytes of UTF-8:
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
export class RdjsonReporter implements Reporter {
  readonly #write: (text: string) => void;
  #isFirst = true;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  file({ path, source, report }: CheckedFile): void {
    const positions = new Positions(source, "bytes");
    const rangeOf = (span: Span) => ({ start: positions.at(span.start), end: positions.at(span.end) });
    for (const diagnostic of report.diagnostics) {
      const { rule, severity, message, span, faqUrl } = diagnostic;
      const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
      const suggestion = fix === null ? undefined : inOnePiece(fix, source);
      this.#item({
        message,
        // Reviewdog itself makes it relative to the repository.
        location: { path, range: rangeOf(span) },
        severity: SEVERITIES[severity],
        code: { value: rule, ...(faqUrl !== null && { url: faqUrl }) },
        ...(suggestion === undefined
          ? {}
          : { suggestions: [{ range: rangeOf(suggestion.span), text: suggestion.text }] }),
      });
    }
  }

  end(tally: Tally): void {
    for (const { level, kind, path = "", line = 1, message } of notesOf(tally)) {
      this.#item({
        message,
        location: { path, range: { start: { line } } },
        severity: SEVERITIES[level],
        code: { value: `faqlint-${kind}` },
      });
    }
    this.#write(this.#isFirst ? `${START}]}\n` : "\n]}\n");
  }

  #item(item: unknown): void {
    this.#write((this.#isFirst ? `${START}\n` : ",\n") + json(item));
    this.#isFirst = false;
  }
}

const START = '{"source":{"name":"faqlint"},"diagnostics":[';

/**
 * All edits of a repair as one: each suggestion is taken or left on its own, and a part of a repair is none.
 *
 * @returns undefined if the edits are too far from each other.
 */
function inOnePiece({ edits }: Fix, source: SourceFile): { readonly span: Span; readonly text: string } | undefined {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const [first] = sorted;
  if (first === undefined) return undefined;
  const span = { start: first.span.start, end: Math.max(...sorted.map((edit) => edit.span.end)) };
  if (source.lines.lineAt(span.end) - source.lines.lineAt(span.start) >= MOST_LINES) return undefined;
  let text = "";
  let at = span.start;
  for (const edit of sorted) {
    text += source.text.slice(at, edit.span.start) + edit.replacement;
    at = edit.span.end;
  }
  return { span, text };
}
