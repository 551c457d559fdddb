import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { Declaration, StubClass, StubModule } from "./stubs.js";
import { EVERYWHERE, NOWHERE, type Worlds, weight } from "./worlds.js";

/** Where a name is looked up from: inside a class, or at the top of a module. */
export interface StubScope {
  readonly module: StubModule;
  readonly owner: StubClass | null;
}

/** What a name leads to: the place that declares it, imports and aliases followed. */
export type Referent =
  | { readonly kind: "module"; readonly module: StubModule }
  | {
      readonly kind: "member";
      readonly scope: StubScope;
      readonly name: string;
      /** The declaration that counts most where there are several. */
      readonly declaration: Exclude<Declaration, { readonly kind: "import" }>;
    };

/** Aliases of aliases are followed so far. */
const MAX_DEPTH = 12;

export const isPrivate = (name: string): boolean => name.startsWith("_") && !/^__\w+__$/.test(name);

/** Which of a name's declarations counts. */
export function typical(declarations: readonly Declaration[]): Declaration {
  return declarations.reduce((best, other) => (weight(other.worlds) > weight(best.worlds) ? other : best));
}

/** The name of an entity in the module that declares it: two names of the same one have the same key. */
export function keyOf(referent: Extract<Referent, { kind: "member" }>): string {
  const { module, owner } = referent.scope;
  return `${module.name}:${owner === null ? "" : `${owner.name}.`}${referent.name}`;
}

/** Answers what names in stubs lead to. */
export class StubNames {
  readonly modules: ReadonlyMap<string, StubModule>;
  readonly #lines = new Map<StubClass, readonly StubClass[]>();
  readonly #public = new Map<StubModule, ReadonlyMap<string, Worlds>>();
  readonly #exports = new Map<StubModule, ReadonlyMap<string, Worlds>>();

  constructor(modules: ReadonlyMap<string, StubModule>) {
    this.modules = modules;
  }

  /** What `from module import *` binds, and where. */
  exportsOf(module: StubModule): ReadonlyMap<string, Worlds> {
    const known = this.#exports.get(module);
    if (known !== undefined) return known;
    this.#exports.set(module, new Map());
    const exports = module.all ?? this.publicNamesOf(module);
    this.#exports.set(module, exports);
    return exports;
  }

  /** The public attributes of a module, and where it has them. */
  publicNamesOf(module: StubModule): ReadonlyMap<string, Worlds> {
    let names = this.#public.get(module);
    if (names === undefined) {
      names = this.#findPublicNames(module);
      this.#public.set(module, names);
    }
    return names;
  }

