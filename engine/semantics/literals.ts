import type { SyntaxNode } from "../syntax/tree.js";

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The letters before a string's quote, in lower case: `rb` of `Rb"..."`. */
export function stringPrefix(string: SyntaxNode): string {
  return /^[A-Za-z]*/.exec(string.text.slice(0, 3))?.[0].toLowerCase() ?? "";
}

/** Whether an expression is a bytes literal; in Python 2 a plain literal is one too, which the caller must weigh. */
export function isBytesLiteral(node: SyntaxNode): boolean {
  const first = node.kind === "concatenated_string" ? node.namedChildren[0] : node;
  return first?.kind === "string" && stringPrefix(first).includes("b");
}

/**
 * The characters of a string or bytes literal (each byte as one character), adjacent literals joined.
 *
 * Null for anything else, for f-strings with fields and for escapes that need the Unicode database (`\N{...}`).
 */
export function stringValue(node: SyntaxNode): string | null {
  let expression = node;
  while (expression.kind === "parenthesized_expression") {
    const [inner, ...others] = expression.namedChildren;
    if (inner === undefined || others.length > 0) return null;
    expression = inner;
  }
  if (expression.kind === "concatenated_string") {
    let joined = "";
    for (const part of expression.namedChildren) {
      const value = part.kind === "string" ? oneString(part) : null;
      if (value === null) return null;
      joined += value;
    }
    return joined;
  }
  return expression.kind === "string" ? oneString(expression) : null;
}

/**
 * The parts of one string literal: its characters as {@link stringValue} gives them, and the expressions that an f-string fills
 * in between. Null where the characters are not known.
 */
export function stringParts(string: SyntaxNode): readonly (string | SyntaxNode)[] | null {
  const fields = string.children.filter(({ kind }) => kind === "interpolation");
  if (fields.length === 0) {
    const whole = oneString(string);
    return whole === null ? null : [whole];
  }
  const start = string.children[0];
  const end = string.children.at(-1);
  if (start?.kind !== "string_start" || end?.kind !== "string_end") return null;
  const parts: (string | SyntaxNode)[] = [];
  let from = start.end;
  for (const field of [...fields, end]) {
    const body = unbrace(string.tree.source.text.slice(from, field.start).replace(/\r\n?/g, "\n"));
    const text = stringPrefix(string).includes("r") ? body : resolveEscapes(body, true);
    if (text === null) return null;
    parts.push(text);
    if (field !== end) parts.push(field.firstNamedChild ?? field);
    from = field.end;
  }
  return parts;
}

function oneString(node: SyntaxNode): string | null {
  const start = node.children[0];
  const end = node.children.at(-1);
  if (start?.kind !== "string_start" || end?.kind !== "string_end" || start.text.includes("`")) return null;
  const prefix = stringPrefix(node);
  const body = node.tree.source.text.slice(start.end, end.start).replace(/\r\n?/g, "\n");
  if (/[ft]/.test(prefix)) {
    if (node.children.some((child) => child.kind === "interpolation")) return null;
    return prefix.includes("r") ? unbrace(body) : resolveEscapes(unbrace(body), true);
  }
  return prefix.includes("r") ? body : resolveEscapes(body, !prefix.includes("b"));
}

function unbrace(body: string): string {
  return body.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
}

function resolveEscapes(body: string, hasUnicode: boolean): string | null {
  if (!body.includes("\\")) return body;
  let known = true;
  const text = body.replace(
    /\\(?:\n|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N\{)|([\s\S]))/g,
    (whole, octal?: string, hex?: string, short?: string, long?: string, named?: string, simple?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if ((short ?? long) !== undefined && !hasUnicode) return whole;
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
      if (long !== undefined) {
        const code = Number.parseInt(long, 16);
        if (code > 0x10ffff) known = false;
        return known ? String.fromCodePoint(code) : "";
      }
      if (named !== undefined) {
        if (hasUnicode) known = false;
        return whole;
      }
      if (simple === undefined) return "";
      return SIMPLE_ESCAPES[simple] ?? whole;
    },
  );
  return known ? text : null;
}

/** The value of an integer literal, also negative, in any of Python's spellings; null for anything else. */
export function integerValue(node: SyntaxNode): bigint | null {
  let expression = node;
  let negative = false;
  while (expression.kind === "parenthesized_expression" || expression.kind === "unary_operator") {
    if (expression.kind === "unary_operator") {
      const sign = expression.field("operator")?.text;
      if (sign !== "-" && sign !== "+") return null;
      if (sign === "-") negative = !negative;
    }
    const inner: SyntaxNode | undefined = expression.field("argument") ?? expression.namedChildren[0];
    if (inner === undefined) return null;
    expression = inner;
  }
  if (expression.kind !== "integer") return null;
  const digits = expression.text.replace(/_/g, "").replace(/[lL]$/, "");
  const old = /^0+([0-7]+)$/.exec(digits);
  const source = old !== null && !/^0+$/.test(digits) ? `0o${old[1]}` : digits;
  if (!/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(source)) return null;
  const value = BigInt(source);
  return negative ? -value : value;
}

/** The expression inside any number of parentheses. */
export function unparenthesized(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.kind === "parenthesized_expression") {
    const [only, ...others] = inner.namedChildren;
    if (only === undefined || others.length > 0) break;
    inner = only;
  }
  return inner;
}
