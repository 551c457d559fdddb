import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import type { FlowGraph, FlowNode } from "./flow.js";
import { COMPREHENSIONS } from "./flow-order.js";
import type { Binding, Scope, ScopeTable, Variable } from "./scopes.js";
import { isBuiltin } from "./star-imports.js";

/** What a use of a name may get its value from. */
export interface Reached {
  readonly bindings: readonly Binding[];
  /** Whether it may be something that no binding of the file gives: a builtin that is read before the name is bound. */
  readonly isElsewhere: boolean;
}

/** A search that meets more flow nodes than this gives up: then any binding may be what is seen. */
const MAX_NODES = 1000;

/** A binding in the flow. */
interface Definition {
  readonly binding: Binding;
  /** When, within its flow node; see `Moment`. */
  readonly order: number;
  readonly arm: SyntaxNode | null;
}

/** All bindings of a variable in the flow that it lives in. */
interface Course {
  readonly graph: FlowGraph;
  /** By the index of their flow node, each list in the order of evaluation. */
  readonly definitions: ReadonlyMap<number, readonly Definition[]>;
  /** What is bound at a time that the flow does not tell: by other functions, by generator expressions. */
  readonly untimed: readonly Binding[];
  /** Bindings by the name that is bound. */
  readonly byName: ReadonlyMap<SyntaxNode, Binding>;
  /** Where the variable comes into being. */
  readonly starts: ReadonlySet<FlowNode>;
  /** What is bound when a flow node begins, by its index; null where the search gave up. */
  readonly known: Map<number, Before | null>;
}

interface Before {
  readonly bindings: ReadonlySet<Binding>;
  readonly mayBeUnbound: boolean;
}

/** Tells which bindings of a variable a use of its name can see: reaching definitions, for each use that is asked for. */
export class Reaching {
  readonly #scopes: ScopeTable;
  readonly #target: PythonVersion;
  readonly #flowIn: (region: SyntaxNode) => FlowGraph;
  readonly #courses = new Map<Variable, Course | null>();
  readonly #damaged = new Map<SyntaxNode, boolean>();

  /** @param flowIn gives the control flow of a function or the module, the same each time */
  constructor(scopes: ScopeTable, target: PythonVersion, flowIn: (region: SyntaxNode) => FlowGraph) {
    this.#scopes = scopes;
    this.#target = target;
    this.#flowIn = flowIn;
  }

  /**
   * The bindings whose value a name may have where it is read; where it is bound, that binding.
   *
   * All of the variable's where the flow does not tell: when another function reads the name, in a generator expression,
   * in text that could not be parsed, in code that is not reached. Without the guarantees that the flow takes for
   * granted, like context managers that pass exceptions on, there may be others.
   */
  at(use: SyntaxNode, variable: Variable): Reached {
    const all: Reached = { bindings: variable.bindings, isElsewhere: false };
    if (variable.bindings.length < 2 && !hasAnother(variable)) return all;
    const here = immediateScope(this.#scopes.scopeAt(use));
    if (here === null || here !== immediateScope(variable.scope)) return all;
    const course = this.#courseOf(variable, here);
    if (course === null) return all;
    const own = course.byName.get(use);
    if (own !== undefined && own.kind !== "augmented" && own.kind !== "delete") {
      return { bindings: [own], isElsewhere: false };
    }
    const before = this.#before(use, course);
    if (before === null) return all;
    const seen = [...before.bindings].filter((binding) => !this.#isGone(binding, use));
    return this.#withOuter([...seen, ...course.untimed], before.mayBeUnbound, variable) ?? all;
  }

  /** What a class body, or a module, makes of a name that is not bound yet. */
  #withOuter(bindings: readonly Binding[], mayBeUnbound: boolean, variable: Variable): Reached | null {
    const { kind, module } = variable.scope;
    if (kind === "class" && mayBeUnbound) {
      // A class body looks a name up among its own, and then among the module's.
      const outer = module.variables.get(variable.name)?.bindings ?? [];
      return { bindings: [...bindings, ...outer], isElsewhere: outer.length === 0 };
    }
    const isElsewhere = kind === "module" && mayBeUnbound;
    if (bindings.length > 0) return { bindings, isElsewhere: isElsewhere && hasAnother(variable) };
    return isElsewhere ? { bindings, isElsewhere } : null;
  }

  /** Python 3 deletes the name of `except E as name` at the end of the clause. */
  #isGone({ kind, site }: Binding, use: SyntaxNode): boolean {
    return this.#target.major >= 3 && kind === "except" && site.kind === "as_pattern" && !site.parent?.covers(use);
  }

