import type { HeadContext, Messages, RuleContext } from "./finding.js";
import { wordsOfModule, wordsOfName } from "./knowledge/names.js";
import { Place, sharedPattern } from "./places.js";
import type { Call } from "./semantics/call.js";
import type { ImportedModule } from "./semantics/imports.js";
import type { NamedKind } from "./syntax/kinds.js";
import type { SyntaxNode } from "./syntax/tree.js";

/** Lists of words that belong together: all of one list must be there. */
export type Words = readonly (readonly string[])[];

/** What the first group of a pattern without flags finds twice, the second time at most so many characters behind the first. */
export interface Repeated {
  readonly pattern: RegExp;
  readonly within: number;
}

/**
 * What a text must contain for a subscription to matter: all words of one of the alternatives, and a match of the
 * patterns if there are any. It may err only towards "matters": a file that does not match is never parsed.
 */
export interface Relevance {
  readonly anyOf: Words;
  /** Further alternatives, of each of which all words of one must be there, too. */
  readonly also?: readonly Words[] | undefined;
  /** Top-level modules of which one must be imported by a statement. */
  readonly importOf?: readonly string[] | undefined;
  /** What must stand there twice, which is cheap to see and asked before the pattern. */
  readonly repeated?: Repeated | undefined;
  readonly pattern?: RegExp | undefined;
  /** Patterns of which one must match. */
  readonly places?: readonly Place[] | undefined;
  /** A second pattern that must match too. */
  readonly and?: RegExp | undefined;
  /** A text also matters when it fulfils this. */
  readonly or?: Relevance | undefined;
}

interface Subscribed<Kind extends string, Arguments extends unknown[]> {
  readonly kind: Kind;
  readonly relevance: Relevance;
  readonly run: (...args: Arguments) => void;
}

type Context = RuleContext<Messages>;

/** Asks for the text before any parsing. */
export type HeadSubscription = Subscribed<"head", [HeadContext<Messages>]>;
/** Asks for every node of some kinds. */
export type NodeSubscription = Subscribed<"nodes", [SyntaxNode, Context]> & { readonly kinds: readonly NamedKind[] };
/** Asks for the calls of functions and classes, by qualified name. */
export type CallSubscription = Subscribed<"calls", [Call, Context]> & { readonly names: ReadonlySet<string> };
/** Asks for every expression that stands for a qualified name. */
export type ReferenceSubscription = Subscribed<"references", [SyntaxNode, string, Context]> & {
  readonly names: ReadonlySet<string>;
};
/** Asks for calls of methods of objects that are known to be made by one of the classes. */
export type MethodSubscription = Subscribed<"methods", [Call, string, Context]> & {
  readonly classes: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
};
/** Asks for calls of methods by their names alone, whosever they are. */
export type MethodCallSubscription = Subscribed<"methodCalls", [Call, Context]> & {
  readonly methods: ReadonlySet<string>;
};
/** Asks for the places where a module is imported. */
export type ImportSubscription = Subscribed<"imports", [ImportedModule, Context]> & {
  readonly modules: ReadonlySet<string>;
};

export type Subscription =
  | HeadSubscription
  | NodeSubscription
  | CallSubscription
  | ReferenceSubscription
  | MethodSubscription
  | MethodCallSubscription
  | ImportSubscription;

type Names = string | readonly string[];

/**
 * A subscription to the same, in texts that a pattern matches too. A rule that may miss what the pattern misses must ask it itself, so that it finds the
 * same without the scan.
 */
export function narrowed(subscription: Subscription, and: RegExp): Subscription {
  return { ...subscription, relevance: { ...subscription.relevance, and } };
}

const listOf = (names: Names): readonly string[] => (typeof names === "string" ? [names] : names);

/**
 * The ways a rule says what it is about.
 *
 * Names are qualified, in their Python 3 spelling: `queue.Queue` stands for Python 2's `Queue.Queue` too,
 * `builtins.open` for the function that needs no import.
 */
export class When<M extends Messages> {
  /** The text itself, before any parsing; the pattern says which texts matter and should be anchored or linear. */
  text(pattern: RegExp, run: (context: HeadContext<M>) => void): Subscription {
    return { kind: "head", relevance: { anyOf: [[]], pattern }, run: run as HeadSubscription["run"] };
  }

  /** Every syntax node of a kind; `relevance` names the words, or the pattern, that such a node cannot do without. */
  nodes(
    kinds: NamedKind | readonly NamedKind[],
    relevance: Relevance,
    run: (node: SyntaxNode, context: RuleContext<M>) => void,
  ): Subscription {
    return {
      kind: "nodes",
      kinds: typeof kinds === "string" ? [kinds] : kinds,
      relevance,
      run: run as NodeSubscription["run"],
    };
  }