  #findPublicNames(module: StubModule): ReadonlyMap<string, Worlds> {
    const names = new Map<string, Worlds>();
    const add = (name: string, worlds: Worlds): void => {
      if (worlds !== NOWHERE) names.set(name, (names.get(name) ?? NOWHERE) | worlds);
    };
    for (const [name, declarations] of module.members) {
      if (isPrivate(name) && !module.all?.has(name)) continue;
      for (const declaration of declarations) {
        if (declaration.kind !== "import" || declaration.isExport || module.all?.has(name))
          add(name, declaration.worlds);
      }
    }
    for (const star of module.stars) {
      const from = this.modules.get(star.module);
      for (const [name, worlds] of from === undefined ? [] : this.exportsOf(from)) add(name, worlds & star.worlds);
    }
    for (const [name, worlds] of module.all ?? []) if (!names.has(name)) add(name, worlds);
    return names;
  }

  /** What a module's attribute is. */
  member(module: StubModule, name: string, depth = 0): Referent | null {
    if (depth > MAX_DEPTH) return null;
    const declarations = module.members.get(name);
    if (declarations !== undefined) return this.#follow(typical(declarations), name, { module, owner: null }, depth);
    // The star that counts: one for all platforms before one for Windows.
    for (const star of [...module.stars].sort((a, b) => weight(b.worlds) - weight(a.worlds))) {
      const from = this.modules.get(star.module);
      if (from === undefined || !this.exportsOf(from).has(name)) continue;
      const found = this.member(from, name, depth + 1);
      if (found !== null) return found;
    }
    const submodule = this.modules.get(`${module.name}.${name}`);
    return submodule === undefined ? null : { kind: "module", module: submodule };
  }

  /** What a class's attribute is, without what it inherits. */
  memberOfClass(owner: StubClass, name: string, depth = 0): Referent | null {
    const declarations = owner.members.get(name);
    if (declarations === undefined || depth > MAX_DEPTH) return null;
    return this.#follow(typical(declarations), name, { module: owner.module, owner }, depth);
  }

  /** What an identifier or a chain of attributes stands for. */
  resolve(node: SyntaxNode, scope: StubScope, depth = 0): Referent | null {
    if (depth > MAX_DEPTH) return null;
    if (node.kind === "type" && node.namedChildren.length === 1) {
      return this.resolve(node.namedChildren[0] as SyntaxNode, scope, depth + 1);
    }
    if (node.kind === "identifier") return this.#identifier(node.text, scope, depth);
    const [object, attribute] =
      node.kind === "member_type" ? node.namedChildren : [node.field("object"), node.field("attribute")];
    if (object == null || attribute == null) return null;
    const on = this.resolve(object, scope, depth + 1);
    if (on === null) return null;
    if (on.kind === "module") return this.member(on.module, attribute.text, depth + 1);
    if (on.declaration.kind === "class") return this.inherited(on.declaration.declared, attribute.text, depth + 1);
    if (on.declaration.kind !== "variable" || on.declaration.annotation === null) return null;
    // The method of an object that the module has made: `random = _inst.random`.
    const type = this.resolve(on.declaration.annotation, on.scope, depth + 1);
    return type?.kind === "member" && type.declaration.kind === "class"
      ? this.inherited(type.declaration.declared, attribute.text, depth + 1)
      : null;
  }

  /** The attribute of a class or of the nearest base that has it. */
  inherited(owner: StubClass, name: string, depth = 0): Referent | null {
    for (const candidate of this.lineOf(owner)) {
      const found = this.memberOfClass(candidate, name, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }

  /** A class and those it inherits from, the nearest first: close to Python's order, and enough for stubs. */
  lineOf(owner: StubClass): readonly StubClass[] {
    let line = this.#lines.get(owner);
    if (line === undefined) {
      const found = [owner];
      for (const current of found) {
        for (const base of this.#basesOf(current)) if (!found.includes(base)) found.push(base);
      }
      line = found;
      this.#lines.set(owner, line);
    }
    return line;
  }

  /** The classes that stubs declare among the bases of a class. */
  #basesOf(owner: StubClass): StubClass[] {
    return owner.bases.flatMap(({ node }) => {
      const named = node.kind === "subscript" ? node.field("value") : node;
      const base = named === null ? null : this.resolve(named, { module: owner.module, owner: null });
      return base?.kind === "member" && base.declaration.kind === "class" ? [base.declaration.declared] : [];
    });
  }

  #identifier(name: string, scope: StubScope, depth: number): Referent | null {
    if (scope.owner?.members.has(name)) {
      const found = this.memberOfClass(scope.owner, name, depth + 1);
      if (found !== null) return found;
    }
    const found = this.member(scope.module, name, depth + 1);
    if (found !== null || scope.module.name === "builtins") return found;
    const builtins = this.modules.get("builtins");
    return builtins === undefined ? null : this.member(builtins, name, depth + 1);
  }

  #follow(declaration: Declaration, name: string, scope: StubScope, depth: number): Referent | null {
    if (declaration.kind === "import") {
      const from = this.modules.get(declaration.module);
      if (from === undefined) return null;
      if (from === scope.module && declaration.member !== null) {
        // A package that imports from itself means its submodule.
        const submodule = this.modules.get(`${from.name}.${declaration.member}`);
        return submodule === undefined ? null : { kind: "module", module: submodule };
      }
      return declaration.member === null
        ? { kind: "module", module: from }
        : this.member(from, declaration.member, depth + 1);
    }
    const itself: Referent = { kind: "member", scope, name, declaration };
    if (declaration.kind !== "variable" || !isAlias(declaration)) return itself;
    const value = declaration.value as SyntaxNode;
    // In a class, a name that is bound to itself means the one outside: `property = property`.
    const from = value.text === name ? { module: scope.module, owner: null } : scope;
    const target = value.text === name && scope.owner === null ? null : this.resolve(value, from, depth + 1);
    return target ?? itself;
  }
}

/** Whether a variable is another name of something: `failUnless = assertTrue`, `Lock = _thread.lock`. */
function isAlias(declaration: Extract<Declaration, { kind: "variable" }>): boolean {
  const { annotation, value } = declaration;
  if (value === null || (annotation !== null && !/^(?:\w+\.)?TypeAlias$/.test(annotation.text))) return false;
  if (value.kind === "type") return value.namedChildren.length === 1 && isPath(value.namedChildren[0] as SyntaxNode);
  return isPath(value);
}

const isPath = ({ kind }: SyntaxNode): boolean =>
  kind === "identifier" || kind === "attribute" || kind === "member_type";

/** Where at least one declaration is in force. */
export function worldsOfAll(declarations: readonly Declaration[]): Worlds {
  return declarations.reduce((all, { worlds }) => all | worlds, NOWHERE) & EVERYWHERE;
}
