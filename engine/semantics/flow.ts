import type { SyntaxNode } from "../syntax/tree.js";
import type { FlowParts } from "./flow-assembly.js";
import { assembleFlow } from "./flow-builder.js";
import { Dominators } from "./flow-dominators.js";
import type { FlowNode } from "./flow-nodes.js";
import { COMPREHENSIONS, EvaluationOrder, type Moment } from "./flow-order.js";

export type { FlowNode } from "./flow-nodes.js";
export type { Moment } from "./flow-order.js";

/** An expression, a statement, or a step of the flow. A compound statement stands for the step it begins with. */
export type Place = SyntaxNode | FlowNode;

/** Which edges a way may take: all, or only those of a program in which nothing raises. */
export type Edges = "all" | "normal";

/** Where a flow of its own begins: code that is run by calling something, or by importing the module. */
const REGIONS: ReadonlySet<string> = new Set(["function_definition", "lambda"]);

/**
 * The control flow of a module, a function, a lambda or a class body. `Model.flowOf` keeps it.
 *
 * @param region the root of a tree, or a `function_definition`, `lambda` or `class_definition`
 * @throws RangeError for other nodes.
 */
export function buildFlow(region: SyntaxNode): FlowGraph {
  if (region.parent !== null && region.kind !== "class_definition" && !REGIONS.has(region.kind)) {
    throw new RangeError(`a ${region.kind} has no control flow of its own`);
  }
  return new FlowGraph(region, assembleFlow(region));
}

/**
 * The region in whose flow a node is evaluated: the innermost function or lambda that has it in its body, or the module.
 *
 * Class bodies are part of the flow around them; so are the decorators, defaults and annotations of a function.
 */
export function regionOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (let up = at.parent; up !== null; up = at.parent) {
    if (REGIONS.has(up.kind) && at.fieldName === "body") return up;
    at = up;
  }
  return at;
}

/**
 * The control flow of one region.
 *
 * What it takes for granted: calls return (`sys.exit()` too), a condition that is a literal decides, `assert False` does
 * not go on, `with` passes exceptions on unless it is `suppress`, `raises` or `assertRaises` or its body ends by `raise`
 * and is followed by another statement, and the names in `except` do not tell which exceptions come that way. Conditional expressions, `and`, `or` and comprehensions do not branch;
 * {@link moment} tells what of them may be left out.
 *
 * A `finally` has a copy of its nodes for each way that leads through it, so a place may have several nodes.
 */
export class FlowGraph {
  readonly region: SyntaxNode;
  readonly nodes: readonly FlowNode[];
  readonly entry: FlowNode;
  /** Reached by the last statement and by `return`. */
  readonly exit: FlowNode;
  /** Reached by exceptions that leave the region: those that `raise` orders or a `finally`, `with` or handler lets pass. */
  readonly raised: FlowNode;
  readonly #parts: FlowParts;
  readonly #orders: (EvaluationOrder | undefined)[] = [];
  #sortedRows: Uint32Array | undefined;
  #sortedDeferred: readonly (readonly [number, number])[] | undefined;
  #dominators: Dominators | undefined;
  #reached: Uint8Array | undefined;
  #lastSearch: { from: string; edges: Edges; seen: Uint8Array } | undefined;

  constructor(region: SyntaxNode, parts: FlowParts) {
    this.region = region;
    this.nodes = parts.nodes;
    this.entry = parts.entry;
    this.exit = parts.exit;
    this.raised = parts.raised;
    this.#parts = parts;
  }

  /** Whether the region holds text that could not be parsed, so that its flow is a guess. */
  get isDamaged(): boolean {
    const { start, end } = this.region;
    return this.region.tree.errors.some((error) => start <= error.end && error.start <= end);
  }

