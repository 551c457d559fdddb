import type { ProjectFacts } from "../facts.js";
import { canonicalName, rootOf } from "../knowledge/names.js";
import { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import { directValue } from "./assignments.js";
import { Branches } from "./branches.js";
import { Call } from "./call.js";
import { Classes } from "./classes.js";
import { isWhole } from "./imports.js";
import { unparenthesized } from "./literals.js";
import { Meanings } from "./meanings.js";
import { type Member, Members, type Receiver } from "./members.js";
import {
  type Answer,
  agreed,
  becomesMethod,
  joined,
  MAX_MEMBERS,
  plainText,
  sourceModule,
  walrusValue,
} from "./name-answers.js";
import { givesValue } from "./name-sources.js";
import type { Binding, Scope, ScopeTable, Variable } from "./scopes.js";
import { isBuiltin, StarImports } from "./star-imports.js";

/** Calls in calls and choices in choices that lie deeper are not looked into. */
const MAX_DEPTH = 4;

/** The kinds of bindings that may give a qualified name. */
const NAMING: ReadonlySet<Binding["kind"]> = new Set(["import", "assignment", "walrus"]);

/** An expression that chooses between more things than this is not looked through. */
const MAX_CHOICES = 16;

/** What the places that bind a name, or store an attribute, say together. */
interface Meaning {
  readonly name: Answer;
  /** What the name is while the scope has not bound it: a name around the class, a star import, a builtin. */
  readonly outer: Answer;
  /** Whether it may be the outer one wherever it is read. */
  readonly isOpen: boolean;
  /** The row of the first binding that is certainly run; before it, the scope's own code sees the outer one. */
  readonly boundFrom: number;
  /** Of an attribute: it is a function, and would be handed the object it is read through. */
  readonly takesObject: boolean;
}

const UNTOLD: Meaning = { name: null, outer: undefined, isOpen: false, boundFrom: 0, takesObject: false };

/**
 * Tells what an expression is called from the outside: `s.signal` after `import signal as s` is `signal.signal`.
 *
 * Python 2's module names are given in their Python 3 spelling, builtins as `builtins.open`. Names of the project's own
 * modules, parameters, and names that are bound to different things have no qualified name.
 *
 * What a name means is told by all places that bind it, whatever their order: where they agree, and where no other version's branch
 * or builtin of the same name can be meant, that is its name.
 */
export class QualifiedNames {
  readonly #scopes: ScopeTable;
  readonly #facts: ProjectFacts;
  readonly #target: PythonVersion;
  readonly #branches: Branches;
  readonly #members: Members;
  /** The classes of the file and what is stored on their objects. */
  readonly classes: Classes;
  /** By row. */
  readonly #known: RowMap<string | null>;
  readonly #meanings: Meanings<Variable | Member, Meaning>;
  readonly #stars = new Map<Scope, StarImports>();
  readonly #hasStars: boolean;

  constructor(scopes: ScopeTable, facts: ProjectFacts, target: PythonVersion) {
    this.#scopes = scopes;
    this.#facts = facts;
    this.#target = target;
    this.#known = new RowMap(scopes.module.node.tree.columns.count);
    this.#hasStars = scopes.scopes.some(hasStar);
    this.#meanings = new Meanings(
      (subject) => ("scope" in subject ? this.#variableMeaning(subject) : this.#memberMeaning(subject)),
      UNTOLD,
    );
    this.classes = new Classes(scopes, this);
    this.#members = new Members(scopes, this.classes);
    this.#branches = new Branches({
      target,
      qualifiedName: (expression) => this.of(expression),
      variableOf: (identifier) => scopes.variableOf(identifier),
      callAt: (node) => {
        const callee = node.kind === "call" ? node.field("function") : null;
        return callee === null ? null : new Call(node, callee, this.of(callee));
      },
    });
  }

  /** The qualified name of an expression, or null. */
  of(expression: SyntaxNode): string | null {
    const known = this.#known.get(expression.row);
    if (known !== undefined) return known;
    const before = this.#meanings.enter();
    const first = this.#of(expression, 0) ?? null;
    const isCertain = this.#meanings.isComplete;
    this.#meanings.leave(before);
    if (isCertain) {
      this.#known.set(expression.row, first);
      return first;
    }
    const { answer, isSettled } = this.#meanings.settled(() => this.#of(expression, 0) ?? null);
    if (isSettled) this.#known.set(expression.row, answer);
    return answer;
  }

  /** The qualified name of a dotted name that stands in a text, as in a quoted annotation, and is read at a node. */
  ofDotted(dotted: string, at: SyntaxNode): string | null {
    const [root = "", ...members] = dotted.split(".");
    const variable = this.#scopes.scopeAt(at).lookup(root);
    const { answer } = this.#meanings.settled(() =>
      variable === undefined ? this.#unbound(root, at) : this.#read(variable, at),
    );
    return joined(answer, members) ?? null;
  }

  /** What an import brings in under the name of its binding, or null when that is the project's own. */
  ofImport(binding: Binding): string | null {
    const { site } = binding;
    const dotted = site.kind === "aliased_import" ? site.field("name") : site;
    const statement = site.parent;
    if (dotted === null || statement === null || !isWhole(statement)) return null;
    const parts = dotted.namedChildren.map((part) => part.text);
    if (statement.kind === "import_statement") {
      const name = site.kind === "aliased_import" ? parts.join(".") : parts[0];
      return name === undefined ? null : this.#outside(name);
    }
    const source = sourceModule(statement);
    return source === null ? null : this.#outside([source, ...parts].join("."));
  }

  #of(expression: SyntaxNode, depth: number): Answer {
    if (expression.kind !== "attribute" && expression.kind !== "parenthesized_expression") {
      return this.#base(expression, depth);
    }
    const members: string[] = [];
    let node: SyntaxNode | null = expression;
    while (node !== null && (node.kind === "attribute" || node.kind === "parenthesized_expression")) {
      if (node.kind === "attribute") {
        const member = node.field("attribute");
        if (member === null || members.length === MAX_MEMBERS) return null;
        members.push(member.text);
        node = node.field("object");
      } else node = node.firstNamedChild;
    }
    if (node === null) return null;
    members.reverse();
    const base = this.#base(node, depth);
    if (typeof base === "string" || members[0] === undefined) return joined(base, members);
    return joined(this.#throughClass(node, members[0]), members.slice(1));
  }

  #base(node: SyntaxNode, depth: number): Answer {
    switch (node.kind) {
      case "identifier": {
        if (!this.#scopes.isName(node)) return null;
        const variable = this.#scopes.variableOf(node);
        return variable === undefined ? this.#unbound(node.text, node) : this.#read(variable, node);
      }
      case "call":
        return depth === MAX_DEPTH ? null : this.#called(node, depth + 1);
      case "subscript":
        return depth === MAX_DEPTH ? null : this.#loadedModule(node, depth + 1);
      case "boolean_operator":
      case "conditional_expression":
      case "named_expression":
        return depth === MAX_DEPTH ? null : this.#chosen(node, null, depth + 1).name;
      default:
        return null;
    }
  }

  /** What a variable is where a node reads it. */
  #read(variable: Variable, at: SyntaxNode): Answer {
    const meaning = this.#meanings.of(variable);
    const { name, outer } = meaning;
    if (outer === undefined) return name;
    const isOuter = meaning.isOpen || (at.row < meaning.boundFrom && this.#runsIn(variable.scope, at));
    return isOuter ? agreed(name, outer) : name;
  }

  /** Whether code runs when the code of a scope does, and not when a function is called later. */
  #runsIn(scope: Scope, at: SyntaxNode): boolean {
    let inner = this.#scopes.scopeAt(at);
    while (inner !== scope && inner.kind !== "function" && inner.kind !== "lambda" && inner.parent !== null) {
      inner = inner.parent;
    }
    return inner === scope;
  }

  /** What a name is that no place of the file binds: a star import or a builtin. */
  #unbound(name: string, at: SyntaxNode): string | null {
    let isLater = false;
    for (let scope: Scope | null = this.#scopes.scopeAt(at); this.#hasStars && scope !== null; scope = scope.parent) {
      const given = this.#starsOf(scope).before(isLater ? Number.POSITIVE_INFINITY : at.row, name);
      if (given !== undefined) return given;
      if (scope.kind === "function" || scope.kind === "lambda") isLater = true;
    }
    return isBuiltin(name) ? `builtins.${name}` : null;
  }

  #starsOf(scope: Scope): StarImports {
    let stars = this.#stars.get(scope);
    if (stars === undefined) {
      stars = new StarImports(scope, this.#target, (statement) => {
        const source = isWhole(statement) ? sourceModule(statement) : null;
        return source === null || this.#outside(source) === null ? null : source;
      });
      this.#stars.set(scope, stars);
    }
    return stars;
  }

  #variableMeaning(variable: Variable): Meaning {
    const { scope } = variable;
    const given = variable.bindings.filter(givesValue);
    const outer = this.#outer(variable);
    // Most names are parameters and functions.
    if (outer === undefined && given.length > 0 && given.every(givesNoName)) return UNTOLD;
    const reached = new Map<Binding, string>();
    // Where there is one binding and nothing else it could be, it does not matter how it is come by.
    if (given.length > 1 || outer !== undefined) {
      for (const binding of given) {
        const isOwn = binding.writtenIn === scope;
        reached.set(binding, this.#branches.reached(binding.name, isOwn ? scope.node : binding.writtenIn.node));
      }
    }
    let live = given.filter((binding) => reached.get(binding) !== "never");
    // What only other versions bind is what the name is there, unless it is something here too.
    if (live.length === 0 && outer === undefined) live = given;
    let name: Answer;
    let hasOuter = live.length < variable.bindings.length && variable.bindings.some(({ kind }) => kind === "delete");
    for (const binding of live) {
      const bound = this.#bound(binding, variable);
      hasOuter ||= bound.isCircular;
      name = agreed(name, bound.name);
      if (name === null && this.#meanings.isComplete) return UNTOLD;
    }
    const certain = live.find((each) => each.writtenIn === scope && reached.get(each) === "always");
    const boundFrom = certain?.name.row ?? Number.POSITIVE_INFINITY;
    const isHidden = scope.kind === "module" && this.#starsOf(scope).givingFrom(variable.name) > boundFrom;
    return { name, outer, isOpen: hasOuter || isHidden || certain === undefined, boundFrom, takesObject: false };
  }

  /** What a variable of a module or class is as long as the scope has not bound it; in a function that is an error. */
  #outer({ name, scope }: Variable): Answer {
    if (scope.kind !== "module" && scope.kind !== "class") return undefined;
    // A class body looks for its own names in the module, not in functions around it.
    const global = scope.kind === "class" ? scope.module.variables.get(name) : undefined;
    if (global !== undefined) return this.#read(global, scope.node);
    const builtin = isBuiltin(name) ? `builtins.${name}` : undefined;
    const given = this.#starsOf(scope.module).before(Number.POSITIVE_INFINITY, name);
    // What a star import of somebody else's may define, no builtin among it, does not count beside what the file defines.
    return given === null && builtin === undefined ? undefined : agreed(given, builtin);
  }

  /** What one binding gives to its name; `isCircular` when that may be what the name was before. */
  #bound(binding: Binding, variable: Variable | null): { name: Answer; isCircular: boolean } {
    if (binding.kind === "import") return { name: this.ofImport(binding), isCircular: false };
    const value =
      binding.kind === "assignment"
        ? directValue(binding)
        : binding.kind === "walrus"
          ? walrusValue(binding.site)
          : null;
    return value === null ? { name: null, isCircular: false } : this.#chosen(value, variable, 0);
  }

  /** What an expression gives that may choose between several: `a or b`, `a if c else b`. */
  #chosen(expression: SyntaxNode, variable: Variable | null, depth: number): { name: Answer; isCircular: boolean } {
    let name: Answer;
    let isCircular = false;
    const waiting: (SyntaxNode | null | undefined)[] = [expression];
    for (let step = 0; waiting.length > 0; step++) {
      const next = waiting.pop();
      const node = next ? unparenthesized(next) : null;
      if (node === null || step > MAX_CHOICES) return { name: null, isCircular };
      switch (node.kind) {
        // `except ImportError: module = None`: where it is None, nothing of it can be called.
        case "none":
        case "false":
          break;
        case "named_expression":
          waiting.push(walrusValue(node));
          break;
        case "conditional_expression": {
          const [whenTrue, condition, whenFalse] = node.namedChildren;
          const truth = this.#branches.truth(condition);
          if (truth !== true) waiting.push(whenFalse);
          if (truth !== false) waiting.push(whenTrue);
          break;
        }
        case "boolean_operator":
          // The left side of `and` is only given when it is false, and nothing with a name is.
          waiting.push(node.field("right"));
          if (node.token("or") !== null) waiting.push(node.field("left"));
          break;
        default:
          if (variable !== null && node.kind === "identifier" && this.#scopes.variableOf(node) === variable) {
            isCircular = true;
          } else name = agreed(name, this.#of(node, depth));
      }
      if (name === null && this.#meanings.isComplete) break;
    }
    return { name, isCircular };
  }

  /** `__import__("m")` and `importlib.import_module("m")` stand for the module, `getattr(m, "n")` for its member. */
  #called(call: SyntaxNode, depth: number): Answer {
    const callee = call.field("function");
    const parameters = call.field("arguments")?.namedChildren ?? [];
    const text = parameters.length > 0 && parameters.length < 3 ? plainText(parameters.at(-1)) : null;
    if (callee === null || text === null) return null;
    const name = this.#of(callee, depth);
    if (name === "builtins.getattr" && parameters.length === 2) {
      return text.includes(".") ? null : joined(this.#of(parameters[0] as SyntaxNode, depth), [text]);
    }
    if (parameters.length > 1) return null;
    if (name === "importlib.import_module") return this.#outside(text);
    return name === "builtins.__import__" ? this.#outside(text.split(".")[0] as string) : null;
  }

  /** `sys.modules["m"]` */
  #loadedModule(node: SyntaxNode, depth: number): string | null {
    const [index, ...others] = node.fieldAll("subscript");
    const text = others.length > 0 ? null : plainText(index);
    const value = node.field("value");
    if (text === null || value === null || this.#of(value, depth) !== "sys.modules") return null;
    return this.#outside(text);
  }

  /** An attribute that is read through `self`, `cls` or a class of the file, and is the same thing wherever it is given. */
  #throughClass(object: SyntaxNode, attribute: string): string | null {
    if (object.kind !== "identifier") return null;
    const member = this.#members.named(attribute);
    // Most attributes are methods.
    if (member === undefined || member.bindings[0]?.kind === "function") return null;
    const receiver = this.#members.receiver(object);
    if (receiver === null) return null;
    const { name, takesObject } = this.#meanings.of(member);
    if (typeof name !== "string" || !this.#isPlain(member, receiver)) return null;
    // Python 2 gives a method without object where a function is read through its class.
    return takesObject && (receiver.isObject || this.#target.major === 2) ? null : name;
  }

  /** Whether a class gives its attributes as its body has them: an `Enum` makes members of them. */
  #isPlain(member: Member, receiver: Receiver): boolean {
    const bases = this.#members.basesBefore(member, receiver);
    return bases?.every((base) => base.kind !== "keyword_argument" && !this.#of(base, 0)?.startsWith("enum.")) ?? false;
  }

  #memberMeaning({ bindings, stores }: Member): Meaning {
    let name: Answer;
    let takesObject = false;
    for (const binding of bindings) {
      const value = binding.kind === "assignment" ? directValue(binding) : null;
      // An annotated attribute may be a field, which each object has its own of.
      if (binding.site.field("type") !== null) return UNTOLD;
      const unwrapped = value === null ? null : this.#staticFunction(value);
      const given = unwrapped === null ? this.#bound(binding, null).name : this.#of(unwrapped, 0);
      name = agreed(name, given);
      takesObject ||= typeof given === "string" && unwrapped === null && becomesMethod(given);
      if (name === null && this.#meanings.isComplete) return UNTOLD;
    }
    for (const { value } of stores) {
      name = agreed(name, value === null ? null : this.#chosen(value, null, 0).name);
      if (name === null && this.#meanings.isComplete) return UNTOLD;
    }
    return { ...UNTOLD, name, takesObject };
  }

  /** The function of `staticmethod(function)`. */
  #staticFunction(value: SyntaxNode): SyntaxNode | null {
    const callee = value.kind === "call" ? value.field("function") : null;
    if (callee?.text !== "staticmethod" || this.#of(callee, 0) !== "builtins.staticmethod") return null;
    return value.field("arguments")?.namedChildren[0] ?? null;
  }

  #outside(name: string): string | null {
    const canonical = canonicalName(name);
    const { localModules } = this.#facts;
    return localModules.has(rootOf(name)) || localModules.has(rootOf(canonical)) ? null : canonical;
  }
}

function givesNoName({ kind }: Binding): boolean {
  return !NAMING.has(kind);
}

function hasStar({ starImports }: Scope): boolean {
  return starImports.length > 0;
}
