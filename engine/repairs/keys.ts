import type { Mismatch } from "../semantics/key-comparisons.js";
import type { Compared, KeyType } from "../semantics/keys.js";
import { stringPrefix, unparenthesized } from "../semantics/literals.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { applyEdits } from "../text/edits.js";
import { bytesLiteral } from "./bytes-literals.js";
import { accessToModule } from "./imports.js";

/** What to write in the place of what a key never equals, so that it can: `ord("q")` for `"q"`. Null where that is not told. */
export function keyInstead({ key, by }: Mismatch, node: SyntaxNode, compared: Compared, model: Model): string | null {
  const functions = key.type === "number" ? ["ord", "map"] : ["chr"];
  if (functions.some((name) => model.scopeAt(node).lookup(name) !== undefined)) return null;
  if (by === "text")
    return key.type === "number" ? `map(ord, ${node.text})` : textInstead(key.type, node, compared, model);
  // A pattern is a literal.
  if (by === "case" && key.type !== "bytes") return null;
  return key.type === "number" ? numberInstead(node, compared, model) : textInstead(key.type, node, compared, model);
}

function numberInstead(node: SyntaxNode, compared: Compared, model: Model): string | null {
  if (compared.kind !== "text" && compared.kind !== "bytes") return null;
  if (/^[\0-\x7F]$/.test(compared.text)) return `ord(${node.text})`;
  // `"-1"`: the number, in quotes.
  if (/^-?[1-9]\d*$/.test(compared.text)) return compared.text;
  const isName = /^KEY_[A-Z0-9]+$/.test(compared.text) && accessToModule("curses", model)?.edits.length === 0;
  return isName ? `curses.${compared.text}` : null;
}

function textInstead(type: KeyType, node: SyntaxNode, compared: Compared, model: Model): string | null {
  switch (compared.kind) {
    case "text": {
      const edits = type === "bytes" ? bytesLiteral(node) : null;
      return edits && replaced(node, edits);
    }
    case "bytes":
      return node.kind === "string" && stringPrefix(node) === "b" ? node.text.replace(/^[bB]/, "") : null;
    case "number": {
      const call = model.callAt(unparenthesized(node));
      const character = call?.name === "builtins.ord" ? call.positional[0] : undefined;
      if (character !== undefined) return asLiteral(type, character);
      if (type === "bytes" || (compared.value !== null && compared.value < 0)) return null;
      return `chr(${node.text})`;
    }
    case "function key":
      return type === "text" ? `"${model.qualifiedName(node)?.replace(/^curses\./, "")}"` : null;
    default:
      return null;
  }
}

/** The character of `ord("q")` as what the key is. */
function asLiteral(type: KeyType, character: SyntaxNode): string | null {
  if (type !== "bytes") return character.text;
  const edits = bytesLiteral(character);
  return edits && replaced(character, edits);
}

function replaced(node: SyntaxNode, edits: readonly TextEdit[]): string {
  return applyEdits(
    node.text,
    edits.map(({ span, replacement }) => ({
      span: { start: span.start - node.start, end: span.end - node.start },
      replacement,
    })),
  );
}

/** The edits that compare a key with what it can be; null where one of them is not told or stands elsewhere. */
export function compareWithKey(mismatch: Mismatch, at: SyntaxNode, model: Model): TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const { node, compared } of mismatch.wrong) {
    const replacement = at.covers(node) ? keyInstead(mismatch, node, compared, model) : null;
    if (replacement === null) return null;
    edits.push({ span: node, replacement });
  }
  return edits;
}