  /**
   * The flow nodes in which something is evaluated, the copy for the normal way first. Empty for what is not evaluated
   * in this flow, like the bodies of nested functions.
   */
  nodesOf(place: SyntaxNode): readonly FlowNode[] {
    const exact = this.#parts.byRow.get(place.row);
    if (exact !== undefined) return exact;
    if (place === this.region) return [this.entry];
    const { last } = this.region.tree.columns;
    const rows = this.#rows;
    const above = this.#after(place.row);
    const covering = rows[above - 1];
    if (covering !== undefined && place.row < (last[covering] as number)) {
      return this.#isDeferred(place.row) ? [] : (this.#parts.byRow.get(covering) ?? []);
    }
    if (this.#isParameter(place)) return [this.entry];
    // A block, an `else`, a `finally`: where it begins.
    const first = rows[above];
    if (first === undefined || first >= (last[place.row] as number) || REGIONS.has(place.kind)) return [];
    return this.#parts.byRow.get(first) ?? [];
  }

  /** The flow node in which something is evaluated; of several copies the first that can be reached. */
  nodeOf(place: SyntaxNode): FlowNode | null {
    const nodes = this.nodesOf(place);
    return (nodes.length > 1 ? nodes.find((node) => this.#isReached(node)) : undefined) ?? nodes[0] ?? null;
  }

  /** The flow nodes that leave an item of a `with` statement, one for each way out of it. */
  leavesOf(item: SyntaxNode): readonly FlowNode[] {
    return this.#parts.leaves.get(item.row) ?? [];
  }

  /** The flow nodes in which a `for` statement asks for its next item. */
  iterationsOf(loop: SyntaxNode): readonly FlowNode[] {
    return this.nodesOf(loop).flatMap((node) => node.successors.filter(({ kind }) => kind === "iteration"));
  }

  /** When an expression is evaluated within its flow node; null for what is not evaluated in this flow. */
  moment(expression: SyntaxNode): Moment | null {
    const node = this.nodesOf(expression)[0];
    const [piece] = node?.pieces ?? [];
    if (node === undefined || piece === undefined) return null;
    let order = this.#orders[node.index];
    if (order === undefined) {
      order = new EvaluationOrder(this.region.tree, node.pieces);
      this.#orders[node.index] = order;
    }
    return order.of(expression);
  }

  /** Whether a way leads from the beginning of the region to a place. */
  isReachable(place: Place): boolean {
    return "pieces" in place ? this.#isReached(place) : this.nodesOf(place).some((node) => this.#isReached(node));
  }

  /**
   * Whether `b` may be evaluated after `a`, in the same flow node or on some way from it, be it around a loop.
   *
   * An exception in the midst of `a` counts as a way on from it unless only normal edges are asked for.
   */
  reaches(a: Place, b: Place, edges: Edges = "all"): boolean {
    const from = this.#nodesAt(a);
    const to = this.#nodesAt(b);
    if (from.some((node) => to.includes(node)) && this.#followsWithin(a, b)) return true;
    const seen = this.#search(from, edges);
    return to.some((node) => seen[node.index] === 1);
  }

  /** Tells of places whether one of others may be evaluated after them, as {@link reaches} does: for many places, in one search. */
  leadsTo(others: readonly Place[], edges: Edges = "all"): (place: Place) => boolean {
    const byNode = this.#byNode(others);
    const seen = this.#searchBackwards([...byNode.keys()], edges);
    return (place) =>
      this.#nodesAt(place).some(
        (node) => seen[node.index] === 1 || byNode.get(node)?.some((other) => this.#followsWithin(place, other)),
      );
  }

  /** Tells of places whether they may be evaluated after one of others, as {@link reaches} does: for many places, in one search. */
  follows(others: readonly Place[]): (place: Place) => boolean {
    const byNode = this.#byNode(others);
    const seen = this.#search([...byNode.keys()], "all");
    return (place) =>
      this.#nodesAt(place).some(
        (node) => seen[node.index] === 1 || byNode.get(node)?.some((other) => this.#followsWithin(other, place)),
      );
  }

  #byNode(places: readonly Place[]): Map<FlowNode, Place[]> {
    const byNode = new Map<FlowNode, Place[]>();
    for (const place of places) {
      for (const node of this.#nodesAt(place)) {
        const before = byNode.get(node);
        if (before === undefined) byNode.set(node, [place]);
        else before.push(place);
      }
    }
    return byNode;
  }

  /** Whether `a` has certainly been evaluated, to its end, before `b` is. False if `b` is unreachable. */
  dominates(a: Place, b: Place): boolean {
    const sources = this.#nodesAt(a);
    const targets = this.#nodesAt(b).filter((node) => this.#isReached(node));
    if (targets.length === 0 || sources.length === 0) return false;
    if (this.#maySkip(a, b)) return false;
    const within = sources.some((node) => targets.includes(node)) && this.#precedes(a, b);
    const [source, ...copies] = sources;
    if (source !== undefined && copies.length === 0) {
      return targets.every((node) => (node === source ? within : this.#dominance.dominates(source, node)));
    }
    const avoiding = this.#avoiding(sources);
    return targets.every((node) => (within && sources.includes(node)) || avoiding[node.index] === 0);
  }

  /**
   * Whether every way from the end of a place to the normal end of the region meets a node that satisfies the predicate;
   * true where no way leads there. The place's own node does not count, unless met again in a loop.
   */
  everyPathHas(from: Place, predicate: (node: FlowNode) => boolean, edges: Edges = "all"): boolean {
    const seen = new Uint8Array(this.nodes.length);
    const waiting = this.#nodesAt(from).flatMap((node) => node.successors);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen[node.index] === 1) continue;
      seen[node.index] = 1;
      if (predicate(node)) continue;
      if (node === this.exit) return false;
      for (const next of node.successors) waiting.push(next);
      if (edges === "all") for (const next of node.raisesTo) waiting.push(next);
    }
    return true;
  }

  /** Tells of places whether some way from the end of one leads there without any of others evaluated to its end. */
  reachedWithout(from: Place, through: readonly Place[], edges: Edges = "all"): (place: Place) => boolean {
    const seen = this.#avoiding(
      through.flatMap((place) => this.#nodesAt(place)),
      this.#nodesAt(from).flatMap((node) => node.successors),
      edges,
    );
    return (place) => this.#nodesAt(place).some((node) => seen[node.index] === 1);
  }

  /**
   * Tells of places the first of others to which some way leads from their end without any of `through` evaluated to its end, as
   * {@link reachedWithout} does, or undefined: for many places, in one search.
   */
  firstAfter<Other extends Place>(
    others: readonly Other[],
    through: readonly Place[],
    edges: Edges = "all",
  ): (place: Place) => Other | undefined {
    const ends = new Set(through.flatMap((place) => this.#nodesAt(place)));
    const firsts = new Map<FlowNode, number>();
    for (const [index, other] of others.entries()) {
      const waiting = [...this.#nodesAt(other)];
      for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        if (firsts.has(node)) continue;
        firsts.set(node, index);
        for (const each of node.predecessors) if (!ends.has(each)) waiting.push(each);
        if (edges === "all") for (const each of node.raisedFrom) waiting.push(each);
      }
    }
    return (place) => {
      const next = this.#nodesAt(place).flatMap(({ successors }) => successors);
      return others[Math.min(...next.map((node) => firsts.get(node) ?? others.length))];
    };
  }

  get #dominance(): Dominators {
    this.#dominators ??= new Dominators(this.nodes, this.entry);
    return this.#dominators;
  }

  #isReached(node: FlowNode): boolean {
    this.#reached ??= this.#avoiding([]);
    return this.#reached[node.index] === 1;
  }

  #nodesAt(place: Place): readonly FlowNode[] {
    return "pieces" in place ? [place] : this.nodesOf(place);
  }

  /** Rows of the pieces. */
  get #rows(): Uint32Array {
    this.#sortedRows ??= new Uint32Array(this.#parts.pieces).sort();
    return this.#sortedRows;
  }

  get #deferred(): readonly (readonly [number, number])[] {
    if (this.#sortedDeferred === undefined) {
      const { deferred } = this.#parts;
      const stretches: [number, number][] = [];
      for (let i = 0; i < deferred.length; i += 2) stretches.push([deferred[i] as number, deferred[i + 1] as number]);
      this.#sortedDeferred = stretches.sort((a, b) => a[0] - b[0]);
    }
    return this.#sortedDeferred;
  }

  /** How many piece rows lie at or before a row. */
  #after(row: number): number {
    const rows = this.#rows;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as number) <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isDeferred(row: number): boolean {
    const deferred = this.#deferred;
    let low = 0;
    let high = deferred.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((deferred[middle]?.[0] as number) <= row) low = middle + 1;
      else high = middle;
    }
    const stretch = deferred[low - 1];
    return stretch !== undefined && row < stretch[1];
  }

