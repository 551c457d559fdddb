import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/**
 * The edits that make a str literal the bytes literal of the same characters, adjacent literals all together.
 *
 * Null where bytes have no such characters: beyond ASCII, and for escapes that only text has.
 */
export function bytesLiteral(literal: SyntaxNode): TextEdit[] | null {
  const parts = literal.kind === "concatenated_string" ? literal.namedChildren : [literal];
  const edits: TextEdit[] = [];
  for (const part of parts) {
    const start = part.children[0];
    const prefix = /^[A-Za-z]*/.exec(start?.text ?? "")?.[0] ?? "";
    if (part.kind !== "string" || start?.kind !== "string_start" || !/^[uUrR]?$/.test(prefix)) return null;
    const isRaw = /r/i.test(prefix);
    if (/[^\n\r\t -~]/.test(part.text) || (!isRaw && /(?:^|[^\\])(?:\\\\)*\\[uUN4-7]/.test(part.text))) return null;
    const span = { start: start.start, end: start.start + prefix.length };
    // `rb` is later than `br`.
    edits.push({ span, replacement: isRaw ? "br" : "b" });
  }
  return edits;
}

/**
 * The edits that make a bytes literal the text of the same characters, adjacent literals all together.
 *
 * Null where text reads its escapes in another way, and for what is no bytes literal.
 */
export function textLiteral(literal: SyntaxNode): TextEdit[] | null {
  const parts = literal.kind === "concatenated_string" ? literal.namedChildren : [literal];
  const edits: TextEdit[] = [];
  for (const part of parts) {
    const start = part.children[0];
    const prefix = /^[A-Za-z]*/.exec(start?.text ?? "")?.[0] ?? "";
    if (part.kind !== "string" || start?.kind !== "string_start" || !/b/i.test(prefix)) return null;
    if (!/r/i.test(prefix) && /\\[xuUN0-7]/.test(part.text)) return null;
    const span = { start: start.start, end: start.start + prefix.length };
    edits.push({ span, replacement: prefix.replace(/b/i, "") });
  }
  return edits;
}
