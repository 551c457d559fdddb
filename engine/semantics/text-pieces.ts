import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { stringParts, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** A piece of a text that a program puts together. */
export interface TextPiece {
  /** The characters, or null where they are not known. */
  readonly text: string | null;
  /** The literal that has them, or the expression whose value is filled in. */
  readonly node: SyntaxNode;
  /** True where a format makes a number of the value, `%d` or `%f`. */
  readonly isNumber?: boolean;
}

/** Texts of more pieces are not looked into. */
const MAX_PIECES = 200;
/** How many expressions are looked into: a name can have its value from itself, `msg = msg.encode(coding)`. */
const MAX_STEPS = 1000;

/** What stands for the pieces that are not known in {@link outlineOf}: a character that no text has. */
export const UNKNOWN_PIECE = "\uFFFC";

/** Methods that give the same text in other bytes. */
const CODING: ReadonlySet<string> = new Set(["encode", "decode"]);

/**
 * The pieces of the text that an expression gives, in their order, as far as the file spells them out: literals, f-strings, sums,
 * `%`, `format`, `join` of a list that stands there, and names that have only one value.
 *
 * What cannot be looked into is one piece that is not known; so is a text of very many pieces, or one that is a piece of itself.
 */
export function textPieces(expression: SyntaxNode, model: Model): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  const pending: (SyntaxNode | TextPiece)[] = [expression];
  let steps = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (pieces.length + pending.length > MAX_PIECES) return [{ text: null, node: expression }];
    if ("text" in next && !("kind" in next)) {
      pieces.push(next);
      continue;
    }
    const node = next as SyntaxNode;
    if (++steps > MAX_STEPS) return [{ text: null, node: expression }];
    const parts = partsOf(constantOf(node, model), model);
    if (parts === null) pieces.push({ text: null, node });
    else pending.push(...parts.toReversed());
  }
  return pieces;
}

/** The text of some pieces, with {@link UNKNOWN_PIECE} for each that is not known. */
export function outlineOf(pieces: readonly TextPiece[]): string {
  return pieces.map(({ text }) => text ?? UNKNOWN_PIECE).join("");
}

type Part = SyntaxNode | TextPiece;

function partsOf(node: SyntaxNode, model: Model): readonly Part[] | null {
  switch (node.kind) {
    case "string":
      return literalParts(node);
    case "concatenated_string": {
      const parts = node.namedChildren.map(literalParts);
      return parts.some((each) => each === null) ? null : parts.flatMap((each) => each ?? []);
    }
    case "binary_operator": {
      const [left, right] = [node.field("left"), node.field("right")];
      if (left === null || right === null) return null;
      const operator = node.field("operator")?.text;
      if (operator === "%") return filledIn(constantOf(left, model), right);
      return operator === "+" ? [left, right] : null;
    }
    case "call": {
      const call = model.callAt(node);
      return call === null ? null : calledParts(call, model);
    }
    default:
      return null;
  }
}

function literalParts(string: SyntaxNode): readonly Part[] | null {
  const parts = string.kind === "string" ? stringParts(string) : null;
  return parts?.map((part) => (typeof part === "string" ? { text: part, node: string } : part)) ?? null;
}

/** `"%s and %d" % (a, b)` */
function filledIn(format: SyntaxNode, values: SyntaxNode): readonly Part[] | null {
  const text = stringValue(format);
  if (text === null) return null;
  const items = unparenthesized(values);
  const given = items.kind === "tuple" ? items.namedChildren : [items];
  let index = 0;
  return split(
    text,
    /%(?:(%)|(\(\w*\))?[-+ #0]*(?:[1-9*][\d*]*)?(?:\.[\d*]+)?([a-zA-Z]))/g,
    format,
    ([, percent, name, letter]) => {
      if (percent !== undefined) return { text: "%", node: format };
      const value = name === undefined ? given[index++] : valueNamed(name.slice(1, -1), items);
      if (value === undefined) return { text: null, node: values };
      return /[diouxXeEfFgG]/.test(letter ?? "") ? { text: null, node: value, isNumber: true } : value;
    },
  );
}

/** The value of a key in a dictionary that is written out: `{"name": x}`. */
function valueNamed(name: string, dictionary: SyntaxNode): SyntaxNode | undefined {
  const pairs = dictionary.kind === "dictionary" ? dictionary.namedChildren : [];
  const pair = pairs.find((each) => {
    const key = each.kind === "pair" ? each.field("key") : null;
    return key !== null && stringValue(key) === name;
  });
  return pair?.field("value") ?? undefined;
}

/** A text with its fields, given by a pattern, replaced by what they stand for. */
function split(
  text: string,
  fields: RegExp,
  node: SyntaxNode,
  replace: (field: RegExpMatchArray) => Part,
): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const field of text.matchAll(fields)) {
    parts.push({ text: text.slice(from, field.index), node }, replace(field));
    from = field.index + field[0].length;
  }
  return [...parts, { text: text.slice(from), node }];
}

function calledParts(call: Call, model: Model): readonly Part[] | null {
  const { receiver, method } = call;
  if (call.name === "textwrap.dedent") return dedented(call, model);
  if (receiver === null || method === null) return null;
  if (CODING.has(method)) return [receiver];
  if (method === "replace") return isOfLineBreaks(call) ? [receiver] : null;
  const text = stringValue(constantOf(receiver, model));
  if (text === null) return null;
  switch (method) {
    case "format":
      return formatted(text, call, receiver);
    case "join":
      return joined(text, call, receiver);
    case "strip":
      return call.arguments.length === 0 ? [{ text: text.trim(), node: receiver }] : null;
    case "lstrip":
      return call.arguments.length === 0 ? [{ text: text.trimStart(), node: receiver }] : null;
    default:
      return null;
  }
}

/** `text.replace("\n", "\r\n")` */
function isOfLineBreaks(call: Call): boolean {
  const values = call.positional.map((each) => stringValue(each));
  return values.length === 2 && values.every((value) => value === "\n" || value === "\r\n");
}

/** `"{} and {name}".format(a, name=b)` */
function formatted(text: string, call: Call, receiver: SyntaxNode): readonly Part[] {
  let index = 0;
  return split(text, /\{\{|\}\}|\{(\w*)(?:[^\w{}][^{}]*)?\}/g, receiver, ([field, name]) => {
    if (name === undefined) return { text: field.charAt(0), node: receiver };
    const isWhole = field === `{${name}}`;
    const position = name === "" ? index++ : /^\d+$/.test(name) ? Number(name) : null;
    const value = isWhole ? call.argument(position, position === null ? name : null) : undefined;
    return value ?? { text: null, node: call.node };
  });
}

function joined(separator: string, call: Call, receiver: SyntaxNode): readonly Part[] | null {
  const [items, ...others] = call.positional;
  const list = items === undefined || others.length > 0 ? null : unparenthesized(items);
  if (list?.kind !== "list" && list?.kind !== "tuple") return null;
  if (list.namedChildren.some(({ kind }) => kind === "list_splat")) return null;
  return list.namedChildren.flatMap((item, index): Part[] =>
    index === 0 ? [item] : [{ text: separator, node: receiver }, item],
  );
}

function dedented(call: Call, model: Model): readonly Part[] | null {
  const [argument] = call.positional;
  const node = argument === undefined ? null : constantOf(argument, model);
  const text = node === null ? null : stringValue(node);
  if (node === null || text === null) return null;
  const lines = text.split("\n");
  const widths = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const width = Math.min(...widths);
  const out = lines.map((line) => (line.trim() === "" ? "" : line.slice(width))).join("\n");
  return [{ text: Number.isFinite(width) ? out : text, node }];
}
