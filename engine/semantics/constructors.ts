import type { SyntaxNode } from "../syntax/tree.js";
import { Call } from "./call.js";
import type { Classes } from "./classes.js";
import { decorationOf, decoratorsOf } from "./decorators.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { QualifiedNames } from "./names.js";
import type { Binding, Scope, ScopeTable } from "./scopes.js";
import { type Given, NOTHING_GIVEN, type Parameter, positionsOnly, type Signature, signatureOf } from "./signature.js";

/** What a call of a class runs, and with what. */
export interface Constructor {
  /** The `__init__` or `__new__`; null when the class has none in this file, or a generated one. */
  readonly definition: SyntaxNode | null;
  readonly signature: Signature;
  readonly given: Given;
}

/** Class decorators after which the class is called as before. */
const HARMLESS_DECORATORS: ReadonlySet<string> = new Set([
  "functools.total_ordering",
  "typing.final",
  "typing.runtime_checkable",
]);

const DATACLASS = "dataclasses.dataclass";

/** Bases that have neither an `__init__` nor a `__new__` of their own. */
const BARE_BASES: ReadonlySet<string> = new Set(["abc.ABC", "builtins.object", "typing.Generic"]);

/** Bases with an `__init__` of their own, but whose `__new__` takes whatever the `__init__` of a child takes. */
const OPEN_BASES: ReadonlySet<string> = new Set([
  ...BARE_BASES,
  "builtins.BaseException",
  "builtins.Exception",
  "builtins.RuntimeError",
  "builtins.TypeError",
  "builtins.ValueError",
  "builtins.dict",
  "builtins.list",
  "builtins.set",
  "collections.OrderedDict",
  "logging.Handler",
  "multiprocessing.Process",
  "threading.Thread",
  "unittest.TestCase",
]);

/** Finds what a call of a class of this file takes. */
export class Constructors {
  readonly #scopes: ScopeTable;
  readonly #names: QualifiedNames;
  readonly #classes: Classes;
  readonly #known = new Map<SyntaxNode, Constructor | null>();
  #scopesByNode: Map<SyntaxNode, Scope> | undefined;

  constructor(scopes: ScopeTable, names: QualifiedNames, classes: Classes) {
    this.#scopes = scopes;
    this.#names = names;
    this.#classes = classes;
  }

  /** The constructor of a class_definition, or null where the file does not tell. */
  of(definition: SyntaxNode): Constructor | null {
    let made = this.#known.get(definition);
    if (made === undefined) {
      made = this.#found(definition);
      this.#known.set(definition, made);
    }
    return made;
  }