  #courseOf(variable: Variable, home: Scope): Course | null {
    const known = this.#courses.get(variable);
    if (known !== undefined) return known;
    const course = this.#isDamaged(home.node) ? null : this.#plot(variable, home, this.#flowIn(home.node));
    this.#courses.set(variable, course);
    return course;
  }

  #isDamaged(region: SyntaxNode): boolean {
    let isDamaged = this.#damaged.get(region);
    if (isDamaged === undefined) {
      isDamaged = region.isDamaged;
      this.#damaged.set(region, isDamaged);
    }
    return isDamaged;
  }

  #plot(variable: Variable, home: Scope, graph: FlowGraph): Course {
    const definitions = new Map<number, Definition[]>();
    const untimed: Binding[] = [];
    const byName = new Map<SyntaxNode, Binding>();
    for (const binding of variable.bindings) {
      const { kind, name, site, writtenIn } = binding;
      byName.set(name, binding);
      // `x: int` alone binds nothing.
      if (kind === "annotation") continue;
      if (kind === "parameter") {
        definitions.set(graph.entry.index, [{ binding, order: -1, arm: null }]);
        continue;
      }
      const scope = kind === "walrus" ? this.#scopes.scopeAt(name) : writtenIn;
      const nodes = immediateScope(scope) === home ? graph.nodesOf(name) : [];
      // `x += f()` reads x first and binds it last.
      const moment = nodes.length === 0 ? null : graph.moment(kind === "augmented" ? site : name);
      if (moment === null) {
        untimed.push(binding);
        continue;
      }
      for (const { index } of nodes) {
        const others = definitions.get(index);
        if (others === undefined) definitions.set(index, [{ binding, ...moment }]);
        else others.push({ binding, ...moment });
      }
    }
    for (const list of definitions.values()) list.sort((a, b) => a.order - b.order);
    const starts = new Set(variable.scope.kind === "class" ? graph.nodesOf(variable.scope.node) : [graph.entry]);
    return { graph, definitions, untimed, byName, starts, known: new Map() };
  }

  /** What is bound right before a use; null where that is not known. */
  #before(use: SyntaxNode, course: Course): Before | null {
    const { graph, definitions } = course;
    const nodes = graph.nodesOf(use);
    const moment = nodes.length === 0 ? null : graph.moment(use);
    if (moment === null) return null;
    const bindings = new Set<Binding>();
    let mayBeUnbound = false;
    let isReached = false;
    for (const node of nodes) {
      if (!graph.isReachable(node)) continue;
      isReached = true;
      const here = definitions.get(node.index) ?? [];
      const earlier = here.filter(({ order }) => order < moment.order);
      for (const { binding } of here) if (isRepeatedBefore(binding.name, use)) bindings.add(binding);
      if (take(earlier, bindings, use)) continue;
      const before = this.#atBeginning(node, course);
      if (before === null) return null;
      for (const binding of before.bindings) bindings.add(binding);
      mayBeUnbound ||= before.mayBeUnbound;
    }
    return isReached ? { bindings, mayBeUnbound } : null;
  }

  #atBeginning(node: FlowNode, course: Course): Before | null {
    const known = course.known.get(node.index);
    if (known !== undefined) return known;
    const before = searchBackwards(node, course);
    course.known.set(node.index, before);
    return before;
  }
}

