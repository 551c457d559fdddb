import type { SyntaxNode } from "../syntax/tree.js";
import type { QualifiedNames } from "./names.js";
import type { Binding, Scope, ScopeTable } from "./scopes.js";

/** What a class of this file says about one of its attributes. */
export interface ClassAttribute {
  /** Bindings in the class body: methods, class attributes. */
  readonly bindings: readonly Binding[];
  /** `self.x = value` and `cls.x = value` in its methods. */
  readonly stores: readonly AttributeStore[];
}

/** `object.x = value`. */
export interface AttributeStore {
  readonly target: SyntaxNode;
  /** Null where the value is not plain: `object.x += 1`, `object.x, y = f()`. */
  readonly value: SyntaxNode | null;
}

/** The classes of a file: which method belongs to which, and what is stored on their objects. */
export class Classes {
  readonly #scopes: ScopeTable;
  readonly #names: QualifiedNames;
  readonly #stores = new Map<SyntaxNode, Map<string, AttributeStore[]>>();
  readonly #outsideStores = new Map<string, AttributeStore[]>();
  #scopeOf: ReadonlyMap<SyntaxNode, Scope> | undefined;
  #bases: ReadonlySet<SyntaxNode> | undefined;

  constructor(scopes: ScopeTable, names: QualifiedNames) {
    this.#scopes = scopes;
    this.#names = names;
    for (const { target, site } of scopes.attributeStores) {
      const object = target.field("object");
      const attribute = target.field("attribute")?.text;
      const owner = object === null ? null : this.receiverClass(object);
      if (attribute === undefined) continue;
      const isPlain = site.kind === "assignment" && site.field("left") === target;
      let value = isPlain ? site.field("right") : null;
      while (value?.kind === "assignment") value = value.field("right");
      // `self.x: int` declares and stores nothing.
      if (isPlain && value === null) continue;
      let byName = this.#outsideStores;
      if (owner !== null) {
        byName = this.#stores.get(owner) ?? new Map();
        this.#stores.set(owner, byName);
      }
      const stores = byName.get(attribute);
      if (stores === undefined) byName.set(attribute, [{ target, value }]);
      else stores.push({ target, value });
    }
  }

  /** For the first parameter of a method (`self`, `cls`) the class it belongs to, else null. */
  receiverClass(identifier: SyntaxNode): SyntaxNode | null {
    if (identifier.kind !== "identifier") return null;
    const variable = this.#scopes.variableOf(identifier);
    const [binding, ...others] = variable?.bindings ?? [];
    if (variable === undefined || binding === undefined || others.length > 0 || binding.kind !== "parameter")
      return null;
    const method = variable.scope.node;
    if (method.kind !== "function_definition" || !isFirstParameter(binding.name, method)) return null;
    return isStatic(method) ? null : classOf(method);
  }

  /** Whether an expression is the first parameter of a classmethod, which stands for the class and not for an object. */
  isClassReceiver(identifier: SyntaxNode): boolean {
    const variable = this.#scopes.variableOf(identifier);
    return variable !== undefined && decoratorNames(variable.scope.node).includes("classmethod");
  }

