import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** A part of a text that is put together: what is written out, or an expression that is filled in. */
export type TextPiece =
  | { readonly kind: "text"; readonly text: string }
  /** `conversion` is the letter by which it is formatted, `d` or `s`; `node` is null where it is not to be told what is filled in. */
  | { readonly kind: "hole"; readonly node: SyntaxNode | null; readonly conversion: string };

/** Longer sums are not looked at. */
const MAX_TERMS = 100;

const PERCENT = /%(?:\((\w+)\))?[-+ #0]{0,5}\d{0,9}(?:\.\d{1,9})?([A-Za-z%])/g;
const BRACES = /\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::([^{}]*))?\}/g;

/**
 * The parts of a text that is put together with `+`, `%`, `format` or as an f-string, in their order; a name that has only one binding to
 * be seen stands for what it was given. What is none of these is one hole.
 */
export function piecesOf(expression: SyntaxNode, model: Model): TextPiece[] {
  const pieces: TextPiece[] = [];
  const pending = [expression];
  for (let steps = 0; pending.length > 0 && steps < MAX_TERMS; steps++) {
    const next = pending.pop() as SyntaxNode;
    const node = constantOf(next, model);
    if (node.kind === "binary_operator" && node.field("operator")?.text === "+") {
      const [left, right] = [node.field("left"), node.field("right")];
      if (right !== null) pending.push(right);
      if (left !== null) pending.push(left);
      continue;
    }
    pieces.push(...(written(node, model) ?? [hole(unparenthesized(next))]));
  }
  return pieces;
}

function hole(node: SyntaxNode | null, conversion = "s"): TextPiece {
  return { kind: "hole", node, conversion };
}

function text(written: string): TextPiece {
  return { kind: "text", text: written };
}

/** The pieces of a literal, a filled format or an f-string; null for anything else. */
function written(node: SyntaxNode, model: Model): TextPiece[] | null {
  if (node.kind === "string" || node.kind === "concatenated_string") return ofLiteral(node);
  if (node.kind === "binary_operator" && node.field("operator")?.text === "%") return ofPercent(node, model);
  const call = model.callAt(node);
  if (call === null || call.method !== "format" || call.receiver === null || call.hasUnpacking) return null;
  const format = stringValue(constantOf(call.receiver, model));
  if (format === null) return null;
  let count = 0;
  return filled(format, BRACES, (match) => {
    if (match[0] === "{{" || match[0] === "}}") return text(match[0].charAt(0));
    const [, name = "", spec = ""] = match;
    const position = name === "" ? count++ : /^\d{1,3}$/.test(name) ? Number(name) : null;
    const argument = position === null ? call.argument(null, name) : call.argument(position, null);
    return hole(argument ?? null, /[a-zA-Z%]$/.exec(spec)?.[0]);
  });
}

function ofLiteral(node: SyntaxNode): TextPiece[] {
  const whole = stringValue(node);
  if (whole !== null) return [text(whole)];
  const parts = node.kind === "concatenated_string" ? node.namedChildren : [node];
  return parts.flatMap((part) =>
    part.children.flatMap((child) => {
      if (child.kind === "string_content") return [text(child.text)];
      if (child.kind !== "interpolation") return [];
      const spec = child.namedChildren.find(({ kind }) => kind === "format_specifier")?.text ?? "";
      return [hole(child.firstNamedChild, /[a-zA-Z%]$/.exec(spec)?.[0])];
    }),
  );
}

function ofPercent(node: SyntaxNode, model: Model): TextPiece[] | null {
  const [left, right] = [node.field("left"), node.field("right")];
  const format = left === null ? null : stringValue(constantOf(left, model));
  if (format === null || right === null) return null;
  const values = unparenthesized(right);
  const items = values.kind === "tuple" ? values.namedChildren : [values];
  let count = 0;
  return filled(format, PERCENT, ([whole, name, conversion = "s"]) => {
    if (whole === "%%") return text("%");
    if (name === undefined) return hole(items[count++] ?? null, conversion);
    const pairs = values.kind === "dictionary" ? values.namedChildren : [];
    const pair = pairs.find((each) => {
      const key = each.field("key");
      return key !== null && stringValue(key) === name;
    });
    return hole(pair?.field("value") ?? null, conversion);
  });
}

function filled(format: string, pattern: RegExp, piece: (match: RegExpExecArray) => TextPiece): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of format.matchAll(pattern)) {
    pieces.push(text(format.slice(end, match.index)), piece(match));
    end = match.index + match[0].length;
  }
  return [...pieces, text(format.slice(end))];
}
