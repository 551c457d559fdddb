/**
 * Parts of patterns that tell code from prose, and one argument from several. A file in which a rule's words stand only in prose, or in calls that
 * cannot be meant, need not be parsed.
 *
 * They are not exact: strings with quotes in them, comments between brackets and deeper nesting are not seen through. A rule that sets one as what
 * a file needs must also ask it itself, so that it finds the same without the scan.
 */

/** White space within a line; tree-sitter admits more of it than Python. */
export const BLANK = String.raw`[^\S\n\r]|[\u200B\u2060]`;

/** A string on one line. */
const STRING = String.raw`"(?:[^"\\\n]|\\[^\n]){0,300}"|'(?:[^'\\\n]|\\[^\n]){0,300}'`;
/** How many brackets within brackets are seen through. */
const DEPTH = 3;
/** Longer ones count as what is not seen through. */
const LONGEST = 400;

/** What stands in brackets, with other brackets in it, on one line or, if they may go on, on several. */
function bracketed(depth: number, goesOn = ""): string {
  const inner = depth === 0 ? "" : `|${bracketed(depth - 1, goesOn)}`;
  return String.raw`[([{](?:[^"'#()[\]{}\n]${goesOn}|${STRING}${inner}){0,${LONGEST}}[)\]}]`;
}

/** An argument, an item of a tuple, or nothing: all up to a comma or to the closing bracket of what it stands in. */
export const ITEM = String.raw`(?:[^"'#()[\]{},]|${STRING}|${bracketed(DEPTH - 1)}){0,${LONGEST}}`;

/** As {@link ITEM}, also if brackets in it take several lines. */
export const LONG_ITEM = String.raw`(?:[^"'#()[\]{},]|${STRING}|${bracketed(DEPTH - 1, String.raw`|\n`)}){0,${LONGEST}}`;

/** Brackets on one line with all that is in them. */
export const BRACKETS = bracketed(DEPTH);

/** What stands before an expression in code: a line's beginning, an operator, a bracket, a comma, or one of these words. */
const BEFORE = String.raw`(?:^|[\n\r;:=(,[{<>+*/%&|^~@\\-]|\b(?:and|assert|await|case|del|elif|else|except|exec|for|from|if|in|is|lambda|not|or|print|raise|return|while|with|yield))`;
/** What stands behind a name in code that is not assigned to there. */
const BEHIND = String.raw`(?:$|[\n\r\\#;)\]},:.([+*/%<>&|^@-]|[!=]=|(?:and|as|else|for|if|in|is|not|or)\b)`;

/**
 * Finds names where they are asked for by themselves: neither as a member of something, nor as words of a sentence, nor where they are assigned
 * to.
 *
 * @param names of letters, digits and `_` in ASCII
 */
export function bareNames(names: readonly string[]): RegExp {
  // The names first and what is before them last: a search that begins with a word is many times faster.
  return new RegExp(
    String.raw`\b(?:${names.join("|")})\b(?<=${BEFORE}(?:${BLANK})*\w{1,40})(?=(?:${BLANK})*${BEHIND})`,
  );
}
