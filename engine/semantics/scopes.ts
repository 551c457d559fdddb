import type { SyntaxNode } from "../syntax/tree.js";

/**
 * `type-expression`: the value of a `type` statement or the bound of a type parameter, which run when somebody asks.
 * `annotation`: an annotation that never runs, since the file has `from __future__ import annotations`.
 */
export type ScopeKind =
  | "module"
  | "class"
  | "function"
  | "lambda"
  | "comprehension"
  | "type-parameters"
  | "type-expression"
  | "annotation";

/**
 * Where a name is kept, in the words of CPython's symtable.
 *
 * - `local`: in the scope itself, and no function inside uses it.
 * - `cell`: in the scope itself, shared with a function inside.
 * - `free`: in a function around; also `__class__` in methods.
 * - `class`: in the class around an expression on types, which sees it although functions there do not.
 * - `global`: in the module, since a `global` statement says so; in the module's own scope, one anywhere in the file.
 * - `implicit-global`: in the module or among the builtins, since nothing nearer binds it.
 *
 * A comprehension counts as a function, also where newer Pythons run it inside the function around it.
 */
export type Storage = "local" | "cell" | "free" | "class" | "global" | "implicit-global";

/** All that a name is in one scope that binds it, reads it, declares it or hands it on to functions inside. */
export interface ScopedName {
  readonly storage: Storage;
  readonly isParameter: boolean;
  readonly isTypeParameter: boolean;
  readonly isImported: boolean;
  /** Bound here other than as parameter or by import: `del x` and `x: int` count too. */
  readonly isAssigned: boolean;
  readonly isAnnotated: boolean;
  /** Read here; that `x += 1` and `del x` read it too does not count. */
  readonly isReferenced: boolean;
  /** Named in a `global` statement; for the module, in one anywhere in the file. */
  readonly isDeclaredGlobal: boolean;
  /** Named in a `nonlocal` statement, or bound by `:=` inside this comprehension. */
  readonly isDeclaredNonlocal: boolean;
}

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
  /** The rows of what reads the name: of most, nobody asks for the nodes. */
  readonly #rows: number[] = [];
  #references: readonly SyntaxNode[] | undefined;
  #isAlias: boolean | undefined;
  /** Whether a function inside the function that owns the variable uses it, so that it may outlive the call. */
  isCaptured = false;

  constructor(
    /** As Python keeps it: `__x` in a class C is `_C__x`. */
    readonly name: string,
    readonly scope: Scope,
  ) {}

  /** Identifiers that read the name, also in nested scopes, in the order of the text; of Python 2 whole `` `texts` `` too. */
  get references(): readonly SyntaxNode[] {
    const { tree } = this.scope.node;
    this.#references ??= this.#rows.map((row) => tree.node(row));
    return this.#references;
  }

  /** Notes, while scopes are built, that a row reads the name. */
  readAt(row: number): void {
    this.#rows.push(row);
  }

  /** Whether it may be another name for what it is given. Without `as`, an import's name is the last word of what it stands for. */
  get isAlias(): boolean {
    this.#isAlias ??= this.bindings.some(
      ({ kind, site }) =>
        kind === "assignment" || kind === "walrus" || (kind === "import" && site.kind === "aliased_import"),
    );
    return this.#isAlias;
  }

  /** As it stands in the text: attributes go by this name. */
  get written(): string {
    const text = this.bindings[0]?.name.text ?? "";
    return text.startsWith("__") ? text : this.name;
  }
}

/** What most scopes declare. */
const NONE: ReadonlySet<string> = new Set();

/** A region with its own names. Names are kept as {@link Scope.mangle} gives them. */
export class Scope {
  readonly variables = new Map<string, Variable>();
  /** `from m import *` statements written in this scope: names not found elsewhere may come from there. */
  readonly starImports: SyntaxNode[] = [];
  /** Python 2's `exec code` without `in`, which may bind any name of this scope. */
  readonly bareExecs: SyntaxNode[] = [];
  #globals: Set<string> | undefined;
  #nonlocals: Set<string> | undefined;
  /** Whether the code in it never runs, and so keeps no variable of a function alive. */
  readonly isInert: boolean;
  /** The nearest class's name without leading underscores: it goes in front of private names. */
  readonly #privateTo: string;

  constructor(
    readonly kind: ScopeKind,
    /** The module, class_definition, function_definition, lambda, comprehension, type alias or type. */
    readonly node: SyntaxNode,
    readonly parent: Scope | null,
    privateTo?: string,
  ) {
    this.isInert = kind === "annotation" || (parent?.isInert ?? false);
    this.#privateTo = privateTo?.replace(/^_+/, "") ?? (parent === null ? "" : parent.#privateTo);
  }

