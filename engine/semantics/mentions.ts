import type { SyntaxNode } from "../syntax/tree.js";
import { attributesNamed } from "./attribute-rows.js";
import type { Call } from "./call.js";
import type { Callable } from "./callables.js";
import type { Registration } from "./callbacks.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { onceForEach } from "./once.js";
import type { Variable } from "./scopes.js";

/** More names for one object are not followed. */
const MAX_NAMES = 32;
/** Functions that look at an object and keep nothing of it. */
const LOOKING: ReadonlySet<string> = new Set(
  ["bool", "id", "isinstance", "iter", "len", "print", "repr", "str", "type"].map((name) => `builtins.${name}`),
);

/**
 * Every expression of the file by which an object is used that has a name: through the variables and attributes that it is
 * given to, also as the parameters of the file's own functions that are called, or run in threads and processes, with it.
 *
 * Null when somebody else may get hold of the object, so that these are not all. That a module's variables and an object's
 * attributes can be reached from other files is not counted: what is done there is done besides.
 *
 * @param expression a name or attribute that stands for the object; null for anything else
 */
export function mentionsOf(expression: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  const node = unparenthesized(expression);
  if (node.kind === "attribute") return mentionsOfAttribute(node.field("attribute")?.text ?? "", model);
  const variable = node.kind === "identifier" ? model.variableOf(node) : undefined;
  return variable === undefined ? null : mentionsOfVariable(variable, model);
}

const mentionsOfAttribute = onceForEach((name: string, model) => new Mentions(model).ofAttribute(name));
const mentionsOfVariable = onceForEach((variable: Variable, model) => new Mentions(model).ofVariable(variable));

/** The calls of methods of an object, wherever the file uses it by a name, see {@link mentionsOf}; none where these may not be all. */
export function methodCallsOf(expression: SyntaxNode, model: Model): readonly Call[] {
  const mentions = mentionsOf(expression, model);
  return mentions === null ? [] : methodCallsAt(mentions, model);
}

const methodCallsAt = onceForEach((mentions: readonly SyntaxNode[], model) =>
  mentions.flatMap((mention) => methodCallOn(mention, model) ?? []),
);

/** The call of a method of what an expression stands for: of `q` in `q.put(1)`. */
export function methodCallOn(object: SyntaxNode, model: Model): Call | null {
  const { parent } = object;
  const isCalled = parent?.kind === "attribute" && parent.parent?.kind === "call" && parent.fieldName === "function";
  return isCalled && parent.parent !== null ? model.callAt(parent.parent) : null;
}

class Mentions {
  readonly #model: Model;
  readonly #found: SyntaxNode[] = [];
  readonly #variables = new Set<Variable>();
  readonly #attributes = new Set<string>();

  constructor(model: Model) {
    this.#model = model;
  }

  ofVariable(variable: Variable): readonly SyntaxNode[] | null {
    return this.#variable(variable) ? this.#all() : null;
  }

  ofAttribute(name: string): readonly SyntaxNode[] | null {
    this.#attribute(name);
    return this.#all();
  }

  #all(): readonly SyntaxNode[] | null {
    // What is found adds further names.
    for (const mention of this.#found) {
      if (this.#variables.size + this.#attributes.size > MAX_NAMES || !this.#use(mention)) return null;
    }
    return this.#found;
  }

