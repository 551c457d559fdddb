import type { Model } from "../semantics/model.js";
import { endOfText } from "../semantics/printed-text.js";
import { type PrintItem, type PrintStatement, printStatementOf } from "../semantics/printing.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { python3Edits, python3Text } from "./python3.js";

/** The edits that make a call of a print statement. */
export interface PrintRepair {
  readonly edits: readonly TextEdit[];
  /** Whether it is certain that the call prints what the statement printed, to the last space. */
  readonly isExact: boolean;
}

/**
 * The call of Python 3 that prints what a print statement of Python 2 prints; null when there is none.
 *
 * Python 2 writes a space before a value unless it stands at the beginning of a line or after a text that ends in a tab or line
 * break; so after a comma at the end, the space comes with the next print, if there is one. Where the text before
 * is not known, it is taken to end in something else, as nearly all do.
 */
export function printCall(statement: PrintStatement, model: Model): PrintRepair | null {
  const { form, keyword, items, node, parentheses } = statement;
  // Keywords and stars make it a call, whatever is then done with its result.
  if (parentheses?.namedChildren.some(({ kind }) => /^(?:keyword_argument|list_splat|dictionary_splat)$/.test(kind))) {
    return null;
  }
  const file = statement.destination === null ? null : python3Text(statement.destination);
  if (form === "bare") return { edits: [{ span: after(keyword), replacement: "()" }], isExact: true };
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) {
    if (file === null || statement.comma !== null) return null;
    return { edits: [{ span: { start: keyword.end, end: node.end }, replacement: `(file=${file})` }], isExact: true };
  }
  if (statement.destination !== null && file === null) return null;
  const rewritten = python3Edits(node);
  if (rewritten === null) return null;
  const opened = openingEdits(statement, first);
  const gaps = gapEdits(items, model);
  const end = lineEnd(statement, last, model);
  const keywords = [...(gaps === null ? [] : ['sep=""']), ...end.keywords, ...(file === null ? [] : [`file=${file}`])];
  const close = { start: last.span.end, end: statement.comma?.end ?? last.span.end };
  return {
    edits: [
      ...opened,
      ...rewritten.filter(({ span }) => span.start >= first.span.start),
      ...(gaps ?? []),
      { span: close, replacement: `${keywords.map((each) => `, ${each}`).join("")})` },
    ],
    isExact: end.isExact && hasOneReading(statement) && !mayDisorder(statement),
  };
}

function after(node: SyntaxNode): { start: number; end: number } {
  return { start: node.end, end: node.end };
}

/** The parenthesis behind `print`; where the old ones held a single value, it takes their place. */
function openingEdits({ keyword, destination, parentheses }: PrintStatement, first: PrintItem): TextEdit[] {
  const { text } = keyword.tree.source;
  const only = parentheses === null ? null : onlyAtom(parentheses);
  if (parentheses !== null && only !== null) {
    return [
      { span: { start: keyword.end, end: only.start }, replacement: "(" },
      { span: { start: only.end, end: parentheses.end }, replacement: "" },
    ];
  }
  const gap = { start: keyword.end, end: first.span.start };
  const isBlank = destination !== null || /^[ \t]*$/.test(text.slice(gap.start, gap.end));
  return [{ span: isBlank ? gap : after(keyword), replacement: "(" }];
}

/** The one value between parentheses, if it holds together without them and nothing else, no comment either, is there. */
function onlyAtom(parentheses: SyntaxNode): SyntaxNode | null {
  const [open, only, close, ...others] = parentheses.children;
  if (open?.kind !== "(" || only === undefined || close?.kind !== ")" || others.length > 0) return null;
  // `print (x)if y else z`: only the parenthesis keeps the words apart.
  if (/^\w/.test(parentheses.tree.source.text.slice(parentheses.end, parentheses.end + 1))) return null;
  switch (only.kind) {
    case "attribute":
    case "call":
    case "concatenated_string":
    case "dictionary":
    case "identifier":
    case "list":
    case "list_comprehension":
    case "string":
    case "subscript":
      return only;
    default:
      return null;
  }
}

/** Where values end in tabs or line breaks: the spaces that belong between the others, to go with `sep=""`; else null. */
function gapEdits(items: readonly PrintItem[], model: Model): TextEdit[] | null {
  const inner = items.slice(0, -1);
  const isBlank = (item: PrintItem): boolean => endOfText(item.value, model) === "blank";
  if (!inner.some(isBlank)) return null;
  return inner
    .filter((item) => !isBlank(item))
    .map(({ span }) => ({ span: { start: span.end, end: span.end }, replacement: ', " "' }));
}

function lineEnd(
  statement: PrintStatement,
  last: PrintItem,
  model: Model,
): { readonly keywords: readonly string[]; readonly isExact: boolean } {
  if (statement.comma === null) return { keywords: [], isExact: true };
  const end = endOfText(last.value, model);
  if (end === "blank" || end === "line") return { keywords: ['end=""'], isExact: end === "blank" };
  return { keywords: ['end=" "'], isExact: end === "solid" && goesOn(statement) };
}

/** Whether the very next thing the program does is to print more values on the same line. */
function goesOn({ node, destination }: PrintStatement): boolean {
  let next = node.nextSibling;
  while (next !== null && (next.isExtra || next.kind === ";")) next = next.nextSibling;
  if (next === null) return false;
  const following = printStatementOf(next);
  return (
    following !== null &&
    following.items.length > 0 &&
    following.destination?.text === destination?.text &&
    !next.isDamaged
  );
}

/** False where the parentheses may have been meant as those of a call: `print (a, b), c` prints a tuple in Python 2. */
function hasOneReading({ form, parentheses }: PrintStatement): boolean {
  if (form === "comma") return false;
  return parentheses === null || (parentheses.namedChildren.length === 1 && parentheses.token(",") === null);
}

/** Whether the file is found by a call: Python 2 makes it before the calls in the values, Python 3 after them. */
function mayDisorder({ destination, items, node }: PrintStatement): boolean {
  if (destination === null || (destination.kind !== "call" && destination.descendants("call").length === 0))
    return false;
  const [first] = items;
  return first !== undefined && node.descendants("call").some((call) => call.start >= first.span.start);
}