/** Follows all ways back from a node to the nearest bindings on them. */
function searchBackwards(from: FlowNode, { graph, definitions, starts }: Course): Before | null {
  const bindings = new Set<Binding>();
  const seen = new Set([from]);
  const waiting = [from];
  let mayBeUnbound = false;
  const goBack = (node: FlowNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    waiting.push(node);
  };
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.size > MAX_NODES) return null;
    if (starts.has(node)) {
      mayBeUnbound = true;
      continue;
    }
    for (const earlier of node.predecessors) {
      if (!graph.isReachable(earlier)) continue;
      const own = definitions.get(earlier.index) ?? [];
      // Of a pattern that does not match, or a clause that does not catch, the names may stay as they were.
      const isRefusal = node.kind === "join" || node.kind === "except";
      const isBound = take(own, bindings, null);
      const isConditional = isRefusal && own.some(({ binding: { kind } }) => kind === "pattern" || kind === "except");
      if (!isBound || (isConditional && earlier.successors.length > 1)) goBack(earlier);
    }
    for (const earlier of node.raisedFrom) {
      if (!graph.isReachable(earlier)) continue;
      for (const { binding } of definitions.get(earlier.index) ?? []) if (!isLastAct(binding)) bindings.add(binding);
      goBack(earlier);
    }
  }
  return { bindings, mayBeUnbound };
}

/**
 * Adds those of a node's definitions that may be in force behind them all.
 *
 * @param use a place in the same node; null behind the node
 * @returns whether one of them certainly is
 */
function take(definitions: readonly Definition[], into: Set<Binding>, use: SyntaxNode | null): boolean {
  for (let i = definitions.length - 1; i >= 0; i--) {
    const { binding, arm } = definitions[i] as Definition;
    // `(x := f()) if c else x`: where the one is evaluated, the other is not.
    if (use !== null && arm?.parent?.kind === "conditional_expression" && arm.parent.covers(use) && !arm.covers(use)) {
      continue;
    }
    into.add(binding);
    if (arm === null || (use !== null && arm.covers(use))) return true;
  }
  return false;
}

/** Whether nothing can fail in its flow node once a name is bound, so that an exception there leaves it as it was. */
function isLastAct({ kind, name, site }: Binding): boolean {
  switch (kind) {
    case "function":
    case "class":
    case "augmented":
    case "except":
      return true;
    case "import":
      return site.nextSibling === null;
    case "assignment":
      // `a = b[0] = f()` binds a and then fails.
      return site.field("left") === name && site.field("right")?.kind !== "assignment";
    case "with":
      return site.field("alias")?.namedChildren[0] === name;
    case "loop":
      return site.kind === "for_statement" && site.field("left") === name;
    default:
      return false;
  }
}

/** Whether a comprehension evaluates both again and again, so that what is bound last is seen by the next round. */
function isRepeatedBefore(name: SyntaxNode, use: SyntaxNode): boolean {
  if (name.parent?.kind !== "named_expression") return false;
  for (let at = name.parent.parent; at !== null; at = at.parent) {
    if (COMPREHENSIONS.has(at.kind)) {
      if (at.covers(use)) return true;
    } else if (at.kind.endsWith("_statement")) return false;
  }
  return false;
}

/** Whether a name means something else before it is bound: in a class body the module's, in a module the builtin. */
function hasAnother({ name, scope }: Variable): boolean {
  return scope.kind === "class" || (scope.kind === "module" && isBuiltin(name));
}

/**
 * The function or module whose flow evaluates what stands in a scope; null for what is evaluated at some other time.
 *
 * Class bodies and comprehensions are evaluated where they stand; generator expressions are not.
 */
function immediateScope(scope: Scope): Scope | null {
  let at: Scope | null = scope;
  while (at !== null) {
    if (at.kind === "function" || at.kind === "lambda" || at.kind === "module") return at;
    if (at.kind === "type-parameters" || at.node.kind === "generator_expression") return null;
    at = at.parent;
  }
  return null;
}