  /** An attribute as a class has it: what is stored on its objects, and the nearest body of it and its bases that binds it. */
  attribute(definition: SyntaxNode, name: string): ClassAttribute | null {
    let bindings: readonly Binding[] = [];
    const stores: AttributeStore[] = [];
    for (const each of this.lineage(definition).classes) {
      if (bindings.length === 0) bindings = this.#classScopes.get(each)?.variables.get(name)?.bindings ?? [];
      stores.push(...(this.#stores.get(each)?.get(name) ?? []));
    }
    return bindings.length > 0 || stores.length > 0 ? { bindings, stores } : null;
  }

  /** An attribute as the classes of this file that inherit from a class have it anew. */
  overrides(definition: SyntaxNode, name: string): ClassAttribute[] {
    if (!this.isBase(definition)) return [];
    return [...this.#classScopes].flatMap(([node, { variables }]) => {
      const bindings = variables.get(name)?.bindings ?? [];
      const stores = this.#stores.get(node)?.get(name) ?? [];
      const isOwn = node !== definition && (bindings.length > 0 || stores.length > 0);
      return isOwn && this.lineage(node).classes.includes(definition) ? [{ bindings, stores }] : [];
    });
  }

  /** Where an attribute of this name is stored on anything but the first parameter of a method. */
  storesFromOutside(name: string): readonly AttributeStore[] {
    return this.#outsideStores.get(name) ?? [];
  }

  /** Whether a class of this file inherits from a class. */
  isBase(definition: SyntaxNode): boolean {
    this.#bases ??= new Set([...this.#classScopes.keys()].flatMap((each) => this.lineage(each).classes.slice(1)));
    return this.#bases.has(definition);
  }

  /** Whether one of two classes inherits from the other, or they are the same. */
  areRelated(one: SyntaxNode, other: SyntaxNode): boolean {
    return this.lineage(one).classes.includes(other) || this.lineage(other).classes.includes(one);
  }

  get #classScopes(): ReadonlyMap<SyntaxNode, Scope> {
    this.#scopeOf ??= new Map(
      this.#scopes.scopes.flatMap((scope) => (scope.kind === "class" ? [[scope.node, scope]] : [])),
    );
    return this.#scopeOf;
  }

  /**
   * A class and its bases in this file, nearest first, with the qualified names of its bases outside.
   *
   * `isComplete` is false when a base could not be resolved at all, so that anything may be inherited.
   */
  lineage(definition: SyntaxNode): { classes: SyntaxNode[]; outside: string[]; isComplete: boolean } {
    const classes: SyntaxNode[] = [];
    const outside: string[] = [];
    let isComplete = true;
    const waiting = [definition];
    for (let current = waiting.shift(); current !== undefined; current = waiting.shift()) {
      if (classes.includes(current)) continue;
      classes.push(current);
      for (const base of current.field("superclasses")?.namedChildren ?? []) {
        if (base.kind === "keyword_argument") {
          if (base.field("name")?.text === "metaclass") isComplete &&= this.#isHarmlessMetaclass(base.field("value"));
          continue;
        }
        const local = this.localClass(base);
        if (local !== null) {
          waiting.push(local);
          continue;
        }
        const name = this.#names.of(base);
        if (name === null) isComplete = false;
        else outside.push(name);
      }
    }
    return { classes, outside, isComplete };
  }

  /** The class of this file that a name stands for, if it is the only thing the name is ever bound to. */
  localClass(expression: SyntaxNode): SyntaxNode | null {
    if (expression.kind !== "identifier") return null;
    const bindings = this.#scopes.variableOf(expression)?.bindings ?? [];
    const [binding] = bindings;
    return bindings.length === 1 && binding?.kind === "class" ? binding.site : null;
  }

  #isHarmlessMetaclass(metaclass: SyntaxNode | null): boolean {
    return metaclass !== null && this.#names.of(metaclass) === "abc.ABCMeta";
  }
}

/** The class whose body a function stands in, directly or under an `if`; null for functions that are no methods. */
export function classOf(method: SyntaxNode): SyntaxNode | null {
  const owner = method.enclosing("class_definition", "function_definition", "lambda");
  return owner?.kind === "class_definition" ? owner : null;
}

/** The decorators of a function or class as written, without arguments: `functools.lru_cache` of `@functools.lru_cache(1)`. */
export function decoratorNames(definition: SyntaxNode): string[] {
  return decoratorsOf(definition).map((decorator) => {
    const expression = decorator.namedChildren[0];
    return (expression?.kind === "call" ? expression.field("function") : expression)?.text ?? "";
  });
}

/** The decorator nodes of a function or class, outermost first. */
function decoratorsOf(definition: SyntaxNode): SyntaxNode[] {
  const parent = definition.parent;
  return parent?.kind === "decorated_definition" ? parent.children.filter((child) => child.kind === "decorator") : [];
}

function isStatic(method: SyntaxNode): boolean {
  return decoratorNames(method).includes("staticmethod");
}

function isFirstParameter(name: SyntaxNode, method: SyntaxNode): boolean {
  const first = method.field("parameters")?.namedChildren[0];
  return first?.covers(name) === true && first.kind !== "tuple_pattern";
}
