import { createHash } from "node:crypto";
import type { Diagnostic } from "../engine/diagnostics.js";
import { definitionAround } from "../engine/syntax/definitions.js";
import type { SyntaxTree } from "../engine/syntax/tree.js";
import type { SourceFile } from "../engine/text/source.js";

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
 * @param tree the file's syntax; undefined if it was not parsed, in which case nothing can have been found inside a
 * definition.
 * @param diagnostics all that was found in the file, in the order of the text: a part of them would be numbered anew.
 * @returns a key of 32 hexadecimal digits for each diagnostic, in their order; no two are equal.
 */
export function fingerprintsOf(
  path: string,
  source: SourceFile,
  tree: SyntaxTree | undefined,
  diagnostics: readonly Diagnostic[],
): string[] {
  if (diagnostics.length === 0) return [];
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, span }) => {
    const flagged = source.slice(span).replace(/\s+/g, " ").trim();
    // As JSON, since no character can be relied upon not to stand in a path or a text.
    const same = JSON.stringify([path, rule, tree === undefined ? "" : definitionAround(tree, span), flagged]);
    const number = seen.get(same) ?? 0;
    seen.set(same, number + 1);
    return createHash("sha256").update(`${same}${number}`).digest("hex").slice(0, LENGTH);
  });
}
