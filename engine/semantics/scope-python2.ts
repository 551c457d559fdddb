import { parse } from "../syntax/parser.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { SourceFile } from "../text/source.js";

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

/** The expression in `` `x` ``, which the grammar takes for a string; undefined for any other string. */
export function backquotedExpression(string: SyntaxNode): SyntaxTree | undefined {
  const { text } = string;
  return text.startsWith("`") && text.endsWith("`")
    ? parse(new SourceFile(string.tree.source.path, `(${text.slice(1, -1)})`))
    : undefined;
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
