import { readTypeScript } from "../../test/support/imports.js";

/** A regular expression that stands in the sources. */
export interface PatternLiteral {
  /** The file and the line it begins in. */
  readonly name: string;
  readonly pattern: RegExp;
}

/** Where a slash begins a regular expression and no division: behind what no operand ends with. */
const LITERAL =
  /(?<=(?:[=(,:;?&|![{}]|\breturn|=>)\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/g;

/** All regular expressions that are written out in some folders; those that are put together of parts are not among them. */
export function patternLiterals(folders: readonly string[]): readonly PatternLiteral[] {
  return readTypeScript(folders).flatMap(({ path, text }) =>
    [...text.matchAll(LITERAL)].flatMap(({ 1: source = "", 2: flags = "", index }) => {
      const name = `${path}:${text.slice(0, index).split("\n").length}`;
      try {
        return [{ name, pattern: new RegExp(source, flags) }];
      } catch {
        // A division that looked like one, or a piece of a comment.
        return [];
      }
    }),
  );
}
