import type { SyntaxNode } from "../syntax/tree.js";
import { assignedValue } from "./assignments.js";
import type { Binding, Scope, ScopeTable, Variable } from "./scopes.js";

/** What a class of this file says about one of its attributes. */
export interface ClassAttribute {
  /** Bindings in the class body: methods, class attributes. */
  readonly bindings: readonly Binding[];
  /** `self.x = value` and `cls.x = value` in its methods. */
  readonly stores: readonly AttributeStore[];
}

/** Tells what an expression is called from the outside. */
interface Naming {
  of(expression: SyntaxNode): string | null;
}

/** `object.x = value`. */
export interface AttributeStore {
  readonly target: SyntaxNode;
  /** Null where the value is not plain: `object.x += 1`, `object.x, y = f()`. */
  readonly value: SyntaxNode | null;
}

/** A class and its bases in this file, nearest first, with the qualified names of its bases outside. */
export interface Lineage {
  readonly classes: readonly SyntaxNode[];
  readonly outside: readonly string[];
  /** False when a base could not be resolved at all, so that anything may be inherited. */
  readonly isComplete: boolean;
}

/** No class of a program has so many ancestors in one file; of a longer line nothing is known behind. */
const MAX_ANCESTORS = 64;

type Stores = Map<string, AttributeStore[]>;

/** The classes of a file: which method belongs to which, and what is stored on their objects. */
export class Classes {
  readonly #scopes: ScopeTable;
  readonly #names: Naming;
  readonly #receivers = new Map<Variable, SyntaxNode | null>();
  readonly #lineages = new Map<SyntaxNode, Lineage>();
  readonly #attributes = new Map<SyntaxNode, Map<string, ClassAttribute | null>>();
  readonly #overrides = new Map<SyntaxNode, Map<string, readonly ClassAttribute[]>>();
  #bodies: Map<SyntaxNode, Scope> | undefined;
  #stores: { readonly byClass: ReadonlyMap<SyntaxNode, Stores>; readonly outside: Stores } | undefined;
  #bearers: Map<string, Set<SyntaxNode>> | undefined;
  #heirs: Map<SyntaxNode, SyntaxNode[]> | undefined;

  constructor(scopes: ScopeTable, names: Naming) {
    this.#scopes = scopes;
    this.#names = names;
  }

  /** For the first parameter of a method (`self`, `cls`) the class it belongs to, else null. */
  receiverClass(identifier: SyntaxNode): SyntaxNode | null {
    const variable = identifier.kind === "identifier" ? this.#scopes.variableOf(identifier) : undefined;
    if (variable === undefined) return null;
    let owner = this.#receivers.get(variable);
    if (owner === undefined) {
      owner = receiverClass(variable);
      this.#receivers.set(variable, owner);
    }
    return owner;
  }

  /** Whether an expression is the first parameter of a classmethod, which stands for the class and not for an object. */
  isClassReceiver(identifier: SyntaxNode): boolean {
    const variable = this.#scopes.variableOf(identifier);
    return variable !== undefined && decoratorNames(variable.scope.node).includes("classmethod");
  }

  /** An attribute as a class has it: what is stored on its objects, and what the nearest body of it and its bases says. */
  attribute(definition: SyntaxNode, name: string): ClassAttribute | null {
    return kept(this.#attributes, definition, name, () => {
      const all = this.lineage(definition).classes.flatMap((each) => this.#own(each, name) ?? []);
      const nearest = all.find(({ bindings }) => bindings.length > 0);
      const bindings = nearest?.bindings ?? [];
      return all.length === 0 ? null : { bindings, stores: all.flatMap(({ stores }) => stores) };
    });
  }

  /** An attribute as the classes of this file that inherit from a class have it anew. */
  overrides(definition: SyntaxNode, name: string): readonly ClassAttribute[] {
    return kept(this.#overrides, definition, name, () => {
      const heirs = this.#heirsOf(definition);
      const bearers = this.#bearersOf(name);
      // Whichever are fewer; both are in the order of the text.
      const found =
        heirs.length <= bearers.size
          ? heirs
          : [...bearers].filter((each) => each !== definition && this.lineage(each).classes.includes(definition));
      return found.flatMap((each) => this.#own(each, name) ?? []);
    });
  }

  /** Where an attribute of this name is stored on anything but the first parameter of a method. */
  storesFromOutside(name: string): readonly AttributeStore[] {
    return this.#allStores.outside.get(name) ?? [];
  }

  /** Whether a class of this file inherits from a class. */
  isBase(definition: SyntaxNode): boolean {
    return this.#heirsOf(definition).length > 0;
  }

  /** Whether one of two classes inherits from the other, or they are the same. */
  areRelated(one: SyntaxNode, other: SyntaxNode): boolean {
    return this.lineage(one).classes.includes(other) || this.lineage(other).classes.includes(one);
  }

  /** A class and what it inherits from. */
  lineage(definition: SyntaxNode): Lineage {
    const known = this.#lineages.get(definition);
    if (known !== undefined) return known;
    const classes = new Set([definition]);
    const outside: string[] = [];
    let isComplete = true;
    // What is added while the loop runs is met by it.
    for (const current of classes) {
      for (const base of current.field("superclasses")?.namedChildren ?? []) {
        if (base.kind === "keyword_argument") {
          if (base.field("name")?.text === "metaclass") isComplete &&= this.#isHarmlessMetaclass(base.field("value"));
          continue;
        }
        const local = this.localClass(base);
        const name = local === null ? this.#names.of(base) : null;
        if (local !== null && classes.size <= MAX_ANCESTORS) classes.add(local);
        else if (name === null) isComplete = false;
        else outside.push(name);
      }
    }
    const lineage = { classes: [...classes], outside, isComplete };
    this.#lineages.set(definition, lineage);
    return lineage;
  }

