import { type StringKind, StringRole } from "../knowledge/string-words.js";
import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { speaksOf } from "./annotations.js";
import { assignedValue } from "./assignments.js";
import { isProperty, returnsOf } from "./definitions.js";
import { GivenNames, importedWord, type NamedAttribute } from "./given-names.js";
import { opensText } from "./handle.js";
import { isBytesLiteral, unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";
import type { Model } from "./model.js";
import type { Binding, Variable } from "./scopes.js";
import { isBuiltin } from "./star-imports.js";
import { ANYTHING, CODES, rolesFor } from "./string-roles.js";

/** A question that leads through more steps than this, or deeper, is answered by "perhaps". */
const MAX_STEPS = 2000;
const MAX_DEPTH = 100;
/** What is called by a name of a name of a name may be anything. */
const MAX_ALIASES = 4;

const searches = new Kept<Model, Readonly<Record<StringKind, PossibleStrings>>>(({ tree }) => tree);

/**
 * Whether an expression may be bytes, or something that they are taken from: a list, a tuple, a file that is read.
 *
 * What is not is never bytes to `model.contentOf`, nor are its parts; that is much dearer to ask, since it follows the control flow. Here
 * all that ever gives a name, an attribute or a function its value counts, wherever that stands.
 */
export function mayBeBytes(expression: SyntaxNode, model: Model): boolean {
  return searchesIn(model).bytes.of(expression);
}

/** The same of text. */
export function mayBeText(expression: SyntaxNode, model: Model): boolean {
  return searchesIn(model).str.of(expression);
}

function searchesIn(model: Model): Readonly<Record<StringKind, PossibleStrings>> {
  let both = searches.get(model);
  if (both === undefined) {
    const names = new GivenNames(model, model.tree);
    both = { bytes: new PossibleStrings("bytes", model, names), str: new PossibleStrings("str", model, names) };
    searches.set(model, both);
  }
  return both;
}

/** What is asked about: a variable, the attributes of a name, or the functions of one. */
type Subject = Variable | NamedAttribute | readonly SyntaxNode[];

/** Searches all that may come into an expression for strings of one kind. */
class PossibleStrings {
  readonly #kind: StringKind;
  readonly #model: Meaning;
  readonly #names: GivenNames;
  readonly #known = new Map<Subject, boolean>();
  /** What has been looked at for the present question: it need not be again, whether it led to something or not. */
  readonly #seen = new Set<Subject>();
  /** How often the present question came to what it had looked at, or was looking at. */
  #cuts = 0;
  #steps = 0;
  #roles: ReadonlyMap<string, number> | undefined;

  constructor(kind: StringKind, model: Meaning, names: GivenNames) {
    this.#kind = kind;
    this.#model = model;
    this.#names = names;
  }

  #roleOf(word: string): number {
    this.#roles ??= rolesFor(this.#kind);
    return this.#roles.get(word) ?? 0;
  }

  of(expression: SyntaxNode): boolean {
    this.#seen.clear();
    this.#cuts = 0;
    this.#steps = 0;
    const isPossible = this.#of(expression, 0);
    // From nothing that was looked at a way leads to such strings.
    if (!isPossible) for (const subject of this.#seen) this.#known.set(subject, false);
    return isPossible;
  }

  #of(expression: SyntaxNode, depth: number): boolean {
    if (++this.#steps > MAX_STEPS || depth > MAX_DEPTH) return true;
    const node = unparenthesized(expression);
    switch (node.kind) {
      case "string":
      case "concatenated_string":
        return isBytesLiteral(node) === (this.#kind === "bytes");
      case "identifier":
        return this.#identifier(node, depth);
      case "attribute":
        return this.#attribute(node, depth);
      case "call":
        return this.#call(node, depth);
      case "subscript":
      case "named_expression":
        return this.#field(node, "value", depth);
      case "binary_operator":
        return this.#sum(node, depth);
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
      case "lambda":
        return this.#field(node, "body", depth);
      case "conditional_expression":
      case "boolean_operator":
      case "await":
      case "list":
      case "set":
      case "tuple":
      case "expression_list":
      case "dictionary":
      case "pair":
        return this.#parts(node, depth);
      default:
        return false;
    }
  }

  #field(node: SyntaxNode, field: "body" | "left" | "right" | "value", depth: number): boolean {
    const part = node.field(field);
    return part !== null && this.#of(part, depth + 1);
  }

  #parts(node: SyntaxNode, depth: number): boolean {
    for (const part of node.namedChildren) if (this.#of(part, depth + 1)) return true;
    return false;
  }

  /** Of a sum, as of what is filled in, the first decides; of a product either may. */
  #sum(node: SyntaxNode, depth: number): boolean {
    let left = node;
    for (let steps = depth; left.kind === "binary_operator"; steps++) {
      if (steps > MAX_DEPTH || (left.token("*") !== null && this.#field(left, "right", depth))) return true;
      const first = left.field("left");
      if (first === null) return false;
      left = unparenthesized(first);
    }
    return this.#of(left, depth + 1);
  }

  #identifier(node: SyntaxNode, depth: number): boolean {
    const variable = this.#model.variableOf(node);
    if (variable !== undefined) return this.#variable(variable, depth);
    const { text } = node;
    // Of the builtins, none but the class holds bytes, or gives them when it is called.
    const isTold = this.#kind === "str" || this.#names.hasStars;
    return text === this.#kind || (isTold && (this.#roleOf(text) & (StringRole.attribute | StringRole.function)) !== 0);
  }

  #variable(variable: Variable, depth: number): boolean {
    const known = this.#known.get(variable);
    if (known !== undefined) return known;
    if (this.#isSeen(variable)) return false;
    const before = this.#cuts;
    return this.#keep(variable, this.#isBoundToBytes(variable, depth + 1), before);
  }

  #isBoundToBytes({ bindings, name, scope }: Variable, depth: number): boolean {
    if (
      scope.kind !== "function" &&
      (this.#roleOf(name) & StringRole.attribute) !== 0 &&
      (this.#names.hasStars || isBuiltin(name))
    ) {
      return true;
    }
    for (const binding of bindings) if (this.#binding(binding, depth)) return true;
    // A class body reads the module's while it has none of its own.
    const outer = scope.kind === "class" ? scope.module.variables.get(name) : undefined;
    return outer !== undefined && this.#variable(outer, depth);
  }

  #binding({ kind, site, name }: Binding, depth: number): boolean {
    switch (kind) {
      case "assignment": {
        const value = assignedValue(site);
        return speaksOf(this.#kind, site.field("type"), this.#model) || (value !== null && this.#of(value, depth));
      }
      case "annotation":
        return speaksOf(this.#kind, site.field("type"), this.#model);
      case "parameter":
        return site !== name && speaksOf(this.#kind, site.field("type"), this.#model);
      // What is added is of the kind of what is there.
      case "augmented":
        return site.field("operator")?.text === "*=" && this.#field(site, "right", depth);
      case "loop":
      case "walrus":
        return this.#field(site, kind === "loop" ? "right" : "value", depth);
      case "with":
        return this.#entered(site, depth);
      case "import":
        return (this.#roleOf(importedWord(site)) & (StringRole.attribute | StringRole.function)) !== 0;
      default:
        return false;
    }
  }

  /** What a context manager gives: itself, what it was made of, or what the class of this file says. */
  #entered(pattern: SyntaxNode, depth: number): boolean {
    for (const part of pattern.parent?.kind === "conditional_expression" ? [pattern.parent, pattern] : [pattern]) {
      for (const manager of part.namedChildren) if (this.#of(manager, depth)) return true;
    }
    return this.#given("__enter__", depth);
  }

  #attribute(node: SyntaxNode, depth: number): boolean {
    const [object, word] = [node.field("object"), node.field("attribute")?.text];
    if (object === null || word === undefined) return false;
    if ((this.#roleOf(word) & StringRole.attribute) !== 0 && this.#names.mayBeKnown(object)) return true;
    return this.#isStored(word, depth);
  }

  /** Whether bytes may be stored in an attribute of a name, whosever it is. */
  #isStored(name: string, depth: number): boolean {
    const attribute = this.#names.attribute(name);
    if (attribute !== undefined) {
      const known = this.#known.get(attribute);
      if (known === true) return true;
      if (known === undefined && !this.#isSeen(attribute)) {
        const before = this.#cuts;
        if (this.#keep(attribute, this.#isStoredAs(attribute, depth + 1), before)) return true;
      }
    }
    // A property is what its function gives.
    return this.#given(name, depth);
  }

  #isStoredAs({ stores, variables }: NamedAttribute, depth: number): boolean {
    for (const { site } of stores) {
      const value = site.kind === "assignment" ? assignedValue(site) : null;
      if (speaksOf(this.#kind, site.field("type"), this.#model) || (value !== null && this.#of(value, depth)))
        return true;
    }
    for (const variable of variables) if (this.#variable(variable, depth)) return true;
    return false;
  }

  #call(node: SyntaxNode, depth: number): boolean {
    const callee = node.field("function");
    return callee !== null && this.#calling(callee, node, depth + 1, 0);
  }

  /** Whether a call of what an expression stands for may give bytes. */
  #calling(expression: SyntaxNode, call: SyntaxNode, depth: number, aliases: number): boolean {
    const callee = unparenthesized(expression);
    if (++this.#steps > MAX_STEPS || depth > MAX_DEPTH || aliases > MAX_ALIASES) return true;
    switch (callee.kind) {
      case "attribute":
        return this.#callingAttribute(callee, call, depth, aliases);
      case "identifier":
        return this.#callingName(callee, call, depth, aliases);
      case "lambda":
        return this.#field(callee, "body", depth);
      case "call":
        return this.#names.mayGiveFunctions(callee);
      case "none":
      case "string":
      case "integer":
        return false;
      default:
        return true;
    }
  }

  #callingAttribute(callee: SyntaxNode, call: SyntaxNode, depth: number, aliases: number): boolean {
    const [object, word] = [callee.field("object"), callee.field("attribute")?.text];
    if (object === null || word === undefined) return false;
    if (this.#method(call, object, word, depth)) return true;
    const attribute = this.#names.attribute(word);
    if (attribute !== undefined) {
      for (const { site } of attribute.stores) {
        if (site.kind !== "assignment" || this.#callingValue(assignedValue(site), call, depth, aliases)) return true;
      }
      for (const { bindings } of attribute.variables) {
        if (this.#callingOne(bindings, call, depth, aliases)) return true;
      }
    }
    // What a property gives is called.
    return this.#names.functions(word).some(isProperty) || this.#given(word, depth);
  }

  #callingName(callee: SyntaxNode, call: SyntaxNode, depth: number, aliases: number): boolean {
    const { text } = callee;
    const variable = this.#model.variableOf(callee);
    const isModules = variable === undefined || variable.scope.kind === "module";
    if (isModules && this.#names.hasStars && this.#function(call, text, depth)) return true;
    if (variable === undefined) return this.#builtin(call, text, depth);
    if (variable.scope.kind === "class" || this.#callingOne(variable.bindings, call, depth, aliases)) return true;
    return (isModules && isBuiltin(text) && this.#builtin(call, text, depth)) || this.#given(text, depth);
  }

  #callingOne(bindings: readonly Binding[], call: SyntaxNode, depth: number, aliases: number): boolean {
    for (const { kind, site } of bindings) {
      switch (kind) {
        case "import":
          if (this.#function(call, importedWord(site), depth)) return true;
          break;
        case "assignment":
          if (this.#callingValue(assignedValue(site), call, depth, aliases)) return true;
          break;
        case "walrus":
          if (this.#callingValue(site.field("value"), call, depth, aliases)) return true;
          break;
        case "function":
        case "class":
        case "parameter":
        case "annotation":
        case "delete":
          break;
        default:
          return true;
      }
    }
    return false;
  }

  #callingValue(value: SyntaxNode | null, call: SyntaxNode, depth: number, aliases: number): boolean {
    return value !== null && this.#calling(value, call, depth + 1, aliases + 1);
  }

  #method(node: SyntaxNode, object: SyntaxNode, word: string, depth: number): boolean {
    const role = this.#roleOf(word);
    if (role === 0) return false;
    if ((role & ANYTHING) !== 0 || word === CODES[this.#kind]) return true;
    if ((role & StringRole.method) !== 0 && this.#names.mayBeKnown(object)) return true;
    if ((role & StringRole.function) !== 0 && this.#names.mayBeModule(object)) return true;
    if ((role & StringRole.passing) === 0) return false;
    return this.#of(object, depth + 1) || (object.kind !== "string" && this.#arguments(node, depth));
  }

  #function(node: SyntaxNode, word: string, depth: number): boolean {
    const role = this.#roleOf(word);
    if ((role & (StringRole.function | ANYTHING)) !== 0) return true;
    return (role & StringRole.passing) !== 0 && this.#arguments(node, depth);
  }

  #builtin(node: SyntaxNode, word: string, depth: number): boolean {
    if (word === "open") return this.#kind === "str" || !opensText(node);
    const role = this.#roleOf(word);
    if (word === this.#kind || (role & ANYTHING) !== 0) return true;
    if (this.#kind === "str" && (role & StringRole.function) !== 0) return true;
    return (role & StringRole.passing) !== 0 && this.#arguments(node, depth);
  }

  #arguments(call: SyntaxNode, depth: number): boolean {
    const list = call.field("arguments");
    if (list === null) return false;
    if (list.kind !== "argument_list") return this.#of(list, depth + 1);
    for (const argument of list.namedChildren) {
      const value = argument.kind === "keyword_argument" ? argument.field("value") : argument;
      if (value !== null && this.#of(value, depth + 1)) return true;
      // `iter(file.readline, b"")`
      const object = value?.kind === "attribute" ? value.field("object") : null;
      if (object !== null && this.#of(object, depth + 1)) return true;
    }
    return false;
  }

  /** Whether a function of a name, of all that the file has, may give bytes. */
  #given(name: string, depth: number): boolean {
    const functions = this.#names.functions(name);
    if (functions.length === 0) return false;
    const known = this.#known.get(functions);
    if (known !== undefined) return known;
    if (this.#isSeen(functions)) return false;
    const before = this.#cuts;
    return this.#keep(functions, this.#isGivenByOne(functions, depth + 1), before);
  }

  #isGivenByOne(functions: readonly SyntaxNode[], depth: number): boolean {
    for (const definition of functions) {
      if (speaksOf(this.#kind, definition.field("return_type"), this.#model)) return true;
      for (const statement of returnsOf(definition)) {
        const value = statement.firstNamedChild;
        if (value !== null && this.#of(value, depth)) return true;
      }
    }
    return false;
  }

  #isSeen(subject: Subject): boolean {
    if (!this.#seen.has(subject)) {
      this.#seen.add(subject);
      return false;
    }
    this.#cuts++;
    return true;
  }

  /** Keeps an answer, unless it is "no" for want of what else is being looked at. */
  #keep(subject: Subject, isPossible: boolean, before: number): boolean {
    if (isPossible || this.#cuts === before) this.#known.set(subject, isPossible);
    return isPossible;
  }
}
