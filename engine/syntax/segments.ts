const TAB = 9;
const LF = 10;
const FF = 12;
const CR = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const OPEN = 40;
const CLOSE = 41;
const COLON = 58;
const AT = 64;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BYTE_ORDER_MARK = 0xfeff;
/** How many comments one below the other are left in one piece. */
const COMMENTS = 64;

/** What goes on with the compound statement above. */
const CLAUSE = /(?:elif|else|except|finally)\b/y;
/** Words that begin a statement and can stand nowhere in an expression: what is open above them was never closed. */
const STATEMENT =
  /(?:(?:class|def|del|global|import|nonlocal|raise|while|with)[ \t]+\w|(?:assert|break|continue|pass|return)\b|try[ \t]*:|from[ \t]+[\w.]+[ \t]+import\b|async[ \t]+def\b)/y;
/** White space before code, not before a comment or the end of the line. */
const INDENT = /[ \t]+(?=[^\s#])/y;
/** A line that is not blank. */
const CODE = /[ \t\f]*\S/y;
/** What begins, at the margin of a class's body, with a line of its own and can be parsed without what is around it. */
const MEMBER = /(?:class|def)[ \t]+\w|async[ \t]+def\b|@/y;
/** The prefix of a string that has replacement fields, looked for backwards from its quote. */
const FORMATTED = /(?<!\w)(?:[fFtT][rR]?|[rR][fFtT])$/;

/** A string that replacement fields may stand in. */
interface FormattedString {
  readonly quote: number;
  readonly isTriple: boolean;
  /** For each open replacement field: whether it stands in the format of another, and the brackets open around it. */
  readonly fields: { readonly isInFormat: boolean; readonly depth: number }[];
}

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

class Segmenter {
  readonly #text: string;
  readonly #starts = [0];
  readonly #strings: FormattedString[] = [];
  #at = 0;
  /** Open brackets. */
  #depth = 0;
  #isDecorated = false;
  /** Where the lines begin that hold nothing but a comment, since the last line that did not. */
  readonly #comments: number[] = [];
  /** What the lines begin with that are looked for; undefined until the first indented one tells. */
  #indent: string | undefined;
  readonly #wantsMembers: boolean;

  constructor(text: string, indent: string | undefined) {
    this.#text = text;
    this.#indent = indent;
    this.#wantsMembers = indent === undefined;
  }

  run(): { readonly indent: string | undefined; readonly starts: number[] } {
    const text = this.#text;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at++;
    this.#lineBegins();
    while (this.#at < text.length) this.#code(text.charCodeAt(this.#at));
    this.#cutComments();
    return { indent: this.#indent, starts: this.#starts };
  }

  /** One step outside of strings. */
  #code(char: number): void {
    switch (char) {
      case LF:
        this.#at++;
        this.#lineBegins();
        return;
      case HASH:
        this.#at = this.#lineEnd(this.#at);
        return;
      case BACKSLASH:
        // A continued line does not begin.
        this.#at += this.#text.charCodeAt(this.#at + 1) === CR && this.#text.charCodeAt(this.#at + 2) === LF ? 3 : 2;
        return;
      case SINGLE:
      case DOUBLE:
        this.#string(char);
        return;
      case OPEN:
      case OPEN_SQUARE:
      case OPEN_BRACE:
        this.#depth++;
        break;
      case CLOSE:
      case CLOSE_SQUARE:
        if (this.#depth > 0) this.#depth--;
        break;
      case CLOSE_BRACE:
      case COLON:
        if (this.#isAtField()) {
          this.#fieldBreak(char);
          return;
        }
        if (char === CLOSE_BRACE && this.#depth > 0) this.#depth--;
        break;
    }
    this.#at++;
  }

  /** Decides whether a piece begins with the line that begins here. */
  #lineBegins(): void {
    // Comments at the end of the text are cut as well.
    if (this.#at >= this.#text.length) return;
    const indent = this.#indent ?? this.#firstIndent();
    if (indent === undefined || !this.#text.startsWith(indent, this.#at)) return;
    const at = this.#at + indent.length;
    const char = this.#text.charCodeAt(at);
    if (char === HASH && !this.#wantsMembers && this.#depth === 0 && this.#strings.length === 0) {
      this.#comments.push(this.#at);
      return;
    }
    switch (char) {
      case SPACE:
      case TAB:
      case FF:
        // The comments above stand in a block that goes on.
        if (matchesAt(CODE, this.#text, at)) this.#comments.length = 0;
        return;
      case CR:
      case LF:
      case HASH:
      case CLOSE:
      case CLOSE_SQUARE:
      case CLOSE_BRACE:
        return;
    }
    if (this.#depth > 0 || this.#strings.length > 0) {
      if (!matchesAt(STATEMENT, this.#text, at)) return;
      this.#depth = 0;
      this.#strings.length = 0;
    }
    if (matchesAt(this.#wantsMembers ? MEMBER : CLAUSE, this.#text, at) !== this.#wantsMembers) {
      this.#isDecorated = false;
      this.#comments.length = 0;
      return;
    }
    if (!this.#isDecorated && this.#at > 0 && this.#at < this.#text.length) {
      this.#cutComments();
      this.#starts.push(this.#at);
    }
    this.#comments.length = 0;
    this.#isDecorated = char === AT;
  }

  /** Cuts what may be thousands of comments, whose time to parse grows with the square of their number. */
  #cutComments(): void {
    for (let index = COMMENTS; index < this.#comments.length; index += COMMENTS) {
      this.#starts.push(this.#comments[index] as number);
    }
    this.#comments.length = 0;
  }

  /** The white space before the first statement that has some. */
  #firstIndent(): string | undefined {
    if (this.#depth > 0 || this.#strings.length > 0) return undefined;
    INDENT.lastIndex = this.#at;
    const indent = INDENT.exec(this.#text)?.[0];
    if (indent !== undefined) this.#indent = indent;
    return indent;
  }

  /** Goes behind a string that begins here, or into its first replacement field. */
  #string(quote: number): void {
    const text = this.#text;
    const at = this.#at;
    const isTriple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
    this.#at += isTriple ? 3 : 1;
    if (FORMATTED.test(text.slice(Math.max(0, at - 3), at))) {
      this.#strings.push({ quote, isTriple, fields: [] });
      this.#formatted(false);
      return;
    }
    while (this.#at < text.length && !this.#stringEnds(text.charCodeAt(this.#at), quote, isTriple)) this.#at++;
  }

  /** Whether a string ends here; if so, goes behind its end, and in any case over what is escaped. */
  #stringEnds(char: number, quote: number, isTriple: boolean): boolean {
    const text = this.#text;
    if (char === BACKSLASH) {
      this.#at += text.charCodeAt(this.#at + 1) === CR && text.charCodeAt(this.#at + 2) === LF ? 2 : 1;
      return false;
    }
    // Without its quote, a string ends with its line.
    if (char === LF) return !isTriple;
    if (char !== quote) return false;
    if (!isTriple) {
      this.#at++;
      return true;
    }
    if (text.charCodeAt(this.#at + 1) !== quote || text.charCodeAt(this.#at + 2) !== quote) return false;
    this.#at += 3;
    return true;
  }

  /** Goes through the text of the innermost formatted string, up to its end or into the next replacement field. */
  #formatted(isInFormat: boolean): void {
    const text = this.#text;
    const string = this.#strings.at(-1);
    if (string === undefined) return;
    for (; this.#at < text.length; this.#at++) {
      const char = text.charCodeAt(this.#at);
      // A brace cannot be escaped by it.
      if (char === BACKSLASH && text.charCodeAt(this.#at + 1) === OPEN_BRACE) continue;
      if (char === OPEN_BRACE) {
        if (!isInFormat && text.charCodeAt(this.#at + 1) === OPEN_BRACE) this.#at++;
        else {
          this.#at++;
          string.fields.push({ isInFormat, depth: this.#depth });
          return;
        }
      } else if (isInFormat && char === CLOSE_BRACE) {
        this.#fieldBreak(char);
        return;
      } else if (this.#stringEnds(char, string.quote, string.isTriple)) {
        this.#depth = string.fields[0]?.depth ?? this.#depth;
        this.#strings.pop();
        return;
      }
    }
  }

  /** Whether code goes on right inside a replacement field, not inside brackets of its own. */
  #isAtField(): boolean {
    return this.#strings.at(-1)?.fields.at(-1)?.depth === this.#depth;
  }

  /** A replacement field ends here, or its format begins. */
  #fieldBreak(char: number): void {
    this.#at++;
    if (char === COLON) {
      this.#formatted(true);
      return;
    }
    const field = this.#strings.at(-1)?.fields.pop();
    this.#formatted(field?.isInFormat ?? false);
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf("\n", from);
    return end < 0 ? this.#text.length : end;
  }
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
