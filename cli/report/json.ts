import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Span } from "../../engine/text/span.js";
import { ShownPlaces, type ShownRange } from "../places.js";
import { json } from "./escapes.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

/**
 * For programs: one object, `{"version":1,"diagnostics":[...],"summary":{...}}`, whose form is a promise.
 *
 * It is written as it comes into being, one finding to a line, so that a long run needs no more memory than a short
 * one. Lines and columns count from 1, columns in Unicode code points; the end of a range is the place after it. In a
 * notebook a range stands beside the number of its cell, in which lines are counted.
 */
export class JsonReporter implements Reporter {
  readonly #write: (text: string) => void;
  #isFirst = true;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  file(file: CheckedFile): void {
    const places = new ShownPlaces(file);
    for (const diagnostic of file.report.diagnostics) {
      const start = this.#isFirst ? '{"version":1,"diagnostics":[\n' : ",\n";
      this.#isFirst = false;
      this.#write(start + json(diagnosticOf(file.path, diagnostic, places)));
    }
  }

  end(tally: Tally): void {
    const start = this.#isFirst ? '{"version":1,"diagnostics":[' : "\n";
    this.#write(`${start}],"summary":${json(summaryOf(tally))}}\n`);
  }
}

/**
 * One line for each finding, the object it has in {@link JsonReporter}, written as soon as it is found. The last line is
 * `{"version":1,"summary":{...}}`: where it is missing, the run did not come to its end.
 */
export class JsonLinesReporter implements Reporter {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  file(file: CheckedFile): void {
    const places = new ShownPlaces(file);
    for (const diagnostic of file.report.diagnostics)
      this.#write(`${json(diagnosticOf(file.path, diagnostic, places))}\n`);
  }

  end(tally: Tally): void {
    this.#write(`${json({ version: 1, summary: summaryOf(tally) })}\n`);
  }
}

function diagnosticOf(path: string, diagnostic: Diagnostic, places: ShownPlaces) {
  const placeOf = (span: Span) => withCell(places.rangeOf(span));
  const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
  return {
    path,
    rule: diagnostic.rule,
    severity: diagnostic.severity,
    message: diagnostic.message,
    question: diagnostic.question,
    faqUrl: diagnostic.faqUrl,
    ...placeOf(diagnostic.span),
    related: diagnostic.related.map(({ span, message }) => ({ path, ...placeOf(span), message })),
    fix: fix && {
      title: fix.title,
      safety: fix.safety,
      edits: fix.edits.map(({ span, replacement }) => ({ ...placeOf(span), replacement })),
    },
  };
}

function withCell({ cell, start, end }: ShownRange) {
  return { ...(cell !== undefined && { cell }), range: { start, end } };
}

/** What a run has come to, for programs. */
export function summaryOf(tally: Tally) {
  return {
    files: tally.files,
    filesWithDiagnostics: tally.filesWithDiagnostics,
    diagnostics: tally.diagnostics,
    bySeverity: tally.bySeverity,
    fixable: tally.fixable,
    fixed: tally.fixed,
    filesFixed: tally.filesFixed,
    commentsWritten: tally.commentsWritten,
    filesCommented: tally.filesCommented,
    filesOfPython2: tally.filesOfPython2,
    interrupted: tally.isInterrupted,
    known: tally.known,
    spent: tally.spent.map(({ definition, ...entry }) => ({ ...entry, in: definition })),
    skipped: tally.skipped,
    unreadable: tally.unreadable,
    misencoded: tally.misencoded,
    unwritable: tally.unwritable,
    configuration: tally.configuration,
    parseErrors: tally.parseErrors.map(({ path, range }) => ({ path, ...withCell(range) })),
    crashes: tally.crashes,
  };
}
