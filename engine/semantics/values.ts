import { givesItselfWhenEntered } from "../knowledge/contexts.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { annotatedClass } from "./annotations.js";
import { type ClassAttribute, type Classes, decoratorNames } from "./classes.js";
import { unparenthesized } from "./literals.js";
import { assignedValue, directValue, type QualifiedNames } from "./names.js";
import type { Binding, ScopeTable, Variable } from "./scopes.js";

/** One thing that an expression may stand for. */
export type Value =
  /** The result of a call; `name` is the qualified name of what is called, if known. */
  | { readonly kind: "call"; readonly node: SyntaxNode; readonly name: string | null }
  /** An object of a class of this file. */
  | { readonly kind: "instance"; readonly node: SyntaxNode; readonly definition: SyntaxNode }
  /** A def or lambda; `bound` when reached through an object, which then fills the first parameter. */
  | { readonly kind: "function"; readonly node: SyntaxNode; readonly bound: boolean }
  | { readonly kind: "class"; readonly node: SyntaxNode }
  /** Something with a qualified name, or a member of the result of a named call: `threading.Event.set`. */
  | { readonly kind: "external"; readonly name: string }
  /** A string, number, container display, comprehension, None, True, False, `...`. */
  | { readonly kind: "literal"; readonly node: SyntaxNode }
  /** An object that an annotation says is of the class of this name. */
  | { readonly kind: "annotated"; readonly name: string }
  /** The None that a function of this file gives back because no `return` of it has a value. */
  | { readonly kind: "nothing"; readonly node: SyntaxNode }
  | { readonly kind: "parameter"; readonly node: SyntaxNode }
  | { readonly kind: "unknown" };

const UNKNOWN: Value = { kind: "unknown" };

/** Decorators that leave what they decorate callable as before. */
const TRANSPARENT_DECORATORS = new Set([
  "staticmethod",
  "classmethod",
  "abstractmethod",
  "abc.abstractmethod",
  "override",
  "typing.override",
  "final",
  "typing.final",
  "functools.cache",
  "functools.lru_cache",
  "lru_cache",
]);

/** A question that leads through more steps than this is answered with "unknown". */
const MAX_STEPS = 200;

/** The work of one question: what is being followed, so that circles end, and how much may still be. */
interface Search {
  readonly seen: Set<SyntaxNode | Variable>;
  steps: number;
}

/** Tells what an expression may stand for, over all bindings that its names have in the file. */
export class Values {
  readonly #scopes: ScopeTable;
  readonly #names: QualifiedNames;
  readonly #classes: Classes;

  constructor(scopes: ScopeTable, names: QualifiedNames, classes: Classes) {
    this.#scopes = scopes;
    this.#names = names;
    this.#classes = classes;
  }

  /** Everything the expression may be; contains `unknown` where the file does not tell all. Never empty. */
  of(expression: SyntaxNode): Value[] {
    const values = this.#of(expression, { seen: new Set(), steps: 0 });
    return values.length === 0 ? [UNKNOWN] : values;
  }

  /** The only thing the expression can be, or null when there are several or it is not known. */
  only(expression: SyntaxNode): Value | null {
    const [value, ...others] = this.of(expression);
    return value === undefined || others.length > 0 || value.kind === "unknown" ? null : value;
  }

  #of(expression: SyntaxNode, search: Search): Value[] {
    const node = unparenthesized(expression);
    if (search.seen.has(node)) return [];
    if (++search.steps > MAX_STEPS) return [UNKNOWN];
    search.seen.add(node);
    switch (node.kind) {
      case "identifier":
        return this.#identifier(node, search);
      case "attribute":
        return this.#attribute(node, search);
      case "call":
        return this.#call(node, search);
      case "lambda":
        return [{ kind: "function", node, bound: false }];
      case "conditional_expression": {
        const [whenTrue, , whenFalse] = node.namedChildren;
        return [whenTrue, whenFalse].flatMap((branch) => (branch === undefined ? [UNKNOWN] : this.#of(branch, search)));
      }
      case "boolean_operator":
        return ["left", "right"].flatMap((side) => {
          const operand = node.field(side as "left" | "right");
          return operand === null ? [UNKNOWN] : this.#of(operand, search);
        });
      case "named_expression": {
        const value = node.field("value");
        return value === null ? [UNKNOWN] : this.#of(value, search);
      }
      case "string":
      case "concatenated_string":
      case "integer":
      case "float":
      case "true":
      case "false":
      case "none":
      case "ellipsis":
      case "list":
      case "tuple":
      case "set":
      case "dictionary":
      case "expression_list":
      case "list_comprehension":
      case "set_comprehension":
      case "dictionary_comprehension":
      case "generator_expression":
        return [{ kind: "literal", node }];
      case "unary_operator":
        return /^[-+]\s*[\d.]/.test(node.text) ? [{ kind: "literal", node }] : [UNKNOWN];
      default:
        return [UNKNOWN];
    }
  }

  #identifier(node: SyntaxNode, search: Search): Value[] {
    const variable = this.#scopes.variableOf(node);
    if (variable === undefined) {
      return this.#scopes.isName(node) ? [{ kind: "external", name: `builtins.${node.text}` }] : [UNKNOWN];
    }
    const name = this.#names.of(node);
    return name !== null ? [{ kind: "external", name }] : this.#variable(variable, search);
  }

