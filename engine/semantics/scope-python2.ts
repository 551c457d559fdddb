import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";

/** Whether `exec` before a parenthesis, which looks like a call, runs code in the very scope it stands in. */
export function isBareExecCall(identifier: SyntaxNode): boolean {
  const call = identifier.parent;
  const isOneArgument = call?.kind === "call" && call.field("arguments")?.namedChildren.length === 1;
  return isOneArgument && !isMembership(call.parent);
}

/** The same of the statement. Of `exec f(x) in y` the grammar makes `exec f` and `(x) in y`. */
export function isBareExecStatement(statement: SyntaxNode): boolean {
  if (statement.token("in") !== null) return false;
  const rest = statement.nextSibling;
  const isSplit = rest?.kind === "expression_statement" && rest.start === statement.end;
  return !isSplit || !isMembership(rest.namedChildren[0] ?? null);
}

function isMembership(node: SyntaxNode | null): boolean {
  return node?.kind === "comparison_operator" && node.token("in") !== null;
}

const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else", "for", "lambda", "yield"]);
/** Texts and numbers, which hold no names; else an attribute, a keyword argument or a name. */
const TOKEN = /[uUbB]?[rR]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\d[\w.]*|(\.\s*)?([A-Za-z_]\w*)(\s*=(?!=))?/g;

/**
 * The names read in `` `x` ``, which the grammar takes for a string; none for any other string.
 *
 * What a lambda or comprehension in it binds is taken for read as well: nobody has been seen to write such.
 */
export function backquotedNames(string: SyntaxNode): string[] {
  const { text } = string;
  if (!text.startsWith("`")) return [];
  const names = [...text.matchAll(TOKEN)].flatMap(([, dot, name, equals]) =>
    name === undefined || dot !== undefined || equals !== undefined || WORDS.has(name) ? [] : [name],
  );
  return [...new Set(names)];
}

/** The names that Python 2 reads where no identifier stands: constants, and the one that ends `a[::]`. */
export function hiddenReads(tree: SyntaxTree): { readonly name: string; readonly node: SyntaxNode }[] {
  const slices = tree.nodesOfKind("slice").filter(({ children }) => {
    return children.at(-1)?.kind === ":" && children.filter(({ kind }) => kind === ":").length === 2;
  });
  return [
    ...tree.nodesOfKind("true", "false", "none").map((node) => ({ name: node.text, node })),
    ...slices.map((node) => ({ name: "None", node })),
  ];
}
