/** White space as the grammar has it within a line. */
const BLANK = String.raw`(?:[^\S\n\r]|[\u0085\u200B\u2060])`;

/** White space and continued lines. */
const GAP = String.raw`(?:${BLANK}|\\\r?\n)`;

/** A string literal of either length, in one kind of quotes. */
function literal(quote: string): string {
  const long = String.raw`${quote}{3}(?:[^${quote}\\]|\\[^]|${quote}(?!${quote}{2})){0,2000}${quote}{3}`;
  const short = String.raw`${quote}(?!${quote}{2})(?:[^${quote}\\\n\r]|\\[^]){0,2000}${quote}`;
  return `${long}|${short}`;
}

/** What stands between parentheses, with others nested in it no deeper than `depth`. Each piece can be read in one way. */
function enclosed(depth: number): string {
  // A comment goes to the end of its line and no less: a shorter one would leave several ways to read what is behind it.
  const pieces = [`[^()"'#]`, literal('"'), literal("'"), String.raw`#[^\n\r]*(?=[\n\r]|$)`];
  if (depth > 0) pieces.push(String.raw`\(${enclosed(depth - 1)}\)`);
  return `(?:${pieces.join("|")}){0,2000}`;
}

/** The word at the beginning of a line, or behind a colon or semicolon: where a statement can begin. */
const FIRST_WORD = String.raw`\bprint\b(?<=(?:^|[\n\r;:])${BLANK}*print)`;

/** What an expression can begin with, or the end of the statement. */
const ITEM = String.raw`(?:\.\d|>>|[^\s()\]},.:=*/%&|<>@^!]|[\n\r]|$)`;

/** Words that cannot follow in Python 2, but do in prose and where the function is used as a value. */
const NO_ITEM = String.raw`(?:if|is|in|and|or|else|for)\b`;

/** The rest of a call that is the whole statement. */
const WHOLE_CALL = String.raw`(?!\s*yield\b)${enclosed(3)}\)${BLANK}*(?:[\n\r;#]|$)`;

/**
 * Finds, in a text, the word `print` at the beginning of a statement with something behind it that makes it more than a
 * call: anything but a parenthesis, or a parenthesis that is not seen to close and end the statement.
 *
 * Without this, every file that calls `print` would have to be parsed. The repetitions are bounded, and each character
 * can be read in one way only, so that the time is linear: what is longer, or deeper, counts as found.
 */
export const PRINT_STATEMENT = new RegExp(`${FIRST_WORD}${GAP}*(?:(?!${NO_ITEM})(?=${ITEM})|\\((?!${WHOLE_CALL}))`);

const AT_PLACE = new RegExp(PRINT_STATEMENT.source, "y");

/** Whether {@link PRINT_STATEMENT} is found at an offset. */
export function isPrintStatementAt(text: string, offset: number): boolean {
  AT_PLACE.lastIndex = offset;
  return AT_PLACE.test(text);
}
