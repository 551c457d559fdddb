import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { canBeginStatement } from "../text/imported.js";

/** One name that an import statement brings in. */
export interface ImportedName {
  /** The member of the module, or null where the module itself is bound. */
  readonly member: string | null;
  /** The name it gets in this file. */
  readonly local: string;
  /** The node that names it: a dotted name or an aliased import. */
  readonly node: SyntaxNode;
}

/** One module as one statement imports it. */
export interface ImportedModule {
  /** Dotted, as spelt; a relative import keeps its leading dots. */
  readonly module: string;
  /** The dotted name, or the string of `__import__("m")`. */
  readonly at: SyntaxNode;
  readonly statement: SyntaxNode;
  /** What is bound; empty for `from m import *` and for imports by a call. */
  readonly names: readonly ImportedName[];
  readonly isStar: boolean;
}

/** Every import statement's modules, in the order of the text. */
export function importsOf(tree: SyntaxTree): ImportedModule[] {
  return tree
    .nodesOfKind("import_statement", "import_from_statement", "future_import_statement")
    .flatMap((statement) => (isWhole(statement) ? modulesOf(statement) : []));
}

/** Whether an import is a statement of its own, and not the end of a line whose beginning could not be parsed. */
export function isWhole(statement: SyntaxNode): boolean {
  return canBeginStatement(statement.tree.source.text, statement.start);
}

/** The modules one import statement names. */
function modulesOf(statement: SyntaxNode): ImportedModule[] {
  const names = statement.fieldAll("name");
  if (statement.kind === "import_statement") {
    return names.flatMap((node) => {
      const dotted = node.kind === "aliased_import" ? node.field("name") : node;
      if (dotted === null) return [];
      const module = dottedText(dotted);
      const alias = node.kind === "aliased_import" ? node.field("alias") : null;
      const local = alias?.text ?? module.split(".")[0] ?? module;
      return [{ module, at: dotted, statement, names: [{ member: null, local, node }], isStar: false }];
    });
  }
  const source =
    statement.kind === "future_import_statement" ? statement.token("__future__") : statement.field("module_name");
  if (source === null) return [];
  const members = names.flatMap((node) => {
    const dotted = node.kind === "aliased_import" ? node.field("name") : node;
    if (dotted === null) return [];
    const member = dottedText(dotted);
    const alias = node.kind === "aliased_import" ? node.field("alias") : null;
    return [{ member, local: alias?.text ?? member, node }];
  });
  const isStar = statement.children.some((child) => child.kind === "wildcard_import");
  return [{ module: dottedText(source), at: source, statement, names: members, isStar }];
}

/** `a . b` as `a.b`, and `. . x` as `..x`: white space and comments between the parts mean nothing. */
function dottedText(node: SyntaxNode): string {
  if (node.kind === "__future__") return node.text;
  if (node.kind === "relative_import") {
    const dots = node.children.find((child) => child.kind === "import_prefix")?.text.replace(/[^.]/g, "") ?? "";
    const name = node.children.find((child) => child.kind === "dotted_name");
    return dots + (name === undefined ? "" : dottedText(name));
  }
  return node.namedChildren.map((part) => part.text).join(".");
}
