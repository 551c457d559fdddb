import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";
import { type TextPiece, textPieces } from "./text-pieces.js";

/** The kinds of nodes that may put a text together, for a subscription. */
export const FILLED_KINDS = ["string", "binary_operator", "call", "print_statement"] as const;

/**
 * The pieces of a text that an expression puts together, if it is not itself a piece of a larger text: a sum, a filled in format,
 * an f-string, and what one `print` writes. Null for all other nodes.
 */
export function filledText(node: SyntaxNode, model: Model): readonly TextPiece[] | null {
  if (isPiece(node)) return null;
  switch (node.kind) {
    case "string":
      return node.children.some(({ kind }) => kind === "interpolation") ? textPieces(node, model) : null;
    case "binary_operator":
      return textPieces(node, model);
    case "print_statement":
      return printed(node.fieldAll("argument"), model);
    case "call": {
      const call = model.callAt(node);
      if (call?.name === "builtins.print") return printed(call.positional, model);
      return call?.method === "format" || call?.method === "join" ? textPieces(node, model) : null;
    }
    default:
      return null;
  }
}

/** Of one value only, that value is looked at for itself. */
function printed(values: readonly SyntaxNode[], model: Model): readonly TextPiece[] | null {
  if (values.length < 2) return null;
  return values.flatMap((value) => [...textPieces(value, model), { text: " ", node: value }]);
}

function isPiece(node: SyntaxNode): boolean {
  let child = node;
  for (let { parent } = node; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "binary_operator":
      case "concatenated_string":
      case "interpolation":
        return true;
      case "parenthesized_expression":
      case "tuple":
      case "list":
      case "keyword_argument":
        continue;
      case "attribute":
        // `"...".format(x)`: the call is what puts the text together.
        return /^(?:format|join)$/.test(parent.field("attribute")?.text ?? "");
      case "argument_list": {
        const callee = parent.parent?.field("function");
        const isText = callee?.kind === "attribute" && /^(?:format|join)$/.test(callee.field("attribute")?.text ?? "");
        const isPrint = callee?.text === "print" && parent.namedChildren.length > 1;
        return isText || isPrint;
      }
      case "print_statement":
        return parent.fieldAll("argument").length > 1 && child.fieldName === "argument";
      default:
        return false;
    }
  }
  return false;
}
