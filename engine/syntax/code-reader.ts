const LF = 10;
const CR = 13;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const OPEN = 40;
const CLOSE = 41;
const COLON = 58;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BYTE_ORDER_MARK = 0xfeff;

/** Characters outside of strings that tell something; what is between them is jumped over. */
const TELLING = /[\n#\\'"()[\]{}:]/g;
/** Characters that may end a string, or escape its end. */
const IN_STRING = /[\n\\'"]/g;
/** Words that begin a statement and can stand nowhere in an expression: what is open above them was never closed. */
const STATEMENT =
  /(?:(?:class|def|del|global|import|nonlocal|raise|while|with)[ \t]+\w|(?:assert|break|continue|pass|return)\b|try[ \t]*:|from[ \t]+[\w.]+[ \t]+import\b|async[ \t]+def\b)/y;
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
 * Goes through Python code, telling strings, brackets and comments apart without parsing: what is told is where its lines begin,
 * those among them that go on with a string in three quotes or behind a backslash left out.
 */
export abstract class CodeReader {
  protected readonly text: string;
  protected at = 0;
  /** Open brackets. */
  protected depth = 0;
  readonly #strings: FormattedString[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** A line begins at `at`, also one inside brackets. */
  protected abstract lineBegins(): void;

  protected read(): void {
    const { text } = this;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.at++;
    this.lineBegins();
    while (this.at < text.length) {
      TELLING.lastIndex = this.at;
      if (!TELLING.test(text)) break;
      this.at = TELLING.lastIndex - 1;
      this.#code(text.charCodeAt(this.at));
    }
    this.at = text.length;
  }

  /** Whether brackets or replacement fields are open, so that no statement begins. */
  protected get isInside(): boolean {
    return this.depth > 0 || this.#strings.length > 0;
  }

  /** Whether the word at an offset shows that what is open was never closed; if so, it is no longer open. */
  protected endsInside(at: number): boolean {
    if (!matchesAt(STATEMENT, this.text, at)) return false;
    this.depth = 0;
    this.#strings.length = 0;
    return true;
  }

  /** One step outside of strings. */
  #code(char: number): void {
    switch (char) {
      case LF:
        this.at++;
        this.lineBegins();
        return;
      case HASH:
        this.at = this.#lineEnd(this.at);
        return;
      case BACKSLASH:
        // A continued line does not begin.
        this.at += this.text.charCodeAt(this.at + 1) === CR && this.text.charCodeAt(this.at + 2) === LF ? 3 : 2;
        return;
      case SINGLE:
      case DOUBLE:
        this.#string(char);
        return;
      case OPEN:
      case OPEN_SQUARE:
      case OPEN_BRACE:
        this.depth++;
        break;
      case CLOSE:
      case CLOSE_SQUARE:
        if (this.depth > 0) this.depth--;
        break;
      case CLOSE_BRACE:
      case COLON:
        if (this.#isAtField()) {
          this.#fieldBreak(char);
          return;
        }
        if (char === CLOSE_BRACE && this.depth > 0) this.depth--;
        break;
    }
    this.at++;
  }

  /** Goes behind a string that begins here, or into its first replacement field. */
  #string(quote: number): void {
    const text = this.text;
    const at = this.at;
    const isTriple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
    this.at += isTriple ? 3 : 1;
    if (FORMATTED.test(text.slice(Math.max(0, at - 3), at))) {
      this.#strings.push({ quote, isTriple, fields: [] });
      this.#formatted(false);
      return;
    }
    for (;;) {
      IN_STRING.lastIndex = this.at;
      if (!IN_STRING.test(text)) break;
      this.at = IN_STRING.lastIndex - 1;
      if (this.#stringEnds(text.charCodeAt(this.at), quote, isTriple)) return;
      this.at++;
    }
    this.at = text.length;
  }

  /** Whether a string ends here; if so, goes behind its end, and in any case over what is escaped. */
  #stringEnds(char: number, quote: number, isTriple: boolean): boolean {
    const text = this.text;
    if (char === BACKSLASH) {
      this.at += text.charCodeAt(this.at + 1) === CR && text.charCodeAt(this.at + 2) === LF ? 2 : 1;
      return false;
    }
    // Without its quote, a string ends with its line.
    if (char === LF) return !isTriple;
    if (char !== quote) return false;
    if (!isTriple) {
      this.at++;
      return true;
    }
    if (text.charCodeAt(this.at + 1) !== quote || text.charCodeAt(this.at + 2) !== quote) return false;
    this.at += 3;
    return true;
  }

  /** Goes through the text of the innermost formatted string, up to its end or into the next replacement field. */
  #formatted(isInFormat: boolean): void {
    const text = this.text;
    const string = this.#strings.at(-1);
    if (string === undefined) return;
    for (; this.at < text.length; this.at++) {
      const char = text.charCodeAt(this.at);
      // A brace cannot be escaped by it.
      if (char === BACKSLASH && text.charCodeAt(this.at + 1) === OPEN_BRACE) continue;
      if (char === OPEN_BRACE) {
        if (!isInFormat && text.charCodeAt(this.at + 1) === OPEN_BRACE) this.at++;
        else {
          this.at++;
          string.fields.push({ isInFormat, depth: this.depth });
          return;
        }
      } else if (isInFormat && char === CLOSE_BRACE) {
        this.#fieldBreak(char);
        return;
      } else if (this.#stringEnds(char, string.quote, string.isTriple)) {
        this.depth = string.fields[0]?.depth ?? this.depth;
        this.#strings.pop();
        return;
      }
    }
  }

  /** Whether code goes on right inside a replacement field, not inside brackets of its own. */
  #isAtField(): boolean {
    return this.#strings.at(-1)?.fields.at(-1)?.depth === this.depth;
  }

  /** A replacement field ends here, or its format begins. */
  #fieldBreak(char: number): void {
    this.at++;
    if (char === COLON) {
      this.#formatted(true);
      return;
    }
    const field = this.#strings.at(-1)?.fields.pop();
    this.#formatted(field?.isInFormat ?? false);
  }

  #lineEnd(from: number): number {
    const end = this.text.indexOf("\n", from);
    return end < 0 ? this.text.length : end;
  }
}

/** Whether a sticky pattern matches at an offset. */
export function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
