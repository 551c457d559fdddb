import type { SuppressionComment, WrittenName } from "./suppression-comments.js";
import type { TextEdit } from "./text/edits.js";
import { cookieOf, lineOf } from "./text/head.js";
import type { SourceFile } from "./text/source.js";
import type { Span } from "./text/span.js";

/** What separates a reason from what it is the reason for. */
const BEFORE_REASON = /^\s*(?:(?:--?|[:;,.\u2013\u2014])(?=\s))?\s*/;

/** A comment, or a part of one, that is addressed to faqlint. */
type Addressed = Pick<SuppressionComment, "span" | "place">;

/**
 * The edits that take some names out of a suppression or, if no others are left, the suppression out of its comment. What else
 * the comment says stays; without it, the comment goes, and its line if it stands alone there.
 */
export function removalOf(
  comment: SuppressionComment,
  names: ReadonlySet<WrittenName>,
  source: SourceFile,
): readonly TextEdit[] {
  const all = comment.names;
  if (all.every((name) => names.has(name))) return [wholeRemovalOf(comment, source)];
  const edits: TextEdit[] = [];
  for (let first = 0; first < all.length; first++) {
    if (!names.has(all[first] as WrittenName)) continue;
    let next = first;
    while (next < all.length && names.has(all[next] as WrittenName)) next++;
    const [from, to] = [all[first], all[next]];
    const before = all[first - 1];
    if (from !== undefined && to !== undefined) edits.push(deletion({ start: from.span.start, end: to.span.start }));
    else if (before !== undefined) edits.push(deletion({ start: before.span.end, end: comment.list.end }));
    first = next;
  }
  return edits;
}

/**
 * Whether the removal of a whole suppression leaves the program alone. It may take a line away, and a declaration of the encoding
 * that Python has not read for standing too far down comes up.
 */
export function isHarmless({ place }: Addressed, source: SourceFile): boolean {
  const isInHead = place.isAlone && source.lines.lineAt(place.span.start) < 2;
  return !isInHead || source.lines.count < 3 || cookieOf(lineOf(source, 2)) === null;
}

/** The edit that takes what is addressed to faqlint out of its comment, as {@link removalOf} does. */
export function wholeRemovalOf({ span, place }: Addressed, { text, lines }: SourceFile): TextEdit {
  const after = text.slice(span.end, place.span.end);
  const rest = after.replace(BEFORE_REASON, "");
  if (rest.trim() !== "") {
    const restStart = place.span.end - rest.length;
    const mark = rest.startsWith("#") ? "" : (/^#\s*/.exec(text.slice(span.start, span.end))?.[0] ?? "");
    return deletion({ start: span.start + mark.length, end: restStart });
  }
  const line = lines.lineAt(place.span.start);
  const isFirst = span.start === place.span.start;
  if (isFirst && place.isAlone) {
    const start = text.startsWith("\uFEFF") && line === 0 ? 1 : lines.startOf(line);
    return deletion({ start, end: lines.startOf(line + 1) });
  }
  const before = text.slice(lines.startOf(line), span.start);
  return deletion({ start: lines.startOf(line) + before.trimEnd().length, end: place.span.end });
}

function deletion(span: Span): TextEdit {
  return { span, replacement: "" };
}
