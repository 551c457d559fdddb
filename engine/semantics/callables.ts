import { libraryMember } from "../knowledge/library.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import { Call } from "./call.js";
import { type Classes, classOf } from "./classes.js";
import { Constructors } from "./constructors.js";
import { type Decoration, decorationOf } from "./decorators.js";
import { isAsync, isGenerator, returnsOf } from "./definitions.js";
import { libraryCallable } from "./library-callables.js";
import { unparenthesized } from "./literals.js";
import type { QualifiedNames } from "./names.js";
import type { ScopeTable } from "./scopes.js";
import {
  type Arity,
  accepts,
  arityOf,
  type Given,
  inWords,
  NOTHING_GIVEN,
  type Parameter,
  positionsOnly,
  type Result,
  remaining,
  type Signature,
  sameSignatures,
  signatureOf,
} from "./signature.js";
import type { Value } from "./value.js";
import type { Values } from "./values.js";

/** More `partial`s around each other, and lambdas that call each other, are not looked through. */
const MAX_NESTING = 4;

/** Objects of the library that are called with one argument, by what makes them. */
const TAKES_ONE: ReadonlySet<string> = new Set(["operator.attrgetter", "operator.itemgetter", "operator.methodcaller"]);

/** Kinds of values that may be called. */
const CALLABLE: ReadonlySet<Value["kind"]> = new Set(["function", "class", "instance", "external", "call"]);

/** Something that can be called, as far as the file (and the library's facts) tell. */
export class Callable {
  /** The expression that stands for it where it is used. */
  readonly reference: SyntaxNode;
  /**
   * The def or lambda that runs when it is called; of a class without constructor the class. Null for functions of the
   * library, and where one of several alike is meant.
   */
  readonly definition: SyntaxNode | null;
  /** Whether a `functools.partial` lies between the reference and the definition. */
  readonly isPartial: boolean;
  /** Of a function of the library, its qualified name. */
  readonly libraryName: string | null;
  /** What a call gives; null when that is not known. */
  readonly gives: Result | null;
  /** The ways to call what is called in the end: several for some functions of the library. */
  readonly #whole: readonly Signature[];
  readonly #given: Given;
  #remaining: readonly Signature[] | undefined;

  constructor(
    reference: SyntaxNode,
    facts: {
      readonly signatures: readonly Signature[];
      readonly given?: Given;
      readonly definition?: SyntaxNode | null;
      readonly isPartial?: boolean;
      readonly libraryName?: string;
      readonly gives?: Result | null;
    },
  ) {
    this.reference = reference;
    this.definition = facts.definition ?? null;
    this.isPartial = facts.isPartial ?? false;
    this.libraryName = facts.libraryName ?? null;
    this.gives = facts.gives ?? null;
    this.#whole = facts.signatures;
    this.#given = facts.given ?? NOTHING_GIVEN;
  }

