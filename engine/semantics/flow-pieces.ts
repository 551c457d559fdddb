import type { NodeKind } from "../syntax/kinds.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";

/** Kinds whose evaluation may raise. A name that is read may not exist: `try: unicode` / `except NameError`. */
const RAISING: readonly NodeKind[] = [
  "ERROR",
  "assert_statement",
  "attribute",
  "augmented_assignment",
  "await",
  "binary_operator",
  "call",
  "class_pattern",
  "exec_statement",
  "identifier",
  "import_from_statement",
  "import_statement",
  "print_statement",
  "raise_statement",
  "subscript",
  "yield",
];

/** Statements whose names are only declared. */
const SILENT: ReadonlySet<NodeKind> = new Set(["global_statement", "nonlocal_statement", "type_alias_statement"]);

/**
 * Looks through a piece once and tells whether its evaluation may raise.
 *
 * @param deferred is given stretches of rows, two numbers each, that are not evaluated with it: the bodies of its lambdas
 */
export function scanPiece(piece: SyntaxNode, deferred: number[]): boolean {
  const { tree } = piece;
  const table = tableOf(tree);
  const { symbol, last, flags } = tree.columns;
  const end = last[piece.row] as number;
  let mayRaise = false;
  const isSilent = SILENT.has(piece.kind);
  for (let row = piece.row; row < end; ) {
    const act = table[symbol[row] as number] as number;
    if (act === 0 || ((flags[row] as number) & 1) === 0) row++;
    else if (act === LAMBDA) {
      const lambda = tree.node(row);
      const body = lambda.field("body");
      // Defaults of the parameters are names and literals but for curiosities; they are passed over with the body.
      if (body !== null) deferred.push(body.row, last[body.row] as number);
      row = last[row] as number;
    } else {
      if (!mayRaise && !isSilent && !isPlainTarget(tree, row)) mayRaise = true;
      row++;
    }
  }
  return mayRaise;
}

const RAISES = 1;
const LAMBDA = 2;
let table: Uint8Array | undefined;

function tableOf(tree: SyntaxTree): Uint8Array {
  if (table === undefined) {
    table = new Uint8Array(0x10000);
    for (const kind of RAISING) for (const symbol of tree.symbolsOf(kind)) table[symbol] = RAISES;
    for (const symbol of tree.symbolsOf("lambda")) table[symbol] = LAMBDA;
  }
  return table;
}

/** Whether a row is a name that is bound there and not read, which cannot fail. */
function isPlainTarget(tree: SyntaxTree, row: number): boolean {
  const up = tree.columns.parent[row] as number;
  if (up < 0 || tree.kindOf(row) !== "identifier") return false;
  switch (tree.kindOf(up)) {
    case "assignment":
    case "for_statement":
    case "for_in_clause":
      return tree.fieldOf(row) === "left";
    case "function_definition":
    case "class_definition":
    case "named_expression":
      return tree.fieldOf(row) === "name";
    default:
      return tree.fieldOf(up) === "alias";
  }
}

/** What a condition always is, whatever the program does, or null: `True`, `1`, `not 0`, `None`. */
export function constantTruth(condition: SyntaxNode): boolean | null {
  let negated = false;
  let node = unparenthesized(condition);
  while (node.kind === "not_operator") {
    const argument = node.field("argument");
    if (argument === null) return null;
    negated = !negated;
    node = unparenthesized(argument);
  }
  const truth = literalTruth(node);
  return truth === null ? null : truth !== negated;
}

function literalTruth(node: SyntaxNode): boolean | null {
  switch (node.kind) {
    case "true":
      return true;
    case "false":
    case "none":
      return false;
    case "integer":
      return !/^0[xob]?[0_]*[lL]?$/i.test(node.text);
    default:
      return null;
  }
}

/** Context managers that exist to end exceptions, whatever module they are taken from. */
const SUPPRESSING = new Set(["suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp"]);

/**
 * Whether the statement after a `with` is reached although its body raised.
 *
 * Any `__exit__` may do that, few do. Only those known by name are believed to, so that a body that runs to its end is
 * not doubted because of a lock or a file.
 */
export function suppressesExceptions(item: SyntaxNode): boolean {
  const value = item.field("value");
  const call = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  if (call?.kind !== "call") return false;
  const callee = call.field("function");
  const name = callee?.kind === "attribute" ? callee.field("attribute") : callee;
  return name !== null && name !== undefined && SUPPRESSING.has(name.text);
}

/** Whether a clause catches all there is: no type, or `BaseException`. */
export function catchesEverything(clause: SyntaxNode): boolean {
  const values = clause.fieldAll("value");
  const [first] = values;
  if (first === undefined) return true;
  const type = first.kind === "as_pattern" ? first.namedChildren[0] : first;
  return type?.kind === "identifier" && type.text === "BaseException" && values.length <= 2;
}

/** `case _:` and `case name:` take whatever comes. */
export function matchesEverything(patterns: readonly SyntaxNode[]): boolean {
  const [only, ...others] = patterns;
  if (only === undefined || others.length > 0) return false;
  if (only.text === "_") return true;
  const name = only.namedChildren[0];
  return only.namedChildren.length === 1 && name?.kind === "dotted_name" && name.namedChildren.length === 1;
}

/** An `if` statement, which has the first condition and block, and its other branches. */
export function armsOf(statement: SyntaxNode): SyntaxNode[] {
  return [statement, ...statement.children.filter(isAlternative)];
}

function isAlternative(child: SyntaxNode): boolean {
  return child.fieldName === "alternative" && child.isNamed;
}
