import type { Binding, Scope, ScopedName } from "./scopes.js";

/** A place that reads a name, which is mangled already. */
export interface Read {
  readonly row: number;
  readonly name: string;
  readonly scope: Scope;
}

type Facts = { -readonly [Fact in keyof ScopedName]: ScopedName[Fact] };

/** What every name of every scope is. Of what `reads` holds, reading alone counts: no `x += 1`, no `del x`. */
export function namesByScope(
  scopes: readonly Scope[],
  reads: Iterable<Omit<Read, "row">>,
): Map<Scope, Map<string, ScopedName>> {
  const table = new Map(scopes.map((scope) => [scope, new Map<string, Facts>()]));
  const at = (scope: Scope, name: string): Facts => {
    const names = table.get(scope) ?? new Map<string, Facts>();
    let facts = names.get(name);
    if (facts === undefined) names.set(name, (facts = emptyFacts(scope, name)));
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
  else if (kind === "type-parameter") facts.isTypeParameter = true;
  else if (kind === "import") facts.isImported = true;
  else facts.isAssigned = true;
  if (site.kind === "assignment" && site.field("left") === name && site.field("type") !== null) {
    facts.isAnnotated = true;
  }
}
