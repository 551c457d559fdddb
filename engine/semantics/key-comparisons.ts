import type { NodeKind } from "../syntax/kinds.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import { comparisonsIn } from "./comparisons.js";
import { type Compared, comparedWith, type Key, keyOf, neverEquals } from "./keys.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** A place where a key that was read is compared with what it never is. */
export interface Mismatch {
  readonly key: Key;
  /** The expression that is the key. */
  readonly expression: SyntaxNode;
  /**
   * How they are compared: `==` and `!=`; `in` a text, tuple, list, set or dictionary; as the key of a dictionary; by
   * `case`.
   */
  readonly by: "equality" | "text" | "container" | "case";
  /** What it is compared with, and never is. */
  readonly wrong: readonly { readonly node: SyntaxNode; readonly compared: Compared }[];
  /** Whether nothing that it is compared with can be a key. */
  readonly isWhole: boolean;
}

/** What reads keys, by the last parts of their names. */
const KEY_READERS = /\b(?:getch|getche|getwch|getwche|getkey|get_wch|read|read1)\b/;
/** Those that may give something else than bytes. */
const OTHER_READERS = /\b(?:getch|getwch|getwche|getkey|get_wch)\b/;

/** The kinds of expressions that can stand for what was read: what is written out is no key, nor what is computed. */
const MAY_BE_KEYS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  ...(["attribute", "boolean_operator", "call", "conditional_expression"] as const),
  ...(["identifier", "named_expression", "subscript"] as const),
]);

/** The kinds of nodes in which keys are compared. */
export const KEY_COMPARISONS = ["comparison_operator", "subscript", "call", "match_statement"] as const;

/** The comparisons of keys with what they never are, in one node of {@link KEY_COMPARISONS}. */
export function mismatchesIn(node: SyntaxNode, model: Model): Mismatch[] {
  if (!textMatches(model.source, KEY_READERS)) return [];
  switch (node.kind) {
    case "comparison_operator":
      return comparisonsIn(node).flatMap(
        ({ left, operator, right }) => mismatchBetween(left, operator, right, model) ?? [],
      );
    case "subscript": {
      const [container, key] = [node.field("value"), node.field("subscript")];
      const isStore = node.fieldName === "left" || node.parent?.kind === "delete_statement";
      return container === null || key === null || isStore ? [] : (inDictionary(key, container, model) ?? []);
    }
    case "call": {
      const call = model.callAt(node);
      const key = call?.method === "get" ? call.argument(0, null) : undefined;
      return key === undefined || call?.receiver == null ? [] : (inDictionary(key, call.receiver, model) ?? []);
    }
    case "match_statement":
      return casesOf(node, model);
    default:
      return [];
  }
}

function mismatchBetween(left: SyntaxNode, operator: string, right: SyntaxNode, model: Model): Mismatch | null {
  switch (operator) {
    case "==":
    case "!=":
    case "<>":
    case "is":
    case "is not":
      return equality(left, right, model) ?? equality(right, left, model);
    case "in":
    case "not in":
      return membership(left, right, model);
    default:
      return null;
  }
}

function equality(expression: SyntaxNode, other: SyntaxNode, model: Model): Mismatch | null {
  if (!mayBeKey(expression)) return null;
  // None may be compared with bytes.
  if (unparenthesized(other).kind === "none" && !textMatches(model.source, OTHER_READERS)) return null;
  // Most comparisons are with something else: that is cheaper to see.
  const compared = comparedWith(other, model);
  const key = compared === null ? null : keyOf(expression, model);
  if (key === null || compared === null || !neverEquals(key, compared) || isInitial(key, compared, model)) return null;
  return { key, expression, by: "equality", wrong: [{ node: other, compared }], isWhole: true };
}

function mayBeKey(expression: SyntaxNode): boolean {
  return MAY_BE_KEYS.has(unparenthesized(expression).kind);
}

/** Whether the variable may be just that before the first key is read. */
function isInitial({ others }: Key, compared: Compared, model: Model): boolean {
  return others.some((node) => {
    const initial = comparedWith(node, model);
    return initial !== null && JSON.stringify(initial) === JSON.stringify(compared);
  });
}

function membership(expression: SyntaxNode, container: SyntaxNode, model: Model): Mismatch | null {
  const value = mayBeKey(expression) ? model.onlyValueOf(container) : null;
  if (value?.kind !== "literal") return null;
  if (value.node.kind === "string" || value.node.kind === "concatenated_string") {
    const compared = comparedWith(value.node, model);
    const key = compared === null ? null : keyOf(expression, model);
    if (key === null || compared === null || !neverEquals(key, compared) || key.others.length > 0) return null;
    return { key, expression, by: "text", wrong: [{ node: container, compared }], isWhole: true };
  }
  return inContainer(expression, container, value.node, model);
}

