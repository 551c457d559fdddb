import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";
import type { Variable } from "./scopes.js";

/** What the code around an expression does with its value. */
export type Use =
  /** Nothing. */
  | { readonly kind: "dropped" }
  /** Gives it to a name, an attribute or an element. */
  | { readonly kind: "stored"; readonly target: SyntaxNode; readonly statement: SyntaxNode }
  | { readonly kind: "returned"; readonly statement: SyntaxNode }
  /** Goes over its elements, in a loop or comprehension. */
  | { readonly kind: "looped"; readonly statement: SyntaxNode }
  /** Gives it to a function; null for the print statement, and where it becomes part of a text. */
  | { readonly kind: "passed"; readonly callee: SyntaxNode | null }
  /** Computes with it, or takes an attribute, an element or several elements of it. */
  | { readonly kind: "operated" }
  /** Compares it with something: with None, or with anything else. */
  | { readonly kind: "compared"; readonly withNone: boolean }
  /** Asks whether it is true. */
  | { readonly kind: "tested"; readonly isNegated: boolean }
  /** Puts it into a list, tuple, set or dictionary. */
  | { readonly kind: "contained"; readonly by: Use }
  /** Lets others decide: hands it on from a lambda or generator, or chooses between it and something else. */
  | { readonly kind: "open" };

const DROPPED: Use = { kind: "dropped" };
const OPEN: Use = { kind: "open" };
const OPERATED: Use = { kind: "operated" };

/** What becomes of the value of an expression. */
export function useOf(expression: SyntaxNode): Use {
  let isContained = false;
  let isNegated = false;
  for (let node = expression, parent = node.parent; parent !== null; node = parent, parent = node.parent) {
    switch (parent.kind) {
      case "parenthesized_expression":
      case "parenthesized_list_splat":
        continue;
      case "conditional_expression":
        if (parent.namedChildren[1] === node) return { kind: "tested", isNegated };
        continue;
      case "list":
      case "tuple":
      case "set":
      case "dictionary":
      case "pair":
      case "list_comprehension":
      case "set_comprehension":
      case "dictionary_comprehension":
      case "expression_list":
        isContained = true;
        continue;
      case "not_operator":
        isNegated = !isNegated;
        continue;
    }
    const use = useBy(parent, node, isNegated);
    if (isNegated && use.kind !== "tested") return OPEN;
    return isContained ? contained(use) : use;
  }
  return OPEN;
}

/** A container that is dropped drops what it holds; of one that is operated on, anything may be meant. */
function contained(use: Use): Use {
  if (use.kind === "dropped") return use;
  return use.kind === "stored" || use.kind === "passed" || use.kind === "looped"
    ? { kind: "contained", by: use }
    : OPEN;
}

function useBy(parent: SyntaxNode, node: SyntaxNode, isNegated: boolean): Use {
  switch (parent.kind) {
    case "expression_statement":
      return DROPPED;
    case "assignment":
    case "augmented_assignment":
    case "named_expression":
      return stored(parent, node);
    case "return_statement":
      return { kind: "returned", statement: parent };
    case "for_statement":
    case "for_in_clause":
      return node.fieldName === "right" ? { kind: "looped", statement: parent } : OPEN;
    case "argument_list":
      return { kind: "passed", callee: parent.parent?.field("function") ?? null };
    case "keyword_argument":
      return { kind: "passed", callee: parent.parent?.parent?.field("function") ?? null };
    case "print_statement":
      return { kind: "passed", callee: null };
    case "if_statement":
    case "elif_clause":
    case "while_statement":
    case "assert_statement":
      return node.fieldName === "condition" || parent.namedChildren[0] === node ? { kind: "tested", isNegated } : OPEN;
    case "boolean_operator":
      // `f() or x` gives x on purpose; in `x or f()` the value is that of the whole.
      return node.fieldName === "left" && parent.token("and") !== null ? { kind: "tested", isNegated } : OPEN;
    case "comparison_operator":
      return { kind: "compared", withNone: parent.namedChildren.some(({ kind }) => kind === "none") };
    case "interpolation":
      return { kind: "passed", callee: null };
    case "binary_operator":
      return isFilledIn(parent, node) ? { kind: "passed", callee: null } : OPERATED;
    case "call":
    case "attribute":
    case "subscript":
    case "unary_operator":
    case "list_splat":
    case "dictionary_splat":
      return OPERATED;
    default:
      return OPEN;
  }
}

/** `"%s" % x` */
function isFilledIn(operation: SyntaxNode, node: SyntaxNode): boolean {
  const format = operation.field("left")?.kind;
  return (
    node.fieldName === "right" &&
    operation.field("operator")?.text === "%" &&
    (format === "string" || format === "concatenated_string")
  );
}

function stored(assignment: SyntaxNode, node: SyntaxNode): Use {
  if (assignment.kind === "augmented_assignment") return OPERATED;
  const target = assignment.field(assignment.kind === "assignment" ? "left" : "name");
  if (target === null || target.covers(node)) return OPEN;
  if (/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target.kind)) return OPERATED;
  return { kind: "stored", target, statement: assignment };
}

/** Names that say that the value is not wanted. */
const UNWANTED = /^(?:_+|_?(?:dummy|ignored?|unused|junk)\w*)$/;

/** Functions that are called to see what something is, and that None does not surprise. */
const CHECKS = /(?:^|\.)(?:assert\w*|expect\w*|check\w*|isinstance|type|repr|id)$/;

/** Whether a use only asks what the value is, and would be content with None. */
export function isCheck(use: Use): boolean {
  if (use.kind === "compared") return use.withNone;
  return use.kind === "passed" && use.callee !== null && CHECKS.test(use.callee.text.replace(/\s+/g, ""));
}

/**
 * How sure it is that a value stored in a target is read again: `unwanted` when its name, or all that is asked of it, says
 * that it is not, `unread` when nothing in the file does, `read` when something does and can only meet this value.
 */
export function readingOf(
  target: SyntaxNode,
  statement: SyntaxNode,
  model: Model,
): "unwanted" | "unread" | "perhaps" | "read" {
  if (target.kind === "identifier") {
    if (UNWANTED.test(target.text)) return "unwanted";
    const variable = model.variableOf(target);
    const isElsewhere = (reference: SyntaxNode): boolean => !statement.covers(reference);
    if (variable?.references.some(isElsewhere) !== true) return "unread";
    if (!readersOf(variable).some(isElsewhere)) return "unwanted";
    return variable.bindings.length === 1 ? "read" : "perhaps";
  }
  if (target.kind !== "attribute") return "perhaps";
  const mentions = model.attributes.named(target.field("attribute")?.text ?? "");
  return mentions.every((each) => model.attributes.isStored(each)) ? "unread" : "perhaps";
}

const readers = new Kept<Variable, readonly SyntaxNode[]>(({ scope }) => scope.node.tree);

/** The references of a variable that do more than ask what it is: found once, since each of its values asks for them. */
function readersOf(variable: Variable): readonly SyntaxNode[] {
  const found = readers.get(variable) ?? variable.references.filter((reference) => !isCheck(useOf(reference)));
  readers.set(variable, found);
  return found;
}
