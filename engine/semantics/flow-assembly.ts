import type { SyntaxNode } from "../syntax/tree.js";
import { type CleanupCopy, type CleanupFrame, type Frame, type LoopFrame, Routes } from "./flow-frames.js";
import { connect, connectRaise, type FlowKind, FlowNode } from "./flow-nodes.js";
import { scanPiece } from "./flow-pieces.js";

/** How deep `finally` inside `finally` gets copies of its own for each way out; each level may multiply them. */
const MAX_NESTED_COPIES = 1;

/** What the graph is made of. */
export interface FlowParts {
  readonly nodes: readonly FlowNode[];
  readonly entry: FlowNode;
  readonly exit: FlowNode;
  readonly raised: FlowNode;
  /** Flow nodes by the row of a piece, or of a statement that begins with them. */
  readonly byRow: ReadonlyMap<number, readonly FlowNode[]>;
  /** Rows of the pieces. */
  readonly pieces: readonly number[];
  /** The nodes that leave a `with_item`, by its row. */
  readonly leaves: ReadonlyMap<number, readonly FlowNode[]>;
  /** Stretches of rows inside pieces that are not evaluated with them, two numbers each. */
  readonly deferred: readonly number[];
}

type Task = () => void;

/**
 * A flow in the making: nodes, the place where it goes on, the frames around that place, and the work still to be done.
 *
 * Compound statements plan tasks instead of calling each other, so that depth of nesting costs no call stack.
 */
export class FlowAssembly {
  readonly #nodes: FlowNode[] = [];
  readonly #byRow = new Map<number, FlowNode[]>();
  readonly #pieces: number[] = [];
  #leaves: Map<number, FlowNode[]> | undefined;
  readonly #deferred: number[] = [];
  readonly #tasks: Task[] = [];
  readonly #later: Task[] = [];
  readonly #entry: FlowNode;
  readonly #exit: FlowNode;
  readonly #raised: FlowNode;
  readonly #routes: Routes;
  #copyDepth = 0;

  /** The node that what is added next follows; null after a jump. */
  current: FlowNode | null;
  /** The innermost frame around what is added next. */
  frame: Frame | null = null;