  #found(definition: SyntaxNode): Constructor | null {
    const { classes, outside, isComplete } = this.#classes.lineage(definition);
    // With several bases, which of them comes first depends on all the others.
    const isChain = classes.every((each) => this.#bases(each).length <= 1);
    for (const each of classes) {
      if (!this.#decorators(each).every((name) => name === DATACLASS || HARMLESS_DECORATORS.has(name))) return null;
      const init = this.#own(each, "__init__");
      const create = this.#own(each, "__new__");
      const isAllowed =
        isComplete && outside.every((base) => (each === definition ? OPEN_BASES : BARE_BASES).has(base));
      if (init.length > 0) return isAllowed && create.length === 0 ? this.#method(init) : null;
      const [base] = this.#bases(each);
      if (base !== undefined && isChain) {
        const fields = this.#tuple(each, base);
        if (fields !== null) return create.length > 0 ? this.#method(create) : fields;
      }
      if (create.length > 0) return null;
      const generates = this.#decorators(each).includes(DATACLASS) && this.#option(each, "init", true);
      if (generates !== false) return generates === true && isAllowed && isChain ? this.#dataclass(each) : null;
      if (!isChain) return null;
    }
    const isBare = isComplete && outside.every((base) => BARE_BASES.has(base));
    return isBare ? { definition: null, signature: positionsOnly(0, 0), given: NOTHING_GIVEN } : null;
  }

  /** What a call of `collections.namedtuple(...)`, `typing.NamedTuple(...)` makes takes; null for other calls. */
  namedTuple(node: SyntaxNode): Signature | null {
    const callee = node.kind === "call" ? node.field("function") : null;
    const name = callee === null ? null : this.#names.of(callee);
    if (callee === null || (name !== "collections.namedtuple" && name !== "typing.NamedTuple")) return null;
    const call = new Call(node, callee, name);
    const list = call.argument(1, name === "typing.NamedTuple" ? "fields" : "field_names");
    const keywords = call.arguments.flatMap(({ keyword }) => keyword ?? []);
    if (list === undefined || call.hasUnpacking || keywords.some((each) => each === "rename" || each === "fields"))
      return null;
    const fields = fieldNames(unparenthesized(list), name === "typing.NamedTuple");
    const given = call.argument(null, "defaults");
    const defaults = given === undefined ? 0 : lengthOf(unparenthesized(given));
    if (fields === null || defaults === null) return null;
    return byName(fields.map((field, i) => ({ name: field, node: null, hasDefault: i >= fields.length - defaults })));
  }

  /** A class that is a named tuple: by its base, with the fields in its body or made by a call. */
  #tuple(definition: SyntaxNode, base: SyntaxNode): Constructor | null {
    const given = NOTHING_GIVEN;
    const made = this.namedTuple(unparenthesized(base));
    if (made !== null) return { definition: null, signature: made, given };
    if (this.#names.of(base) !== "typing.NamedTuple") return null;
    const fields = this.#annotated(definition);
    if (fields === null) return null;
    const parameters = fields.map(({ name, node, value }) => ({ name, node, hasDefault: value !== null }));
    return { definition: null, signature: byName(parameters), given };
  }

  #method(bindings: readonly Binding[]): Constructor | null {
    const [binding, ...others] = bindings;
    if (binding?.kind !== "function" || others.length > 0) return null;
    const wanted = binding.name.text === "__new__" ? "static" : "object";
    if (decorationOf(binding.site, this.#names)?.binding !== wanted) return null;
    return { definition: binding.site, signature: signatureOf(binding.site), given: { positions: 1, keywords: [] } };
  }

  #dataclass(definition: SyntaxNode): Constructor | null {
    const fields = new Map<string, Parameter & { readonly keywordOnly: boolean }>();
    // Fields of the bases come first, and keep their place when a child declares them anew.
    const { classes } = this.#classes.lineage(definition);
    for (const each of [...classes].reverse()) {
      if (!this.#decorators(each).includes(DATACLASS)) continue;
      const declared = this.#annotated(each);
      if (declared === null) return null;
      let keywordOnly = this.#option(each, "kw_only");
      for (const { name, node, type, value } of declared) {
        const annotated = this.#annotation(type);
        if (annotated === "typing.ClassVar") continue;
        if (annotated === "dataclasses.KW_ONLY") keywordOnly = true;
        else {
          const field = this.#field(value);
          // Without a value of its own, what a base has under this name is the default.
          const isInherited = value === null && classes.some((one) => one !== each && this.#own(one, name).length > 0);
          if (keywordOnly === null || field === null || isInherited) return null;
          if (!field.isParameter) fields.delete(name);
          else
            fields.set(name, {
              name,
              node,
              hasDefault: field.hasDefault,
              keywordOnly: field.keywordOnly ?? keywordOnly,
            });
        }
      }
    }
    const all = [...fields.values()];
    const signature = byName(all.filter((field) => !field.keywordOnly));
    return {
      definition: null,
      signature: { ...signature, keywordOnly: all.filter((field) => field.keywordOnly) },
      given: NOTHING_GIVEN,
    };
  }

  /** What the right side of a field says: a plain default, or `field(...)`; null where it cannot be read. */
  #field(
    value: SyntaxNode | null,
  ): { readonly isParameter: boolean; readonly hasDefault: boolean; readonly keywordOnly: boolean | null } | null {
    const callee = value?.kind === "call" ? value.field("function") : null;
    if (value === null || callee === null || this.#names.of(callee) !== "dataclasses.field") {
      // What another function gives may be a field too.
      if (callee !== null && this.#names.of(callee) === null) return null;
      return { isParameter: true, hasDefault: value !== null, keywordOnly: null };
    }
    const call = new Call(value, callee, "dataclasses.field");
    const flag = (keyword: string): boolean | null | undefined => {
      const at = call.argument(null, keyword);
      return at === undefined ? undefined : truth(at);
    };
    const init = flag("init");
    const keywordOnly = flag("kw_only");
    if (call.hasUnpacking || init === null || keywordOnly === null) return null;
    const hasDefault = !call.lacks(null, "default") || !call.lacks(null, "default_factory");
    return { isParameter: init !== false, hasDefault, keywordOnly: keywordOnly ?? null };
  }

  /** The annotated names of a class body, in order; null when some are written where they may not be run. */
  #annotated(definition: SyntaxNode):
    | {
        readonly name: string;
        readonly node: SyntaxNode;
        readonly type: SyntaxNode;
        readonly value: SyntaxNode | null;
      }[]
    | null {
    const body = definition.field("body");
    if (body === null) return null;
    const found = [];
    const seen = new Set<string>();
    for (const node of body.descendants("assignment")) {
      const type = node.field("type");
      const left = node.field("left");
      if (left === null || node.enclosing("class_definition", "function_definition", "lambda") !== definition) continue;
      if (type === null ? seen.has(left.text) : left.kind !== "identifier" || node.parent?.parent !== body) return null;
      if (type === null) continue;
      // Bound again further on, as by a method of the same name, the last value is the default.
      const bindings = this.#own(definition, left.text);
      if (bindings.length !== 1) return null;
      seen.add(left.text);
      found.push({ name: left.text, node, type, value: node.field("right") });
    }
    return found;
  }

  /** The qualified name of an annotation, without what it is applied to: of `ClassVar[int]`, also when it is quoted. */
  #annotation(type: SyntaxNode): string | null {
    const inner = type.namedChildren[0];
    if (inner === undefined) return null;
    const quoted = stringValue(inner);
    if (quoted !== null) return this.#names.ofDotted(quoted.replace(/\[.*$/s, "").trim(), type);
    const generic =
      inner.kind === "subscript"
        ? inner.field("value")
        : inner.kind === "generic_type"
          ? inner.namedChildren[0]
          : inner;
    return generic === null || generic === undefined ? null : this.#names.of(generic);
  }

  /** A true-or-false option of the dataclass decorator; null when it is computed. */
  #option(definition: SyntaxNode, keyword: string, otherwise = false): boolean | null {
    for (const { expression, name } of decoratorsOf(definition, this.#names)) {
      const callee = expression.kind === "call" ? expression.field("function") : null;
      if (name !== DATACLASS || callee === null) continue;
      const call = new Call(expression, callee, name);
      if (call.hasUnpacking) return null;
      const value = call.argument(null, keyword);
      return value === undefined ? otherwise : truth(value);
    }
    return otherwise;
  }

  #decorators(definition: SyntaxNode): string[] {
    return decoratorsOf(definition, this.#names).map(({ name }) => name ?? "");
  }

  #bases(definition: SyntaxNode): SyntaxNode[] {
    return (definition.field("superclasses")?.namedChildren ?? []).filter((base) => base.kind !== "keyword_argument");
  }

  #own(definition: SyntaxNode, name: string): readonly Binding[] {
    this.#scopesByNode ??= new Map(this.#scopes.scopes.map((scope) => [scope.node, scope]));
    return this.#scopesByNode.get(definition)?.variables.get(name)?.bindings ?? [];
  }
}

/** A signature of parameters that all can be given by position or by name. */
function byName(positional: readonly Parameter[]): Signature {
  return { positional, positionalOnly: 0, takesRest: false, keywordOnly: [], takesKeywords: false };
}

/** The names in `"x y"`, `["x", "y"]` or, in pairs, `[("x", int), ("y", int)]`. */
function fieldNames(list: SyntaxNode, inPairs: boolean): string[] | null {
  const text = inPairs ? null : stringValue(list);
  if (text !== null) return text.split(/[\s,]+/).filter((name) => name !== "");
  if (list.kind !== "list" && list.kind !== "tuple") return null;
  const names = list.namedChildren.map((element) => {
    const name = inPairs ? unparenthesized(element).namedChildren[0] : element;
    return name === undefined ? null : stringValue(name);
  });
  return names.every((name) => name !== null) ? names : null;
}

function lengthOf(list: SyntaxNode): number | null {
  const isPlain = list.kind === "list" || list.kind === "tuple";
  return isPlain && list.namedChildren.every(({ kind }) => kind !== "list_splat") ? list.namedChildren.length : null;
}

function truth(node: SyntaxNode): boolean | null {
  return node.kind === "true" ? true : node.kind === "false" ? false : null;
}