  #isParameter(place: SyntaxNode): boolean {
    const parameters = REGIONS.has(this.region.kind) ? this.region.field("parameters") : null;
    if (parameters?.covers(place) !== true) return false;
    for (let at = place; at !== parameters && at.parent !== null; at = at.parent) {
      if (at.fieldName === "value" || at.fieldName === "type") return false;
    }
    return true;
  }

  /** Whether `a` is evaluated before `b`, given that both are in the same flow node. */
  #precedes(a: Place, b: Place): boolean {
    if ("pieces" in a || "pieces" in b) return false;
    const first = this.moment(a);
    const second = this.moment(b);
    return first !== null && second !== null && first.order < second.order;
  }

  #followsWithin(a: Place, b: Place): boolean {
    if (this.#precedes(a, b)) return true;
    if ("pieces" in a || "pieces" in b) return false;
    const arm = this.moment(a)?.arm ?? null;
    return arm !== null && COMPREHENSIONS.has(arm.kind) && arm.covers(b) && (this.moment(b)?.arm ?? null) !== null;
  }

  /** Whether `a` may be left out by its flow node although `b` is evaluated. */
  #maySkip(a: Place, b: Place): boolean {
    if ("pieces" in a) return false;
    const arm = this.moment(a)?.arm ?? null;
    return arm !== null && ("pieces" in b || !arm.covers(b));
  }

  /** Nodes that can be met after leaving some nodes; the last answer is kept, since questions come in series. */
  #search(from: readonly FlowNode[], edges: Edges): Uint8Array {
    const key = from.map((node) => node.index).join();
    if (this.#lastSearch?.from === key && this.#lastSearch.edges === edges) return this.#lastSearch.seen;
    const seen = new Uint8Array(this.nodes.length);
    const waiting = [...from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const next = edges === "all" ? [...node.successors, ...node.raisesTo] : node.successors;
      for (const each of next) {
        if (seen[each.index] === 1) continue;
        seen[each.index] = 1;
        waiting.push(each);
      }
    }
    this.#lastSearch = { from: key, edges, seen };
    return seen;
  }

  /** Nodes from which others can be met after leaving them. */
  #searchBackwards(to: readonly FlowNode[], edges: Edges): Uint8Array {
    const seen = new Uint8Array(this.nodes.length);
    const waiting = [...to];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const each of edges === "all" ? [...node.predecessors, ...node.raisedFrom] : node.predecessors) {
        if (seen[each.index] === 1) continue;
        seen[each.index] = 1;
        waiting.push(each);
      }
    }
    return seen;
  }

  /** Nodes that can begin on a way from some nodes without any of the sources evaluated to its end. */
  #avoiding(sources: readonly FlowNode[], from: readonly FlowNode[] = [this.entry], edges: Edges = "all"): Uint8Array {
    const ends = new Set(sources);
    const seen = new Uint8Array(this.nodes.length);
    const waiting = [...from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen[node.index] === 1) continue;
      seen[node.index] = 1;
      if (!ends.has(node)) for (const next of node.successors) waiting.push(next);
      if (edges === "all") for (const next of node.raisesTo) waiting.push(next);
    }
    return seen;
  }
}
