/** Parentheses or brackets with no more than one pair of the same kind inside, on one line and not very long. */
const GROUP = String.raw`(?:\((?:[^()\n]|\([^()\n]{0,99}\)){0,199}\)|\[(?:[^[\]\n]|\[[^[\]\n]{0,99}\]){0,199}\])`;

/** What a method is taken from: names, displays and calls. */
const OBJECT = String.raw`(?:[\w.]{1,99}|\{[^{}\n]{0,199}\}|${GROUP})(?:${GROUP}|\.\w{1,99}){0,4}`;

/** What can only stand before an expression whose value is wanted. */
const WANTING = String.raw`(?:[=(,[{<>+*/%-]|\b(?:and|assert|elif|else|if|in|is|not|or|print|return|while)\b)`;

/**
 * Finds, in a text, calls of some functions or methods that stand behind something that wants their value, on one line.
 *
 * Few calls of functions that give None do, so that files that merely call them need not be parsed. A rule that sets
 * this as what a file needs must also ask it itself, so that it finds the same without the scan.
 *
 * @param functions qualified names, found with or without their module
 * @param methods names, found behind any object
 */
export function usedCallPattern(functions: readonly string[], methods: readonly string[]): RegExp {
  const members = functions.map((name) => name.replace(/^.*\./, ""));
  const modules = [...new Set(functions.map((name) => name.replace(/\.[^.]*$/, "")))];
  const bare = String.raw`\b(?:${members.join("|")})`;
  const taken = String.raw`\.(?:${methods.join("|")})`;
  const [names, callees] =
    functions.length === 0
      ? [taken, `${OBJECT}${taken}`]
      : [`(?:${bare}|${taken})`, String.raw`(?:(?:(?:${modules.join("|")})\.)?${bare}|${OBJECT}${taken})`];
  // The names are looked for first, and only where one is found, what stands before it.
  return new RegExp(String.raw`${names}[ \t]*\((?<=${WANTING}[ \t]*${callees}[ \t]*\()`);
}
