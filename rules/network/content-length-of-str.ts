import { ENCODING_FORMS, QUOTING } from "../../engine/knowledge/web-functions.js";
import { defineRule } from "../../engine/rule.js";
import { certainContent } from "../../engine/semantics/bytes-and-text.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { textPieces } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const HEADER = /["']content-length["']/i;
/** What gives nothing but ASCII, of which each character is one byte. */
const GIVES_ASCII: ReadonlySet<string> = new Set([
  ...ENCODING_FORMS,
  ...QUOTING,
  "builtins.ascii",
  "builtins.hex",
  "json.dumps",
  "uuid.uuid4",
]);

const isLength = callsOfNames(["builtins.len"]);

/**
 * Content-Length counts bytes, and `len` of a text counts characters. With the first accent the number is too small, and the other
 * side never reads the end.
 *
 * Found where the length of what is certainly text, and may hold more than ASCII, is given as Content-Length, and the file encodes the same
 * text as UTF-8.
 */
export default defineRule({
  name: "content-length-of-str",
  question: "form-submission",
  summary: "the number of characters of a text as Content-Length, which counts bytes",
  severity: "warning",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: {
    characters:
      "`{length}` counts characters, and Content-Length counts bytes: with the first letter beyond ASCII the end is cut off: measure what is sent, `{encoded}`",
  },
  on: (when) =>
    when.nodes("call", { anyOf: [["len"]], pattern: HEADER }, (node, { model, report }) => {
      const call = model.callAt(node);
      const value = call !== null && isLength(call, model) ? call.argument(0, null) : undefined;
      if (value === undefined || !isContentLength(node, model)) return;
      if (certainContent(value, model) !== "str" || isAscii(value, model) || !isEncoded(value, model)) return;
      const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression|string)$/.test(value.kind);
      const replacement = isWhole ? `${value.text}.encode()` : `(${value.text}).encode()`;
      report("characters", {
        at: node,
        data: { length: excerpt(node.text), encoded: excerpt(`len(${replacement})`) },
        fix: () => ({ title: "Count the bytes", safety: "unsafe", edits: [{ span: value, replacement }] }),
      });
    }),
});

/** Whether the file encodes the same text as UTF-8; `http.client` sends text as Latin-1, in which the number is right. */
function isEncoded(text: SyntaxNode, model: Model): boolean {
  const variable = text.kind === "identifier" ? model.variableOf(text) : undefined;
  const isSame = (node: SyntaxNode | null | undefined): boolean => {
    if (node?.text !== text.text) return false;
    return variable === undefined || (node.kind === "identifier" && model.variableOf(node) === variable);
  };
  return model.calls.some((call) => {
    const isBytes = call.name === "builtins.bytes";
    if (!(isBytes ? isSame(call.positional[0]) : call.method === "encode" && isSame(call.receiver))) return false;
    const encoding = call.argument(isBytes ? 1 : 0, "encoding");
    return encoding === undefined ? !isBytes : /utf/i.test(stringValue(constantOf(encoding, model)) ?? "");
  });
}

/**
 * Whether a number, also as a text of it, is what the header gets.
 *
 * @param seen names that are looked at already: `text = f"{text}, {size}"` makes one of itself
 */
function isContentLength(length: SyntaxNode, model: Model, seen = new Set<Variable>()): boolean {
  let node = length;
  for (let parent = node.parent; parent !== null; node = parent, parent = node.parent) {
    switch (parent.kind) {
      case "pair":
        return parent.field("value") === node && isHeader(parent.field("key"));
      case "assignment": {
        const left = parent.field("left");
        if (left?.kind === "subscript") return isHeader(left.field("subscript"));
        return left?.kind === "identifier" && isOnlyForHeader(left, model, seen);
      }
      case "argument_list": {
        const call = parent.parent === null ? null : model.callAt(parent.parent);
        if (call === null) return false;
        if (/^builtins\.(?:str|repr|format)$/.test(call.name ?? "")) {
          node = parent;
          parent = call.node;
          continue;
        }
        const [first, second] = call.positional;
        return second === node && isHeader(first ?? null);
      }
      case "call":
      case "interpolation":
      case "string":
      case "parenthesized_expression":
        break;
      case "tuple": {
        const [first, second, ...others] = parent.namedChildren;
        if (second === node && others.length === 0 && isHeader(first ?? null)) return true;
        if (second !== undefined) return false;
        break;
      }
      case "binary_operator":
        if (parent.field("operator")?.text !== "%" || parent.field("right") !== node) return false;
        break;
      default:
        return false;
    }
  }
  return false;
}

function isHeader(node: SyntaxNode | null): boolean {
  return node !== null && stringValue(node)?.toLowerCase() === "content-length";
}

/** Whether all that is done with a name is to give it to the header. */
function isOnlyForHeader(name: SyntaxNode, model: Model, seen: Set<Variable>): boolean {
  const variable = model.variableOf(name);
  if (variable === undefined || seen.has(variable)) return false;
  seen.add(variable);
  const uses = variable.references.filter((use) => use !== name && use.fieldName !== "left");
  return uses.length > 0 && uses.every((use) => isContentLength(use, model, seen));
}

/** Whether a text can only hold ASCII: all that it is made of is written so, or a number, or escaped. */
function isAscii(text: SyntaxNode, model: Model): boolean {
  return textPieces(text, model).every((piece) => {
    if (piece.text !== null) return /^[\0-\x7f]*$/.test(piece.text);
    if (piece.isNumber === true) return true;
    const node = constantOf(piece.node, model);
    if (/^(?:integer|float)$/.test(unparenthesized(node).kind)) return true;
    // `"x" * 100`: the number is none, so the text is the other.
    if (node.kind === "binary_operator" && node.field("operator")?.text === "*") {
      const [left, right] = [node.field("left"), node.field("right")];
      return [left, right].some((each) => each !== null && each.kind === "string" && isAscii(each, model));
    }
    const call = model.callAt(node);
    // `ensure_ascii=False`
    return call !== null && GIVES_ASCII.has(call.name ?? "") && call.lacks(null, "ensure_ascii");
  });
}
