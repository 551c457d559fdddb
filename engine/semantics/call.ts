import type { SyntaxNode } from "../syntax/tree.js";

/** One argument of a call, as written. */
export interface Argument {
  readonly node: SyntaxNode;
  /** The expression passed; for `*a` and `**k` what is unpacked. */
  readonly value: SyntaxNode;
  readonly keyword: string | null;
  readonly unpacks: "*" | "**" | null;
}

/** Who knows what expressions are called from the outside. */
interface Names {
  qualifiedName(expression: SyntaxNode): string | null;
}

/** A call expression, seen through the ways its arguments can be spelt. */
export class Call {
  #arguments: readonly Argument[] | undefined;
  #positional: readonly SyntaxNode[] | undefined;
  #method: string | null | undefined;
  #name: string | null | undefined;
  readonly #names: Names | undefined;

  /** @param name the qualified name of the callee, or who tells it when it is asked for: of most calls nobody does. */
  constructor(
    readonly node: SyntaxNode,
    /** The expression that is called. */
    readonly callee: SyntaxNode,
    name: string | null | Names,
  ) {
    if (typeof name === "object" && name !== null) this.#names = name;
    else this.#name = name;
  }

  /** The qualified name of what is called, or null when it is not known. */
  get name(): string | null {
    if (this.#name === undefined) this.#name = this.#names?.qualifiedName(this.callee) ?? null;
    return this.#name;
  }

  /** The arguments in the order they are written. */
  get arguments(): readonly Argument[] {
    this.#arguments ??= argumentsOf(this.node);
    return this.#arguments;
  }

  /**
   * The expression passed for a parameter, by position (from 0) or by keyword; either may be null.
   *
   * `undefined` when it is not passed or when an earlier `*` makes positions unknown.
   */
  argument(position: number | null, keyword: string | null): SyntaxNode | undefined {
    let index = 0;
    let known = true;
    for (const argument of this.arguments) {
      if (argument.keyword !== null) {
        if (argument.keyword === keyword) return argument.value;
      } else if (argument.unpacks === "*") known = false;
      else if (argument.unpacks === null && index++ === position && known) return argument.value;
    }
    return undefined;
  }

  /** Whether the parameter is certainly not passed: not named, too few positions, and nothing unpacked. */
  lacks(position: number | null, keyword: string | null): boolean {
    return !this.hasUnpacking && this.argument(position, keyword) === undefined;
  }

  /** Whether `*a` or `**k` stands among the arguments, so that what is passed is not all to be seen. */
  get hasUnpacking(): boolean {
    for (const { unpacks } of this.arguments) if (unpacks !== null) return true;
    return false;
  }

  /** The arguments without keyword, those before the first `*`. */
  get positional(): readonly SyntaxNode[] {
    this.#positional ??= positionalOf(this.arguments);
    return this.#positional;
  }

  /** For `a.b(...)` the object `a`, else null. */
  get receiver(): SyntaxNode | null {
    return this.callee.kind === "attribute" ? this.callee.field("object") : null;
  }

  /** For `a.b(...)` the name `b`, else null. */
  get method(): string | null {
    // Kept, since every rule about methods asks every call for it.
    if (this.#method === undefined) {
      this.#method = this.callee.kind === "attribute" ? (this.callee.field("attribute")?.text ?? null) : null;
    }
    return this.#method;
  }
}

function positionalOf(all: readonly Argument[]): SyntaxNode[] {
  const values: SyntaxNode[] = [];
  for (const { keyword, unpacks, value } of all) {
    if (unpacks === "*") break;
    if (keyword === null && unpacks === null) values.push(value);
  }
  return values;
}

function argumentsOf(call: SyntaxNode): Argument[] {
  const list = call.field("arguments");
  if (list === null) return [];
  // `f(x for x in y)`: the generator itself stands where the list would.
  if (list.kind !== "argument_list") return [{ node: list, value: list, keyword: null, unpacks: null }];
  return list.namedChildren.map((node): Argument => {
    switch (node.kind) {
      case "keyword_argument":
        return { node, value: node.field("value") ?? node, keyword: node.field("name")?.text ?? "", unpacks: null };
      case "list_splat":
        return { node, value: node.namedChildren[0] ?? node, keyword: null, unpacks: "*" };
      case "dictionary_splat":
        return { node, value: node.namedChildren[0] ?? node, keyword: null, unpacks: "**" };
      case "parenthesized_expression":
        return parenthesizedSplat(node);
      default:
        return { node, value: node, keyword: null, unpacks: null };
    }
  });
}

function parenthesizedSplat(node: SyntaxNode): Argument {
  const inner = node.namedChildren[0];
  return { node, value: node, keyword: null, unpacks: inner?.kind === "list_splat" ? "*" : null };
}
