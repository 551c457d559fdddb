import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { Scope } from "./scopes.js";

/** Rows that see another scope than their surroundings do. */
interface Region {
  readonly row: number;
  readonly end: number;
  readonly scope: Scope;
  outer: Region | null;
}

/** Which scope each row of a tree sees: met row by row while the scopes are built, and asked for afterwards. */
export class Regions {
  readonly #tree: SyntaxTree;
  /** Regions still to be entered, the next one last. */
  readonly #ahead: Region[] = [];
  /** Regions entered, in the order of their first rows. */
  readonly #entered: Region[];
  #current: Region;

  constructor(tree: SyntaxTree, module: Scope) {
    this.#tree = tree;
    this.#current = { row: 0, end: tree.columns.count, scope: module, outer: null };
    this.#entered = [this.#current];
  }

  /** Goes on to a later row and tells its scope. */
  enter(row: number): Scope {
    for (let next = this.#ahead.at(-1); next !== undefined && next.row <= row; next = this.#ahead.at(-1)) {
      this.#ahead.pop();
      next.outer = this.#leave(next.row);
      this.#entered.push(next);
      this.#current = next;
    }
    this.#current = this.#leave(row);
    return this.#current.scope;
  }

  /** The innermost region entered that holds a row. */
  #leave(row: number): Region {
    let region = this.#current;
    while (row >= region.end && region.outer !== null) region = region.outer;
    return region;
  }

  /** The node, which is still to come, sees the scope. */
  add(node: SyntaxNode | null, scope: Scope): void {
    if (node === null) return;
    const region: Region = { row: node.row, end: this.#lastOf(node), scope, outer: null };
    let at = this.#ahead.length;
    while (at > 0 && (this.#ahead[at - 1] as Region).row < region.row) at--;
    this.#ahead.splice(at, 0, region);
  }

  /** What lies inside the node, which has just been entered, sees the scope. */
  addInside(node: SyntaxNode, scope: Scope): void {
    this.#ahead.push({ row: node.row + 1, end: this.#lastOf(node), scope, outer: null });
  }

  scopeAt(node: SyntaxNode): Scope {
    // Regions are in the order of their first rows and nest, so the last one that holds the row is the innermost.
    let low = 0;
    let high = this.#entered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entered[middle] as Region).row <= node.row) low = middle + 1;
      else high = middle;
    }
    let region = this.#entered[low - 1] as Region;
    while (node.row >= region.end && region.outer !== null) region = region.outer;
    return region.scope;
  }

  #lastOf(node: SyntaxNode): number {
    return this.#tree.columns.last[node.row] as number;
  }
}