  #variable(variable: Variable, search: Search): Value[] {
    if (search.seen.has(variable)) return [];
    search.seen.add(variable);
    return this.#bound(variable.bindings, search);
  }

  #bound(bindings: readonly Binding[], search: Search): Value[] {
    const values = bindings.flatMap((binding) => this.#binding(binding, search));
    return this.#declared(
      values,
      bindings.map(({ site }) => site),
    );
  }

  /** The values, with what the annotation at one of the sites says instead of those that are not known. */
  #declared(values: readonly Value[], sites: readonly SyntaxNode[]): Value[] {
    const types = sites.flatMap((site) => declaredType(site) ?? []);
    const names = types.map((type) => annotatedClass(type, (dotted) => this.#names.ofDotted(dotted, type)));
    const name = names.find((each) => each !== null) ?? null;
    if (name === null) return values.length === 0 ? [UNKNOWN] : [...values];
    const known = values.filter((value) => !isUntold(value));
    const isComplete = known.length === values.length && !known.every(isNone);
    return isComplete ? known : [...known, { kind: "annotated", name }];
  }

  #binding(binding: Binding, search: Search): Value[] {
    const { kind, site } = binding;
    switch (kind) {
      case "function":
        return [isTransparent(site) ? { kind: "function", node: site, bound: false } : UNKNOWN];
      case "class":
        return [decoratorNames(site).length === 0 ? { kind: "class", node: site } : UNKNOWN];
      case "import": {
        const name = this.#names.ofImport(binding);
        return [name === null ? UNKNOWN : { kind: "external", name }];
      }
      case "assignment": {
        const value = directValue(binding) ?? unpackedValue(binding);
        return value === null ? [UNKNOWN] : this.#of(value, search);
      }
      case "walrus": {
        const value = site.field("value");
        return value === null ? [UNKNOWN] : this.#of(value, search);
      }
      case "with":
        return this.#entered(binding, search);
      case "parameter":
        return [{ kind: "parameter", node: site }];
      case "annotation":
      case "delete":
        return [];
      default:
        return [UNKNOWN];
    }
  }

  /** `with open(p) as f`: of the context managers known to give themselves, what `f` is. */
  #entered(binding: Binding, search: Search): Value[] {
    const manager = binding.site.namedChildren[0];
    const isWhole = binding.site.field("alias")?.namedChildren[0] === binding.name;
    if (manager === undefined || !isWhole) return [UNKNOWN];
    return this.#of(manager, search).map((value) =>
      value.kind === "call" && value.name !== null && givesItselfWhenEntered(value.name) ? value : UNKNOWN,
    );
  }

  #attribute(node: SyntaxNode, search: Search): Value[] {
    const name = this.#names.of(node);
    if (name !== null) return [{ kind: "external", name }];
    const object = node.field("object");
    const attribute = node.field("attribute")?.text;
    if (object === null || attribute === undefined) return [UNKNOWN];
    const receiver = this.#classes.receiverClass(object);
    if (receiver !== null) {
      const throughObject = !this.#classes.isClassReceiver(object);
      // `self` may well be an object of a class that inherits from this one.
      const overrides = this.#classes.overrides(receiver, attribute);
      return [
        ...this.#member(receiver, attribute, throughObject, search),
        ...overrides.flatMap((each) => this.#classAttribute(each, throughObject, search)),
      ];
    }
    return this.#of(object, search).flatMap((value): Value[] => {
      switch (value.kind) {
        case "instance":
          return this.#member(value.definition, attribute, true, search);
        case "class":
          return this.#member(value.node, attribute, false, search);
        case "call":
          return [value.name === null ? UNKNOWN : { kind: "external", name: `${value.name}.${attribute}` }];
        case "annotated":
          return [{ kind: "external", name: `${value.name}.${attribute}` }];
        default:
          return [UNKNOWN];
      }
    });
  }

  #member(definition: SyntaxNode, name: string, throughObject: boolean, search: Search): Value[] {
    const attribute = this.#classes.attribute(definition, name);
    return attribute === null ? [UNKNOWN] : this.#classAttribute(attribute, throughObject, search);
  }

  #classAttribute({ bindings, stores }: ClassAttribute, throughObject: boolean, search: Search): Value[] {
    const fromBody = bindings
      .flatMap((binding) => this.#binding(binding, search))
      .map((value): Value => {
        if (value.kind !== "function") return value;
        const decorators = decoratorNames(value.node);
        const bound = !decorators.includes("staticmethod") && (throughObject || decorators.includes("classmethod"));
        return { ...value, bound };
      });
    const stored = stores.flatMap(({ value }) => (value === null ? [UNKNOWN] : this.#of(value, search)));
    const sites = [...bindings.map(({ site }) => site), ...stores.flatMap(({ target }) => target.parent ?? [])];
    return this.#declared([...fromBody, ...stored], sites);
  }

  #call(node: SyntaxNode, search: Search): Value[] {
    const callee = node.field("function");
    if (callee === null) return [UNKNOWN];
    const name = this.#names.of(callee);
    if (name !== null) return [{ kind: "call", node, name }];
    return this.#of(callee, search).flatMap((value): Value[] => {
      switch (value.kind) {
        case "class":
          return [{ kind: "instance", node, definition: value.node }];
        case "external":
          return [{ kind: "call", node, name: value.name }];
        case "function":
          return this.#returned(value.node, search);
        default:
          return [{ kind: "call", node, name: null }];
      }
    });
  }

  /** What a function of this file gives back, when its body says so plainly. */
  #returned(definition: SyntaxNode, search: Search): Value[] {
    if (definition.kind === "lambda") {
      const body = definition.field("body");
      return body === null ? [UNKNOWN] : this.#of(body, search);
    }
    if (isAsync(definition) || isGenerator(definition)) return [UNKNOWN];
    const returns = ownDescendants(definition, "return_statement");
    const values = returns.flatMap((statement) => statement.namedChildren[0] ?? []);
    if (values.length === 0) return [isTransparent(definition) ? { kind: "nothing", node: definition } : UNKNOWN];
    if (values.length < returns.length) return [UNKNOWN];
    return values.flatMap((value) => this.#of(value, search));
  }
}