function inContainer(
  expression: SyntaxNode,
  container: SyntaxNode,
  literal: SyntaxNode,
  model: Model,
): Mismatch | null {
  const isDictionary = literal.kind === "dictionary";
  if (!isDictionary && literal.kind !== "tuple" && literal.kind !== "list" && literal.kind !== "set") return null;
  if (literal.kind !== "tuple" && !isConstant(container, model)) return null;
  const elements = literal.namedChildren.map((each) => (isDictionary ? each.field("key") : each));
  const key = elements.length === 0 ? null : keyOf(expression, model);
  if (key === null) return null;
  const all = elements.map((node) => ({ node, compared: node === null ? null : comparedWith(node, model) }));
  const wrong = all.flatMap(({ node, compared }) =>
    node !== null && compared !== null && neverEquals(key, compared) && !isInitial(key, compared, model)
      ? [{ node, compared }]
      : [],
  );
  if (wrong.length === 0 || (wrong.length < all.length && isDoubled(wrong, all, model))) return null;
  return { key, expression, by: "container", wrong, isWhole: wrong.length === all.length };
}

/** `(10, "\n")`: what never matches is there in the right way too, or may be. */
function isDoubled(wrong: Mismatch["wrong"], all: readonly { node: SyntaxNode | null }[], model: Model): boolean {
  const right = all.filter(({ node }) => !wrong.some((each) => each.node === node));
  const codes = right.map(({ node }) => (node === null ? null : codeOf(node, model)));
  return wrong.some(({ compared }) => {
    if (compared.kind !== "text" && compared.kind !== "bytes") return true;
    return codes.includes("unknown") || codes.includes(compared.text);
  });
}

/** The character that a number, or the number of a character, stands for; null for keys that are no characters. */
function codeOf(node: SyntaxNode, model: Model): string | "unknown" | null {
  const compared = comparedWith(node, model);
  if (compared?.kind === "function key") return null;
  if (compared?.kind !== "number") return "unknown";
  if (compared.value !== null) return compared.value < 0 ? null : String.fromCharCode(compared.value);
  const argument = model.callAt(unparenthesized(node))?.positional[0];
  return (argument === undefined ? null : stringValue(argument)) ?? "unknown";
}

/** Whether a list, set or dictionary is what it was written as: written here, or a name of which nothing else is done. */
function isConstant(container: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(container);
  if (node.kind !== "identifier") return node.kind !== "attribute" && node.kind !== "call";
  const references = model.variableOf(node)?.references ?? [];
  return references.every(({ parent, fieldName }) => {
    if (parent?.kind === "comparison_operator") return true;
    if (parent?.kind === "subscript") return fieldName === "value" && parent.fieldName !== "left";
    return parent?.kind === "attribute" && /^(?:get|items|keys|values)$/.test(parent.field("attribute")?.text ?? "");
  });
}

function inDictionary(expression: SyntaxNode, container: SyntaxNode, model: Model): Mismatch[] | null {
  const value = mayBeKey(expression) ? model.onlyValueOf(container) : null;
  if (value?.kind !== "literal" || value.node.kind !== "dictionary") return null;
  const found = inContainer(expression, container, value.node, model);
  return found?.isWhole ? [found] : null;
}

/** `match key:` with literals in its cases. */
function casesOf(statement: SyntaxNode, model: Model): Mismatch[] {
  const subject = statement.field("subject");
  const key = subject === null ? null : keyOf(subject, model);
  if (subject === null || key === null) return [];
  const clauses = statement.field("body")?.namedChildren ?? [];
  return clauses.flatMap((clause) => {
    const pattern = clause.namedChildren.find(({ kind }) => kind === "case_pattern")?.namedChildren[0];
    const literals = pattern?.kind === "union_pattern" ? pattern.namedChildren : pattern === undefined ? [] : [pattern];
    const wrong = literals.flatMap((node) => {
      const compared = node.kind === "string" || node.kind === "integer" ? comparedWith(node, model) : null;
      return compared !== null && neverEquals(key, compared) && !isInitial(key, compared, model)
        ? [{ node, compared }]
        : [];
    });
    if (wrong.length === 0) return [];
    return [{ key, expression: subject, by: "case" as const, wrong, isWhole: wrong.length === literals.length }];
  });
}
