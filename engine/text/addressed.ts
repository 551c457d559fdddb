/** What is said to faqlint itself, from its `#` to the end of its comment. */
const ADDRESSED = /#[ \t]*faqlint\b[^\r\n]*/gi;

/** Whether a text may hold comments that are addressed to faqlint. Only what this is true of need be parsed for their sake. */
export function mentionsFaqlint(text: string): boolean {
  if (!/faqlint/i.test(text)) return false;
  for (const { index } of text.matchAll(/faqlint/gi)) {
    const hash = text.lastIndexOf("#", index);
    if (hash > Math.max(text.lastIndexOf("\n", index), text.lastIndexOf("\r", index))) return true;
  }
  return false;
}

/** A text with what is said to faqlint made blank; as long as before. */
export function withoutAddressed(text: string): string {
  return text.replace(ADDRESSED, (comment) => `#${" ".repeat(comment.length - 1)}`);
}
