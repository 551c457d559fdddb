import { createHash } from "node:crypto";
import type { Diagnostic } from "../engine/diagnostics.js";
import type { SyntaxNode, SyntaxTree } from "../engine/syntax/tree.js";
import type { SourceFile } from "../engine/text/source.js";

/** Half of SHA-256 in hexadecimal: 128 bits keep even millions of findings apart. */
const LENGTH = 32;

/**
 * Keys by which findings of one file are known again in a later state of it.
 *
 * A key is made of the path, the rule, the flagged text, the qualified name of the class or function around it, and of
 * its number among those that are equal in all of these. It stays the same when lines are added or removed elsewhere,
 * when code is indented or its line breaks change, and when messages are reworded; it changes with the flagged text.
 *
 * @param path the file's name relative to a folder that all who compare agree on, with forward slashes.
 * @param tree the file's syntax; undefined if it was not parsed, in which case nothing can have been found inside a
 * definition.
 * @param diagnostics all that was found in the file, in the order of the text: a part of them would be numbered anew.
 * @returns a key of 32 hexadecimal digits for each diagnostic, in their order; no two are equal.
 */
export function fingerprintsOf(
  path: string,
  source: SourceFile,
  tree: SyntaxTree | undefined,
  diagnostics: readonly Diagnostic[],
): string[] {
  if (diagnostics.length === 0) return [];
  const definitions = tree === undefined ? undefined : new Definitions(tree);
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, span }) => {
    const flagged = source.slice(span).replace(/\s+/g, " ").trim();
    // As JSON, since no character can be relied upon not to stand in a path or a text.
    const same = JSON.stringify([path, rule, definitions?.around(span.start, span.end) ?? "", flagged]);
    const number = seen.get(same) ?? 0;
    seen.set(same, number + 1);
    return createHash("sha256").update(`${same}${number}`).digest("hex").slice(0, LENGTH);
  });
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