/** The annotation of a parameter or an assignment; of `*args: T` and `**kwargs: T` it says nothing about the name. */
function declaredType(site: SyntaxNode): SyntaxNode | null {
  const isSpread = site.kind === "typed_parameter" && site.namedChildren[0]?.kind !== "identifier";
  return isSpread ? null : site.field("type");
}

function isUntold(value: Value): boolean {
  return value.kind === "unknown" || value.kind === "parameter" || (value.kind === "call" && value.name === null);
}

function isNone(value: Value): boolean {
  return value.kind === "literal" && value.node.kind === "none";
}

/** The element that `a, b = x, y` gives to one of its names, when both sides are written out. */
function unpackedValue(binding: Binding): SyntaxNode | null {
  const { site, name } = binding;
  const target = site.field("left");
  const value = assignedValue(site);
  if (target === null || value === null) return null;
  const targets = unparenthesized(target).namedChildren;
  const source = unparenthesized(value);
  if (source.kind !== "expression_list" && source.kind !== "tuple" && source.kind !== "list") return null;
  const elements = source.namedChildren;
  const isSpread = (node: SyntaxNode): boolean => node.kind === "list_splat_pattern" || node.kind === "list_splat";
  if (targets.length !== elements.length || targets.some(isSpread) || elements.some(isSpread)) return null;
  return elements[targets.indexOf(name)] ?? null;
}

/** Whether calling the function is calling what its `def` says. */
export function isTransparent(definition: SyntaxNode): boolean {
  return decoratorNames(definition).every((name) => TRANSPARENT_DECORATORS.has(name));
}

export function isAsync(definition: SyntaxNode): boolean {
  return definition.token("async") !== null;
}

/** Whether a function's own body yields, so that calling it runs none of it. */
export function isGenerator(definition: SyntaxNode): boolean {
  return ownDescendants(definition, "yield").length > 0;
}

/** Nodes of a kind in a function's body that are run by the function itself, not by one nested in it. */
function ownDescendants(definition: SyntaxNode, kind: "return_statement" | "yield" | "await"): SyntaxNode[] {
  const body = definition.field("body");
  if (body === null) return [];
  const found = [...(body.kind === kind ? [body] : []), ...body.descendants(kind)];
  return found.filter((node) => node.enclosing("function_definition", "lambda", "class_definition") === definition);
}