  /** Adds all mentions of a name; false for what is none, or may be the name of something else. */
  #name(target: SyntaxNode): boolean {
    if (target.kind === "attribute") {
      this.#attribute(target.field("attribute")?.text ?? "");
      return true;
    }
    const variable = target.kind === "identifier" ? this.#model.variableOf(target) : undefined;
    return variable !== undefined && this.#variable(variable);
  }

  #attribute(name: string): void {
    if (this.#attributes.has(name)) return;
    this.#attributes.add(name);
    this.#found.push(...attributesNamed(this.#model.tree, name));
  }

  #variable(variable: Variable): boolean {
    if (this.#variables.has(variable)) return true;
    this.#variables.add(variable);
    this.#found.push(...variable.references);
    return variable.bindings.every(({ kind }) => kind === "assignment" || kind === "parameter" || kind === "with");
  }

  /** Whether what is done with a mention shows the object to nobody but the file. */
  #use(mention: SyntaxNode): boolean {
    let node = mention;
    while (node.parent?.kind === "parenthesized_expression") node = node.parent;
    const { parent } = node;
    switch (parent?.kind) {
      case "attribute":
      case "comparison_operator":
      case "boolean_operator":
      case "not_operator":
      case "if_statement":
      case "while_statement":
      case "expression_statement":
        return true;
      case "assignment": {
        const target = parent.field("left");
        return target !== null && (target.covers(node) || this.#name(target));
      }
      case "default_parameter":
      case "typed_default_parameter": {
        const name = parent.field("name");
        return name !== null && this.#name(name);
      }
      case "argument_list":
      case "keyword_argument":
        return this.#argument(node);
      case "tuple":
      case "list":
      case "pair":
        return this.#gathered(node, parent);
      default:
        return false;
    }
  }

  #argument(value: SyntaxNode): boolean {
    const node = value.enclosing("call");
    const call = node && this.#model.callAt(node);
    if (call == null) return false;
    if (call.name !== null && LOOKING.has(call.name)) return true;
    const [registration, ...others] = this.#model.callbacksOf(call);
    if (registration !== undefined) return others.length === 0 && this.#handedOver(call, value, registration);
    const callable = call.hasUnpacking ? null : this.#model.callableOf(call.callee);
    return callable !== null && this.#parameter(callable, call.positional.indexOf(value), keywordOf(call, value));
  }

  /** `submit(work, q)` */
  #handedOver(call: Call, value: SyntaxNode, { callable, slot, callback }: Registration): boolean {
    if (slot.passes.kind !== "rest" || callable === null || call.hasUnpacking) return false;
    const after = call.positional.indexOf(callback) + 1;
    const index = call.positional.indexOf(value);
    return this.#parameter(callable, index < 0 ? -1 : index - after + slot.passes.before, keywordOf(call, value));
  }

  /** `Thread(target=work, args=(q,), kwargs={"q": q})` */
  #gathered(value: SyntaxNode, parent: SyntaxNode): boolean {
    const container = parent.kind === "pair" ? parent.parent : parent;
    const node = container?.enclosing("call");
    const call = node && this.#model.callAt(node);
    if (container == null || call == null) return false;
    return this.#model.callbacksOf(call).some(({ slot: { passes }, callable }) => {
      if (passes.kind !== "spread" || callable === null) return false;
      if (call.argument(...passes.args) === container) {
        const items = container.namedChildren;
        const isPlain = items.every(({ kind }) => kind !== "list_splat");
        return isPlain && this.#parameter(callable, items.indexOf(value), null);
      }
      const isKeywords = passes.kwargs !== null && call.argument(...passes.kwargs) === container;
      const key = isKeywords && parent.kind === "pair" ? parent.field("key") : null;
      return key !== null && this.#parameter(callable, -1, stringValue(key));
    });
  }

  #parameter(callable: Callable, index: number, keyword: string | null): boolean {
    const { definition, signature } = callable;
    const body = callable.body;
    if (definition === null || body === null) return false;
    const parameters = [...signature.positional, ...signature.keywordOnly];
    const parameter = keyword === null ? signature.positional[index] : parameters.find(({ name }) => name === keyword);
    const variable = parameter === undefined ? undefined : this.#model.scopeAt(body).named(parameter.name);
    return variable !== undefined && this.#variable(variable);
  }
}

function keywordOf(call: Call, value: SyntaxNode): string | null {
  return call.arguments.find((argument) => argument.value === value)?.keyword ?? null;
}
