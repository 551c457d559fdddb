import type { Span } from "../text/span.js";
import { Kept } from "./kept.js";
import type { SyntaxNode, SyntaxTree } from "./tree.js";

const known = new Kept<SyntaxTree, Definitions>((tree) => tree);

/** The name of the innermost class or function that covers a span, with those around it: `Server.start`; empty at the top. */
export function definitionAround(tree: SyntaxTree, { start, end }: Span): string {
  let definitions = known.get(tree);
  if (definitions === undefined) {
    definitions = new Definitions(tree);
    known.set(tree, definitions);
  }
  return definitions.around(start, end);
}

/** The classes and functions of a file, of which the innermost around a place can be asked for. */
class Definitions {
  readonly #nodes: readonly SyntaxNode[];
  /** For each of the nodes the index of the one it lies in; -1 for those at the top. */
  readonly #parents: number[] = [];
  readonly #names = new Map<number, string>();

  constructor(tree: SyntaxTree) {
    this.#nodes = tree.nodesOfKind("function_definition", "class_definition");
    const open: number[] = [];
    for (const [index, node] of this.#nodes.entries()) {
      while (open.length > 0 && (this.#nodes[open.at(-1) as number] as SyntaxNode).end <= node.start) open.pop();
      this.#parents.push(open.at(-1) ?? -1);
      open.push(index);
    }
  }

  /** The qualified name of the innermost definition that covers a span, as in `Class.method`; empty if there is none. */
  around(start: number, end: number): string {
    let low = 0;
    let high = this.#nodes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#nodes[middle] as SyntaxNode).start <= start) low = middle + 1;
      else high = middle;
    }
    let index = low - 1;
    while (index >= 0 && (this.#nodes[index] as SyntaxNode).end < end) index = this.#parents[index] as number;
    return this.#nameOf(index);
  }

  #nameOf(index: number): string {
    const chain: number[] = [];
    for (let at = index; at >= 0 && !this.#names.has(at); at = this.#parents[at] as number) chain.push(at);
    let name = "";
    for (const at of chain.reverse()) {
      const outer = this.#names.get(this.#parents[at] as number);
      const own = (this.#nodes[at] as SyntaxNode).field("name")?.text ?? "";
      name = outer === undefined ? own : `${outer}.${own}`;
      this.#names.set(at, name);
    }
    return this.#names.get(index) ?? "";
  }
}
