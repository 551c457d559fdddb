import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";

/**
 * What is done with an object, or with a member of it:
 *
 * - `call`: it is called, or a method of it is: `t.start()` has the path `["start"]`, `p.stdin.write(x)` the path
 *   `["stdin", "write"]`, `t()` an empty one. `print >>p.stdin, x`, `print(x, file=p.stdin)` and `next(p.stdout)` are
 *   calls of `write` and `__next__` without a `call` of their own
 * - `read`: it is looked at, and nobody gets hold of it: an operand, an argument of `print` or `isinstance`
 * - `store`: a member is assigned or deleted: `t.daemon = True`
 * - `test`: it is compared or asked for its truth
 * - `iterate`: its items are taken, by `for`, a comprehension or `list()`; a `for` does that before each turn
 * - `enter`, `exit`: by a `with`
 * - `await`: it is awaited itself
 * - `escape`: somebody else gets hold of it, or may
 */
export type UseKind = "call" | "read" | "store" | "test" | "iterate" | "enter" | "exit" | "await" | "escape";

/** One thing that the text does with an object. */
export interface LifeUse {
  readonly kind: UseKind;
  /** The members through which it is reached, from the object on; elements of a tuple are `[0]`, others `[]`. */
  readonly path: readonly string[];
  /** The expression that stands for the object or its member. */
  readonly node: SyntaxNode;
  /** The construct that uses it, and with whose evaluation it happens: the call, the assignment, the `with_item`. */
  readonly site: SyntaxNode;
  /** Of a method call, what can be asked about its arguments. */
  readonly call: Call | null;
}

/** A target that an expression's value is given to. */
export interface Naming {
  readonly target: SyntaxNode;
  readonly path: readonly string[];
  readonly by: "assignment" | "with";
  /** False where another value may be given instead: `q = p or other`. */
  readonly isCertain: boolean;
}

/** What the code around one mention of an object does with it. */
export interface Mention {
  readonly use: LifeUse | null;
  readonly namings: readonly Naming[];
  /** Whether the mention is itself a target, so that it stands for another object from now on. */
  readonly bound: "replaced" | "deleted" | null;
}

/** Functions that look at an argument and keep nothing of it. */
const LOOKING: ReadonlySet<string> = new Set(
  [
    "ascii",
    "bool",
    "callable",
    "format",
    "hasattr",
    "hash",
    "id",
    "isinstance",
    "len",
    "print",
    "repr",
    "str",
    "type",
  ].map((name) => `builtins.${name}`),
);

/** Functions that take all items of an argument and keep nothing else of it. */
const CONSUMING: ReadonlySet<string> = new Set(
  ["all", "any", "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"].map(
    (name) => `builtins.${name}`,
  ),
);

/** Functions that give the items of an argument one by one. */
const PASSING: ReadonlySet<string> = new Set(["builtins.enumerate", "builtins.iter"]);

/** No real expression is deeper; in others the object counts as escaped. */
const MAX_CLIMB = 100;

const NOTHING: Mention = { use: null, namings: [], bound: null };

/**
 * What is done with the object that an expression stands for.
 *
 * @param path the members through which the expression's value is reached from the object
 */
export function mentionOf(model: Model, expression: SyntaxNode, path: readonly string[]): Mention {
  return new Climb(model, expression, path).mention();
}

/** Goes from an expression outwards until something decides. */
class Climb {
  readonly #model: Model;
  readonly #namings: Naming[] = [];
  #node: SyntaxNode;
  #path: readonly string[];
  readonly #start: number;
  #isCertain = true;

  constructor(model: Model, expression: SyntaxNode, path: readonly string[]) {
    this.#model = model;
    this.#node = expression;
    this.#path = path;
    this.#start = path.length;
  }

  mention(): Mention {
    for (let steps = 0; steps < MAX_CLIMB; steps++) {
      const { parent } = this.#node;
      if (parent === null) break;
      const found = this.#at(parent, this.#node);
      if (found !== null) return found;
      this.#node = parent;
    }
    return this.#escape(this.#node);
  }

