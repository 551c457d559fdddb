import type { Fix, Severity } from "../../engine/rule.js";
import type { Span } from "../../engine/text/span.js";
import { FilePlaces } from "../places.js";
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

  file(file: CheckedFile): void {
    const { path } = file;
    const places = new FilePlaces(file, "bytes");
    for (const diagnostic of file.report.diagnostics) {
      const { rule, severity, message, span, faqUrl } = diagnostic;
      const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
      const suggestion = fix === null ? undefined : inOnePiece(fix, places);
      this.#item({
        message: places.message(message, span),
        // Reviewdog itself makes it relative to the repository.
        location: { path, range: places.rangeOf(span) },
        severity: SEVERITIES[severity],
        code: { value: rule, ...(faqUrl !== null && { url: faqUrl }) },
        ...(suggestion === undefined
          ? {}
          : { suggestions: [{ range: places.rangeInFile(suggestion.span), text: suggestion.text }] }),
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
 * @returns a stretch of the file and the text to put in its place; undefined if the edits are too far from each other.
 */
function inOnePiece({ edits }: Fix, places: FilePlaces): { readonly span: Span; readonly text: string } | undefined {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const inFile = sorted.map((edit) => ({ ...places.spanOf(edit.span), text: places.written(edit.replacement) }));
  const [first] = inFile;
  if (first === undefined) return undefined;
  const span = { start: first.start, end: Math.max(...inFile.map(({ end }) => end)) };
  const { lines, text: before } = places.source;
  if (lines.lineAt(span.end) - lines.lineAt(span.start) >= MOST_LINES) return undefined;
  let text = "";
  let at = span.start;
  for (const edit of inFile) {
    text += before.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return { span, text };
}
