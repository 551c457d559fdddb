import type { FileReport } from "../engine/diagnostics.js";
import type { SourceFile } from "../engine/text/source.js";
import { builtin } from "./builtin.js";

/** Half of SHA-256 in hexadecimal: 128 bits keep even millions of findings apart. */
const LENGTH = 32;

/**
 * Keys by which findings of one file are known again in a later state of it.
 *
 * A key is made of the path, the rule, the flagged text, the qualified name of the class or function around it, and of
 * its number among those that are equal in all of these. It stays the same when lines are added or removed elsewhere,
 * when code is indented or its line breaks change, and when messages are reworded; it changes with the flagged text.
 *
 * @param path the file's name relative to a folder that all who compare agree on, with forward slashes.
 * @param report all that was found in the file, in the order of the text: a part of it would be numbered anew.
 * @returns a key of 32 hexadecimal digits for each diagnostic, in their order; no two are equal.
 */
export function fingerprintsOf(
  path: string,
  source: SourceFile,
  { diagnostics, definitionAround }: Pick<FileReport, "diagnostics" | "definitionAround">,
): string[] {
  if (diagnostics.length === 0) return [];
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, span }) => {
    const flagged = source.slice(span).replace(/\s+/g, " ").trim();
    // As JSON, since no character can be relied upon not to stand in a path or a text.
    const same = JSON.stringify([path, rule, definitionAround(span), flagged]);
    const number = seen.get(same) ?? 0;
    seen.set(same, number + 1);
    return builtin("node:crypto").createHash("sha256").update(`${same}${number}`).digest("hex").slice(0, LENGTH);
  });
}
