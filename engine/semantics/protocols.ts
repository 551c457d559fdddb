import type { SyntaxNode } from "../syntax/tree.js";
import type { FlowGraph, FlowNode } from "./flow.js";

/** Something that happens to an object, at a place in the flow. */
export interface Occurrence<Event> {
  readonly at: SyntaxNode;
  readonly event: Event;
}

/** How events change the state of an object: a small state machine, declared by whoever asks. */
export interface Protocol<State, Event> {
  /** The state at the beginning of the region. */
  readonly initial: State;
  next(state: State, event: Event, at: SyntaxNode): State;
}

/** The states an object may be in, over all ways through a region. */
export interface Story<State> {
  /** Before each occurrence; empty where the program never comes. */
  before(at: SyntaxNode): ReadonlySet<State>;
  /** When the region has ended normally. */
  readonly atExit: ReadonlySet<State>;
}

/**
 * Runs a protocol over the control flow of a region.
 *
 * States are sets, joined where ways meet, so "the object is in this state whichever way was taken" is a set of one. An
 * exception may interrupt a step before or after any of its events: all these states go on to where it is caught.
 */
export function followProtocol<State, Event>(
  graph: FlowGraph,
  occurrences: readonly Occurrence<Event>[],
  protocol: Protocol<State, Event>,
): Story<State> {
  const byNode = placed(graph, occurrences);
  const incoming = graph.nodes.map(() => new Set<State>());
  const before = new Map<SyntaxNode, Set<State>>();
  const entry = incoming[graph.entry.index];
  entry?.add(protocol.initial);
  const waiting: FlowNode[] = [graph.entry];
  const visited = new Set<FlowNode>();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    visited.add(node);
    let states = incoming[node.index] as ReadonlySet<State>;
    const interrupted = new Set(states);
    for (const { at, event } of byNode.get(node) ?? []) {
      const seen = before.get(at) ?? new Set();
      for (const state of states) seen.add(state);
      before.set(at, seen);
      states = new Set([...states].map((state) => protocol.next(state, event, at)));
      for (const state of states) interrupted.add(state);
    }
    const go = (next: FlowNode, arriving: ReadonlySet<State>): void => {
      const known = incoming[next.index] as Set<State>;
      const size = known.size;
      for (const state of arriving) known.add(state);
      if (known.size > size || !visited.has(next)) waiting.push(next);
    };
    for (const next of node.successors) go(next, states);
    for (const next of node.raisesTo) go(next, interrupted);
  }
  const nothing: ReadonlySet<State> = new Set();
  return {
    before: (at) => before.get(at) ?? nothing,
    atExit: incoming[graph.exit.index] ?? nothing,
  };
}

/** The occurrences of each flow node, in the order in which they are evaluated. */
function placed<Event>(
  graph: FlowGraph,
  occurrences: readonly Occurrence<Event>[],
): Map<FlowNode, readonly Occurrence<Event>[]> {
  const byNode = new Map<FlowNode, Occurrence<Event>[]>();
  for (const occurrence of occurrences) {
    for (const node of graph.nodesOf(occurrence.at)) byNode.set(node, [...(byNode.get(node) ?? []), occurrence]);
  }
  const orderOf = ({ at }: Occurrence<Event>): number => graph.moment(at)?.order ?? 0;
  for (const each of byNode.values()) each.sort((a, b) => orderOf(a) - orderOf(b));
  return byNode;
}
