import type { Severity } from "../../engine/rule.js";

/** What a `# flagged:` comment says about one finding. */
export interface Expectation {
  readonly rule: string;
  /** From 1, in the Markdown file: where the comment stands. */
  readonly markdownLine: number;
  /** From 0, in the block's text. */
  readonly line: number;
  /** A part of the message. */
  readonly message: string | undefined;
  /** The underlined text; of several lines, the first. */
  readonly at: string | undefined;
  /** The text of one of the related places; of several lines, the first. */
  readonly related: string | undefined;
  readonly severity: Severity | undefined;
  readonly fixable: boolean | undefined;
}

/** What the block says that CPython makes of it. */
export type Claim = { readonly markdownLine: number } & (
  | { readonly kind: "prints"; readonly text: string }
  | { readonly kind: "prints nothing" | "stderr nothing" }
  /** `line` (from 0, in the text) is given where the comment stands behind code. */
  | { readonly kind: "raises" | "thread raises"; readonly error: string; readonly line: number | undefined }
  | { readonly kind: "exits"; readonly status: number }
  | { readonly kind: "stderr"; readonly text: string }
  | { readonly kind: "hangs" }
  | { readonly kind: "runs" }
);

/** The lines of a block without its markers, and what these say. */
export interface Marked {
  readonly lines: readonly string[];
  /** The number in the Markdown file, from 1, of each line. */
  readonly markdownLines: readonly number[];
  readonly expectations: readonly Expectation[];
  readonly claims: readonly Claim[];
}

const KEYWORD =
  "(?:flagged:|prints:|raises:|thread raises:|exits:|stderr:|(?:prints nothing|stderr nothing|hangs|runs)(?=\\s*(?:$|\\s# )))";
const FIRST_MARKER = new RegExp(`(^|\\s)\\s*# ${KEYWORD}`);
const NEXT_MARKER = new RegExp(`\\s+# (?=${KEYWORD})`);

/**
 * Separates a block's markers from its text. A marker on a line of its own is no part of the text and speaks of the
 * line above it.
 *
 * @throws Error naming the line, when a marker cannot be read.
 */
export function readMarkers(lines: readonly string[], firstMarkdownLine: number): Marked {
  const kept: string[] = [];
  const markdownLines: number[] = [];
  const expectations: Expectation[] = [];
  const claims: Claim[] = [];
  for (const [index, line] of lines.entries()) {
    const markdownLine = firstMarkdownLine + index;
    const found = FIRST_MARKER.exec(line);
    const code = found === null ? line : line.slice(0, found.index);
    const alone = found !== null && code.trim() === "";
    if (!alone) {
      kept.push(code);
      markdownLines.push(markdownLine);
    }
    if (found === null) continue;
    const place = { markdownLine, line: kept.length - 1, alone };
    for (const marker of line.slice(found.index).trim().slice(2).split(NEXT_MARKER)) {
      try {
        readMarker(marker.trim(), place, expectations, claims);
      } catch (error) {
        throw new Error(`line ${markdownLine}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return { lines: kept, markdownLines, expectations, claims };
}

interface Place {
  readonly markdownLine: number;
  readonly line: number;
  readonly alone: boolean;
}

function readMarker(marker: string, place: Place, expectations: Expectation[], claims: Claim[]): void {
  const { markdownLine } = place;
  const [, keyword = "", rest = ""] = /^([a-z ]+):?\s*(.*)$/.exec(marker) ?? [];
  const line = place.alone ? undefined : place.line;
  switch (keyword) {
    case "flagged":
      if (place.line < 0) throw new Error("there is no line above this comment that it could speak of");
      expectations.push(...readExpectations(rest, place));
      break;
    case "prints":
      claims.push({ kind: "prints", text: rest, markdownLine });
      break;
    case "raises":
    case "thread raises":
      claims.push({ kind: keyword, error: rest, line, markdownLine });
      break;
    case "exits":
      if (!/^-?\d+$/.test(rest)) throw new Error(`exits: wants a number, not ${rest}`);
      claims.push({ kind: "exits", status: Number(rest), markdownLine });
      break;
    case "stderr":
      claims.push({ kind: "stderr", text: rest, markdownLine });
      break;
    case "prints nothing":
    case "stderr nothing":
    case "hangs":
    case "runs":
      claims.push({ kind: keyword, markdownLine });
      break;
    default:
      throw new Error(`unknown marker ${marker}`);
  }
}

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const ENTRY = /^([a-z][a-z0-9-]*)/;
const DETAIL = new RegExp(
  String.raw`^\s+(?:${QUOTED}|(at|see) ${QUOTED}|as (error|warning|information|hint)|(no fix))`,
);

/** `rule "message" at "text" see "text" as warning no fix, other-rule ...` */
function readExpectations(text: string, { markdownLine, line }: Place): Expectation[] {
  const found: Expectation[] = [];
  let rest = text;
  for (;;) {
    const rule = ENTRY.exec(rest)?.[1];
    if (rule === undefined) throw new Error(`not a rule's name: ${rest === "" ? "(nothing)" : rest}`);
    rest = rest.slice(rule.length);
    const details: Partial<Record<"message" | "at" | "related", string>> = {};
    let severity: Severity | undefined;
    let fixable: boolean | undefined;
    for (let match = DETAIL.exec(rest); match !== null; match = DETAIL.exec(rest)) {
      const [all, message, place, placeText, asSeverity, noFix] = match;
      if (message !== undefined) details.message = unquote(message);
      else if (place !== undefined) details[place === "at" ? "at" : "related"] = unquote(placeText ?? "");
      else if (asSeverity !== undefined) severity = asSeverity as Severity;
      else if (noFix !== undefined) fixable = false;
      rest = rest.slice(all.length);
    }
    const { message, at, related } = details;
    found.push({ rule, markdownLine, line, message, at, related, severity, fixable });
    if (rest.trim() === "") return found;
    const comma = /^\s*,\s*/.exec(rest)?.[0];
    if (comma === undefined) throw new Error(`cannot read ${rest.trim()}`);
    rest = rest.slice(comma.length);
  }
}

const unquote = (text: string): string => text.replace(/\\(.)/g, "$1");
