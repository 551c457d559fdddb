import type { SyntaxTree } from "./tree.js";

/**
 * What is found out once of things that belong to a tree, and is kept as long as it: a map whose entries the tree itself holds.
 *
 * A `WeakMap` would outlive the trees. To V8, when it collects what is young, the values of an old one count as used, and so
 * would the whole tree to which they lead: what a lint leaves behind would have to be copied again and again.
 */
export class Kept<Key extends object, Value> {
  readonly #treeOf: (key: Key) => SyntaxTree;

  constructor(treeOf: (key: Key) => SyntaxTree) {
    this.#treeOf = treeOf;
  }

  get(key: Key): Value | undefined {
    return this.#entries(this.#treeOf(key))?.get(key);
  }

  set(key: Key, value: Value): void {
    const tree = this.#treeOf(key);
    const entries = this.#entries(tree);
    if (entries === undefined) tree.kept.set(this, new Map([[key, value]]));
    else entries.set(key, value);
  }

  #entries(tree: SyntaxTree): Map<Key, Value> | undefined {
    return tree.kept.get(this) as Map<Key, Value> | undefined;
  }
}
