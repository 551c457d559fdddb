import type { SyntaxNode } from "../syntax/tree.js";

/** One thing that an expression may stand for. */
export type Value =
  /** The result of a call; `name` is the qualified name of what is called, if known. */
  | { readonly kind: "call"; readonly node: SyntaxNode; readonly name: string | null }
  /** An object of a class of this file. */
  | { readonly kind: "instance"; readonly node: SyntaxNode; readonly definition: SyntaxNode }
  /** A def or lambda; `bound` when reached through an object, which then fills the first parameter. */
  | { readonly kind: "function"; readonly node: SyntaxNode; readonly bound: boolean }
  | { readonly kind: "class"; readonly node: SyntaxNode }
  /** Something with a qualified name, or a member of the result of a named call: `threading.Event.set`. */
  | { readonly kind: "external"; readonly name: string }
  /** A string, number, container display, comprehension, None, True, False, `...`. */
  | { readonly kind: "literal"; readonly node: SyntaxNode }
  /** An object that an annotation says is of the class of this name. */
  | { readonly kind: "annotated"; readonly name: string }
  /** The None that a function of this file gives back because no `return` of it has a value. */
  | { readonly kind: "nothing"; readonly node: SyntaxNode }
  /**
   * A part of what a call of something outside the file gives, as it was given: `fd` of `fd, path = tempfile.mkstemp()` is
   * number 0, `b` of `*a, b = f()` number -1. Of a part of a part, `of` is the part that it is taken from.
   */
  | { readonly kind: "element"; readonly of: CallValue | ElementValue; readonly index: number }
  | { readonly kind: "parameter"; readonly node: SyntaxNode }
  | { readonly kind: "unknown" };

export type CallValue = Extract<Value, { kind: "call" }>;
export type ElementValue = Extract<Value, { kind: "element" }>;

export const UNKNOWN: Value = { kind: "unknown" };

/** The values, with what an annotation says instead of those that are not known. */
export function declared(values: readonly Value[], name: string | null): readonly Value[] {
  if (name === null) return values;
  const known = values.filter((value) => !isUntold(value));
  const isComplete = known.length === values.length && !known.every(isNone);
  return isComplete ? known : [...known, { kind: "annotated", name }];
}

function isUntold(value: Value): boolean {
  if (value.kind === "unknown" || value.kind === "parameter" || value.kind === "element") return true;
  return value.kind === "call" && value.name === null;
}

export function isNone(value: Value): boolean {
  return value.kind === "literal" && value.node.kind === "none";
}

export function isTuple({ kind }: SyntaxNode): boolean {
  return kind === "tuple" || kind === "expression_list";
}

/** Without what is told twice, because two ways lead to it. */
export function distinct(values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values;
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = keyOf(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf(value: Value): string {
  if (value.kind === "element") return `${keyOf(value.of)}[${value.index}]`;
  const row = "node" in value ? value.node.row : "";
  const name = "name" in value ? value.name : "definition" in value ? value.definition.row : "";
  return `${value.kind} ${row} ${name} ${"bound" in value ? value.bound : ""}`;
}
