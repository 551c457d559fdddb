/** One character, as a terminal shows it. */
export interface Cell {
  /** What is written; never a control character. */
  readonly shown: string;
  /** The column it begins at, from 0. */
  readonly column: number;
  /** How many columns it takes: 0 for a mark that joins the character before it. */
  readonly width: number;
}

const TAB_WIDTH = 4;

/**
 * Characters that a terminal would act upon, or that change the order in which others appear, instead of showing
 * anything: control and format characters, line separators and halves of surrogate pairs. The two joiners are left
 * alone, since they belong to the spelling of words and of emoji.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;
const INVISIBLE_ANYWHERE = new RegExp(INVISIBLE, "gu");

/** Marks without a width of their own, by Unicode's categories, and the vowels that complete a Hangul syllable. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u1160-\u11ff]|\u200c|\u200d/u;

/** Two columns wide: East Asian Wide and Fullwidth blocks (Unicode Standard Annex 11), and emoji shown as pictures. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** A text with everything that a terminal might act upon, line breaks and tabs among it, made visible. */
export function visible(text: string): string {
  return text.replace(INVISIBLE_ANYWHERE, picture);
}

/** Like {@link visible}, for texts of several lines that faqlint wrote itself. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function picture(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** The columns a text takes that holds no control characters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

function widthOfCharacter(character: string): number {
  if (character >= " " && character <= "~") return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** How much of a line is looked at in front of and behind the place that matters: more than any terminal shows. */
const CONTEXT = 2000;

/** A line of a source as a terminal shows it, with tabs expanded and everything invisible made visible. */
export class DisplayLine {
  readonly cells: readonly Cell[];
  /** The columns the line takes. */
  readonly width: number;
  readonly #columns: readonly number[];
  readonly #start: number;

  /** @param place the offset that matters most; of a line of thousands of characters only those around it are kept. */
  constructor(text: string, place = 0) {
    const cells: Cell[] = [];
    const columns: number[] = [];
    let column = 0;
    this.#start = Math.max(0, place - CONTEXT);
    for (const character of text.slice(this.#start, place + CONTEXT)) {
      // A byte order mark is no part of the line it stands in front of.
      const isMark = character === "\uFEFF" && columns.length === 0 && this.#start === 0;
      const shown = isMark ? "" : shownAt(character, column);
      const width = widthOf(shown);
      cells.push({ shown, column, width });
      for (let unit = 0; unit < character.length; unit++) columns.push(column);
      column += width;
    }
    columns.push(column);
    this.cells = cells;
    this.width = column;
    this.#columns = columns;
  }

  /** The column at which the character at an offset of the line begins; the width of the line past its end. */
  columnAt(offset: number): number {
    return offset < this.#start ? 0 : (this.#columns[offset - this.#start] ?? this.width);
  }

  /** The part of the line between two columns, with an ellipsis where something was cut off. */
  slice(from: number, to: number): string {
    const isInside = ({ column, width }: Cell): boolean => column >= from && column + width <= to;
    const inside = this.cells.filter(isInside);
    const text = inside.map(({ shown }) => shown).join("");
    return `${from > 0 ? "…" : ""}${text}${to < this.width ? "…" : ""}`;
  }
}

function shownAt(character: string, column: number): string {
  if (character === "\t") return " ".repeat(TAB_WIDTH - (column % TAB_WIDTH));
  return INVISIBLE.test(character) ? picture(character) : character;
}
