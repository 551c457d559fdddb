import { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { comparePythonVersions, type PythonVersion } from "../versions.js";
import { Act, actionTable } from "./scope-actions.js";
import { classReads, identifierName, namesByScope, plainName, type Read, settleDeclared } from "./scope-names.js";
import { backquotedNames, hiddenReads, isBareExecCall, isBareExecStatement } from "./scope-python2.js";
import { Regions } from "./scope-regions.js";
import { FileScopes } from "./scope-table.js";
import { type BindingKind, Scope, type ScopedName, type ScopeKind, type ScopeTable, type Variable } from "./scopes.js";

enum Role {
  unknown,
  binds,
  bindsAndReads,
  noName,
  /** Python 2's `print (x)` and `exec (x)`, which only look like calls. */
  keyword,
}

/**
 * Builds the scopes of a file in one pass over its nodes.
 *
 * @param target decides between Python 2's rules and Python 3's, and whether annotations under a future import run.
 */
export function buildScopes(tree: SyntaxTree, target: PythonVersion): ScopeTable {
  return new ScopeBuilder(tree, target).build();
}

class ScopeBuilder {
  readonly #tree: SyntaxTree;
  readonly #roles: Uint8Array;
  readonly #module: Scope;
  readonly #scopes: Scope[];
  readonly #stores: { target: SyntaxNode; site: SyntaxNode; scope: Scope }[] = [];
  /** By the row of an identifier, or of a text of Python 2's that reads names. */
  readonly #variables: RowMap<Variable>;
  readonly #unbound = new Map<string, SyntaxNode[]>();
  readonly #reads: Read[] = [];
  readonly #target: PythonVersion;
  readonly #isPython2: boolean;
  /** What the file imports from `__future__`. */
  readonly #future = new Set<string>();
  readonly #regions: Regions;

  constructor(tree: SyntaxTree, target: PythonVersion) {
    this.#tree = tree;
    this.#target = target;
    this.#isPython2 = target.major < 3;
    this.#roles = new Uint8Array(tree.columns.count);
    this.#variables = new RowMap(tree.columns.count);
    this.#module = new Scope("module", tree.root, null);
    this.#scopes = [this.#module];
    this.#regions = new Regions(tree, this.#module);
  }

  build(): ScopeTable {
    const tree = this.#tree;
    const { symbol, flags, count } = tree.columns;
    const table = actionTable(tree);
    const attribute = tree.fieldNumber("attribute");
    const keyword = tree.fieldNumber("name");
    for (let row = 0; row < count; row++) {
      const action = table[symbol[row] as number] as Act;
      if (action === Act.none || ((flags[row] as number) & 1) === 0) continue;
      const scope = this.#regions.enter(row);
      if (action === Act.identifier) this.#identifier(row, scope);
      // The most frequent ones, for which no node is made.
      else if (action === Act.attribute || action === Act.keyword) {
        const name = tree.rowInField(row, action === Act.keyword ? keyword : attribute);
        if (name >= 0) this.#roles[name] = Role.noName;
        else if (action === Act.attribute) this.#noName(tree.node(row).namedChildren.at(-1) ?? null);
      } else if (action !== Act.backquoted || this.#isPython2) this.#construct(action, tree.node(row), scope);
    }
    this.#regions.enter(count);
    settleDeclared(this.#scopes, this.#variables);
    for (const { row, name, scope: from } of this.#reads) {
      const holder = from.holder(name);
      const variable = holder.variables.get(name);
      if (variable === undefined) {
        const others = this.#unbound.get(name) ?? [];
        if (others.push(tree.node(row)) === 1) this.#unbound.set(name, others);
        continue;
      }
      variable.readAt(row);
      if (holder !== from && holder.isFunctionLike && !from.isInert) variable.isCaptured = true;
      if (this.#variables.get(row) === undefined) this.#variables.set(row, variable);
    }
    return new FileScopes({
      module: this.#module,
      scopes: this.#scopes,
      attributeStores: this.#stores,
      unbound: this.#unbound,
      regions: this.#regions,
      variables: this.#variables,
      isNoName: (row) => this.#roles[row] === Role.noName,
      allNames: () => this.#allNames(),
    });
  }

  #allNames(): Map<Scope, Map<string, ScopedName>> {
    const reads: Omit<Read, "row">[] = this.#reads.filter(({ row }) => this.#roles[row] !== Role.bindsAndReads);
    if (!this.#isPython2) return namesByScope(this.#scopes, [...reads, ...classReads(reads)]);
    const hidden = hiddenReads(this.#tree).map(({ name, node }) => ({ name, scope: this.#regions.scopeAt(node) }));
    return namesByScope(this.#scopes, [...reads, ...hidden]);
  }

  #identifier(row: number, scope: Scope): void {
    const role = this.#roles[row] as Role;
    if (role !== Role.unknown && role !== Role.bindsAndReads) return;
    const name = plainName(this.#tree.textOf(row));
    if (this.#isPython2 && this.#isKeyword(name)) {
      this.#roles[row] = Role.keyword;
      const node = this.#tree.node(row);
      if (name === "exec" && isBareExecCall(node)) scope.bareExecs.push(node);
    } else this.#reads.push({ row, name: scope.mangle(name), scope });
  }

  #construct(action: Act, node: SyntaxNode, scope: Scope): void {
    switch (action) {
      case Act.definition:
        this.#definition(node, scope);
        break;
      case Act.lambda: {
        const inner = this.#scope("lambda", node, scope);
        this.#parameters(node.field("parameters"), inner);
        this.#regions.add(node.field("body"), inner);
        break;
      }
      case Act.comprehension:
        this.#comprehension(node, scope);
        break;
      case Act.assignment: {
        const annotated = node.field("type") !== null && node.field("right") === null;
        const left = node.field("left");
        // `(x): int` without a value makes x no local name, and does not read it either.
        if (annotated && left?.kind === "tuple_pattern") this.#noName(left.namedChildren[0] ?? null);
        else this.#targets(left, annotated ? "annotation" : "assignment", node, scope);
        break;
      }
      case Act.augmented:
        this.#targets(node.field("left"), "augmented", node, scope, Role.bindsAndReads);
        break;
      case Act.walrus: {
        const name = node.field("name");
        const owner = scope.withoutComprehensions;
        if (name !== null && owner !== scope && owner.kind !== "class") {
          const key = owner.mangle(identifierName(name));
          scope.declare(owner.kind === "module" || owner.globals.has(key), key);
        }
        this.#targets(name, "walrus", node, owner.kind === "module" ? scope : owner);
        break;
      }
      case Act.loop:
        this.#targets(node.field("left"), "loop", node, scope);
        break;
      case Act.withAlias:
        this.#alias(node, scope);
        break;
      case Act.except: {
        // `except A, e`: Python 2 binds the second name, Python 3.14 reads it.
        const values = node.fieldAll("value");
        const role = this.#isPython2 ? Role.binds : Role.bindsAndReads;
        if (values.length > 1) this.#targets(values[1] ?? null, "except", node, scope, role);
        break;
      }
      case Act.importing:
        this.#import(node, scope);
        break;
      case Act.global:
      case Act.nonlocal:
        for (const name of node.namedChildren) {
          this.#roles[name.row] = Role.noName;
          scope.declare(action === Act.global, scope.mangle(identifierName(name)));
        }
        break;
      case Act.dottedName:
        for (const member of node.namedChildren.slice(1)) this.#noName(member);
        break;
      case Act.deletion:
        for (const child of node.namedChildren) this.#targets(child, "delete", node, scope, Role.bindsAndReads);
        break;
      case Act.casePattern:
        this.#casePattern(node, scope);
        break;
      case Act.splatPattern:
        this.#targets(node.namedChildren[0] ?? null, "pattern", node, scope);
        break;
      case Act.keywordPattern:
        this.#keywordPattern(node, scope);
        break;
      case Act.typeAlias:
        this.#typeAlias(node, scope);
        break;
      case Act.type:
        this.#annotation(node, scope);
        break;
      case Act.exec:
        if (isBareExecStatement(node)) scope.bareExecs.push(node);
        break;
      case Act.backquoted:
        for (const name of backquotedNames(node)) this.#reads.push({ row: node.row, name: scope.mangle(name), scope });
        break;
    }
  }

  #definition(node: SyntaxNode, scope: Scope): void {
    const isClass = node.kind === "class_definition";
    const name = node.field("name");
    if (name !== null) this.#bind(name, isClass ? "class" : "function", node, scope);
    const outer = this.#typeParameters(node, scope);
    const inner = this.#scope(isClass ? "class" : "function", node, outer);
    if (!isClass) this.#parameters(node.field("parameters"), inner);
    this.#regions.add(node.field("body"), inner);
  }

  /** `def f[T](...)` and `class C[T](...)`: everything but decorators and defaults sees T, nothing outside does. */
  #typeParameters(node: SyntaxNode, scope: Scope): Scope {
    const list = node.field("type_parameters");
    if (list === null) return scope;
    const inner = this.#scope("type-parameters", node, scope);
    for (const type of list.namedChildren) this.#typeParameter(type, inner);
    for (const field of ["type_parameters", "parameters", "return_type", "superclasses"] as const) {
      this.#regions.add(node.field(field), inner);
    }
    for (const parameter of node.field("parameters")?.namedChildren ?? [])
      this.#regions.add(parameter.field("value"), scope);
    return inner;
  }

  /** `T`, `T: bound`, `*Ts`, `**P`: the first identifier is the parameter. */
  #typeParameter(type: SyntaxNode, scope: Scope): void {
    const [name] = type.descendants("identifier");
    if (name !== undefined) this.#bind(name, "type-parameter", type, scope);
    const [only] = type.namedChildren;
    const bound = only?.kind === "constrained_type" ? only.namedChildren[1] : undefined;
    if (bound !== undefined) this.#regions.add(bound, this.#scope("type-expression", type, scope));
  }

  /** `type X[T] = ...` binds X; T is seen in the statement alone. */
  #typeAlias(node: SyntaxNode, scope: Scope): void {
    const left = node.field("left");
    const [name] = left?.descendants("identifier") ?? [];
    if (name === undefined || left === null) return;
    const [target] = left.namedChildren;
    if (target?.kind !== "identifier" && target?.kind !== "generic_type") {
      // The grammar takes `type(x).y = 1` for such a statement.
      this.#reads.push({ row: node.row + 1, name: scope.mangle("type"), scope });
      return;
    }
    this.#bind(name, "assignment", node, scope);
    const list = left.descendants("type_parameter")[0];
    const inner = list === undefined ? scope : this.#scope("type-parameters", node, scope);
    for (const type of list?.namedChildren ?? []) this.#typeParameter(type, inner);
    this.#regions.add(list ?? null, inner);
    this.#regions.add(node.field("right"), this.#scope("type-expression", node, inner));
  }

  /** From 3.10 on the compiler leaves annotations alone that `from __future__ import annotations` makes texts of. */
  #annotation(node: SyntaxNode, scope: Scope): void {
    if (!this.#future.has("annotations") || comparePythonVersions(this.#target, { major: 3, minor: 10 }) < 0) return;
    if (node.fieldName !== "type" && node.fieldName !== "return_type") return;
    const inner = this.#scope("annotation", node, scope);
    this.#regions.addInside(node, inner);
  }

  #comprehension(node: SyntaxNode, scope: Scope): void {
    // Python 2 runs list comprehensions as loops in place: their names stay.
    if (this.#isPython2 && node.kind === "list_comprehension") return;
    const inner = this.#scope("comprehension", node, scope);
    const first = node.children.find((child) => child.kind === "for_in_clause");
    // The first iterable is evaluated outside. Of regions that begin later, the earlier must be met first.
    const iterable = first?.field("right") ?? null;
    this.#regions.add(iterable, scope);
    this.#regions.addInside(node, inner);
  }

  #parameters(list: SyntaxNode | null, scope: Scope): void {
    for (const parameter of list?.namedChildren ?? []) {
      switch (parameter.kind) {
        case "default_parameter":
        case "typed_default_parameter":
          this.#targets(parameter.field("name"), "parameter", parameter, scope);
          break;
        case "typed_parameter":
          this.#targets(parameter.namedChildren[0] ?? null, "parameter", parameter, scope);
          break;
        default:
          this.#targets(parameter, "parameter", parameter, scope);
      }
    }
  }

  #alias(node: SyntaxNode, scope: Scope): void {
    const target = node.field("alias");
    if (target !== null) {
      const kind = node.parent?.kind === "except_clause" ? "except" : "with";
      for (const child of target.namedChildren) this.#targets(child, kind, node, scope);
      return;
    }
    // In a case pattern, the name stands bare at the end: `case P() as name`.
    const last = node.namedChildren.at(-1);
    if (last?.kind === "identifier") this.#bind(last, "pattern", node, scope);
  }

  #casePattern(node: SyntaxNode, scope: Scope): void {
    const only = node.namedChildren[0];
    if (only?.kind === "dotted_name") this.#capture(only, node, scope);
  }

  /** `attribute=pattern` inside `case Class(...)`. */
  #keywordPattern(node: SyntaxNode, scope: Scope): void {
    const [attribute, pattern] = node.namedChildren;
    this.#noName(attribute ?? null);
    if (pattern?.kind === "dotted_name") this.#capture(pattern, node, scope);
  }

  /** A bare name in a pattern is bound, a dotted one is compared with. */
  #capture(dotted: SyntaxNode, site: SyntaxNode, scope: Scope): void {
    const [first, ...later] = dotted.namedChildren;
    if (first !== undefined && later.length === 0) this.#bind(first, "pattern", site, scope);
  }

  #import(node: SyntaxNode, scope: Scope): void {
    for (const identifier of node.descendants("identifier")) {
      this.#roles[identifier.row] = Role.noName;
      if (node.kind === "future_import_statement") this.#future.add(identifier.text);
    }
    const isFrom = node.kind !== "import_statement";
    for (const child of node.children) {
      if (child.kind === "wildcard_import") scope.starImports.push(node);
      if (child.fieldName !== "name") continue;
      const alias = child.kind === "aliased_import" ? child.field("alias") : null;
      const dotted = child.kind === "aliased_import" ? child.field("name") : child;
      const local = alias ?? (isFrom ? dotted?.namedChildren.at(-1) : dotted?.namedChildren[0]) ?? null;
      if (local !== null) this.#bind(local, "import", child, scope);
    }
  }

  /** Binds every name of a target, however deep its tuples go; objects of attributes and subscripts are only read. */
  #targets(target: SyntaxNode | null, kind: BindingKind, site: SyntaxNode, scope: Scope, role = Role.binds): void {
    const waiting = target === null ? [] : [target];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      switch (node.kind) {
        case "identifier":
          this.#bind(node, kind, site, scope, role);
          break;
        case "attribute":
          if (kind !== "delete") this.#stores.push({ target: node, site, scope });
          break;
        case "pattern_list":
        case "tuple_pattern":
        case "list_pattern":
        case "list_splat_pattern":
        case "dictionary_splat_pattern":
        case "tuple":
        case "list":
        case "list_splat":
        case "expression_list":
        case "parenthesized_expression":
          waiting.push(...node.namedChildren.toReversed());
          break;
      }
    }
  }

  #bind(name: SyntaxNode, kind: BindingKind, site: SyntaxNode, scope: Scope, role = Role.binds): void {
    this.#roles[name.row] = role;
    const key = scope.mangle(identifierName(name));
    const owner = scope.globals.has(key) ? this.#module : scope;
    const variable = owner.own(key);
    variable.bindings.push({ kind, name, site, writtenIn: scope });
    this.#variables.set(name.row, variable);
  }

  #noName(node: SyntaxNode | null): void {
    if (node !== null) this.#roles[node.row] = Role.noName;
  }

  #scope(kind: ScopeKind, node: SyntaxNode, parent: Scope): Scope {
    const isPrivate = kind === "class" || (kind === "type-parameters" && node.kind === "class_definition");
    const scope = new Scope(kind, node, parent, isPrivate ? node.field("name")?.text : undefined);
    this.#scopes.push(scope);
    return scope;
  }

  #isKeyword(name: string): boolean {
    return name === "exec" || (name === "print" && !this.#future.has("print_function"));
  }
}
