import type { NodeKind } from "./syntax/kinds.js";
import type { SyntaxNode, SyntaxTree } from "./syntax/tree.js";
import type { SourceFile } from "./text/source.js";
import { NEWEST_PYTHON, OLDEST_PYTHON, type PythonVersion } from "./versions.js";

const PYTHON2: PythonVersion = OLDEST_PYTHON;

/** The part of a shebang that names the interpreter: `python2.7` of `#!/usr/bin/env python2.7 -u`. */
const SHEBANG = /^\uFEFF?#!.*?\b(?:python|pypy|jython)(\d)?(?:\.(\d+))?\b/;

/**
 * The version a file is meant for, told by its own text alone.
 *
 * A shebang that names a major version decides. Else syntax that only Python 2 has means 2.7, unless syntax that only
 * Python 3 has stands in the same file: that file is meant for Python 3 and has leftovers. Else it is the newest.
 */
export function detectTarget(source: SourceFile, tree: SyntaxTree | undefined): PythonVersion {
  const major = shebangMajor(source);
  if (major === "2") return PYTHON2;
  if (major === "3" || tree === undefined) return NEWEST_PYTHON;
  return python2Syntax(tree) !== undefined && python3Syntax(tree) === undefined ? PYTHON2 : NEWEST_PYTHON;
}

/** The major version, a digit, that the file's shebang names. */
export function shebangMajor(source: SourceFile): string | undefined {
  return SHEBANG.exec(source.text.slice(0, 200).split(/[\r\n]/, 1)[0] ?? "")?.[1];
}

/** Something in the file that is Python 2 and no Python 3. */
export function python2Syntax(tree: SyntaxTree): SyntaxNode | undefined {
  return (
    tree.nodesOfKind("exec_statement", "<>")[0] ??
    (importsPrint(tree) ? undefined : tree.nodesOfKind("print_statement")[0]) ??
    tree.nodesOfKind("except_clause").find(catchesIntoName) ??
    tree.nodesOfKind("raise_statement").find(raisesWithValue) ??
    tree.nodesOfKind("integer").find(isOldInteger) ??
    tree.nodesOfKind("string_start").find(beginsOldString) ??
    tree.nodesOfKind("parameters").find(unpacks)
  );
}

/** Whether the file has the function `print` in Python 2 too, so that the statement is an error in both. */
function importsPrint(tree: SyntaxTree): boolean {
  return tree.nodesOfKind("future_import_statement").some(({ text }) => /\bprint_function\b/.test(text));
}

/** Something in the file that is Python 3 and no Python 2. */
export function python3Syntax(tree: SyntaxTree): SyntaxNode | undefined {
  const kinds: NodeKind[] = [
    "await",
    "interpolation",
    "keyword_separator",
    "match_statement",
    "named_expression",
    "nonlocal_statement",
    "positional_separator",
    "type",
  ];
  return (
    tree
      .nodesOfKind(...(kinds as Parameters<SyntaxTree["nodesOfKind"]>))
      .find((node) => node.kind !== "type" || isAnnotation(node)) ??
    tree.nodesOfKind("string_start").find((start) => /^[rRbB]*[fFtT]/.test(start.text)) ??
    tree.nodesOfKind("raise_statement").find((raise) => raise.field("cause") !== null) ??
    tree.nodesOfKind("function_definition").find((definition) => definition.token("async") !== null) ??
    tree
      .nodesOfKind("class_definition")
      .find((definition) =>
        (definition.field("superclasses")?.namedChildren ?? []).some((base) => base.kind === "keyword_argument"),
      )
  );
}

/** `except A, e:` with a lower-case name is Python 2's; Python 3.14's `except A, B:` names exceptions. */
function catchesIntoName(clause: SyntaxNode): boolean {
  const second = clause.fieldAll("value")[1];
  return second?.kind === "identifier" ? /^[a-z_]/.test(second.text) : second?.kind === "tuple";
}

function raisesWithValue(raise: SyntaxNode): boolean {
  return raise.token(",") !== null || hasExpressionList(raise);
}

/** `10L`, `0755` */
function isOldInteger({ text }: SyntaxNode): boolean {
  return /[lL]$|^0\d*[1-9]/.test(text);
}

/** `ur"..."`, and backquotes. */
function beginsOldString({ text }: SyntaxNode): boolean {
  return /^(?:[uU][rR]|`)/.test(text);
}

function unpacks(parameters: SyntaxNode): boolean {
  for (const child of parameters.namedChildren) if (child.kind === "tuple_pattern") return true;
  return false;
}

function hasExpressionList(raise: SyntaxNode): boolean {
  return raise.namedChildren.some((child) => child.kind === "expression_list");
}

function isAnnotation(type: SyntaxNode): boolean {
  const parent = type.parent?.kind;
  return (
    parent === "typed_parameter" ||
    parent === "typed_default_parameter" ||
    parent === "function_definition" ||
    parent === "assignment"
  );
}