  /** What `global` statements name here; in the module's scope, what they name anywhere in the file. */
  get globals(): ReadonlySet<string> {
    return this.#globals ?? NONE;
  }

  get nonlocals(): ReadonlySet<string> {
    return this.#nonlocals ?? NONE;
  }

  /** Notes, while scopes are built, that a name is declared global here, or nonlocal. */
  declare(isGlobal: boolean, name: string): void {
    const scopes = isGlobal ? [this, this.module] : [];
    for (const scope of scopes) scope.#globals = (scope.#globals ?? new Set()).add(name);
    if (!isGlobal) this.#nonlocals = (this.#nonlocals ?? new Set()).add(name);
  }

  /** The variable of a mangled name of this very scope; made if need be. */
  own(name: string): Variable {
    let variable = this.variables.get(name);
    if (variable === undefined) {
      variable = new Variable(name, this);
      this.variables.set(name, variable);
    }
    return variable;
  }

  /** The variable of this very scope that the text calls so. */
  named(written: string): Variable | undefined {
    return this.variables.get(this.mangle(written));
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

  /** Whether functions inside see the names, unlike those of classes, and share them, unlike those of the module. */
  get isFunctionLike(): boolean {
    return this.kind !== "module" && this.kind !== "class";
  }

  /** Whether names may appear here that the text does not tell: by `import *`, or by Python 2's `exec`. */
  get isDynamic(): boolean {
    return this.starImports.length > 0 || this.bareExecs.length > 0;
  }

  /** A name as Python keeps it: a class's private names, `__x`, begin with an underscore and the class's name. */
  mangle(name: string): string {
    if (name.charCodeAt(0) !== 95 || name.charCodeAt(1) !== 95) return name;
    return this.#privateTo === "" || name.endsWith("__") ? name : `_${this.#privateTo}${name}`;
  }

  /** What a name means when it is read in this scope: Python's rule, by which nested scopes do not see class bodies. */
  lookup(name: string): Variable | undefined {
    const key = this.mangle(name);
    return this.holder(key).variables.get(key);
  }

  /** The scope that keeps a mangled name read here; the module for what nothing binds. */
  holder(name: string): Scope {
    let seesClass = true;
    for (let scope: Scope = this; ; scope = scope.parent) {
      if (scope.parent === null) return scope;
      if (scope.kind === "class" && scope !== this) {
        // What is inside sees the class itself, under this name.
        if (name === "__class__") return scope;
        if (!seesClass) continue;
      }
      if (scope.globals.has(name)) return scope.module;
      if (scope.variables.has(name) && !scope.nonlocals.has(name)) return scope;
      seesClass &&= scope.kind.startsWith("type-") || scope.kind === "annotation";
    }
  }

  /** Where a name that this scope binds, reads or declares is kept. */
  storageOf(name: string): Storage {
    const key = this.mangle(name);
    if (this.globals.has(key)) return "global";
    const holder = this.holder(key);
    const variable = holder.variables.get(key);
    if (holder === this && variable !== undefined) return variable.isCaptured ? "cell" : "local";
    if (holder.kind === "module") return "implicit-global";
    return holder.kind === "class" && key !== "__class__" ? "class" : "free";
  }
}

/** An attribute that is assigned to. */
export interface AttributeStore {
  /** `self.x` of `self.x = 1`. */
  readonly target: SyntaxNode;
  /** The construct that assigns. */
  readonly site: SyntaxNode;
  readonly scope: Scope;
}

/** All scopes of a file, and what each of its identifiers means. */
export interface ScopeTable {
  readonly module: Scope;
  readonly scopes: readonly Scope[];
  /** In the order of the text. */
  readonly attributeStores: readonly AttributeStore[];
  /** Identifiers that read a name the file does not bind, by their names: builtins, and what is unknown. */
  readonly unbound: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** Every name that a scope binds, reads, declares or hands on, as CPython's symtable lists them; built when first asked for. */
  namesOf(scope: Scope): ReadonlyMap<string, ScopedName>;
  /** The scope whose names the code at a node sees. */
  scopeAt(node: SyntaxNode): Scope;
  /** The variable an identifier binds or reads; undefined for builtins, unknown names and identifiers that are no names. */
  variableOf(identifier: SyntaxNode): Variable | undefined;
  /** Whether an identifier reads or binds a name, unlike the `b` of `a.b` or of `f(b=1)`. */
  isName(identifier: SyntaxNode): boolean;
}
