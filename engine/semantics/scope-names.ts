import type { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Binding, Scope, ScopedName, Variable } from "./scopes.js";

/** A place that reads a name, which is mangled already. */
export interface Read {
  readonly row: number;
  readonly name: string;
  readonly scope: Scope;
}

/** An identifier's name as Python compares it: full-width and mathematical letters are the plain ones. */
export function identifierName(identifier: SyntaxNode): string {
  return plainName(identifier.text);
}

/** The same of its text. */
export function plainName(text: string): string {
  return isAscii(text) ? text : text.normalize("NFKC");
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Gives the bindings of names that a scope declares to be another one's to the variable there. */
export function settleDeclared(scopes: readonly Scope[], byRow: RowMap<Variable>): void {
  const move = (name: string, scope: Scope, outer: Variable): void => {
    const bindings = scope.variables.get(name)?.bindings ?? [];
    scope.variables.delete(name);
    outer.bindings.push(...bindings);
    for (const binding of bindings) byRow.set(binding.name.row, outer);
  };
  for (const scope of scopes) {
    for (const name of scope.nonlocals) {
      const holder = scope.holder(name);
      const outer = holder.variables.get(name);
      if (outer === undefined || holder === scope) continue;
      outer.isCaptured = holder.isFunctionLike;
      move(name, scope, outer);
    }
    if (scope.parent === null) continue;
    // Python 2 lets `global x` stand behind the first use of x.
    for (const name of scope.globals) if (scope.variables.has(name)) move(name, scope, scope.module.own(name));
  }
}

/** Python 3's functions that name `super` read `__class__` as well, whatever they do with it. */
export function classReads(reads: readonly Omit<Read, "row">[]): Omit<Read, "row">[] {
  return reads
    .filter(({ name, scope: { kind } }) => name === "super" && /^(?:function|lambda|comprehension)$/.test(kind))
    .map(({ scope }) => ({ name: "__class__", scope }));
}

type Facts = { -readonly [Fact in keyof ScopedName]: ScopedName[Fact] };

/** What every name of every scope is. Of what `reads` holds, reading alone counts: no `x += 1`, no `del x`. */
export function namesByScope(
  scopes: readonly Scope[],
  reads: readonly Omit<Read, "row">[],
): Map<Scope, Map<string, ScopedName>> {
  const table = new Map(scopes.map((scope) => [scope, new Map<string, Facts>()]));
  const at = (scope: Scope, name: string): Facts => {
    const names = table.get(scope) ?? new Map<string, Facts>();
    const facts = names.get(name) ?? emptyFacts(scope, name);
    names.set(name, facts);
    return facts;
  };
  /** Functions between a name and the one that keeps it hand it on. */
  const handOn = (from: Scope, name: string): void => {
    const storage = from.isInert ? "local" : from.storageOf(name);
    if (storage !== "free") return;
    const holder = from.holder(name);
    for (let scope = from.parent; scope !== holder && scope !== null; scope = scope.parent) at(scope, name);
  };
  for (const scope of scopes) {
    for (const { bindings, name } of scope.variables.values()) {
      for (const binding of bindings) addBinding(at(binding.writtenIn, name), binding);
    }
    for (const name of scope.globals) at(scope, name).isDeclaredGlobal = true;
    for (const name of scope.nonlocals) {
      at(scope, name).isDeclaredNonlocal = true;
      handOn(scope, name);
    }
    if (scope.kind !== "comprehension") continue;
    // Here it is `:=` that declares, and it binds.
    for (const name of [...scope.globals, ...scope.nonlocals]) at(scope, name).isAssigned = true;
  }
  for (const { name, scope } of reads) {
    at(scope, name).isReferenced = true;
    handOn(scope, name);
  }
  return table;
}

function emptyFacts(scope: Scope, name: string): Facts {
  return {
    storage: scope.storageOf(name),
    isParameter: false,
    isTypeParameter: false,
    isImported: false,
    isAssigned: false,
    isAnnotated: false,
    isReferenced: false,
    isDeclaredGlobal: false,
    isDeclaredNonlocal: false,
  };
}

function addBinding(facts: Facts, { kind, name, site }: Binding): void {
  if (kind === "parameter") facts.isParameter = true;
  else if (kind === "import") facts.isImported = true;
  else facts.isAssigned = true;
  if (kind === "type-parameter") facts.isTypeParameter = true;
  if (site.kind === "assignment" && site.field("left") === name && site.field("type") !== null) {
    facts.isAnnotated = true;
  }
}
