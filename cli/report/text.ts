import type { Diagnostic } from "../../engine/diagnostics.js";
import { questionOf } from "../../engine/questions.js";
import { ShownPlaces } from "../places.js";
import type { Paint } from "../terminal/colour.js";
import { visible } from "../terminal/display.js";
import { type Link, UNLINKED } from "../terminal/link.js";
import { headline, SEVERITY_STYLES } from "./concise.js";
import { type Annotation, frame } from "./frame.js";
import type { CheckedFile, Reporter } from "./reporter.js";

/** For people: each finding with its source lines, the FAQ's question and, where there is one, the repair. */
export class TextReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #paint: Paint;
  readonly #width: number;
  readonly #link: Link;

  /**
   * @param width the columns that source lines may take.
   * @param link makes links of the rule's name and of the FAQ's address.
   */
  constructor(write: (text: string) => void, paint: Paint, width: number, link: Link = UNLINKED) {
    this.#write = write;
    this.#paint = paint;
    this.#width = width;
    this.#link = link;
  }

  file(file: CheckedFile): void {
    const places = new ShownPlaces(file);
    for (const diagnostic of file.report.diagnostics) {
      const lines = [
        headline(file, places, diagnostic, this.#paint, this.#link),
        ...frame(places, annotationsOf(diagnostic), this.#width, this.#paint),
        ...this.#notes(diagnostic),
      ];
      this.#write(`${lines.join("\n")}\n\n`);
    }
  }

  end(): void {
    // The summary is the command's own.
  }

  #notes(diagnostic: Diagnostic): string[] {
    const paint = this.#paint;
    const note = (name: string, text: string): string => `  ${paint("=", "blue")} ${paint(`${name}:`, "bold")} ${text}`;
    const { rule, question, faqUrl } = diagnostic;
    const explain = paint(`faqlint explain ${question ?? rule}`, "cyan");
    const notes =
      question === null || faqUrl === null
        ? [note("help", explain)]
        : [note("FAQ", questionOf(question).title), `         ${explain} or ${this.#link(faqUrl, faqUrl)}`];
    const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
    if (fix !== null) {
      const how = fix.safety === "safe" ? "--fix" : "--fix --unsafe-fixes; look at the result";
      notes.push(note("fix", `${visible(fix.title)} ${paint(`(${how})`, "dim")}`));
    }
    return notes;
  }
}

function annotationsOf({ span, severity, related }: Diagnostic): Annotation[] {
  return [
    { span, label: "", mark: "^", style: SEVERITY_STYLES[severity] },
    ...related.map((place): Annotation => ({ span: place.span, label: place.message, mark: "-", style: "blue" })),
  ];
}
