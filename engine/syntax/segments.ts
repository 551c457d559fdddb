import { CodeReader, matchesAt } from "./code-reader.js";

const TAB = 9;
const LF = 10;
const FF = 12;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const CLOSE = 41;
const AT = 64;
const CLOSE_SQUARE = 93;
const CLOSE_BRACE = 125;

/** What goes on with the compound statement above. */
const CLAUSE = /(?:elif|else|except|finally)\b/y;
/** White space before code, not before a comment or the end of the line. */
const INDENT = /[ \t]+(?=[^\s#])/y;
/** What begins, at the margin of a class's body, with a line of its own and can be parsed without what is around it. */
export const MEMBER = /(?:class|def)[ \t]+\w|async[ \t]+def\b|@/y;
/**
 * Where the top-level statements of a text can be told apart without parsing: offsets, the first one 0. Between two
 * of them stand one or more whole statements with the comments behind them.
 *
 * In a text without errors every cut is between two statements, so that each piece parses to the same nodes as within the
 * whole. In one with errors the cuts keep them from reaching further than they must: an open bracket ends at the
 * next line that begins, at its margin, with what can only be a statement.
 */
export function segmentStarts(text: string): number[] {
  return new Segmenter(text, "").run().starts;
}

/** Where the members of a class can be told apart in the same way, and by how much they are indented. */
export interface MemberStarts {
  readonly indent: string;
  /** Offsets of the lines they begin with, decorators included; the first is not that of the class. */
  readonly starts: readonly number[];
}

/** @param text a piece that begins with a class, or with its decorators. */
export function memberStarts(text: string): MemberStarts {
  const { indent = "", starts } = new Segmenter(text, undefined).run();
  return { indent, starts: starts.slice(1) };
}

class Segmenter extends CodeReader {
  readonly #starts = [0];
  #isDecorated = false;
  /** What the lines begin with that are looked for; undefined until the first indented one tells. */
  #indent: string | undefined;
  readonly #wantsMembers: boolean;

  constructor(text: string, indent: string | undefined) {
    super(text);
    this.#indent = indent;
    this.#wantsMembers = indent === undefined;
  }

  run(): { readonly indent: string | undefined; readonly starts: number[] } {
    this.read();
    return { indent: this.#indent, starts: this.#starts };
  }

  /** Decides whether a piece begins with the line that begins here. */
  protected override lineBegins(): void {
    if (this.at >= this.text.length) return;
    const indent = this.#indent ?? this.#firstIndent();
    if (indent === undefined || !this.text.startsWith(indent, this.at)) return;
    const at = this.at + indent.length;
    const char = this.text.charCodeAt(at);
    switch (char) {
      case SPACE:
      case TAB:
      case FF:
      case CR:
      case LF:
      case HASH:
      case CLOSE:
      case CLOSE_SQUARE:
      case CLOSE_BRACE:
        return;
    }
    if (this.isInside && !this.endsInside(at)) return;
    if (matchesAt(this.#wantsMembers ? MEMBER : CLAUSE, this.text, at) !== this.#wantsMembers) {
      this.#isDecorated = false;
      return;
    }
    if (!this.#isDecorated && this.at > 0 && this.at < this.text.length) this.#starts.push(this.at);
    this.#isDecorated = char === AT;
  }

  /** The white space before the first statement that has some. */
  #firstIndent(): string | undefined {
    if (this.isInside) return undefined;
    INDENT.lastIndex = this.at;
    const indent = INDENT.exec(this.text)?.[0];
    if (indent !== undefined) this.#indent = indent;
    return indent;
  }
}
