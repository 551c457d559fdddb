import type { Span } from "../../engine/text/span.js";
import { elementsIn, unitsOf } from "./json-places.js";

/** The source of a cell as it stands in the file: one string, or a list of strings, as a rule one for each line. */
export class SourceValue {
  readonly #json: string;
  readonly #value: Span;
  readonly #literals: readonly Span[];
  /** Where each UTF-16 unit of the text begins and ends in the file. */
  #units: { readonly starts: readonly number[]; readonly ends: readonly number[] } | undefined;

  /**
   * @param json the text of the file.
   * @param value where the string or the list stands in it.
   */
  constructor(json: string, value: Span) {
    this.#json = json;
    this.#value = value;
    this.#literals = json[value.start] === "[" ? elementsIn(json, value.start) : [value];
  }

  /** Where a stretch of the cell's text stands in the file, in UTF-16 units. */
  spanInFile({ start, end }: Span): Span {
    this.#units ??= this.#allUnits();
    const { starts, ends } = this.#units;
    const last = ends.at(-1) ?? this.#value.start + 1;
    const from = starts[start] ?? last;
    // What ends with a line ends where the line's own string does.
    return { start: from, end: end > start ? (ends[end - 1] ?? last) : from };
  }

  /** What separates the lines of the list; undefined where it has fewer than two. */
  get separator(): string | undefined {
    const [first, second] = this.#literals;
    return first === undefined || second === undefined ? undefined : this.#json.slice(first.end, second.start);
  }

  /** Where the value stands in the file. */
  get span(): Span {
    return this.#value;
  }

  /**
   * The value for another text. What need not change is written as it was.
   *
   * @param before the text that it stands for.
   * @param escaped how characters are written in the file's strings.
   * @param usual what separates the lines of lists where this one does not tell.
   */
  rewritten(before: string, after: string, escaped: (text: string) => string, usual: string): string {
    if (this.#json[this.#value.start] !== "[") return this.#changedLiteral(before, after, escaped);
    return this.#changedList(linesOf(after), escaped, usual);
  }

  /** The list for other lines: those in front of and behind what changed stay where they are. */
  #changedList(lines: readonly string[], escaped: (text: string) => string, usual: string): string {
    const literals = this.#literals.map(({ start, end }) => this.#json.slice(start, end));
    const before = literals.map((literal) => JSON.parse(literal) as string);
    if (lines.length === 0) return "[]";
    const shortest = Math.min(before.length, lines.length);
    let same = 0;
    while (same < shortest && before[same] === lines[same]) same++;
    let sameEnd = 0;
    while (sameEnd < shortest - same && before.at(-1 - sameEnd) === lines.at(-1 - sameEnd)) sameEnd++;
    const known = new Map(before.map((line, index) => [line, literals[index]]));
    const changed = lines.slice(same, lines.length - sameEnd).map((line) => known.get(line) ?? `"${escaped(line)}"`);
    const { start, end } = this.#value;
    const first = this.#literals[0]?.start ?? end - 1;
    const last = this.#literals.at(-1)?.end ?? end - 1;
    const blanks = this.#json.slice(start + 1, first);
    const separator = this.separator ?? (blanks === "" ? usual : `,${blanks}`);
    // What stood between two lines goes on to stand there.
    const gap = (index: number): string => {
      const [left, right] = [this.#literals[index], this.#literals[index + 1]];
      return left === undefined || right === undefined ? separator : this.#json.slice(left.end, right.start);
    };
    let list = this.#json.slice(start, same > 0 ? this.#literals[same - 1]?.end : first);
    if (changed.length > 0) list += (same > 0 ? gap(same - 1) : "") + changed.join(separator);
    if (sameEnd === 0) return list + this.#json.slice(last, end);
    if (same + changed.length > 0) list += gap(before.length - sameEnd - 1);
    return list + this.#json.slice(this.#literals.at(-sameEnd)?.start, end);
  }

  #changedLiteral(before: string, after: string, escaped: (text: string) => string): string {
    const { start, end } = this.#value;
    const literal = this.#json.slice(start, end);
    const offsets = unitsOf(literal);
    const shortest = Math.min(before.length, after.length);
    let same = 0;
    while (same < shortest && before[same] === after[same]) same++;
    let sameEnd = 0;
    while (sameEnd < shortest - same && before.at(-1 - sameEnd) === after.at(-1 - sameEnd)) sameEnd++;
    return (
      literal.slice(0, offsets[same]) +
      escaped(after.slice(same, after.length - sameEnd)) +
      literal.slice(offsets[before.length - sameEnd])
    );
  }

  #allUnits(): { starts: number[]; ends: number[] } {
    const starts: number[] = [];
    const ends: number[] = [];
    for (const { start, end } of this.#literals) {
      const offsets = unitsOf(this.#json.slice(start, end)).map((offset) => start + offset);
      for (const [unit, offset] of offsets.slice(0, -1).entries()) {
        starts.push(offset);
        ends.push(offsets[unit + 1] ?? offset);
      }
    }
    return { starts, ends };
  }
}

/** A text in lines with what ends them, as Jupyter cuts it (Python's `splitlines`, but for separators that nobody uses). */
function linesOf(text: string): string[] {
  return text.match(/.*?(?:\r\n|[\n\r\v\f\x85\u2028\u2029])|.+$/gs) ?? [];
}
