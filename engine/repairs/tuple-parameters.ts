import { docstringOf, firstStatement } from "../semantics/docstrings.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { freshName } from "./imports.js";
import { insertStatementBefore, insertStatementBehind } from "./statements.js";

/** The parameters of a function or lambda that are tuples to be unpacked, as Python 2 has them. */
export function tupleParameters(definition: SyntaxNode): SyntaxNode[] {
  return (definition.field("parameters")?.namedChildren ?? []).flatMap((parameter) => {
    const name = parameter.kind === "default_parameter" ? parameter.field("name") : parameter;
    return name?.kind === "tuple_pattern" ? [name] : [];
  });
}

/** Whether brackets stand around one name without a comma: `(x)`, which Python 2 takes for `x`. */
export function isBracketedName(pattern: SyntaxNode): boolean {
  const [only, ...others] = pattern.namedChildren;
  if (only === undefined || others.length > 0 || pattern.token(",") !== null) return false;
  return only.kind === "identifier" || (only.kind === "tuple_pattern" && isBracketedName(only));
}

/** The name alone. */
function withoutBrackets(pattern: SyntaxNode): TextEdit {
  return { span: pattern, replacement: pattern.descendants("identifier")[0]?.text ?? "" };
}

/** `def f((a, b)):` as `def f(a_b):` with `a, b = a_b` first in its body; null where there is no body to put it into. */
export function unpackedInBody(definition: SyntaxNode, model: Model): TextEdit[] | null {
  const first = firstStatement(definition);
  if (first === null) return null;
  const all = tupleParameters(definition);
  const bracketed = all.filter(isBracketedName).map(withoutBrackets);
  const named = all
    .filter((each) => !isBracketedName(each))
    .map((pattern) => ({ pattern, name: nameFor(pattern, definition, model) }));
  const lines = named.map(({ pattern, name }) => `${inner(pattern)} = ${name}`);
  const renames = [...bracketed, ...named.map(({ pattern, name }) => ({ span: pattern, replacement: name }))];
  if (named.length === 0) return renames;
  if (docstringOf(definition, { major: 2, minor: 7 }) === null) {
    return [...renames, insertStatementBefore(first, ...lines)];
  }
  let next = first.nextSibling;
  while (next !== null && !next.isNamed) next = next.nextSibling;
  if (next !== null && !next.isExtra) return [...renames, insertStatementBefore(next, ...lines)];
  return lines.length > 1 ? null : [...renames, insertStatementBehind(first, lines[0] ?? "")];
}

/** `lambda (a, b): a + b` as `lambda a_b: a_b[0] + a_b[1]`; null where the names mean something else within it. */
export function indexedInLambda(lambda: SyntaxNode, model: Model): TextEdit[] | null {
  if (tupleParameters(lambda).every(isBracketedName)) return tupleParameters(lambda).map(withoutBrackets);
  const body = lambda.field("body");
  // What binds names in the body might bind these.
  if (body === null || body.kind === "lambda" || body.descendants("lambda", "for_in_clause").length > 0) return null;
  const edits: TextEdit[] = [];
  for (const pattern of tupleParameters(lambda)) {
    if (isBracketedName(pattern)) {
      edits.push(withoutBrackets(pattern));
      continue;
    }
    const name = nameFor(pattern, lambda, model);
    const places = placesIn(pattern, name);
    if (places === null) return null;
    edits.push({ span: pattern, replacement: name });
    const identifiers = body.kind === "identifier" ? [body] : body.descendants("identifier");
    for (const identifier of identifiers) {
      const place = places.get(identifier.text);
      if (place !== undefined && isRead(identifier)) edits.push({ span: identifier, replacement: place });
    }
  }
  return edits;
}

/** By name, where in the tuple it is: `a_b[1][0]`. */
function placesIn(pattern: SyntaxNode, name: string): ReadonlyMap<string, string> | null {
  const places = new Map<string, string>();
  const open: [node: SyntaxNode, place: string][] = [[pattern, name]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, place] = next;
    const [only] = node.namedChildren;
    if (node.kind === "identifier") places.set(node.text, place);
    else if (node.kind !== "tuple_pattern") return null;
    else if (isBracketedName(node) && only !== undefined) open.push([only, place]);
    else open.push(...node.namedChildren.map((child, index): [SyntaxNode, string] => [child, `${place}[${index}]`]));
  }
  return places;
}

function isRead({ parent, fieldName }: SyntaxNode): boolean {
  return !(
    (parent?.kind === "attribute" && fieldName === "attribute") ||
    (parent?.kind === "keyword_argument" && fieldName === "name")
  );
}

function nameFor(pattern: SyntaxNode, definition: SyntaxNode, model: Model): string {
  const names = pattern.descendants("identifier").map(({ text }) => text);
  const wish = names.length > 0 && names.length < 4 ? names.join("_") : "values";
  const taken = new Set(definition.descendants("identifier").map(({ text }) => text));
  return freshName(definition, model, ...[wish, `${wish}_`].filter((each) => !taken.has(each)));
}

function inner(pattern: SyntaxNode): string {
  const text = pattern.text.slice(1, -1).trim();
  return pattern.namedChildren.length === 1 && !text.endsWith(",") ? `${text},`.replace(",,", ",") : text;
}