  /** What is left of those ways that are still possible. */
  get #left(): readonly Signature[] {
    this.#remaining ??= this.#whole.flatMap((signature) => remaining(signature, this.#given) ?? []);
    return this.#remaining;
  }

  /** What runs when it is called, or null: the block of a def, the expression of a lambda. */
  get body(): SyntaxNode | null {
    return this.definition?.kind === "class_definition" ? null : (this.definition?.field("body") ?? null);
  }

  /** Whether it can be called with so many positional arguments and these keywords. */
  accepts(positions: number, keywords: readonly string[] = []): boolean {
    const all = [...new Set([...this.#given.keywords, ...keywords])];
    return this.#whole.some((signature) => accepts(signature, this.#given.positions + positions, all));
  }

  /** The parameters that are left for a call to fill; none where no call fits. */
  get signature(): Signature {
    return this.#left[0] ?? positionsOnly(0, 0);
  }

  /** How many positions fit; null when no call ever does. */
  get arity(): Arity | null {
    return arityOf(this.#left);
  }

  /** A method without any parameter has no place even for the object it is called on. */
  get lacksReceiver(): boolean {
    return this.#left.length === 0 && !this.isPartial;
  }

  /** What it takes, in words: "no arguments", "1 to 2 arguments". */
  get takes(): string {
    const { arity } = this;
    if (arity !== null) return inWords(arity);
    return this.isPartial ? "fewer arguments than its partial holds" : "no arguments, not even self";
  }

  /** What `functools.partial` makes of it with further arguments. */
  partial(positions: number, keywords: readonly string[]): Callable {
    const given = {
      positions: this.#given.positions + positions,
      keywords: [...new Set([...this.#given.keywords, ...keywords])],
    };
    return this.#with({ given, isPartial: true });
  }

  /** The same where another expression stands for it. */
  referredBy(reference: SyntaxNode): Callable {
    return this.#with({ reference });
  }

  /** The same, standing for several definitions that are called alike; null when they are not. */
  agreeing(other: Callable): Callable | null {
    const isAlike =
      sameSignatures(this.#whole, other.#whole) &&
      this.#given.positions === other.#given.positions &&
      this.gives === other.gives;
    return isAlike ? this.#with({ definition: null }) : null;
  }

  #with({ reference = this.reference, ...changes }: Changes): Callable {
    return new Callable(reference, {
      signatures: this.#whole,
      given: this.#given,
      definition: this.definition,
      isPartial: this.isPartial,
      ...(this.libraryName === null ? {} : { libraryName: this.libraryName }),
      gives: this.gives,
      ...changes,
    });
  }
}

interface FunctionFacts {
  readonly decoration: Decoration | null;
  readonly gives: Result | null;
  readonly signature: Signature;
  /** Whether the names of its parameters depend on where it is called. */
  readonly hasPrivateNames: boolean;
}

interface Changes {
  readonly reference?: SyntaxNode;
  readonly given?: Given;
  readonly isPartial?: boolean;
  readonly definition?: null;
}

/** Finds what is called when an expression is called. */
export class Callables {
  readonly #scopes: ScopeTable;
  readonly #names: QualifiedNames;
  readonly #values: Values;
  readonly #classes: Classes;
  readonly #constructors: Constructors;
  readonly #known = new Map<SyntaxNode, Callable | null>();
  readonly #functions = new Map<SyntaxNode, FunctionFacts>();
  readonly #target: PythonVersion;

  constructor(scopes: ScopeTable, names: QualifiedNames, values: Values, classes: Classes, target: PythonVersion) {
    this.#target = target;
    this.#scopes = scopes;
    this.#names = names;
    this.#values = values;
    this.#classes = classes;
    this.#constructors = new Constructors(scopes, names, classes);
  }

  /**
   * The callable an expression stands for.
   *
   * Null when it may be several things, is decorated beyond knowledge, comes from elsewhere, or is not callable at all.
   */
  of(expression: SyntaxNode): Callable | null {
    return this.#of(expression, 0);
  }

  /** What the name of a def, read where it stands, calls: without the object or class it may be reached through. */
  definedBy(definition: SyntaxNode): Callable | null {
    return this.#function(definition, definition, false, 0);
  }

  #of(expression: SyntaxNode, depth: number): Callable | null {
    let callable = this.#known.get(expression);
    if (callable === undefined) {
      callable = depth > MAX_NESTING ? null : this.#found(expression, depth);
      if (depth === 0) this.#known.set(expression, callable);
    }
    return callable;
  }

  #found(expression: SyntaxNode, depth: number): Callable | null {
    // What a class decorator gives is no class to the values.
    const decorated = this.#classes.localClass(unparenthesized(expression));
    if (decorated !== null) return this.#class(expression, decorated);
    const values = this.#values.of(expression);
    if (!values.every(({ kind }) => CALLABLE.has(kind))) return null;
    let agreed: Callable | null = null;
    for (const value of values) {
      const callable = this.#value(expression, value, depth);
      if (callable === null) return null;
      agreed = agreed === null ? callable : agreed.agreeing(callable);
      if (agreed === null) return null;
    }
    return agreed;
  }

  #value(reference: SyntaxNode, value: Value, depth: number): Callable | null {
    switch (value.kind) {
      case "function":
        return this.#function(reference, value.node, value.bound, depth);
      case "class":
        return this.#class(reference, value.node);
      case "instance":
        return this.#instance(reference, value.definition, depth);
      case "external":
        return this.#external(reference, value.name, depth);
      case "call":
        return this.#made(reference, value.node, value.name, depth);
      default:
        return null;
    }
  }

  #function(reference: SyntaxNode, definition: SyntaxNode, bound: boolean, depth: number): Callable | null {
    let facts = this.#functions.get(definition);
    if (facts === undefined) {
      const decoration = decorationOf(definition, this.#names);
      const gives = decoration?.makesManager ? "context manager" : this.#result(definition, depth);
      const signature = signatureOf(definition);
      const parameters = [...signature.positional, ...signature.keywordOnly];
      // `def f(self, __x)` of a class is called with another keyword outside of it than inside.
      const hasPrivateNames = parameters.some(isPrivate) && classOf(definition) !== null;
      facts = { decoration, gives, signature, hasPrivateNames };
      this.#functions.set(definition, facts);
    }
    const { decoration, gives, signature, hasPrivateNames } = facts;
    if (decoration === null || hasPrivateNames || !this.#isReachable(reference, definition, decoration)) return null;
    if (this.#mayBeReplaced(reference, definition)) return null;
    const isFilled = decoration.binding === "class" || (bound && decoration.binding === "object");
    return new Callable(reference, {
      signatures: [signature],
      given: isFilled ? { positions: 1, keywords: [] } : NOTHING_GIVEN,
      definition,
      gives,
    });
  }

  /** Staticmethods and classmethods are functions only when they are reached through the class or its objects. */
  #isReachable(reference: SyntaxNode, definition: SyntaxNode, { binding }: Decoration): boolean {
    if (binding === "object") return true;
    if (classOf(definition) === null) return false;
    const bare = unparenthesized(reference);
    if (bare.kind === "identifier") return this.#scopes.variableOf(bare)?.scope.kind !== "class";
    return bare.kind !== "function_definition";
  }

  /**
   * Whether the object that a method is reached through may well have another of the name: `self` of a metaclass is a
   * class with attributes of its own, and what only raises an error is there to be overridden, maybe elsewhere.
   */
  #mayBeReplaced(reference: SyntaxNode, definition: SyntaxNode): boolean {
    const node = unparenthesized(reference);
    const object = node.kind === "attribute" ? node.field("object") : null;
    const receiver = object === null ? null : this.#classes.receiverClass(object);
    if (receiver === null) return false;
    const [first, second, ...more] = definition.field("body")?.namedChildren ?? [];
    const isStub = (second ?? first)?.kind === "raise_statement" && more.length === 0;
    return isStub || this.#classes.lineage(receiver).outside.includes("builtins.type");
  }

  #result(definition: SyntaxNode, depth: number): Result | null {
    if (isAsync(definition)) return isGenerator(definition) ? "async generator" : "coroutine";
    if (isGenerator(definition)) return "generator";
    const body = definition.field("body");
    if (body === null) return null;
    if (definition.kind === "lambda") {
      const callee = body.kind === "call" ? body.field("function") : null;
      return callee === null ? null : (this.#of(callee, depth + 1)?.gives ?? null);
    }
    const gives = returnsOf(definition).some((node) => node.namedChildren.some(({ kind }) => kind !== "none"));
    return gives ? null : "nothing";
  }

  #class(reference: SyntaxNode, definition: SyntaxNode): Callable | null {
    const made = this.#constructors.of(definition);
    if (made === null) return null;
    const facts = { definition: made.definition ?? definition, gives: "object" } as const;
    return new Callable(reference, { ...facts, signatures: [made.signature], given: made.given });
  }

  /** An object of a class of this file, called. */
  #instance(reference: SyntaxNode, definition: SyntaxNode, depth: number): Callable | null {
    const method = this.#classes.attribute(definition, "__call__");
    const [binding] = method?.bindings ?? [];
    if (method === null || method.bindings.length !== 1 || method.stores.length > 0) return null;
    if (binding?.kind !== "function" || decorationOf(binding.site, this.#names)?.binding !== "object") return null;
    return this.#function(reference, binding.site, true, depth);
  }

  #external(reference: SyntaxNode, name: string, depth: number): Callable | null {
    if (name.startsWith("builtins.super.")) return this.#inherited(reference, name.slice(15), depth);
    if (this.#isClassAttribute(reference)) return null;
    // `Event.set` of the class itself still lacks the object.
    const isPath = this.#names.of(reference) === name;
    if (isPath && libraryMember(name)?.kind === "method" && libraryMember(name)?.binding === "instance") return null;
    const found = libraryCallable(name, this.#target);
    return found && new Callable(reference, { ...found, libraryName: name });
  }

  /** `super().method`: as the nearest base in this file has it, when the class has no more than that one base. */
  #inherited(reference: SyntaxNode, method: string, depth: number): Callable | null {
    const node = unparenthesized(reference);
    const within = node.enclosing("function_definition", "lambda");
    const definition = within === null ? null : classOf(within);
    const bases = definition?.field("superclasses")?.namedChildren ?? [];
    const [base] = bases;
    const parent = base === undefined || bases.length > 1 ? null : this.#classes.localClass(base);
    if (within === null || parent === null || node.kind !== "attribute") return null;
    const isMethod = decorationOf(within, this.#names)?.binding === "object";
    const attribute = this.#classes.attribute(parent, method);
    const [binding] = attribute?.bindings ?? [];
    if (attribute === null || attribute.bindings.length !== 1 || attribute.stores.length > 0) return null;
    // In a classmethod, methods are reached through the class, and lack the object.
    if (binding?.kind !== "function" || (!isMethod && decorationOf(binding.site, this.#names)?.binding === "object"))
      return null;
    return this.#function(reference, binding.site, true, depth);
  }

  /** Whether an expression reaches something through an object that may become a method by that. */
  #isClassAttribute(reference: SyntaxNode): boolean {
    const node = unparenthesized(reference);
    const object = node.kind === "attribute" ? node.field("object") : null;
    return object !== null && (this.#objectClass(object) !== null || this.#classes.receiverClass(object) !== null);
  }

  /** What a call gives that can be called itself. */
  #made(reference: SyntaxNode, node: SyntaxNode, name: string | null, depth: number): Callable | null {
    if (name !== null && TAKES_ONE.has(name)) return new Callable(reference, { signatures: [positionsOnly(1, 1)] });
    if (name === "functools.partial" || name === "functools.partialmethod") {
      const callee = node.field("function");
      const call = callee === null ? null : new Call(node, callee, name);
      const [target, ...positions] = call?.positional ?? [];
      if (call === null || target === undefined || call.hasUnpacking) return null;
      if (positions.some((each) => this.#names.of(each) === "functools.Placeholder")) return null;
      const inner = this.#of(target, depth + 1);
      const isMethod = name === "functools.partialmethod";
      if (inner === null || (isMethod && !this.#isMethod(reference, inner))) return null;
      const keywords = call.arguments.flatMap((argument) => argument.keyword ?? []);
      const made = inner.partial(positions.length + (isMethod ? 1 : 0), keywords);
      return made.referredBy(reference);
    }
    const signature = this.#constructors.namedTuple(node);
    return signature && new Callable(reference, { signatures: [signature], gives: "object" });
  }

  /** Whether a partialmethod is reached through an object, and is about a plain method. */
  #isMethod(reference: SyntaxNode, { definition }: Callable): boolean {
    const node = unparenthesized(reference);
    const object = node.kind === "attribute" ? node.field("object") : null;
    if (object === null || definition?.kind !== "function_definition" || classOf(definition) === null) return false;
    if (decorationOf(definition, this.#names)?.binding !== "object") return false;
    return this.#objectClass(object) !== null;
  }

  /** The class of this file that an expression is certainly an object of: as `self`, or made by calling it. */
  #objectClass(object: SyntaxNode): SyntaxNode | null {
    const receiver = this.#classes.receiverClass(object);
    if (receiver !== null) return this.#classes.isClassReceiver(object) ? null : receiver;
    const value = this.#values.only(object);
    return value?.kind === "instance" ? value.definition : null;
  }
}

function isPrivate({ name }: Parameter): boolean {
  return name.startsWith("__") && !name.endsWith("__");
}