  /** What a parent decides; null to go on with the parent. */
  #at(parent: SyntaxNode, node: SyntaxNode): Mention | null {
    switch (parent.kind) {
      case "parenthesized_expression":
        return null;
      case "attribute":
        return this.#member(parent.field("attribute")?.text ?? "");
      case "subscript":
        if (parent.field("value") !== node) return this.#escape(node);
        return this.#member(elementName(parent));
      case "call":
        return this.#use("call", parent, this.#model.callAt(parent));
      case "argument_list":
        return this.#argument(parent.parent, null);
      case "keyword_argument":
        return this.#argument(parent.parent?.parent ?? null, parent.field("name")?.text ?? null);
      case "assignment":
        return this.#assignment(parent, node);
      case "augmented_assignment":
        if (parent.field("left") === node) return this.#target(parent, "replaced");
        return this.#path.length > 0 ? this.#use("read", node) : this.#escape(parent);
      case "named_expression":
        if (parent.field("name") === node) return this.#target(parent, "replaced");
        this.#name(parent.field("name"), "assignment");
        return null;
      case "boolean_operator":
        this.#isCertain = false;
        return null;
      case "conditional_expression":
        if (parent.namedChildren[1] === node) return this.#use("test", node);
        this.#isCertain = false;
        return null;
      case "not_operator":
      case "comparison_operator":
      case "if_statement":
      case "elif_clause":
      case "while_statement":
      case "if_clause":
        return this.#use("test", node);
      case "assert_statement":
        return this.#use(parent.namedChildren[0] === node ? "test" : "read", node);
      case "for_statement":
      case "for_in_clause":
        return parent.field("right") === node ? this.#use("iterate", parent) : this.#target(parent, "replaced");
      case "with_item":
        return this.#use("enter", parent);
      case "as_pattern":
        return this.#asPattern(parent, node);
      case "await":
        return this.#use("await", parent);
      case "binary_operator":
      case "unary_operator":
      case "expression_statement":
      case "format_expression":
      case "interpolation":
      case "print_statement":
      case "slice":
      case "type":
        return this.#use("read", node);
      case "chevron":
        this.#path = [...this.#path, "write"];
        return this.#use("call", parent.parent ?? parent);
      case "delete_statement":
        return this.#target(parent, "deleted");
      case "pattern_list":
      case "tuple_pattern":
      case "list_pattern":
      case "list_splat_pattern":
        return this.#target(parent, "replaced");
      case "expression_list":
      case "tuple":
      case "list":
        return this.#display(parent, node);
      default:
        // Names after `as` stand in a node that the grammar gives no kind.
        return parent.fieldName === "alias" ? this.#target(parent, "replaced") : this.#escape(node);
    }
  }

  #member(name: string): Mention | null {
    if (!this.#isCertain) return this.#escape(this.#node);
    this.#path = [...this.#path, name];
    return null;
  }

  #assignment(assignment: SyntaxNode, node: SyntaxNode): Mention | null {
    if (assignment.field("left") === node) return this.#target(assignment, "replaced");
    this.#name(assignment.field("left"), "assignment");
    // `a = b = value`: the inner assignment stands where the value of the outer one would.
    return assignment.parent?.kind === "assignment" ? null : this.#done(null);
  }

  #asPattern(parent: SyntaxNode, node: SyntaxNode): Mention | null {
    if (parent.parent?.kind !== "with_item") return this.#escape(node);
    this.#name(parent.field("alias")?.namedChildren[0] ?? null, "with");
    return null;
  }

  /** `a, b = p, q` gives each side's elements to the other's; other displays hold the object. */
  #display(display: SyntaxNode, node: SyntaxNode): Mention {
    const parent = display.parent;
    if (parent?.kind === "delete_statement") return this.#target(display, "deleted");
    if (parent?.kind === "binary_operator" && parent.field("right") === display) return this.#use("read", node);
    if (parent?.kind !== "assignment" || parent.field("right") !== display || parent.parent?.kind === "assignment") {
      return this.#escape(node);
    }
    const targets = parent.field("left")?.namedChildren ?? [];
    const values = display.namedChildren;
    const target = targets[values.indexOf(node)];
    const isPattern = /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(parent.field("left")?.kind ?? "");
    const isSpread = [...targets, ...values].some(({ kind }) => kind.startsWith("list_splat"));
    if (!isPattern || isSpread || target === undefined || targets.length !== values.length) return this.#escape(node);
    this.#name(target, "assignment");
    return this.#done(null);
  }

  #argument(call: SyntaxNode | null, keyword: string | null): Mention {
    const site = call ?? this.#node;
    const name = call === null ? null : (this.#model.callAt(call)?.name ?? null);
    if (call === null || name === null) return this.#escape(site);
    if (name === "builtins.print" && keyword === "file") {
      this.#path = [...this.#path, "write"];
      return this.#use("call", call);
    }
    if (name === "builtins.next") {
      this.#path = [...this.#path, "__next__"];
      return this.#use("call", call);
    }
    if (LOOKING.has(name)) return this.#use("read", call);
    if (CONSUMING.has(name) && keyword === null) return this.#use("iterate", call);
    const loop = call.parent;
    const isLooped = (loop?.kind === "for_statement" || loop?.kind === "for_in_clause") && loop.field("right") === call;
    return PASSING.has(name) && isLooped ? this.#use("iterate", loop) : this.#escape(site);
  }

  /** A member that is assigned to is stored; the object's own name stands for something else. */
  #target(site: SyntaxNode, bound: "replaced" | "deleted"): Mention {
    return this.#path.length > this.#start ? this.#use("store", site) : { ...NOTHING, bound };
  }

  #name(target: SyntaxNode | null, by: Naming["by"]): void {
    if (target !== null) this.#namings.push({ target, path: this.#path, by, isCertain: this.#isCertain });
  }

  /** Of what may be something else, nothing is known but that it may be looked at. */
  #use(kind: UseKind, site: SyntaxNode, call: Call | null = null): Mention {
    const isKnown = this.#isCertain || kind === "read" || kind === "test";
    return this.#done({ kind: isKnown ? kind : "escape", path: this.#path, node: this.#node, site, call });
  }

  #escape(site: SyntaxNode): Mention {
    return this.#use("escape", site);
  }

  #done(use: LifeUse | null): Mention {
    return { use, namings: this.#namings, bound: null };
  }
}

function elementName(subscript: SyntaxNode): string {
  const index = subscript.field("subscript");
  return index?.kind === "integer" ? `[${index.text}]` : "[]";
}
