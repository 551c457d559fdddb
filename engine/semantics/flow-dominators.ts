import type { FlowNode } from "./flow-nodes.js";

/**
 * Which steps come before others on every way from the entry.
 *
 * Each flow node is taken apart into its beginning and its end, with exceptions leaving from the beginning: what an
 * interrupted step would have done has not been done.
 *
 * The algorithm is that of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".
 */
export class Dominators {
  /** By half-node (twice the index, plus one for the end): position in reverse postorder, -1 when unreachable. */
  readonly #position: Int32Array;
  /** Intervals of a walk over the dominator tree, by position. */
  readonly #enter: Int32Array;
  readonly #leave: Int32Array;

  constructor(nodes: readonly FlowNode[], entry: FlowNode) {
    const order = reversePostorder(nodes, entry);
    this.#position = new Int32Array(nodes.length * 2).fill(-1);
    order.forEach((half, position) => {
      this.#position[half] = position;
    });
    const immediate = this.#immediate(nodes, order);
    const count = order.length;
    // Children follow their dominator in reverse postorder, so sizes add up from the back and intervals from the front.
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

  /** By position the position of the immediate dominator. */
  #immediate(nodes: readonly FlowNode[], order: Int32Array): Int32Array {
    const position = this.#position;
    const immediate = new Int32Array(order.length).fill(-1);
    immediate[0] = 0;
    for (let changed = true; changed; ) {
      changed = false;
      for (let at = 1; at < order.length; at++) {
        const half = order[at] as number;
        let found = -1;
        if ((half & 1) === 1) found = position[half - 1] as number;
        else {
          const { predecessors, raisedFrom } = nodes[half >> 1] as FlowNode;
          // Later predecessors mostly lie deeper: met first, they leave a short way to the common one.
          for (let i = predecessors.length - 1; i >= 0; i--) {
            found = common(immediate, position[(predecessors[i] as FlowNode).index * 2 + 1] as number, found);
          }
          for (let i = raisedFrom.length - 1; i >= 0; i--) {
            found = common(immediate, position[(raisedFrom[i] as FlowNode).index * 2] as number, found);
          }
        }
        if (found !== immediate[at]) {
          immediate[at] = found;
          changed = true;
        }
      }
    }
    return immediate;
  }
}

/** The nearest dominator of two positions; -1 stands for none, and so does one that nothing is known of yet. */
function common(immediate: Int32Array, a: number, b: number): number {
  if (a === -1 || immediate[a] === -1) return b;
  if (b === -1) return a;
  let left = a;
  let right = b;
  while (left !== right) {
    while (left > right) left = immediate[left] as number;
    while (right > left) right = immediate[right] as number;
  }
  return left;
}

/** Half-nodes that can be reached, each before those it leads to unless by a way back. */
function reversePostorder(nodes: readonly FlowNode[], entry: FlowNode): Int32Array {
  const seen = new Uint8Array(nodes.length * 2);
  const edge = new Int32Array(nodes.length * 2);
  const postorder: number[] = [];
  const stack = [entry.index * 2];
  seen[entry.index * 2] = 1;
  for (let half = stack.at(-1); half !== undefined; half = stack.at(-1)) {
    const node = nodes[half >> 1] as FlowNode;
    const index = edge[half] as number;
    edge[half] = index + 1;
    let next: number | undefined;
    if ((half & 1) === 1) next = twice(node.successors[index]);
    else next = index === 0 ? half + 1 : twice(node.raisesTo[index - 1]);
    if (next === undefined) {
      postorder.push(half);
      stack.pop();
    } else if (seen[next] === 0) {
      seen[next] = 1;
      stack.push(next);
    }
  }
  return Int32Array.from(postorder.reverse());
}

const twice = (node: FlowNode | undefined): number | undefined => (node === undefined ? undefined : node.index * 2);
