import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { Span } from "../text/span.js";
import type { PythonVersion } from "../versions.js";
import { stringPrefix, stringValue, unparenthesized } from "./literals.js";

/** What may have a docstring: a module, class or function. */
export const DOCUMENTED = ["module", "class_definition", "function_definition"] as const;

/** The statement that would be the docstring of a module, class or function; null for an empty one. */
export function firstStatement(definition: SyntaxNode): SyntaxNode | null {
  const body = definition.kind === "module" ? definition : definition.field("body");
  return body?.namedChildren[0] ?? null;
}

/** The literal that is the docstring of a module, class or function; null where Python sees none. */
export function docstringOf(definition: SyntaxNode, target: PythonVersion): SyntaxNode | null {
  const statement = firstStatement(definition);
  return statement === null ? null : plainText(statement, target);
}

/** The literal of a statement that is nothing but a text, so that it would be a docstring as the first of its block. */
export function plainText(statement: SyntaxNode, target: PythonVersion): SyntaxNode | null {
  const [only, ...others] = statement.kind === "expression_statement" ? statement.namedChildren : [];
  if (only === undefined || others.length > 0 || statement.token(",") !== null) return null;
  const literal = unparenthesized(only);
  const parts = literal.kind === "concatenated_string" ? literal.namedChildren : [literal];
  const isText = (part: SyntaxNode): boolean =>
    part.kind === "string" && (target.major > 2 ? /^[ru]*$/ : /^[rub]*$/).test(stringPrefix(part));
  return parts.every(isText) ? literal : null;
}

/** The value of a docstring, line by line, with where each line stands in the file. */
export interface DocstringLines {
  readonly literal: SyntaxNode;
  readonly text: string;
  readonly isRaw: boolean;
  /** The offset in the file at which each line of the value begins. */
  readonly starts: readonly number[];
  /** Whether the line ends by an escape `\n` and not by a line break of the file. */
  readonly endsByEscape: readonly boolean[];
}

/** The lines of a docstring that is one literal; null where its value, or where its lines stand, is not plain to see. */
function docstringLines(literal: SyntaxNode): DocstringLines | null {
  const text = literal.kind === "string" ? stringValue(literal) : null;
  const from = literal.children[0]?.end;
  const to = literal.children.at(-1)?.start;
  if (text === null || from === undefined || to === undefined) return null;
  const isRaw = stringPrefix(literal).includes("r");
  const body = literal.tree.source.text.slice(from, to);
  const starts = [from];
  const endsByEscape: boolean[] = [];
  for (const match of body.matchAll(isRaw ? /\r\n?|\n/g : /\\(?:\r\n|[\s\S])|\r\n?|\n/g)) {
    const isEscape = match[0].startsWith("\\");
    if (isEscape && match[0] !== "\\n") continue;
    starts.push(from + match.index + match[0].length);
    endsByEscape.push(isEscape);
  }
  endsByEscape.push(false);
  return starts.length === text.split("\n").length ? { literal, text, isRaw, starts, endsByEscape } : null;
}

/** The file's text in a line of a docstring, without the blanks around it. */
export function docstringLineSpan({ literal, starts }: DocstringLines, line: number): Span {
  const { text } = literal.tree.source;
  const start = starts[line] ?? literal.start;
  const end = Math.min(literal.children.at(-1)?.start ?? literal.end, starts[line + 1] ?? literal.end);
  const whole = text.slice(start, end).replace(/(?:\r\n?|\n|\\n)$/, "");
  const from = start + (whole.length - whole.trimStart().length);
  return { start: from, end: Math.max(from, start + whole.trimEnd().length) };
}

/** The docstrings in which `doctest` looks for examples: of the module, and of classes and functions that are no function's own. */
export function testedDocstrings(tree: SyntaxTree, target: PythonVersion): DocstringLines[] {
  return tree.nodesOfKind(...DOCUMENTED).flatMap((definition) => {
    if (definition.enclosing("function_definition", "lambda") !== null) return [];
    const literal = docstringOf(definition, target);
    const lines = literal === null ? null : docstringLines(literal);
    return lines === null ? [] : [lines];
  });
}