  constructor() {
    this.#entry = this.#make("entry");
    this.#exit = this.#make("exit");
    this.#raised = this.#make("raised");
    this.#routes = new Routes(
      this.#raised,
      () => this.join(),
      (task) => this.#later.push(task),
    );
    this.current = this.#entry;
  }

  /** Does all that is planned, and then the copies that ways through `finally` have asked for. */
  finish(): FlowParts {
    this.#run();
    connect(this.current, this.#exit);
    for (let task = this.#later.pop(); task !== undefined; task = this.#later.pop()) {
      task();
      this.#run();
    }
    return {
      nodes: this.#nodes,
      entry: this.#entry,
      exit: this.#exit,
      raised: this.#raised,
      byRow: this.#byRow,
      pieces: this.#pieces,
      leaves: this.#leaves ?? NO_LEAVES,
      deferred: this.#deferred,
    };
  }

  /** Plans tasks before all that is planned already; the first is done first. */
  plan(...tasks: Task[]): void {
    for (let i = tasks.length - 1; i >= 0; i--) this.#tasks.push(tasks[i] as Task);
  }

  /** Adds a node that is evaluated next, with its exceptional edge. */
  step(kind: FlowKind, syntax: SyntaxNode, pieces: readonly SyntaxNode[]): FlowNode {
    const node = this.#make(kind, syntax, pieces);
    this.follow(node);
    let raises = false;
    for (const piece of pieces) {
      if (this.#mayRaise(piece)) raises = true;
      this.stand(piece, node);
    }
    if (raises) this.mayRaise(node);
    return node;
  }

  /** Adds a node that leaves an item of a `with`. */
  leave(item: SyntaxNode): void {
    const node = this.#make("leave", item);
    this.follow(node);
    this.mayRaise(node);
    this.#leaves ??= new Map();
    const leaves = this.#leaves.get(item.row);
    if (leaves === undefined) this.#leaves.set(item.row, [node]);
    else leaves.push(node);
  }

  join(): FlowNode {
    return this.#make("join");
  }

  /** Goes on at a node that is made already. */
  follow(node: FlowNode): void {
    connect(this.current, node);
    this.current = node;
  }

  /** Lets a piece, or a statement that begins there, be found at a node. */
  stand(syntax: SyntaxNode, node: FlowNode): void {
    const owners = this.#byRow.get(syntax.row);
    if (owners === undefined) this.#byRow.set(syntax.row, [node]);
    else if (!owners.includes(node)) owners.push(node);
  }

  /** An exception that the text does not order is told only where something sees it. */
  mayRaise(node: FlowNode): void {
    const target = this.#routes.raise(this.frame);
    if (target !== this.#raised) connectRaise(node, target);
  }

  /** An exception certainly goes out from here. */
  raise(node: FlowNode): void {
    connectRaise(node, this.#routes.raise(this.frame));
  }

  return(): void {
    this.#jump(this.#exit, null);
  }

  /** `break` or `continue`; outside of a loop, which is no Python, nothing. */
  jumpInLoop(kind: "break" | "continue"): void {
    let loop: Frame | null = this.frame;
    while (loop !== null && loop.kind !== "loop") loop = loop.outer;
    if (loop !== null) this.#jump(kind === "break" ? loop.breakTo : loop.continueTo, loop);
  }

  /** Enters the body of a loop; the frame to go back to is its `outer`. */
  enterLoop(continueTo: FlowNode, breakTo: FlowNode): LoopFrame {
    const frame: LoopFrame = { kind: "loop", outer: this.frame, breakTo, continueTo };
    this.frame = frame;
    return frame;
  }

  /** The frame of a `finally` around what is added next. */
  finally(build: Task): CleanupFrame {
    return this.#cleanup(this.#copyDepth < MAX_NESTED_COPIES, build);
  }

  /** Goes on behind a frame through the only copy of its text. */
  leaveNormally(frame: CleanupFrame): void {
    const after = this.join();
    this.#jump(after, frame.outer);
    this.frame = frame.outer;
    this.current = after;
  }

  /** The frame of a `with` item that has been entered; exceptions it ends go on at `resume`. */
  entered(item: SyntaxNode, resume: FlowNode | null): CleanupFrame {
    // Its text is one node, so copies cost next to nothing however deep they nest.
    return this.#cleanup(true, (destination) => {
      this.leave(item);
      if (destination === this.#raised && resume !== null) connect(this.current, resume);
    });
  }

  /**
   * Lets the handlers of a body in which nothing can fail be reached all the same: a signal interrupts it, at its start
   * or where it waits in a loop.
   */
  interrupt(start: FlowNode, handlers: FlowNode): void {
    connectRaise(start, handlers);
    for (let index = start.index; index < this.#nodes.length; index++) {
      const node = this.#nodes[index] as FlowNode;
      if (node.kind === "condition") connectRaise(node, handlers);
    }
  }

  #cleanup(mayCopy: boolean, text: (destination: FlowNode) => void): CleanupFrame {
    const outer = this.frame;
    const depth = this.#copyDepth;
    const build = (copy: CleanupCopy, destination: FlowNode): void => {
      this.current = copy.entry;
      this.frame = outer;
      this.#copyDepth = depth + 1;
      this.plan(
        () => text(destination),
        () => {
          connect(this.current, copy.end);
          this.current = null;
        },
      );
    };
    return { kind: "cleanup", outer, copies: new Map(), shared: null, mayCopy, build };
  }

  #jump(destination: FlowNode, stop: Frame | null): void {
    connect(this.current, this.#routes.jump(this.frame, destination, stop));
    this.current = null;
  }

  #run(): void {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) task();
  }

  #make(kind: FlowKind, syntax: SyntaxNode | null = null, pieces: readonly SyntaxNode[] = []): FlowNode {
    const node = new FlowNode(this.#nodes.length, kind, syntax, pieces);
    this.#nodes.push(node);
    return node;
  }

  /** Scans a piece before a node stands for it; in a copied `finally` it is met again. */
  #mayRaise(piece: SyntaxNode): boolean {
    const isNew = !this.#byRow.has(piece.row);
    if (isNew) this.#pieces.push(piece.row);
    return scanPiece(piece, isNew ? this.#deferred : []);
  }
}

const NO_LEAVES: ReadonlyMap<number, readonly FlowNode[]> = new Map();
