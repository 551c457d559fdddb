import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { constantInteger } from "./constants.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

const LOOPS = ["for_statement", "while_statement", "list_comprehension", "generator_expression"] as const;

/** How a program waits until what it has started is done. */
const WAITING = new Set(["get", "join", "result", "wait"]);

/** What `with` enters and no other thread waits for. */
const NO_LOCKS =
  /^(?:builtins\.open|contextlib\.(?:closing|nullcontext|redirect_std\w+|suppress)|concurrent\.futures\.\w+|io\.\w+|socket\.\w+|tempfile\.\w+|urllib\.\w+\.\w+|warnings\.\w+)$/;

/**
 * What starts the threads in which a function runs several times at once: calls, or classes of threads. Null unless the file
 * shows that it certainly does: threads that are waited for one after the other, and pools of one thread, do not.
 */
export function concurrentOrigins(definition: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  const context = model.contextsOf(definition).find(({ kind }) => kind === "thread");
  if (context === undefined || !context.isRepeated) return null;
  const { origins } = context;
  // `Timer(1, tick)` in `tick` begins when the one before ends.
  if (origins.some((origin) => definition.covers(origin))) return null;
  const starts = startsOf(definition, model);
  if (starts.some((start) => isWaitedFor(start) || isPoolOfOne(start, model))) return null;
  const isOneByItself = starts.length === 1 || starts.some((start) => loopOf(start) !== null);
  return isOneByItself || areTogether(starts, model) ? origins : null;
}

/**
 * Whether two functions of the file certainly run at the same time in different threads: several threads run the one that they
 * both are, or the same code starts both and waits for neither in between.
 */
export function runTogether(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  if (one === other) return concurrentOrigins(one, model) !== null;
  const [first, ...more] = startsOf(one, model);
  const [second, ...others] = startsOf(other, model);
  if (first === undefined || second === undefined || more.length + others.length > 0 || first === second) return false;
  return areTogether(first.row < second.row ? [first, second] : [second, first], model);
}

/** The calls by which threads come to run a function. */
function startsOf(definition: SyntaxNode, model: Model): SyntaxNode[] {
  const { origins = [] } = model.contextsOf(definition).find(({ kind }) => kind === "thread") ?? {};
  return origins.flatMap((origin) =>
    origin.kind === "class_definition"
      ? model.calls.filter(({ callee }) => model.classes.localClass(callee) === origin).map(({ node }) => node)
      : [origin],
  );
}

/** Of functions that were looked at, whether something in them is acquired. */
const acquiring = new Kept<SyntaxNode, boolean>(({ tree }) => tree);

/** Whether the code at a node may hold some lock, as far as its function tells, or somebody has wrapped the function. */
export function mayHoldLock(node: SyntaxNode, model: Model): boolean {
  const region = regionOf(node);
  for (let up = node.enclosing("with_statement"); up !== null && regionOf(up) === region; ) {
    const items = up.children.find(({ kind }) => kind === "with_clause")?.namedChildren ?? [];
    if (items.some((item) => !isNoLock(item, model))) return true;
    up = up.enclosing("with_statement");
  }
  let acquires = acquiring.get(region);
  if (acquires === undefined) {
    acquires = region.descendants("attribute").some((each) => each.field("attribute")?.text === "acquire");
    acquiring.set(region, acquires);
  }
  return acquires;
}

function isNoLock(item: SyntaxNode, model: Model): boolean {
  const value = item.field("value");
  const entered = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  const call = entered ? model.callAt(entered) : null;
  return call?.name != null && NO_LOCKS.test(call.name);
}

function loopOf(node: SyntaxNode): SyntaxNode | null {
  const loop = node.enclosing(...LOOPS);
  return loop !== null && regionOf(loop) === regionOf(node) ? loop : null;
}

/** Whether the next thread only starts when this one has ended: `t.start(); t.join()` in one loop. */
function isWaitedFor(start: SyntaxNode): boolean {
  const member = start.parent?.kind === "attribute" ? start.parent.field("attribute")?.text : undefined;
  if (member !== undefined && WAITING.has(member)) return true;
  const name = start.enclosing("assignment")?.field("left")?.text;
  const loop = loopOf(start);
  if (name === undefined || loop === null) return false;
  return waitsFor(name, loop).some((wait) => loopOf(wait) === loop);
}

function waitsFor(name: string, scope: SyntaxNode): SyntaxNode[] {
  return scope
    .descendants("attribute")
    .filter((each) => each.field("object")?.text === name && WAITING.has(each.field("attribute")?.text ?? ""));
}

/** `ThreadPoolExecutor(1)` does one thing after the other. */
function isPoolOfOne(start: SyntaxNode, model: Model): boolean {
  const receiver = model.callAt(start)?.receiver;
  const made = receiver ? model.onlyValueOf(receiver) : null;
  const pool = made?.kind === "call" ? model.callAt(made.node) : null;
  const size = pool?.argument(0, "max_workers") ?? pool?.argument(null, "processes");
  return size !== undefined && constantInteger(size, model) === 1n;
}

/** Whether one run of a function makes several of the threads, and waits for none before it makes the next. */
function areTogether(starts: readonly SyntaxNode[], model: Model): boolean {
  const [first, second] = starts;
  if (first === undefined || second === undefined || regionOf(first) !== regionOf(second)) return false;
  const flow = model.flowOf(first);
  const name = first.enclosing("assignment")?.field("left")?.text;
  const waits = name === undefined ? [] : waitsFor(name, regionOf(first));
  return flow.reaches(first, second, "normal") && !waits.some((wait) => flow.dominates(wait, second));
}
