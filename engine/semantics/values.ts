import { givesItselfWhenEntered } from "../knowledge/contexts.js";
import { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { annotatedClass } from "./annotations.js";
import { assignedValue, enteredExpression } from "./assignments.js";
import { type ClassAttribute, type Classes, decoratorNames } from "./classes.js";
import {
  firstParameter,
  isAsync,
  isGenerator,
  isOverload,
  isPlainlyDecorated,
  isProperty,
  isPropertyPart,
  isTransparent,
  mayBeField,
  returnsOf,
} from "./definitions.js";
import { Inquiry, MAX_STEPS } from "./inquiry.js";
import { givesValue } from "./name-sources.js";
import type { QualifiedNames } from "./names.js";
import type { Reaching } from "./reaching.js";
import type { Binding, ScopeTable } from "./scopes.js";
import { loopItem, part, partOf, pathTo, subscripted } from "./unpacking.js";
import { declared, distinct, isNone, UNKNOWN, type Value } from "./value.js";

/** Functions that say what an attribute of an object is before something else is stored there. */
const FIELDS: ReadonlySet<string> = new Set(["attr.field", "attr.ib", "attrs.field", "dataclasses.field"]);

/** Each mention of an attribute asks about all that is stored in it; of more places nothing is known. */
const MAX_STORES = 64;

/** Tells what an expression may stand for, over all bindings that its names may have where they are read. */
export class Values {
  readonly #scopes: ScopeTable;
  readonly #names: QualifiedNames;
  readonly #classes: Classes;
  readonly #reaching: Reaching;
  /** By row. */
  readonly #known: RowMap<readonly Value[]>;
  readonly #inquiry: Inquiry;
  readonly #declaredNames = new Map<readonly Binding[], string | null>();

  constructor(scopes: ScopeTable, names: QualifiedNames, classes: Classes, reaching: Reaching) {
    this.#scopes = scopes;
    this.#names = names;
    this.#classes = classes;
    this.#reaching = reaching;
    const { count } = scopes.module.node.tree.columns;
    this.#known = new RowMap(count);
    this.#inquiry = new Inquiry(count, (node, inquiry) => this.#expression(node, inquiry));
  }

  /** Everything the expression may be; contains `unknown` where the file does not tell all. Never empty. */
  of(expression: SyntaxNode): readonly Value[] {
    let values = this.#known.get(expression.row);
    if (values === undefined) {
      const found = distinct(this.#inquiry.begin(expression));
      values = found.length === 0 ? [UNKNOWN] : found;
      this.#known.set(expression.row, values);
    }
    return values;
  }

  /** The only thing the expression can be, or null when there are several or it is not known. */
  only(expression: SyntaxNode): Value | null {
    const values = this.of(expression);
    const [value] = values;
    return value === undefined || values.length > 1 || value.kind === "unknown" ? null : value;
  }

  #expression(node: SyntaxNode, inquiry: Inquiry): readonly Value[] {
    switch (node.kind) {
      case "identifier":
        return this.#identifier(node, inquiry);
      case "attribute":
        return this.#attribute(node, inquiry);
      case "call":
        return this.#call(node, inquiry);
      case "lambda":
        return [{ kind: "function", node, bound: false }];
      case "conditional_expression": {
        const [whenTrue, , otherwise] = node.namedChildren;
        const whenFalse = otherwise?.kind === "as_pattern" ? otherwise.namedChildren[0] : otherwise;
        return [whenTrue, whenFalse].flatMap((branch) => (branch === undefined ? [UNKNOWN] : inquiry.of(branch)));
      }
      case "boolean_operator": {
        const [left, right] = [node.field("left"), node.field("right")];
        if (left === null || right === null) return [UNKNOWN];
        const first = inquiry.of(left);
        const isOr = node.token("or") !== null;
        return [...(isOr ? first.filter((value) => !isNone(value)) : first), ...inquiry.of(right)];
      }
      case "subscript":
        return subscripted(node, inquiry);
      case "named_expression": {
        const value = node.field("value");
        return value === null ? [UNKNOWN] : inquiry.of(value);
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

  #identifier(node: SyntaxNode, inquiry: Inquiry): readonly Value[] {
    const variable = this.#scopes.variableOf(node);
    if (variable === undefined) {
      return this.#scopes.isName(node) ? [{ kind: "external", name: `builtins.${node.text}` }] : [UNKNOWN];
    }
    const name = this.#names.of(node);
    if (name !== null) return [{ kind: "external", name }];
    const { bindings, isElsewhere } = this.#reaching.at(node, variable);
    // A use that may see all of very many bindings looks at none of them.
    const given = bindings.length > 2 * MAX_STEPS ? [] : bindings.filter(givesValue);
    const isTold = given.length > 0 && given.length <= MAX_STEPS;
    const values: Value[] = isTold ? [] : [UNKNOWN];
    if (isTold) for (const each of given) values.push(...this.#binding(each, inquiry));
    return declared(isElsewhere ? [...values, UNKNOWN] : values, this.#declaredName(variable.bindings));
  }

  /** The class that an annotation of a variable names, wherever in its scope that stands. */
  #declaredName(bindings: readonly Binding[]): string | null {
    let name = this.#declaredNames.get(bindings);
    if (name === undefined) {
      name = this.#namedBy(bindings.map(({ site }) => site));
      this.#declaredNames.set(bindings, name);
    }
    return name;
  }

  #namedBy(sites: readonly SyntaxNode[]): string | null {
    for (const site of sites) {
      const type = declaredType(site);
      const name = type === null ? null : this.#typeName(type);
      if (name !== null) return name;
    }
    return null;
  }

  #typeName(type: SyntaxNode): string | null {
    return annotatedClass(type, (dotted) => this.#names.ofDotted(dotted, type));
  }

  #binding(binding: Binding, inquiry: Inquiry): readonly Value[] {
    const { kind, site, name } = binding;
    switch (kind) {
      case "function":
        // Only type checkers ever see it; the definition that follows replaces it.
        if (isOverload(site)) return [];
        return [isTransparent(site) ? { kind: "function", node: site, bound: false } : UNKNOWN];
      case "class":
        return [decoratorNames(site).length === 0 ? { kind: "class", node: site } : UNKNOWN];
      case "import": {
        const imported = this.#names.ofImport(binding);
        return [imported === null ? UNKNOWN : { kind: "external", name: imported }];
      }
      case "assignment": {
        const [target, value] = [site.field("left"), assignedValue(site)];
        const path = target === null ? null : pathTo(name, target);
        return value === null || path === null ? [UNKNOWN] : part(value, path, inquiry);
      }
      case "loop":
        return loopItem(binding, inquiry);
      case "walrus": {
        const value = site.field("value");
        return value === null ? [UNKNOWN] : inquiry.of(value);
      }
      case "with":
        return this.#entered(binding, inquiry);
      case "parameter":
        return [{ kind: "parameter", node: site }];
      default:
        return givesValue(binding) ? [UNKNOWN] : [];
    }
  }

  /** `with open(p) as f`: of the context managers known to give themselves, what `f` is. */
  #entered({ site, name }: Binding, inquiry: Inquiry): readonly Value[] {
    const manager = enteredExpression(site);
    const target = site.field("alias")?.namedChildren[0];
    const path = target === undefined ? null : pathTo(name, target);
    const isAsync = site.enclosing("with_statement")?.token("async") != null;
    if (manager === null || path === null || isAsync) return [UNKNOWN];
    return this.#enteredBy(manager, inquiry).flatMap((value) => partOf(value, path, inquiry));
  }

  #enteredBy(manager: SyntaxNode, inquiry: Inquiry): readonly Value[] {
    return inquiry.inner(manager).flatMap((value): readonly Value[] => {
      if (value.kind === "instance") {
        const methods = this.#member(value.definition, "__enter__", true, inquiry);
        return methods.flatMap((method) =>
          method.kind === "function" ? this.#returned(method, () => [value], inquiry) : UNKNOWN,
        );
      }
      if (value.kind !== "call" || value.name === null) return [UNKNOWN];
      if (givesItselfWhenEntered(value.name)) return [value];
      const isWrapper = value.name === "contextlib.closing" || value.name === "contextlib.nullcontext";
      const wrapped = isWrapper ? argumentOf(value.node, 0) : null;
      return wrapped === null ? [UNKNOWN] : inquiry.of(wrapped);
    });
  }

  #attribute(node: SyntaxNode, inquiry: Inquiry): readonly Value[] {
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
      if (overrides.length > MAX_STEPS) return [UNKNOWN];
      return [
        ...this.#member(receiver, attribute, throughObject, inquiry),
        ...overrides.flatMap((each) => this.#classAttribute(each, throughObject, inquiry)),
      ];
    }
    return inquiry.inner(object).flatMap((value): readonly Value[] => {
      switch (value.kind) {
        case "instance":
          return this.#member(value.definition, attribute, true, inquiry);
        case "class":
          return this.#member(value.node, attribute, false, inquiry);
        case "call":
          return [value.name === null ? UNKNOWN : { kind: "external", name: `${value.name}.${attribute}` }];
        case "annotated":
          return [{ kind: "external", name: `${value.name}.${attribute}` }];
        default:
          return [UNKNOWN];
      }
    });
  }

  #member(definition: SyntaxNode, name: string, throughObject: boolean, inquiry: Inquiry): readonly Value[] {
    const own = this.#classes.attribute(definition, name);
    const possible = this.#classes.storesFromOutside(name);
    if (possible.length > MAX_STEPS) return [UNKNOWN];
    const outside = possible.filter(({ target }) => this.#mayBeOn(target.field("object"), definition, inquiry));
    if (own === null && outside.length === 0) return [UNKNOWN];
    const { bindings, stores } = own ?? { bindings: [], stores: [] };
    const values = this.#classAttribute({ bindings, stores: [...stores, ...outside] }, throughObject, inquiry);
    if (own !== null) return values;
    // What is not seen to be in the class may have come from where its base does.
    const lineage = this.#classes.lineage(definition);
    const isAll = lineage.isComplete && lineage.outside.every((base) => base === "builtins.object");
    return isAll ? values : [...values, UNKNOWN];
  }

  /** Whether an expression may be an object of a class, a relative of it, or the class itself. */
  #mayBeOn(object: SyntaxNode | null, definition: SyntaxNode, inquiry: Inquiry): boolean {
    if (object === null) return true;
    return inquiry.inner(object).some((value) => {
      switch (value.kind) {
        case "instance":
          return this.#classes.areRelated(value.definition, definition);
        case "class":
          return this.#classes.areRelated(value.node, definition);
        case "call":
          return value.name === null;
        case "element":
        case "unknown":
        case "parameter":
          return true;
        default:
          return false;
      }
    });
  }

  #classAttribute({ bindings, stores }: ClassAttribute, throughObject: boolean, inquiry: Inquiry): readonly Value[] {
    if (bindings.length + stores.length > MAX_STORES) return [UNKNOWN];
    const property = throughObject ? bindings.find(({ site }) => isProperty(site)) : undefined;
    if (property !== undefined) {
      const isWhole = bindings.every((each) => each === property || isPropertyPart(each.site));
      return isWhole ? this.#returned({ node: property.site, bound: false }, () => [], inquiry) : [UNKNOWN];
    }
    const fromBody = bindings
      .flatMap((binding) => [...this.#binding(binding, inquiry), ...(mayBeField(binding) ? [UNKNOWN] : [])])
      .map((value): Value => {
        if (value.kind !== "function") return value;
        const decorators = decoratorNames(value.node);
        const bound = !decorators.includes("staticmethod") && (throughObject || decorators.includes("classmethod"));
        return { ...value, bound };
      });
    const stored = stores.flatMap(({ value }) => (value === null ? [UNKNOWN] : inquiry.of(value)));
    const isSilent = stores.length === 0 && bindings.every(({ kind }) => kind === "annotation");
    const sites = [...bindings.map(({ site }) => site), ...stores.flatMap(({ target }) => target.parent ?? [])];
    return declared(isSilent ? [UNKNOWN] : [...fromBody, ...stored], this.#namedBy(sites));
  }

  #call(node: SyntaxNode, inquiry: Inquiry): readonly Value[] {
    const callee = node.field("function");
    if (callee === null) return [UNKNOWN];
    const name = this.#names.of(callee);
    if (name !== null) return this.#made(node, name, inquiry);
    const definition = this.#constructed(callee);
    if (definition !== null) return [{ kind: "instance", node, definition }];
    return inquiry.inner(callee).flatMap((value): readonly Value[] => {
      switch (value.kind) {
        case "class":
          return [{ kind: "instance", node, definition: value.node }];
        case "external":
          return this.#made(node, value.name, inquiry);
        case "function": {
          const object = callee.kind === "attribute" ? callee.field("object") : null;
          return this.#returned(value, () => (object === null ? [UNKNOWN] : inquiry.inner(object)), inquiry);
        }
        default:
          return [{ kind: "call", node, name: null }];
      }
    });
  }

  /** The class of which a call makes an object that is not simply the class of that name: `cls(...)`, a dataclass. */
  #constructed(callee: SyntaxNode): SyntaxNode | null {
    const receiver = this.#classes.receiverClass(callee);
    if (receiver !== null) {
      return this.#classes.isClassReceiver(callee) && !this.#classes.isBase(receiver) ? receiver : null;
    }
    const definition = this.#classes.localClass(callee);
    return definition !== null && isPlainlyDecorated(definition) ? definition : null;
  }

  /** What a call of something outside the file gives. */
  #made(node: SyntaxNode, name: string, inquiry: Inquiry): readonly Value[] {
    if (name === "typing.cast" || name === "typing_extensions.cast") {
      const [type, value] = [argumentOf(node, 0), argumentOf(node, 1)];
      if (type !== null && value !== null) return declared(inquiry.of(value), this.#typeName(type));
    } else if (/^contextlib\.(?:Async)?ExitStack\.enter_context$/.test(name)) {
      const manager = argumentOf(node, 0);
      if (manager !== null) return this.#enteredBy(manager, inquiry);
    } else if (FIELDS.has(name)) return [UNKNOWN];
    return [{ kind: "call", node, name }];
  }

  /**
   * What a function of this file gives back, when its body says so plainly.
   *
   * @param receivers what its first parameter is, if it is bound to an object
   */
  #returned(
    { node: definition, bound }: { readonly node: SyntaxNode; readonly bound: boolean },
    receivers: () => readonly Value[],
    inquiry: Inquiry,
  ): readonly Value[] {
    if (definition.kind === "lambda") {
      const body = definition.field("body");
      return body === null ? [UNKNOWN] : inquiry.of(body);
    }
    if (isAsync(definition) || isGenerator(definition)) return [UNKNOWN];
    const returns = returnsOf(definition);
    const values = returns.flatMap((statement) => statement.namedChildren[0] ?? []);
    if (values.length === 0) return [isTransparent(definition) ? { kind: "nothing", node: definition } : UNKNOWN];
    if (values.length < returns.length) return [UNKNOWN];
    const self = bound && !decoratorNames(definition).includes("classmethod") ? firstParameter(definition) : null;
    return values
      .flatMap((value) => inquiry.of(value))
      .flatMap((value) => (value.kind === "parameter" && value.node === self ? receivers() : value));
  }
}

/** The annotation of a parameter or an assignment; of `*args: T` and `**kwargs: T` it says nothing about the name. */
function declaredType(site: SyntaxNode): SyntaxNode | null {
  const isSpread = site.kind === "typed_parameter" && site.namedChildren[0]?.kind !== "identifier";
  return isSpread ? null : site.field("type");
}

/** A positional argument of a call without unpacking. */
function argumentOf(call: SyntaxNode, index: number): SyntaxNode | null {
  const list = call.field("arguments");
  if (list?.kind !== "argument_list") return null;
  const plain = list.namedChildren.slice(0, index + 1);
  const isPlain = plain.every(({ kind }) => kind !== "list_splat" && kind !== "dictionary_splat");
  const found = plain[index];
  return isPlain && found !== undefined && found.kind !== "keyword_argument" ? found : null;
}
