import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Paint } from "../terminal/colour.js";
import { visible } from "../terminal/display.js";
import { json } from "./escapes.js";
import { summaryOf } from "./json.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

/** How often a rule found something. */
interface Count {
  readonly rule: string;
  findings: number;
  /** The files it was found in. */
  files: number;
  /** Findings that have a repair, by how safe it is. */
  readonly fixable: { safe: number; unsafe: number };
}

/** Shows how often each rule found something, the most frequent first, instead of what. */
export class StatisticsReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #paint: Paint | undefined;
  readonly #counts = new Map<string, Count>();

  /** @param paint what is for people is painted by; undefined for JSON. */
  constructor(write: (text: string) => void, paint: Paint | undefined) {
    this.#write = write;
    this.#paint = paint;
  }

  file({ report }: CheckedFile): void {
    for (const rule of new Set(report.diagnostics.map(({ rule }) => rule))) this.#countOf(rule).files++;
    for (const diagnostic of report.diagnostics) this.#add(diagnostic);
  }

  end(tally: Tally): void {
    const counts = [...this.#counts.values()].sort(
      (a, b) => b.findings - a.findings || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
    );
    if (this.#paint === undefined) {
      const lines = counts.map((count) => `\n${json(count)}`).join(",");
      this.#write(
        `{"version":1,"statistics":[${lines}${lines === "" ? "" : "\n"}],"summary":${json(summaryOf(tally))}}\n`,
      );
    } else if (counts.length > 0) this.#write(`${this.#table(counts, this.#paint)}\n`);
  }

  #add({ rule, fixSafety, fix }: Diagnostic): void {
    const count = this.#countOf(rule);
    count.findings++;
    const repair = fixSafety === "none" ? null : fix();
    if (repair !== null) count.fixable[repair.safety]++;
  }

  #countOf(rule: string): Count {
    let count = this.#counts.get(rule);
    if (count === undefined) {
      count = { rule, findings: 0, files: 0, fixable: { safe: 0, unsafe: 0 } };
      this.#counts.set(rule, count);
    }
    return count;
  }

  #table(counts: readonly Count[], paint: Paint): string {
    const rows = counts.map(({ rule, findings, fixable: { safe, unsafe } }) => [
      ...[findings, safe, unsafe].map((number) => (number === 0 ? "-" : String(number))),
      paint(visible(rule), "cyan"),
    ]);
    const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)));
    const line = (cells: readonly string[]): string =>
      // What comes last need not be made any longer.
      cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padStart(widths[at] ?? 0))).join("  ");
    return [paint(line(HEADINGS), "dim"), ...rows.map(line)].map((each) => `${each}\n`).join("");
  }
}

const HEADINGS = ["found", "--fix", "unsafe", "rule"];
