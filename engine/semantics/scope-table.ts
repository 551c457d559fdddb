import type { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Regions } from "./scope-regions.js";
import type { AttributeStore, Scope, ScopedName, ScopeTable, Variable } from "./scopes.js";

/** What a {@link ScopeTable} is made of. */
interface Parts extends Pick<ScopeTable, "module" | "scopes" | "attributeStores" | "unbound"> {
  readonly regions: Regions;
  /** By the row of an identifier, or of a text of Python 2's that reads names. */
  readonly variables: RowMap<Variable>;
  /** Whether the identifier of a row is no name. */
  readonly isNoName: (row: number) => boolean;
  readonly allNames: () => ReadonlyMap<Scope, ReadonlyMap<string, ScopedName>>;
}

const NONE: ReadonlyMap<string, ScopedName> = new Map();

/** The scopes of a file, all of which are known. A class, since functions that each file makes anew are compiled anew by V8, again and again. */
export class FileScopes implements ScopeTable {
  readonly module: Scope;
  readonly scopes: readonly Scope[];
  readonly attributeStores: readonly AttributeStore[];
  readonly unbound: ReadonlyMap<string, readonly SyntaxNode[]>;
  readonly #parts: Parts;
  #names: ReadonlyMap<Scope, ReadonlyMap<string, ScopedName>> | undefined;

  constructor(parts: Parts) {
    this.module = parts.module;
    this.scopes = parts.scopes;
    this.attributeStores = parts.attributeStores;
    this.unbound = parts.unbound;
    this.#parts = parts;
  }

  namesOf(scope: Scope): ReadonlyMap<string, ScopedName> {
    this.#names ??= this.#parts.allNames();
    return this.#names.get(scope) ?? NONE;
  }

  scopeAt(node: SyntaxNode): Scope {
    return this.#parts.regions.scopeAt(node);
  }

  variableOf(identifier: SyntaxNode): Variable | undefined {
    return this.#parts.variables.get(identifier.row);
  }

  isName(identifier: SyntaxNode): boolean {
    return identifier.kind === "identifier" && !this.#parts.isNoName(identifier.row);
  }
}