  /**
   * Every call of a function or class.
   *
   * @param alongside what else the text must hold for the call to matter: all words of one of these
   */
  calls(names: Names, run: (call: Call, context: RuleContext<M>) => void, alongside?: Words): Subscription {
    return {
      kind: "calls",
      names: new Set(listOf(names)),
      relevance: alongside === undefined ? nameRelevance(listOf(names)) : both(nameRelevance(listOf(names)), alongside),
      run: run as CallSubscription["run"],
    };
  }

  /** Every expression that stands for one of the names, called or not; names in import statements included. */
  references(names: Names, run: (reference: SyntaxNode, name: string, context: RuleContext<M>) => void): Subscription {
    return {
      kind: "references",
      names: new Set(listOf(names)),
      relevance: nameRelevance(listOf(names)),
      run: run as ReferenceSubscription["run"],
    };
  }

  /** Calls of methods on objects of which every known origin is a call of one of the classes; also through `self.x`. */
  methods(
    classes: Names,
    methods: Names,
    run: (call: Call, className: string, context: RuleContext<M>) => void,
  ): Subscription {
    return {
      kind: "methods",
      classes: new Set(listOf(classes)),
      methods: new Set(listOf(methods)),
      relevance: nameRelevance(listOf(classes), listOf(methods)),
      run: run as MethodSubscription["run"],
    };
  }

  /**
   * Every call `x.method(...)` of one of the methods, whatever `x` is.
   *
   * @param relevance what the text must hold beside one of their names.
   */
  methodCalls(
    methods: Iterable<string>,
    relevance: Omit<Relevance, "also">,
    run: (call: Call, context: RuleContext<M>) => void,
  ): Subscription {
    const names = new Set(methods);
    return {
      kind: "methodCalls",
      methods: names,
      relevance: { ...relevance, also: [[...names].map((name) => [name])] },
      run: run as MethodCallSubscription["run"],
    };
  }

  /**
   * Every import of one of the modules (as spelt, Python 2's names are not translated) or of their submodules, also as
   * `from package import module`.
   */
  imports(modules: Names, run: (imported: ImportedModule, context: RuleContext<M>) => void): Subscription {
    return {
      kind: "imports",
      modules: new Set(listOf(modules)),
      relevance: importRelevance(listOf(modules)),
      run: run as ImportSubscription["run"],
    };
  }
}

/** What texts an import of one of the modules can stand in: statements, `__import__("m")` and `import_module("m")`. */
function importRelevance(modules: readonly string[]): Relevance {
  const words = modules.map(wordsOfModule);
  const roots = rootsOf(words);
  return {
    anyOf: words,
    importOf: roots,
    or: {
      anyOf: words,
      also: [[["__import__"], ["import_module"]]],
      pattern: sharedPattern(`["'](?:${roots.join("|")})\\b`),
    },
  };
}

function rootsOf(words: readonly (readonly string[])[]): string[] {
  return [...new Set(words.flatMap(([root = ""]) => root))];
}

/** What demands the words of one of the alternatives as well. */
function both({ or, also = [], ...rest }: Relevance, alongside: Words): Relevance {
  const relevance = { ...rest, also: [...also, alongside] };
  return or === undefined ? relevance : { ...relevance, or: both(or, alongside) };
}

/** What gives a module without a statement that begins with its name. */
const MODULE_GIVERS: Words = [["__import__"], ["import_module"], ["modules"]];

/**
 * What texts can mean one of some qualified names: an import of the module, and the module before its member or in any place where it
 * may get another name.
 *
 * @param methods of which one must be in the text too
 */
function nameRelevance(names: readonly string[], methods: readonly string[] = []): Relevance {
  const spelled = names.flatMap(wordsOfName);
  const also: Words[] = methods.length === 0 ? [] : [methods.map((method) => [method])];
  // A builtin needs no module before it.
  if (spelled.some((words) => words.length < 2)) return { anyOf: spelled, also };
  const roots = rootsOf(spelled);
  const members = new Map<string, Set<string>>();
  for (const words of spelled) {
    const [owner = "", member = ""] = words.slice(-2);
    // What is before the owner does not matter, but that there is something.
    const key = words.length > 2 ? `.${owner}` : owner;
    members.set(key, (members.get(key) ?? new Set()).add(member));
  }
  // Each on its own: a search for one word is many times faster than one for several, and most are not in the text at all.
  const places = [...members].map(([owner, of]) => new Place(owner, [...of].sort().join("|")));
  // What makes an object may be a method of what a call gives: `multiprocessing.Manager().Queue()`.
  const isThroughCall = methods.length > 0 && spelled.some((words) => words.length > 2);
  return {
    anyOf: spelled,
    also,
    importOf: [...roots, "moves"],
    ...(isThroughCall ? {} : { places }),
    or: {
      anyOf: spelled,
      also: [...also, MODULE_GIVERS],
      pattern: sharedPattern(`["'](?:${roots.join("|")})["'.]`),
    },
  };
}
