import { type CommentPlace, type MalformedComment, readMalformed } from "./malformed-comments.js";
import type { SyntaxTree } from "./syntax/tree.js";
import type { Span } from "./text/span.js";

/** What a comment is addressed to faqlint by. */
const ADDRESS = /#[ \t]*faqlint\b/gi;
const SUPPRESSION = /^#\s*faqlint:\s*ignore(-file)?\[([^\]]*)\]/;
/** The same without a `#` of its own. */
const UNMARKED = /(?<=\s)faqlint:\s*ignore(?:-file)?\[([^\]]*)\]/;

/** A comment that suppresses rules, or the part of a comment that does. */
export interface SuppressionComment {
  /** From its `#` to its bracket. */
  readonly span: Span;
  readonly isForFile: boolean;
  /** Between the brackets. */
  readonly list: Span;
  /** As they stand there, in their order. */
  readonly names: readonly WrittenName[];
  readonly place: CommentPlace;
}

/** A name between the brackets. */
export interface WrittenName {
  readonly text: string;
  readonly span: Span;
}

/** The comments of a file that are addressed to faqlint, in the order of the text. */
export interface AddressedComments {
  readonly suppressions: readonly SuppressionComment[];
  readonly malformed: readonly MalformedComment[];
}

/**
 * Reads the comments that are addressed to faqlint. Strings hold none; nor does a comment that stands alone in its line and
 * begins with something else, such as code that somebody has taken out.
 *
 * @param isRule whether there is a rule of some name.
 */
export function readComments(tree: SyntaxTree, isRule: (name: string) => boolean): AddressedComments {
  const suppressions: SuppressionComment[] = [];
  const malformed: MalformedComment[] = [];
  const { lines, text } = tree.source;
  for (const comment of tree.nodesOfKind("comment")) {
    if (!/faqlint/i.test(comment.text)) continue;
    const line = lines.lineAt(comment.start);
    const place = {
      // Without the carriage return that the parser leaves to it.
      span: { start: comment.start, end: Math.min(comment.end, lines.endOf(line)) },
      isAlone: /^\s*$/.test(text.slice(lines.startOf(line), comment.start)),
    };
    for (const part of partsOf(text.slice(place.span.start, place.span.end), place, isRule)) {
      if ("names" in part) suppressions.push(part);
      else malformed.push(part);
    }
  }
  return { suppressions, malformed };
}

function partsOf(
  text: string,
  place: CommentPlace,
  isRule: (name: string) => boolean,
): (SuppressionComment | MalformedComment)[] {
  const starts = [...text.matchAll(ADDRESS)]
    .map(({ index }) => index)
    .filter((index) => index === 0 || /\s/.test(text.charAt(index - 1)));
  if (place.isAlone && starts[0] !== 0) return [];
  const parts = starts.map((start, index) => {
    const part = text.slice(start, starts[index + 1] ?? text.length);
    return suppressionIn(part, start, place) ?? readMalformed(part, place.span.start + start, place, isRule) ?? [];
  });
  return [unmarkedIn(text.slice(0, starts[0] ?? text.length), place, isRule) ?? [], ...parts].flat();
}

function suppressionIn(text: string, start: number, place: CommentPlace): SuppressionComment | undefined {
  const [whole, file, inside] = SUPPRESSION.exec(text) ?? [];
  if (whole === undefined || inside === undefined || !/\w/.test(inside)) return undefined;
  const from = place.span.start + start;
  const listStart = from + whole.length - 1 - inside.length;
  const names = [...inside.matchAll(/[^\s,][^,]*/g)].map(({ index, 0: name }) => {
    const trimmed = name.trimEnd();
    return { text: trimmed, span: spanOf(listStart + index, trimmed) };
  });
  return { span: spanOf(from, whole), isForFile: file !== undefined, list: spanOf(listStart, inside), names, place };
}

/** A suppression that follows other words in their comment. Without names of rules, it may be prose. */
function unmarkedIn(
  text: string,
  place: CommentPlace,
  isRule: (name: string) => boolean,
): MalformedComment | undefined {
  const found = UNMARKED.exec(text);
  const rules = (found?.[1] ?? "").split(",").map((name) => name.trim());
  if (found === null || !rules.every(isRule)) return undefined;
  const span = spanOf(place.span.start + found.index, found[0]);
  return {
    span,
    isForFile: found[0].includes("-file["),
    problem: "place",
    verb: "ignore",
    rules,
    isBare: false,
    written: () => ({ span: { start: span.start, end: span.start }, replacement: "# " }),
    place,
  };
}

function spanOf(start: number, text: string): Span {
  return { start, end: start + text.length };
}
