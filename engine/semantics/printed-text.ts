import type { SyntaxNode } from "../syntax/tree.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/**
 * What the text of a printed value ends with, which tells Python 2 whether a space belongs between it and the next:
 *
 * - `blank`: a tab, a line break or the like, after which it writes none
 * - `solid`: anything else, a plain space and the empty text included
 * - `line`: most likely a line break, since the value is a line of a file
 * - `unknown`
 */
export type TextEnd = "blank" | "solid" | "line" | "unknown";

/** Methods of strings whose result ends in no white space, whatever the string. */
const STRIPS = new Set(["strip", "rstrip"]);

/** Functions whose result, printed, ends in no white space. */
const SOLID_FUNCTIONS = new Set(
  "abs bool float hash hex id int len long oct ord repr round sum type".split(" ").map((name) => `builtins.${name}`),
);

/** Functions and methods that give the lines of a file, as a whole or one by one. */
const LINES =
  /(?:^builtins\.(?:open|file)|^io\.open|^codecs\.open|^os\.(?:popen|fdopen)|^fileinput\.input|^sys\.stdin)$/;

/** What the printed text of an expression ends with. */
export function endOfText(expression: SyntaxNode | null, model: Model): TextEnd {
  let node = expression === null ? null : unparenthesized(expression);
  while (node?.kind === "binary_operator" && node.field("operator")?.text === "+") {
    const right: SyntaxNode | null = node.field("right");
    node = right === null ? null : unparenthesized(right);
  }
  switch (node?.kind) {
    case "string":
    case "concatenated_string":
      return node.text.startsWith("`") ? "solid" : endOfLiteral(node);
    case "integer":
    case "float":
    case "true":
    case "false":
    case "none":
    case "list":
    case "tuple":
    case "dictionary":
    case "set":
    case "list_comprehension":
    case "comparison_operator":
    case "not_operator":
      return "solid";
    case "binary_operator":
      return endOfFormatted(node);
    case "call":
      return endOfResult(node, model);
    case "identifier":
      return isLine(node, model) ? "line" : "unknown";
    default:
      return "unknown";
  }
}

function endOfLiteral(node: SyntaxNode): TextEnd {
  const text = stringValue(node);
  return text === null ? "unknown" : /[\t\n\v\f\r]$/.test(text) ? "blank" : "solid";
}

/** `"%d\n" % x`: the format decides, unless it ends with what is filled in. */
function endOfFormatted(node: SyntaxNode): TextEnd {
  const format = node.field("left");
  const text = format === null || node.field("operator")?.text !== "%" ? null : stringValue(format);
  if (text === null) return "unknown";
  const last = /%(?:\(\w*\))?[-+ #0]*(?:[1-9*][\d*]*)?(?:\.[\d*]+)?([A-Za-z])$/.exec(text)?.[1];
  if (last !== undefined) return /[sc]/.test(last) ? "unknown" : "solid";
  return /[\t\n\v\f\r]$/.test(text) ? "blank" : "solid";
}

function endOfResult(node: SyntaxNode, model: Model): TextEnd {
  const call = model.callAt(node);
  if (call === null) return "unknown";
  if (call.name !== null && SOLID_FUNCTIONS.has(call.name)) return "solid";
  if (call.method !== null && STRIPS.has(call.method) && call.arguments.length === 0) return "solid";
  if (/^(?:getvalue|read|readline)$/.test(call.method ?? "")) return "line";
  const format = call.method === "format" && call.receiver !== null ? stringValue(call.receiver) : null;
  if (format === null || format.endsWith("}")) return "unknown";
  return /[\t\n\v\f\r]$/.test(format) ? "blank" : "solid";
}

/** Whether a name is bound by loops over the lines of files only. */
function isLine(name: SyntaxNode, model: Model): boolean {
  const bindings = model.variableOf(name)?.bindings ?? [];
  return (
    bindings.length > 0 &&
    bindings.every(({ kind, site, name: bound }) => {
      const lines = kind === "loop" && site.field("left") === bound ? site.field("right") : null;
      return lines !== null && givesLines(lines, model);
    })
  );
}

function givesLines(expression: SyntaxNode, model: Model): boolean {
  const call = model.callAt(expression);
  if (call?.method === "readlines" || call?.method === "xreadlines") return true;
  const name = model.qualifiedName(expression) ?? model.madeBy(expression);
  return name !== null && LINES.test(name);
}
