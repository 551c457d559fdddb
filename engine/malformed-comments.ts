import type { TextEdit } from "./text/edits.js";
import { editDistance } from "./text/misspelling.js";
import type { Span } from "./text/span.js";

/** The whole comment that something stands in. */
export interface CommentPlace {
  readonly span: Span;
  /** Whether nothing else stands in its line. */
  readonly isAlone: boolean;
}

/** A comment that seems meant to suppress rules and does not. */
export interface MalformedComment {
  readonly span: Span;
  readonly isForFile: boolean;
  /** It names no rule, does not close its bracket, does not say `ignore`, is spelt wrongly, or has no `#` of its own. */
  readonly problem: "names" | "bracket" | "verb" | "spelling" | "place";
  /** What it says for `ignore`. */
  readonly verb: string;
  /** The rules that it names, if there is no doubt of what it is to say. */
  readonly rules: readonly string[];
  /** Whether nothing is wrong but that it names no rules. */
  readonly isBare: boolean;
  /** What makes a suppression of it that names some rules. */
  readonly written: (rules: readonly string[]) => TextEdit;
  readonly place: CommentPlace;
}

const ADDRESS = /#\s*faqlint/iy;
const JOINT = /\s*[:=;,.-]*\s*/y;
const WORD = /[a-z][\w-]*/iy;
/** What may stand between a word and names, with a bracket or without. */
const SEPARATOR = /\s*[:=]?\s*/y;
const OPENING = /[[({<]\s*/y;
const CLOSING = /\s*[\])}>]/y;
const QUOTE = /["'`]/y;
const NAME = /[\w-]+/y;
const COMMA = /\s*[,;]\s*|\s+/y;

/** What other tools, or people, say for `ignore`. */
const SYNONYMS: ReadonlySet<string> = new Set(
  "allow disable exclude no-lint nocheck nolint noqa off ok skip silence suppress".split(" "),
);
/** What says that the line is meant, or the next one. */
const FOR_LINE = /-(?:this-|next-|same-)?(?:line|next|statement)$/;
/** What says that the file is meant. */
const FOR_FILE = /^(?:file|module)-|-?(?:file|module)$/;
/** How many letters of `ignore` may be wrong. */
const MOST_SLIPS = 2;

/** Reads a text from left to right. */
class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** What matches a sticky pattern here, and goes behind it; empty for nothing. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}

/**
 * Reads what is addressed to faqlint and is no suppression as it should be written; undefined for mere prose.
 *
 * @param text from its `#` to the end of its comment, or to the next that is addressed to faqlint.
 * @param start where it begins in the file.
 * @param isRule whether there is a rule of some name.
 */
export function readMalformed(
  text: string,
  start: number,
  place: CommentPlace,
  isRule: (name: string) => boolean,
): MalformedComment | undefined {
  const reader = new Reader(text);
  reader.take(ADDRESS);
  const hasColon = reader.take(JOINT).includes(":");
  const wordStart = reader.at;
  const word = reader.take(WORD);
  // The name of a rule that stands here alone leaves no doubt either.
  if (isRule(word)) reader.at = wordStart;
  const verb = reader.at === wordStart ? undefined : verbOf(word);
  const list = listAt(reader, isRule);
  if (!isMeant(verb, list, hasColon)) return undefined;
  const span = { start, end: start + text.slice(0, list.end).trimEnd().length };
  const isForFile = verb?.isForFile ?? false;
  const isUnderstood = verb?.kind !== "unknown";
  return {
    span,
    isForFile,
    problem: problemOf(verb, list),
    verb: word,
    rules: isUnderstood ? list.rules : [],
    isBare: isUnderstood && list.isEmpty,
    written: (rules) => ({ span, replacement: `# faqlint: ignore${isForFile ? "-file" : ""}[${rules.join(", ")}]` }),
    place,
  };
}

/** What a word is to say, as far as that can be guessed. */
interface Verb {
  readonly kind: "right" | "guessed" | "unknown";
  readonly isForFile: boolean;
}

function verbOf(word: string): Verb {
  if (word === "ignore" || word === "ignore-file") return { kind: "right", isForFile: word === "ignore-file" };
  const spelt = word.toLowerCase().replaceAll("_", "-");
  const reach = spelt.replace(FOR_FILE, "");
  const bare = reach.replace(FOR_LINE, "");
  if (SYNONYMS.has(bare) || editDistance(bare, "ignore") <= MOST_SLIPS)
    return { kind: "guessed", isForFile: reach !== spelt };
  if (editDistance(spelt, "ignore-file") <= MOST_SLIPS) return { kind: "guessed", isForFile: true };
  return { kind: "unknown", isForFile: false };
}

/** What stands where names in brackets should. */
interface NameList {
  /** Names of rules, nothing else being there. */
  readonly rules: readonly string[];
  readonly isEmpty: boolean;
  readonly bracket: "none" | "open" | "closed";
  /** Whether it follows the word at once. */
  readonly isAttached: boolean;
  readonly end: number;
  /** Whether nothing follows. */
  readonly isLast: boolean;
}

function listAt(reader: Reader, isRule: (name: string) => boolean): NameList {
  const { text } = reader;
  const before = reader.at;
  const isAttached = reader.take(SEPARATOR) === "";
  const hasBracket = reader.take(OPENING) !== "";
  const from = reader.at;
  const rules = rulesAt(reader, isRule);
  const isEmpty = rules.length === 0;
  const list = (bracket: NameList["bracket"], end: number, more: Partial<NameList> = {}): NameList => {
    return { rules, isEmpty, bracket, isAttached, end, isLast: text.slice(end).trim() === "", ...more };
  };
  if (!hasBracket) return list("none", isEmpty ? before : reader.at);
  if (reader.take(CLOSING) !== "") return list("closed", reader.at);
  const length = text.slice(reader.at).search(/[\])}>]/);
  if (length < 0) return list("open", reader.at, { isEmpty: isEmpty && text.slice(reader.at).trim() === "" });
  // Something else is named there, too.
  const end = reader.at + length;
  return list("closed", end + 1, { rules: [], isEmpty: !/\w/.test(text.slice(from, end)) });
}

/** The names of rules that stand one after the other, in quotes or not. */
function rulesAt(reader: Reader, isRule: (name: string) => boolean): string[] {
  const rules: string[] = [];
  let end = reader.at;
  do {
    const quote = reader.take(QUOTE);
    const name = reader.take(NAME);
    if (quote !== "") reader.take(QUOTE);
    if (!isRule(name)) break;
    rules.push(name);
    end = reader.at;
  } while (reader.take(COMMA) !== "");
  reader.at = end;
  return rules;
}

/** Whether somebody meant to suppress something, and not to say something about faqlint. */
function isMeant(verb: Verb | undefined, { rules, bracket, isAttached, isLast }: NameList, hasColon: boolean): boolean {
  if (verb === undefined) return hasColon && rules.length > 0;
  const hasBracket = bracket !== "none";
  switch (verb.kind) {
    case "right":
      return hasColon || hasBracket || rules.length > 0 || isLast;
    case "guessed":
      return hasBracket || rules.length > 0 || isLast;
    case "unknown":
      return hasColon && hasBracket && isAttached;
  }
}

function problemOf(verb: Verb | undefined, { bracket, isEmpty }: NameList): MalformedComment["problem"] {
  if (verb !== undefined && verb.kind !== "right") return "verb";
  if (bracket === "open") return "bracket";
  return isEmpty ? "names" : "spelling";
}
