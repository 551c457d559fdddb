import type { SyntaxNode } from "../syntax/tree.js";

export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension" | "type-parameters";

export type BindingKind =
  | "assignment"
  | "augmented"
  | "annotation"
  | "parameter"
  | "import"
  | "function"
  | "class"
  | "loop"
  | "with"
  | "except"
  | "walrus"
  | "pattern"
  | "delete"
  | "type-parameter";

/** One place that gives a name a value (or, for `delete`, takes it away). */
export interface Binding {
  readonly kind: BindingKind;
  /** The identifier that is bound. */
  readonly name: SyntaxNode;
  /** The construct that binds it: the assignment, the parameter, the import statement, the definition, ... */
  readonly site: SyntaxNode;
  /** The scope the binding is written in: with `global`, another one than the variable's. */
  readonly writtenIn: Scope;
}

/** What one name means in one scope, over all places that bind or use it. */
export class Variable {
  readonly bindings: Binding[] = [];
  /** Identifiers that read the name, also in nested scopes, in the order of the text. */
  readonly references: SyntaxNode[] = [];

  constructor(
    readonly name: string,
    readonly scope: Scope,
  ) {}
}

/** A region with its own names. */
export class Scope {
  readonly variables = new Map<string, Variable>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  /** `from m import *` statements written in this scope: names not found elsewhere may come from there. */
  readonly starImports: SyntaxNode[] = [];

  constructor(
    readonly kind: ScopeKind,
    /** The module, class_definition, function_definition, lambda or comprehension. */
    readonly node: SyntaxNode,
    readonly parent: Scope | null,
  ) {}

  /** The variable of a name of this very scope; made if need be. */
  own(name: string): Variable {
    let variable = this.variables.get(name);
    if (variable === undefined) {
      variable = new Variable(name, this);
      this.variables.set(name, variable);
    }
    return variable;
  }

  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent !== null) scope = scope.parent;
    return scope;
  }

  /** The nearest function, lambda, class or module: where a walrus inside comprehensions binds. */
  get withoutComprehensions(): Scope {
    let scope: Scope = this;
    while (scope.kind === "comprehension" && scope.parent !== null) scope = scope.parent;
    return scope;
  }

  /** What a name means when it is read in this scope: Python's rule, by which nested scopes do not see class bodies. */
  lookup(name: string): Variable | undefined {
    if (this.globals.has(name)) return this.module.variables.get(name);
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      if (scope !== this && scope.kind === "class") continue;
      if (scope !== this && scope.globals.has(name)) return this.module.variables.get(name);
      if (scope.nonlocals.has(name)) continue;
      const variable = scope.variables.get(name);
      if (variable !== undefined) return variable;
    }
    return undefined;
  }
}

/** All scopes of a file, and what each of its identifiers means. */
export interface ScopeTable {
  readonly module: Scope;
  readonly scopes: readonly Scope[];
  /** Attributes that are assigned to: `self.x` of `self.x = 1`, with the construct that assigns. */
  readonly attributeStores: readonly {
    readonly target: SyntaxNode;
    readonly site: SyntaxNode;
    readonly scope: Scope;
  }[];
  /** The scope whose names the code at a node sees. */
  scopeAt(node: SyntaxNode): Scope;
  /** The variable an identifier binds or reads; undefined for builtins, unknown names and identifiers that are no names. */
  variableOf(identifier: SyntaxNode): Variable | undefined;
  /** Whether an identifier reads or binds a name, unlike the `b` of `a.b` or of `f(b=1)`. */
  isName(identifier: SyntaxNode): boolean;
}
