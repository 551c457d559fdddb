import type { FileReport, FindingPlace } from "../../engine/diagnostics.js";
import type { SourceFile } from "../../engine/text/source.js";
import { builtin } from "../builtin.js";

/** By what a finding is known again within its file, however the lines move. */
export interface FindingKey {
  readonly rule: string;
  /** The flagged text, its white space made even; a long one shortened, with a digest of all of it. */
  readonly text: string;
  /** The class or function around it, `Server.start`; empty at the top of the file. */
  readonly definition: string;
}

/** Longer texts would make the file unreadable, and a small change in a long statement is one all the same. */
const LONGEST_TEXT = 100;

/** By what a finding is known again. */
export function keyOf(
  { rule, span }: FindingPlace,
  source: SourceFile,
  { definitionAround }: Pick<FileReport, "definitionAround">,
): FindingKey {
  const text = source.slice(span).replace(/\s+/g, " ").trim();
  return { rule, text: shortened(text), definition: definitionAround(span) };
}

/** A key as one text; equal keys give equal texts. */
export function keyText({ rule, text, definition }: FindingKey): string {
  return [rule, definition, text].join("\0");
}

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const digest = builtin("node:crypto").createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.slice(0, LONGEST_TEXT)}... sha256:${digest}`;
}