  /** The class of this file that a name stands for, if it is the only thing the name is ever bound to. */
  localClass(expression: SyntaxNode): SyntaxNode | null {
    if (expression.kind !== "identifier") return null;
    const bindings = this.#scopes.variableOf(expression)?.bindings ?? [];
    const [binding] = bindings;
    return bindings.length === 1 && binding?.kind === "class" ? binding.site : null;
  }

  /** What one class has itself, by its body or by stores in its methods; null for nothing. */
  #own(definition: SyntaxNode, name: string): ClassAttribute | null {
    this.#bodies ??= bodiesOf(this.#scopes);
    const bindings = this.#bodies.get(definition)?.named(name)?.bindings ?? [];
    const stores = this.#allStores.byClass.get(definition)?.get(name) ?? [];
    return bindings.length > 0 || stores.length > 0 ? { bindings, stores } : null;
  }

  get #allStores(): { readonly byClass: ReadonlyMap<SyntaxNode, Stores>; readonly outside: Stores } {
    if (this.#stores !== undefined) return this.#stores;
    const byClass = new Map<SyntaxNode, Stores>();
    const outside: Stores = new Map();
    for (const { target, site } of this.#scopes.attributeStores) {
      const object = target.field("object");
      const attribute = target.field("attribute")?.text;
      const owner = object === null ? null : this.receiverClass(object);
      if (attribute === undefined) continue;
      const isPlain = site.kind === "assignment" && site.field("left") === target;
      const value = isPlain ? assignedValue(site) : null;
      // `self.x: int` declares and stores nothing.
      if (isPlain && value === null) continue;
      const byName = owner === null ? outside : (byClass.get(owner) ?? new Map());
      if (owner !== null) byClass.set(owner, byName);
      pushTo(byName, attribute, { target, value });
    }
    this.#stores = { byClass, outside };
    return this.#stores;
  }

  /** The classes that have an attribute of a name themselves. */
  #bearersOf(name: string): ReadonlySet<SyntaxNode> {
    if (this.#bearers === undefined) {
      this.#bearers = new Map();
      for (const { kind, node, variables } of this.#scopes.scopes) {
        if (kind !== "class") continue;
        const written = [...variables.values()].map((variable) => variable.written);
        for (const key of [...written, ...(this.#allStores.byClass.get(node)?.keys() ?? [])]) {
          const known = this.#bearers.get(key);
          if (known === undefined) this.#bearers.set(key, new Set([node]));
          else known.add(node);
        }
      }
    }
    return this.#bearers.get(name) ?? NOBODY;
  }

  /** The classes that inherit from a class. */
  #heirsOf(definition: SyntaxNode): readonly SyntaxNode[] {
    if (this.#heirs === undefined) {
      this.#heirs = new Map();
      for (const { kind, node } of this.#scopes.scopes) {
        if (kind !== "class") continue;
        for (const ancestor of this.lineage(node).classes) if (ancestor !== node) pushTo(this.#heirs, ancestor, node);
      }
    }
    return this.#heirs.get(definition) ?? [];
  }

  #isHarmlessMetaclass(metaclass: SyntaxNode | null): boolean {
    return metaclass !== null && this.#names.of(metaclass) === "abc.ABCMeta";
  }
}

const NOBODY: ReadonlySet<SyntaxNode> = new Set();

/** The answer to a question about an attribute of a class, found once. */
function kept<Answer>(
  answers: Map<SyntaxNode, Map<string, Answer>>,
  definition: SyntaxNode,
  name: string,
  find: () => Answer,
): Answer {
  const byName = answers.get(definition) ?? new Map<string, Answer>();
  answers.set(definition, byName);
  const known = byName.get(name);
  if (known !== undefined) return known;
  const answer = find();
  byName.set(name, answer);
  return answer;
}

function pushTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function receiverClass({ bindings, scope }: Variable): SyntaxNode | null {
  const [binding, ...others] = bindings;
  if (binding?.kind !== "parameter" || others.length > 0) return null;
  const method = scope.node;
  if (method.kind !== "function_definition" || !isFirstParameter(binding.name, method)) return null;
  return isStatic(method) ? null : classOf(method);
}

/** The class whose body a function stands in, directly or under an `if`; null for functions that are no methods. */
export function classOf(method: SyntaxNode): SyntaxNode | null {
  const owner = method.enclosing("class_definition", "function_definition", "lambda");
  return owner?.kind === "class_definition" ? owner : null;
}

/** The decorators of a function or class as written, without arguments: `functools.lru_cache` of `@functools.lru_cache(1)`. */
export function decoratorNames(definition: SyntaxNode): string[] {
  return decoratorsOf(definition).map((decorator) => {
    const expression = decorator.firstNamedChild;
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
  const first = method.field("parameters")?.firstNamedChild;
  return first?.covers(name) === true && first.kind !== "tuple_pattern";
}

/** The scopes of classes by their definitions. */
function bodiesOf({ scopes }: ScopeTable): Map<SyntaxNode, Scope> {
  const bodies = new Map<SyntaxNode, Scope>();
  for (const scope of scopes) if (scope.kind === "class") bodies.set(scope.node, scope);
  return bodies;
}
