import type { Scope as ModelScope, ScopedName, ScopeTable, Storage } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { comparePythonVersions, type PythonVersion } from "../../engine/versions.js";

/** A scope as CPython's symtable has it; see oracle.py for the facts of a name. */
export interface Table {
  readonly type: string;
  readonly name: string;
  readonly line: number;
  /** Whether CPython may say another line: within f-strings it counts right from 3.12 on only. */
  readonly isLineUncertain: boolean;
  /** Whether it is to become part of the scope around it. */
  readonly isInlined: boolean;
  /** Whether names may appear that the text does not tell. */
  readonly isDynamic: boolean;
  readonly names: Map<string, string>;
  children: Table[];
}

const STORAGE: Record<Storage, string> = {
  local: "L",
  cell: "C",
  free: "F",
  // CPython looks these up in the class when it runs, and notes them as if the class were not there.
  class: "I",
  global: "G",
  "implicit-global": "I",
};

const FLAGS: readonly (readonly [keyof ScopedName, string])[] = [
  ["isParameter", "p"],
  ["isImported", "i"],
  ["isAssigned", "a"],
  ["isReferenced", "r"],
  ["isDeclaredGlobal", "g"],
  ["isAnnotated", "t"],
  ["isDeclaredNonlocal", "n"],
  ["isTypeParameter", "y"],
];

const COMPREHENSIONS: Record<string, string> = {
  list_comprehension: "listcomp",
  set_comprehension: "setcomp",
  dictionary_comprehension: "dictcomp",
  generator_expression: "genexpr",
};

/** What CPython would have written down, had it the model's scopes. */
export function tableOf(known: ScopeTable, version: PythonVersion): Table {
  const tables = new Map<ModelScope, Table>();
  const isNew = comparePythonVersions(version, { major: 3, minor: 12 }) >= 0;
  for (const scope of known.scopes) {
    if (scope.isInert) continue;
    const names = new Map<string, string>();
    for (const [name, facts] of known.namesOf(scope)) {
      names.set(name, STORAGE[facts.storage] + FLAGS.map(([flag, letter]) => (facts[flag] ? letter : "")).join(""));
    }
    // Python 3 has no `import *` in functions, and does not note it elsewhere.
    const isDynamic = version.major < 3 && scope.isDynamic;
    // Annotation scopes in classes, which see the class, keep their comprehensions apart.
    const isInlined = isNew && canInline(scope);
    const isLineUncertain = !isNew && scope.node.enclosing("interpolation") !== null;
    const line = lineOf(scope, version);
    const table: Table = { ...titleOf(scope), line, isLineUncertain, isInlined, isDynamic, names, children: [] };
    tables.set(scope, table);
    if (scope.parent !== null) tables.get(scope.parent)?.children.push(table);
  }
  return tables.get(known.module) as Table;
}

/** Generators keep a frame of their own, and so do comprehensions in expressions on types that see a class. */
function canInline({ kind, node, parent }: ModelScope): boolean {
  let around = parent;
  while (around?.kind.startsWith("type-")) around = around.parent;
  return (
    kind === "comprehension" && node.kind !== "generator_expression" && (around === parent || around?.kind !== "class")
  );
}

function titleOf({ kind, node }: ModelScope): { type: string; name: string } {
  const name = (node.field("name") ?? node.descendants("identifier")[0])?.text ?? "";
  switch (kind) {
    case "module":
      return { type: "module", name: "top" };
    case "lambda":
      return { type: "function", name: "lambda" };
    case "comprehension":
      return { type: "function", name: COMPREHENSIONS[node.kind] ?? "" };
    case "type-parameters":
      return { type: "type parameters", name };
    case "type-expression":
      return { type: node.kind === "type_alias_statement" ? "type alias" : "type variable", name };
    default:
      return { type: kind, name };
  }
}

/** Until 3.7 a text of several lines was where it ends, and whatever begins with it as well. */
function oldPlaceOf(element: SyntaxNode): number {
  let first = element;
  for (let child = first.children[0]; child !== undefined && first.kind !== "string"; child = first.children[0]) {
    first = child;
  }
  return first.kind === "string" ? first.end : first.start;
}

/** Versions differ in where they say that a scope begins. */
function lineOf({ kind, node }: ModelScope, version: PythonVersion): number {
  const isOld = comparePythonVersions(version, { major: 3, minor: 8 }) < 0;
  let start = node.start;
  if (kind === "module") return 0;
  if (kind === "comprehension") {
    if (version.major < 3) return 0;
    // Until 3.7 some begin with their first element, not with the bracket.
    if (isOld && /^(?:list|generator)/.test(node.kind)) start = oldPlaceOf(node.namedChildren[0] ?? node);
  }
  // Until 3.7 definitions begin with their decorators.
  if (isOld && node.parent?.kind === "decorated_definition") start = node.parent.start;
  return node.tree.source.lines.lineAt(start) + 1;
}
