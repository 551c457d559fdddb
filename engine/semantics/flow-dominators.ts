import type { FlowNode } from "./flow-nodes.js";

/**
 * Which steps come before others on every way from the entry.
 *
 * Each flow node is taken apart into its beginning and its end, with exceptions leaving from the beginning: what an
 * interrupted step would have done has not been done.
 *
 * The algorithm is that of Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph", the simple
 * version: its work hardly grows faster than the graph, whatever the graph is like.
 */
export class Dominators {
  /** By half-node (twice the index, plus one for the end): position in the order of a first visit, -1 when unreachable. */
  readonly #position: Int32Array;
  /** Intervals of a walk over the dominator tree, by position. */
  readonly #enter: Int32Array;
  readonly #leave: Int32Array;

  constructor(nodes: readonly FlowNode[], entry: FlowNode) {
    const visit = new Visit(nodes, entry);
    this.#position = visit.position;
    const immediate = immediateDominators(nodes, visit);
    const { count } = visit;
    // Everything stands behind its dominator, so sizes add up from the back and intervals from the front.
    const size = new Int32Array(count).fill(1);
    for (let at = count - 1; at > 0; at--) {
      const up = immediate[at] as number;
      size[up] = (size[up] as number) + (size[at] as number);
    }
    const next = new Int32Array(count);
    this.#enter = new Int32Array(count);
    this.#leave = new Int32Array(count);
    for (let at = 0; at < count; at++) {
      const up = immediate[at] as number;
      const begin = at === 0 ? 0 : (next[up] as number);
      if (at > 0) next[up] = begin + (size[at] as number);
      this.#enter[at] = begin;
      next[at] = begin + 1;
      this.#leave[at] = begin + (size[at] as number);
    }
  }

  /** Whether `a` has been evaluated to its end whenever `b` begins. False for unreachable nodes. */
  dominates(a: FlowNode, b: FlowNode): boolean {
    const above = this.#position[a.index * 2 + 1] as number;
    const below = this.#position[b.index * 2] as number;
    if (above === -1 || below === -1) return false;
    const at = this.#enter[below] as number;
    return (this.#enter[above] as number) <= at && at < (this.#leave[above] as number);
  }
}

/** The half-nodes that can be reached, in the order in which a search that goes deep first meets them. */
class Visit {
  readonly position: Int32Array;
  /** By position: the half-node, and the position from which it was met first. */
  readonly halves: Int32Array;
  readonly from: Int32Array;
  count = 0;

  constructor(nodes: readonly FlowNode[], entry: FlowNode) {
    const size = nodes.length * 2;
    this.position = new Int32Array(size).fill(-1);
    this.halves = new Int32Array(size);
    this.from = new Int32Array(size);
    const edge = new Int32Array(size);
    this.#meet(entry.index * 2, 0);
    for (let at = 0; at >= 0; ) {
      const half = this.halves[at] as number;
      const node = nodes[half >> 1] as FlowNode;
      const index = edge[half] as number;
      edge[half] = index + 1;
      const isEnd = (half & 1) === 1;
      const next = isEnd ? node.successors[index] : node.raisesTo[index - 1];
      const met = next === undefined ? (isEnd || index > 0 ? -1 : half + 1) : next.index * 2;
      if (met === -1) at = at === 0 ? -1 : (this.from[at] as number);
      else if (this.position[met] === -1) {
        this.#meet(met, at);
        at = this.count - 1;
      }
    }
  }

  #meet(half: number, from: number): void {
    this.position[half] = this.count;
    this.halves[this.count] = half;
    this.from[this.count++] = from;
  }
}

/** By position the position of the immediate dominator; the entry has itself. */
function immediateDominators(nodes: readonly FlowNode[], { position, halves, from, count }: Visit): Int32Array {
  const semi = new Int32Array(count);
  for (let at = 0; at < count; at++) semi[at] = at;
  const forest = new Forest(semi);
  const immediate = new Int32Array(count);
  // Whose semidominator a position is, as linked lists.
  const first = new Int32Array(count).fill(-1);
  const next = new Int32Array(count);
  for (let at = count - 1; at > 0; at--) {
    const half = halves[at] as number;
    const { predecessors, raisedFrom } = nodes[half >> 1] as FlowNode;
    let least = semi[at] as number;
    const isEnd = (half & 1) === 1;
    const edges = isEnd ? 1 : predecessors.length + raisedFrom.length;
    for (let i = 0; i < edges; i++) {
      const other = isEnd
        ? half - 1
        : i < predecessors.length
          ? (predecessors[i] as FlowNode).index * 2 + 1
          : (raisedFrom[i - predecessors.length] as FlowNode).index * 2;
      const before = position[other] as number;
      if (before !== -1) least = Math.min(least, semi[forest.best(before)] as number);
    }
    semi[at] = least;
    next[at] = first[least] as number;
    first[least] = at;
    const up = from[at] as number;
    forest.link(at, up);
    for (let below = first[up] as number; below !== -1; below = next[below] as number) {
      const best = forest.best(below);
      immediate[below] = (semi[best] as number) < (semi[below] as number) ? best : up;
    }
    first[up] = -1;
  }
  for (let at = 1; at < count; at++) {
    if (immediate[at] !== semi[at]) immediate[at] = immediate[immediate[at] as number] as number;
  }
  return immediate;
}

/** The trees that grow while semidominators are found, with short ways to their roots. */
class Forest {
  readonly #semi: Int32Array;
  readonly #up: Int32Array;
  readonly #best: Int32Array;
  readonly #path: number[] = [];

  constructor(semi: Int32Array) {
    this.#semi = semi;
    this.#up = new Int32Array(semi.length).fill(-1);
    this.#best = semi.slice();
  }

  link(at: number, up: number): void {
    this.#up[at] = up;
  }

  /** Of what lies on the way from a position to its root, that left out, the one with the least semidominator. */
  best(at: number): number {
    const up = this.#up;
    const best = this.#best;
    if (up[at] === -1) return at;
    const path = this.#path;
    for (let step = at; up[up[step] as number] !== -1; step = up[step] as number) path.push(step);
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      const above = up[step] as number;
      if ((this.#semi[best[above] as number] as number) < (this.#semi[best[step] as number] as number)) {
        best[step] = best[above] as number;
      }
      up[step] = up[above] as number;
    }
    return best[at] as number;
  }
}
