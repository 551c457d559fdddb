/** Where V8 says that it met what it did not expect. */
const POSITION = /(?: in JSON)? at position (\d+)(?: \(line \d+ column \d+\))?$/;

/**
 * Reads a text as JSON.
 *
 * @throws Error with a reason for the user, with the line where it could be told.
 */
export function parseJson(text: string): unknown {
  const content = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(content);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(
      POSITION,
      (_, offset: string) => ` on line ${content.slice(0, Number(offset)).split("\n").length}`,
    );
    const conflict = /^<{7} /m.test(text) ? "; it holds the marks of a conflict that git left" : "";
    throw new Error(`it is no JSON: ${reason}${conflict}`);
  }
}
