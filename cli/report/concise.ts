import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Severity } from "../../engine/rule.js";
import { ShownPlaces } from "../places.js";
import type { Paint, Style } from "../terminal/colour.js";
import { visible } from "../terminal/display.js";
import { type Link, UNLINKED } from "../terminal/link.js";
import type { CheckedFile, Reporter } from "./reporter.js";

/** The colour of a severity. */
export const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  information: "blue",
  hint: "cyan",
};

/** One line that says what and where: `app.py:3:7: error[rule-name] message`; in a notebook `a.ipynb:cell 2:3:7:`. */
export function headline(
  file: CheckedFile,
  places: ShownPlaces,
  diagnostic: Diagnostic,
  paint: Paint,
  link: Link = UNLINKED,
): string {
  const place = `${paint(visible(file.path), "bold")}:${places.wordOf(diagnostic.span.start)}:`;
  const rule = diagnostic.faqUrl === null ? diagnostic.rule : link(diagnostic.rule, diagnostic.faqUrl);
  const what = paint(`${diagnostic.severity}[${rule}]`, "bold", SEVERITY_STYLES[diagnostic.severity]);
  return `${place} ${what} ${visible(diagnostic.message)}`;
}

/** One line for each finding, for other programs and for narrow eyes. */
export class ConciseReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #paint: Paint;
  readonly #link: Link;

  constructor(write: (text: string) => void, paint: Paint, link: Link = UNLINKED) {
    this.#write = write;
    this.#paint = paint;
    this.#link = link;
  }

  file(file: CheckedFile): void {
    const places = new ShownPlaces(file);
    const lines = file.report.diagnostics.map((each) => headline(file, places, each, this.#paint, this.#link));
    if (lines.length > 0) this.#write(`${lines.join("\n")}\n`);
  }

  end(): void {
    // Nothing but findings is written, so that every line can be read by a program.
  }
}
