import { connect, connectRaise, type FlowNode } from "./flow-nodes.js";

/** What surrounds a statement and changes where `break`, `return` or an exception lead. */
export type Frame = LoopFrame | HandlersFrame | CleanupFrame;

export interface LoopFrame {
  readonly kind: "loop";
  readonly outer: Frame | null;
  readonly breakTo: FlowNode;
  readonly continueTo: FlowNode;
}

/** The body of a `try` with `except` clauses. */
export interface HandlersFrame {
  readonly kind: "handlers";
  readonly outer: Frame | null;
  readonly entry: FlowNode;
}

/** The text of a `finally`, or the `__exit__` of a `with`: evaluated on every way out. */
export interface CleanupFrame {
  readonly kind: "cleanup";
  readonly outer: Frame | null;
  /** The copies made so far, by where they lead in the end. */
  readonly copies: Map<FlowNode, CleanupCopy>;
  /** The one copy for all ways, if there may be only one. */
  shared: CleanupCopy | null;
  readonly mayCopy: boolean;
  /** Builds a copy between the two nodes. */
  readonly build: (copy: CleanupCopy, destination: FlowNode) => void;
}

export interface CleanupCopy {
  readonly entry: FlowNode;
  readonly end: FlowNode;
}

/**
 * Finds the ways out of nested frames.
 *
 * Each way through a `finally` has a copy of its nodes, as in CPython's compiler, so that what comes in by an exception
 * does not seem to go on normally.
 */
export class Routes {
  readonly #join: () => FlowNode;
  readonly #later: (task: () => void) => void;
  readonly #raised: FlowNode;
  readonly #raiseTargets = new Map<Frame, FlowNode>();

  constructor(raised: FlowNode, join: () => FlowNode, later: (task: () => void) => void) {
    this.#raised = raised;
    this.#join = join;
    this.#later = later;
  }

  /** The node to go to from inside `frame` in order to reach a destination outside of the frames before `stop`. */
  jump(frame: Frame | null, destination: FlowNode, stop: Frame | null): FlowNode {
    let first: FlowNode | null = null;
    let end: FlowNode | null = null;
    for (let at = frame; at !== stop && at !== null; at = at.outer) {
      if (at.kind !== "cleanup") continue;
      const known = at.copies.get(destination);
      const copy = known ?? this.#copy(at, destination);
      connect(end, copy.entry);
      first ??= copy.entry;
      if (known !== undefined) return first;
      end = copy.end;
    }
    connect(end, destination);
    return first ?? destination;
  }

  /** Where an exception inside `frame` leads first. */
  raise(frame: Frame | null): FlowNode {
    if (frame === null) return this.#raised;
    const known = this.#raiseTargets.get(frame);
    if (known !== undefined) return known;
    const target = this.#raise(frame);
    this.#raiseTargets.set(frame, target);
    return target;
  }

  #raise(frame: Frame): FlowNode {
    let first: FlowNode | null = null;
    let end: FlowNode | null = null;
    const reach = (node: FlowNode): FlowNode => {
      if (end !== null) connectRaise(end, node);
      first ??= node;
      return first;
    };
    for (let at: Frame | null = frame; at !== null; at = at.outer) {
      if (at.kind === "loop") continue;
      if (at.kind === "handlers") return reach(at.entry);
      const known = at.copies.get(this.#raised);
      const copy = known ?? this.#copy(at, this.#raised);
      const start = reach(copy.entry);
      if (known !== undefined) return start;
      end = copy.end;
    }
    return reach(this.#raised);
  }

  #copy(frame: CleanupFrame, destination: FlowNode): CleanupCopy {
    const copy = frame.shared ?? { entry: this.#join(), end: this.#join() };
    frame.copies.set(destination, copy);
    if (copy !== frame.shared) this.#later(() => frame.build(copy, destination));
    if (!frame.mayCopy) frame.shared = copy;
    return copy;
  }
}
