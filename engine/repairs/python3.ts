import { stringPrefix } from "../semantics/literals.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { applyEdits, type TextEdit } from "../text/edits.js";

/** An escape of a letter that Python 3 takes for a syntax error. */
const HALF_DONE = /\\(?:u(?![\da-fA-F]{4})|U(?!00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|N(?!\{))/;

/**
 * The edits that turn what only Python 2 reads in an expression into what Python 3 reads, with the same meaning.
 *
 * Null when something in it has no such form: parameters that unpack, bytes beside text.
 */
export function python3Edits(expression: SyntaxNode): TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const node of within(expression, "<>", "integer", "string", "concatenated_string", "for_in_clause", "lambda")) {
    const found = python3EditsOf(node);
    if (found === null) return null;
    edits.push(...found);
  }
  return edits;
}

/** The text of an expression as Python 3 reads it, or null. */
export function python3Text(expression: SyntaxNode): string | null {
  const edits = python3Edits(expression);
  if (edits === null) return null;
  const { start, text } = expression;
  return applyEdits(
    text,
    edits.map(({ span, replacement }) => ({
      span: { start: span.start - start, end: span.end - start },
      replacement,
    })),
  );
}

function within(expression: SyntaxNode, ...kinds: Parameters<SyntaxNode["descendants"]>): SyntaxNode[] {
  return [...(kinds.includes(expression.kind) ? [expression] : []), ...expression.descendants(...kinds)];
}

/** The edits for a single node of the kinds that matter, without what is in it; null when it has no form in Python 3. */
export function python3EditsOf(node: SyntaxNode): TextEdit[] | null {
  switch (node.kind) {
    case "<>":
      return [{ span: node, replacement: "!=" }];
    case "integer":
      return integerEdits(node);
    case "string":
      return stringEdits(node);
    case "concatenated_string":
      // Python 2 joins bytes and text; Python 3 refuses even where only one of them is marked.
      return new Set(node.namedChildren.map((part) => stringPrefix(part).includes("b"))).size > 1 ? null : [];
    case "for_in_clause": {
      const values = node.fieldAll("right");
      const [first] = values;
      const last = values.at(-1);
      if (first === undefined || last === undefined || first === last) return [];
      const comma = last.nextSibling;
      const end = comma?.kind === "," ? comma.end : last.end;
      return [
        { span: { start: first.start, end: first.start }, replacement: "(" },
        { span: { start: end, end }, replacement: ")" },
      ];
    }
    default:
      return node.field("parameters")?.namedChildren.some(({ kind }) => kind === "tuple_pattern") ? null : [];
  }
}

/**
 * `0777` and `10L`; digits that make no number in either Python stay as they are. Behind bare digits, a dot or a word would be taken for
 * part of the number.
 */
function integerEdits(node: SyntaxNode): TextEdit[] {
  const { text } = node;
  const digits = text.replace(/[lL]$/, "");
  const number = digits.replace(/^0([0-7]*[1-7][0-7]*)$/, "0o$1");
  const behind = digits === text ? "" : node.tree.source.text.slice(node.end, node.end + 1);
  const replacement = /\w/.test(behind) ? `${number} ` : behind === "." ? `(${number})` : number;
  return replacement === text ? [] : [{ span: node, replacement }];
}

function stringEdits(node: SyntaxNode): TextEdit[] | null {
  const start = node.children[0];
  const end = node.children.at(-1);
  if (start?.kind !== "string_start" || end?.kind !== "string_end") return null;
  if (start.text === "`") return backquoteEdits(start, end);
  const prefix = stringPrefix(node);
  const body = node.tree.source.text.slice(start.end, end.start);
  if (prefix === "ur") {
    // Of all escapes, only those of letters count in it; Python 3 has no raw literal for that.
    if (/\\[uU]/.test(body)) return cookedEdits(start, end, body);
    return [{ span: { start: start.start, end: start.start + prefix.length }, replacement: "r" }];
  }
  if (prefix.includes("b")) return [...body].some((letter) => letter > "\x7F") ? null : [];
  if (prefix !== "") return [];
  // Unmarked literals are bytes in Python 2, to which these escapes mean nothing; Python 3 refuses them half done.
  if (!HALF_DONE.test(body.replace(/\\[^uUN]/g, ""))) return [];
  const doubled = body.replace(/\\[\s\S]/g, (pair) => (/[uUN]/.test(pair) ? `\\${pair}` : pair));
  // From the quote on, so that no other repair gives the literal a prefix at the same time.
  return [{ span: { start: start.start, end: end.start }, replacement: start.text + doubled }];
}

/** A `ur` literal as one in which every backslash that escapes no letter is written twice. */
function cookedEdits(start: SyntaxNode, end: SyntaxNode, body: string): TextEdit[] {
  const cooked = body.replace(
    /\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r\n|[\s\S])?/g,
    (whole, behind: string | undefined) => {
      if (behind === undefined || /^[uU]./.test(behind)) return whole;
      return /^["'\\]$/.test(behind) ? `\\\\\\${behind}` : `\\\\${behind}`;
    },
  );
  return [
    { span: start, replacement: start.text.slice(2) },
    { span: { start: start.end, end: end.start }, replacement: cooked },
  ];
}

/** `` `x` `` as `repr(x)`; what the quotes hold may be a tuple without parentheses. */
function backquoteEdits(start: SyntaxNode, end: SyntaxNode): TextEdit[] {
  const hasComma = start.tree.source.text.slice(start.end, end.start).includes(",");
  return [
    { span: start, replacement: hasComma ? "repr((" : "repr(" },
    { span: end, replacement: hasComma ? "))" : ")" },
  ];
}
