import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { attributesNamed } from "./attribute-rows.js";
import type { AttributeStore, ScopeTable } from "./scopes.js";

/** The attributes of a file by their names, found once for all who look for the mentions of one. */
export class Attributes {
  readonly #tree: SyntaxTree;
  readonly #stored: ReadonlySet<SyntaxNode>;
  readonly #replacements = new Map<string, AttributeStore[]>();

  constructor(scopes: ScopeTable, nameOf: (expression: SyntaxNode) => string | null) {
    this.#tree = scopes.module.node.tree;
    this.#stored = new Set(scopes.attributeStores.map(({ target }) => target));
    for (const store of scopes.attributeStores) {
      const name = nameOf(store.target);
      const list = name === null ? undefined : this.#replacements.get(name);
      if (list !== undefined) list.push(store);
      else if (name !== null) this.#replacements.set(name, [store]);
    }
  }

  /** Every `object.name`, in the order of the text. */
  named(name: string): readonly SyntaxNode[] {
    return attributesNamed(this.#tree, name);
  }

  /** Whether an attribute is assigned to where it stands. */
  isStored(attribute: SyntaxNode): boolean {
    return this.#stored.has(attribute);
  }

  /** Whether the file puts something of its own in the place of what has this qualified name, as tests do. */
  isReplaced(name: string): boolean {
    return this.#replacements.has(name);
  }

  /** Where the file puts something of its own in the place of what has this qualified name, in the order of the text. */
  replacements(name: string): readonly AttributeStore[] {
    return this.#replacements.get(name) ?? [];
  }
}
