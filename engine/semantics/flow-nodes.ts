import type { SyntaxNode } from "../syntax/tree.js";

/**
 * What a flow node evaluates:
 *
 * - `entry`: nothing; the parameters have their values here
 * - `exit`: nothing; the region ended normally, by its last statement or by `return`
 * - `raised`: nothing; the region ended by an exception
 * - `join`: nothing; ways meet
 * - `statement`: a statement without a body; of a lambda, its expression
 * - `definition`: the header of a `def` or `class`: decorators, defaults, annotations, base classes
 * - `condition`: of `if`, `elif`, `while`
 * - `iterable`: the expression after `in`, once
 * - `iteration`: asks the iterator for the next item, once more than there are items
 * - `target`: binds an item of a `for`, or the name of a class after its body
 * - `enter`: one item of a `with`: the expression, `__enter__` and the name after `as`
 * - `leave`: `__exit__` of one item of a `with`
 * - `subject`, `pattern`, `guard`: of `match` and `case`
 * - `except`: compares the exception with those a clause names, and binds its name
 */
export type FlowKind =
  | "entry"
  | "exit"
  | "raised"
  | "join"
  | "statement"
  | "definition"
  | "condition"
  | "iterable"
  | "iteration"
  | "target"
  | "enter"
  | "leave"
  | "subject"
  | "pattern"
  | "guard"
  | "except";

/** Most lists of edges are empty or hold one edge, so a list is made with its first edge, at that length. */
const NO_EDGES: readonly FlowNode[] = [];

/** One step of a region's control flow: what is evaluated without a choice of where to go on. Edges are added by `connect`. */
export class FlowNode {
  /** Where it may go on when its evaluation is finished. */
  successors: readonly FlowNode[] = NO_EDGES;
  predecessors: readonly FlowNode[] = NO_EDGES;
  /**
   * Where an exception may lead that interrupts it. Of implicit exceptions only those are told that something in the
   * region catches or sees: a handler, a `finally`, a `with`.
   */
  raisesTo: readonly FlowNode[] = NO_EDGES;
  raisedFrom: readonly FlowNode[] = NO_EDGES;

  constructor(
    /** Position in the graph's `nodes`. */
    readonly index: number,
    readonly kind: FlowKind,
    /** What it stands for in the text: a statement, a condition, a `with_item`, ...; null where nothing is evaluated. */
    readonly syntax: SyntaxNode | null,
    /** The parts of the text that are evaluated here, in the order of evaluation. */
    readonly pieces: readonly SyntaxNode[],
  ) {}
}

/** Adds an edge, once. */
export function connect(from: FlowNode | null, to: FlowNode): void {
  if (from === null || from.successors.includes(to)) return;
  from.successors = withEdge(from.successors, to);
  to.predecessors = withEdge(to.predecessors, from);
}

/** Adds an exceptional edge, once. */
export function connectRaise(from: FlowNode, to: FlowNode): void {
  if (from.raisesTo.includes(to)) return;
  from.raisesTo = withEdge(from.raisesTo, to);
  to.raisedFrom = withEdge(to.raisedFrom, from);
}

function withEdge(edges: readonly FlowNode[], node: FlowNode): readonly FlowNode[] {
  if (edges === NO_EDGES) return [node];
  (edges as FlowNode[]).push(node);
  return edges;
}
