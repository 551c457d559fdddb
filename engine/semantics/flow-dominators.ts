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
    const halves = nodes.length * 2;
    this.#position = new Int32Array(halves).fill(-1);
    const work = workspaceFor(halves);
    const count = visit(nodes, entry, this.#position, work);
    findImmediateDominators(nodes, count, this.#position, work);
    const { immediate, size, next } = work;
    this.#enter = new Int32Array(count);
    this.#leave = new Int32Array(count);
    // Everything stands behind its dominator, so sizes add up from the back and intervals from the front.
    size.fill(1, 0, count);
    for (let at = count - 1; at > 0; at--) {
      const up = immediate[at] as number;
      size[up] = (size[up] as number) + (size[at] as number);
    }
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

/** Columns that are needed while dominators are found; by position where nothing else is said. */
interface Workspace {
  /** The half-node of a position, and the position from which it was met first. */
  readonly halves: Int32Array;
  readonly from: Int32Array;
  /** By half-node, the next edge to be followed. */
  readonly edge: Int32Array;
  readonly semi: Int32Array;
  /** The dominator right above; the entry has itself. */
  readonly immediate: Int32Array;
  /** Lists of the positions that have the same semidominator. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** The trees that grow while semidominators are found: the way up, and the best position on it. */
  readonly up: Int32Array;
  readonly best: Int32Array;
  readonly size: Int32Array;
}

const COLUMNS = ["halves", "from", "edge", "semi", "immediate", "first", "next", "up", "best", "size"] as const;

let workspace: Workspace | undefined;

/** The columns, used again for each graph: most graphs are so small that making columns would cost the most. */
function workspaceFor(size: number): Workspace {
  if (workspace === undefined || workspace.halves.length < size) {
    const length = Math.max(1024, size);
    workspace = Object.fromEntries(COLUMNS.map((name) => [name, new Int32Array(length)])) as unknown as Workspace;
  }
  return workspace;
}

/** Numbers the half-nodes that can be reached, in the order in which a search that goes deep first meets them. */
function visit(
  nodes: readonly FlowNode[],
  entry: FlowNode,
  position: Int32Array,
  { halves, from, edge }: Workspace,
): number {
  edge.fill(0, 0, position.length);
  halves[0] = entry.index * 2;
  position[entry.index * 2] = 0;
  let count = 1;
  for (let at = 0; at >= 0; ) {
    const half = halves[at] as number;
    const node = nodes[half >> 1] as FlowNode;
    const index = edge[half] as number;
    edge[half] = index + 1;
    const isEnd = (half & 1) === 1;
    const list = isEnd ? node.successors : node.raisesTo;
    // From its beginning a node goes on to its end, and then to where exceptions lead.
    const edgeIndex = isEnd ? index : index - 1;
    const met = edgeIndex < 0 ? half + 1 : edgeIndex < list.length ? (list[edgeIndex] as FlowNode).index * 2 : -1;
    if (met === -1) at = at === 0 ? -1 : (from[at] as number);
    else if (position[met] === -1) {
      position[met] = count;
      halves[count] = met;
      from[count] = at;
      at = count++;
    }
  }
  return count;
}

function findImmediateDominators(
  nodes: readonly FlowNode[],
  count: number,
  position: Int32Array,
  work: Workspace,
): void {
  const { halves, from, semi, immediate, first, next, up, best } = work;
  for (let at = 0; at < count; at++) {
    semi[at] = at;
    best[at] = at;
    up[at] = -1;
    first[at] = -1;
  }
  immediate[0] = 0;
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
      if (before !== -1) least = Math.min(least, semi[bestAbove(before, work)] as number);
    }
    semi[at] = least;
    next[at] = first[least] as number;
    first[least] = at;
    const parent = from[at] as number;
    up[at] = parent;
    for (let below = first[parent] as number; below !== -1; below = next[below] as number) {
      const other = bestAbove(below, work);
      immediate[below] = (semi[other] as number) < (semi[below] as number) ? other : parent;
    }
    first[parent] = -1;
  }
  for (let at = 1; at < count; at++) {
    if (immediate[at] !== semi[at]) immediate[at] = immediate[immediate[at] as number] as number;
  }
}

const path: number[] = [];

/** Of what lies on the way from a position to the root of its tree, that left out, the one with the least semidominator. */
function bestAbove(at: number, { semi, up, best }: Workspace): number {
  if (up[at] === -1) return at;
  for (let step = at; up[up[step] as number] !== -1; step = up[step] as number) path.push(step);
  for (let step = path.pop(); step !== undefined; step = path.pop()) {
    const above = up[step] as number;
    if ((semi[best[above] as number] as number) < (semi[best[step] as number] as number)) {
      best[step] = best[above] as number;
    }
    // The ways to the root are made short.
    up[step] = up[above] as number;
  }
  return best[at] as number;
}
