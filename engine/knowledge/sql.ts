/** A place for a value in the text of a statement. */
export interface Placeholder {
  /** `?` and `?1` are questions, `:a`, `@a` and `$a` names, `%s` percents and `%(a)s` named percents. */
  readonly style: "question" | "numbered" | "name" | "percent" | "named percent";
  /** The name of a named one, the number of a numbered one, else empty. */
  readonly name: string;
  /** In UTF-16 units from the beginning of the statement. */
  readonly start: number;
  readonly end: number;
  /** The text between single or double quotes that it stands in, with them: there the database sees no placeholder. */
  readonly quote: { readonly start: number; readonly end: number } | null;
}

/** What a text of SQL holds. */
export interface SqlText {
  readonly placeholders: readonly Placeholder[];
  /** How many statements, those without a word left out. */
  readonly statements: number;
  /** The text with blanks for what stands between quotes and in comments; as long as the text. */
  readonly bare: string;
  /** Whether all quotes and comments are closed. */
  readonly isWhole: boolean;
}

/**
 * The parts of SQL: comments, dollar quotes, strings and quoted names, casts (`::int`), doubled percent signs,
 * placeholders, ends of statements. Each alternative is linear.
 */
const PARTS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(\$\w{0,60}\$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|::|:=|%%|\?\d{0,6}|[:@$][A-Za-z_]\w*|%s|%\(\w+\)s|;|\w+/g;

/** Placeholders within quoted text: there names are too common to mean anything. */
const QUOTED = /%%|\?|%s|%\(\w+\)s/g;

/** Finds the placeholders and statements of a text of SQL. */
export function scanSql(text: string): SqlText {
  const placeholders: Placeholder[] = [];
  let bare = "";
  let statements = 0;
  let isOpen = false;
  let isWhole = true;
  const parts = new RegExp(PARTS);
  for (let match = parts.exec(text); match !== null; match = parts.exec(text)) {
    const [part, dollar] = match;
    const start = match.index;
    bare += text.slice(bare.length, start);
    if (dollar !== undefined) {
      const close = text.indexOf(dollar, start + dollar.length);
      isWhole &&= close >= 0;
      parts.lastIndex = close < 0 ? text.length : close + dollar.length;
      bare += " ".repeat(parts.lastIndex - start);
      isOpen = true;
      continue;
    }
    const isText = /^['"`]/.test(part);
    const isComment = part.startsWith("--") || part.startsWith("/*");
    bare += isText || isComment ? " ".repeat(part.length) : part;
    if (isComment) {
      isWhole &&= part.startsWith("--") || (part.length > 3 && part.endsWith("*/"));
      continue;
    }
    if (part === ";") {
      isOpen = false;
      continue;
    }
    if (!isOpen) statements++;
    isOpen = true;
    if (isText) {
      isWhole &&= part.length > 1 && part.endsWith(part.charAt(0));
      if (!part.startsWith("`")) placeholders.push(...quotedPlaceholders(part, start));
      continue;
    }
    const placeholder = placeholderOf(part, start);
    if (placeholder !== null) placeholders.push(placeholder);
  }
  bare += text.slice(bare.length);
  return { placeholders, statements, bare, isWhole };
}

function quotedPlaceholders(part: string, offset: number): Placeholder[] {
  return [...part.matchAll(QUOTED)].flatMap((match) => {
    const placeholder = placeholderOf(match[0], offset + match.index);
    return placeholder === null ? [] : [{ ...placeholder, quote: { start: offset, end: offset + part.length } }];
  });
}

function placeholderOf(part: string, start: number): Placeholder | null {
  const place = { start, end: start + part.length, quote: null };
  if (part === "?") return { style: "question", name: "", ...place };
  if (part === "%s") return { style: "percent", name: "", ...place };
  if (/^\?\d/.test(part)) return { style: "numbered", name: part.slice(1), ...place };
  if (/^%\(/.test(part)) return { style: "named percent", name: part.slice(2, -2), ...place };
  return /^[:@$]\w/.test(part) ? { style: "name", name: part.slice(1), ...place } : null;
}

/** The first word of a statement, in upper case: `SELECT`; of `WITH ... INSERT` it is `WITH`. Empty for no statement. */
export function verbOf({ bare }: SqlText): string {
  return /^[\s(;]*([A-Za-z]+)/.exec(bare)?.[1]?.toUpperCase() ?? "";
}

/** Whether a statement changes rows, and so waits for a commit. */
export function changesRows(sql: SqlText): boolean {
  return /^(?:INSERT|UPDATE|DELETE|REPLACE)$/.test(verbOf(sql));
}

/** Text and names between quotes, and comments. Each alternative is linear. */
const CLOSED_PARTS = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)/g;

/** What stands around a place in SQL. */
export interface SqlPlace {
  /** The quoted text or name, or the comment, that the place is in, with its signs; empty for none. */
  readonly inside: string;
  /** Everything before that, with blanks for what is between quotes and in comments. */
  readonly before: string;
}

/**
 * Tells what a place in a statement is part of.
 *
 * @param at in UTF-16 units from the beginning of the text
 */
export function placeInSql(text: string, at: number): SqlPlace {
  let before = "";
  for (const { 0: part, index } of text.matchAll(CLOSED_PARTS)) {
    if (index > at) break;
    before += text.slice(before.length, index);
    if (at < index + part.length) return { inside: part, before };
    before += " ".repeat(part.length);
  }
  return { inside: "", before: before + text.slice(before.length, at) };
}
