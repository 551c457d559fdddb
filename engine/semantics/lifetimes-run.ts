import type { SyntaxNode } from "../syntax/tree.js";
import type { FlowGraph, FlowNode } from "./flow.js";
import { COMPREHENSIONS } from "./flow-order.js";

/** How an object can come to its end before its region does. */
export type LossKind = "replaced" | "deleted" | "dropped";

/** What happens at one place of a life. */
export type Effect<Event> =
  | { readonly kind: "birth" }
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "escape" }
  | { readonly kind: "loss"; readonly how: LossKind };

/** One thing that happens to an object, placed in the flow. */
export interface Happening<Event> {
  readonly effect: Effect<Event>;
  readonly at: SyntaxNode;
  readonly nodes: readonly FlowNode[];
  /** Position within its flow nodes. */
  readonly order: number;
  /** The part of an expression that may be left out, or repeated, with it. */
  readonly arm: SyntaxNode | null;
}

/** The states an object may be in at one place, over all ways that lead there while it lives. */
export class Outcome<State, Event> {
  /** Over all ways. */
  readonly states: ReadonlySet<State>;
  /**
   * Over the ways on which nothing raised since the object was made. An exception between two steps leads to states that
   * nobody has in mind; "it may be in this state here" is only worth a word when no accident is needed for it.
   */
  readonly calmStates: ReadonlySet<State>;
  /** Whether somebody else may have got hold of the object on some way. */
  readonly mayHaveEscaped: boolean;
  /** Events that have happened whichever way was taken. */
  readonly happened: ReadonlySet<Event>;
  /** Events that have happened on all ways on which nothing raised. */
  readonly calmlyHappened: ReadonlySet<Event>;

  constructor(fact: Given<State, Event> | undefined, isShared = false) {
    this.states = new Set(fact?.all);
    this.calmStates = new Set(fact?.calm);
    this.mayHaveEscaped = fact !== undefined && (fact.escaped || isShared);
    this.happened = new Set(fact?.done);
    this.calmlyHappened = new Set(fact?.calmDone);
  }

  /** Whether the object comes here at all. */
  get isReached(): boolean {
    return this.states.size > 0 || this.mayHaveEscaped;
  }

  /** Whether the object is in this very state whichever way was taken, one without exceptions among them. */
  certainly(state: State): boolean {
    return this.states.size === 1 && this.calmStates.has(state) && !this.mayHaveEscaped;
  }

  /** Whether the object is in this state on some way on which nothing raised and nobody else got hold of it. */
  possibly(state: State): boolean {
    return this.calmStates.has(state);
  }
}

/** What is known at one place of the flow about the object that lives there. */
interface Fact<State, Event> {
  readonly all: Set<State>;
  readonly calm: Set<State>;
  escaped: boolean;
  /** Whether some way without exceptions leads here, be it with an escape. */
  isCalm: boolean;
  done: Set<Event>;
  calmDone: Set<Event>;
}

/** A fact that is only read. */
interface Given<State, Event> {
  readonly all: ReadonlySet<State>;
  readonly calm: ReadonlySet<State>;
  readonly escaped: boolean;
  readonly isCalm: boolean;
  readonly done: ReadonlySet<Event>;
  readonly calmDone: ReadonlySet<Event>;
}

export interface Machine<State, Event> {
  readonly initial: State;
  /** Whether others have hold of the object from the beginning. */
  readonly bornEscaped: boolean;
  /** Whether others have hold of it when the region has ended. */
  readonly outlives: boolean;
  next(state: State, event: Event): State;
}

/**
 * Runs a machine forward over the flow: sets of states, joined where ways meet, until nothing changes.
 *
 * An exception may interrupt a node before or after each of its events; the birth and the loss of an object are only done
 * when their node is done.
 */
export class LifeRun<State, Event> {
  readonly #graph: FlowGraph;
  readonly #machine: Machine<State, Event>;
  readonly #byNode = new Map<FlowNode, Happening<Event>[]>();
  /** Nodes share what comes to them: it is never changed, but replaced. */
  readonly #incoming = new Map<FlowNode, Given<State, Event>>();
  readonly #records = new Map<Happening<Event>, Fact<State, Event>>();
  readonly #birth: Happening<Event>;

  constructor(graph: FlowGraph, happenings: readonly Happening<Event>[], machine: Machine<State, Event>) {
    this.#graph = graph;
    this.#machine = machine;
    const birth = happenings.find(({ effect }) => effect.kind === "birth");
    if (birth === undefined) throw new RangeError("a life begins with a birth");
    this.#birth = birth;
    for (const happening of happenings) {
      for (const node of happening.nodes) {
        const own = this.#byNode.get(node);
        if (own === undefined) this.#byNode.set(node, [happening]);
        else own.push(happening);
      }
    }
    for (const own of this.#byNode.values()) own.sort((a, b) => a.order - b.order);
  }

  /** @returns the number of steps it took, for those who limit the work. */
  run(): number {
    const waiting = this.#birth.nodes.filter((node) => this.#graph.isReachable(node));
    for (const node of waiting) this.#incoming.set(node, nothing<State, Event>());
    const queued = new Set(waiting);
    let steps = 0;
    for (let at = 0; at < waiting.length; at++) {
      const node = waiting[at] as FlowNode;
      queued.delete(node);
      steps++;
      const { onwards, interrupted } = this.#through(node, false);
      const go = (next: FlowNode, fact: Given<State, Event>): void => {
        if (isNothing(fact) || !this.#merge(next, fact) || queued.has(next)) return;
        queued.add(next);
        waiting.push(next);
      };
      for (const next of node.successors) go(next, onwards);
      for (const next of node.raisesTo) go(next, interrupted);
    }
    for (const node of this.#incoming.keys()) if (this.#byNode.has(node)) this.#through(node, true);
    return steps;
  }

  /** Right before something happens. */
  before(happening: Happening<Event>): Outcome<State, Event> {
    return new Outcome(this.#records.get(happening));
  }

  /** At the normal end of the region. */
  get end(): Outcome<State, Event> {
    return new Outcome(this.#incoming.get(this.#graph.exit), this.#machine.outlives);
  }

  /** What leaves a node, normally and by an exception. */
  #through(node: FlowNode, isFinal: boolean): { onwards: Given<State, Event>; interrupted: Given<State, Event> } {
    const incoming = this.#incoming.get(node) ?? nothing<State, Event>();
    const own = this.#byNode.get(node);
    if (own === undefined) return { onwards: incoming, interrupted: shaken(incoming) };
    let fact: Given<State, Event> = incoming;
    const interrupted = copy(incoming);
    let isSettled = false;
    for (const happening of own) {
      // An object that a comprehension makes lives for one turn.
      const { arm } = happening;
      const isRepeated = arm !== null && arm !== this.#birth.arm && COMPREHENSIONS.has(arm.kind);
      if (isRepeated) fact = this.#repeated(fact, own, arm);
      if (isFinal) this.#record(happening, fact);
      if (isRepeated) continue;
      fact = this.#apply(fact, happening);
      if (happening.effect.kind === "birth" || happening.effect.kind === "loss") isSettled = true;
      if (!isSettled) unite(interrupted, fact);
    }
    return { onwards: fact, interrupted: shaken(interrupted) };
  }

  /** What any number of turns of a comprehension lead to. */
  #repeated(fact: Given<State, Event>, own: readonly Happening<Event>[], arm: SyntaxNode | null): Fact<State, Event> {
    const result = copy(fact);
    for (let size = -1; size !== sizeOf(result); ) {
      size = sizeOf(result);
      for (const happening of own) if (happening.arm === arm) unite(result, this.#apply(result, happening));
    }
    return result;
  }

  #apply(before: Given<State, Event>, { effect, arm }: Happening<Event>): Fact<State, Event> {
    const after = this.#effect(before, effect);
    // What belongs to the same part of an expression as the birth happens whenever the object is born.
    if (arm === null || arm === this.#birth.arm) return after;
    unite(after, before);
    return after;
  }

  #effect(before: Given<State, Event>, effect: Effect<Event>): Fact<State, Event> {
    switch (effect.kind) {
      case "birth": {
        const { initial, bornEscaped } = this.#machine;
        const states = bornEscaped ? [] : [initial];
        return {
          all: new Set(states),
          calm: new Set(states),
          escaped: bornEscaped,
          isCalm: true,
          done: new Set(),
          calmDone: new Set(),
        };
      }
      case "loss":
        return nothing();
      case "escape":
        return isNothing(before) ? copy(before) : { ...copy(before), all: new Set(), calm: new Set(), escaped: true };
      case "event": {
        const { event } = effect;
        const { next } = this.#machine;
        const after = copy(before);
        after.all.clear();
        after.calm.clear();
        for (const state of before.all) after.all.add(next(state, event));
        for (const state of before.calm) after.calm.add(next(state, event));
        after.done.add(event);
        after.calmDone.add(event);
        return after;
      }
    }
  }

  #record(happening: Happening<Event>, fact: Given<State, Event>): void {
    const known = this.#records.get(happening);
    if (known === undefined) this.#records.set(happening, copy(fact));
    else unite(known, fact);
  }

  /** Adds what comes in by one edge; tells whether that changes anything. */
  #merge(node: FlowNode, fact: Given<State, Event>): boolean {
    const known = this.#incoming.get(node);
    if (known === fact || (known !== undefined && addsNothing(known, fact))) return false;
    let joined = fact;
    if (known !== undefined) {
      const both = copy(known);
      unite(both, fact);
      joined = both;
    }
    this.#incoming.set(node, joined);
    return true;
  }
}

function nothing<State, Event>(): Fact<State, Event> {
  return { all: new Set(), calm: new Set(), escaped: false, isCalm: false, done: new Set(), calmDone: new Set() };
}

/** Whether no object lives here. */
function isNothing<State, Event>(fact: Given<State, Event>): boolean {
  return fact.all.size === 0 && !fact.escaped;
}

function copy<State, Event>(fact: Given<State, Event>): Fact<State, Event> {
  const { escaped, isCalm } = fact;
  return {
    all: new Set(fact.all),
    calm: new Set(fact.calm),
    escaped,
    isCalm,
    done: new Set(fact.done),
    calmDone: new Set(fact.calmDone),
  };
}

const NONE: ReadonlySet<never> = new Set();

/** What an exception makes of a fact, to be read only. */
function shaken<State, Event>({ all, escaped, done }: Given<State, Event>): Given<State, Event> {
  return { all, calm: NONE, escaped, isCalm: false, done, calmDone: NONE };
}

function sizeOf<State, Event>(fact: Fact<State, Event>): number {
  return fact.all.size + fact.calm.size + (fact.escaped ? 1 : 0);
}

/** Whether joining a further way to one changes nothing. */
function addsNothing<State, Event>(known: Given<State, Event>, other: Given<State, Event>): boolean {
  if (isNothing(other)) return true;
  if (isNothing(known) || (other.escaped && !known.escaped) || (other.isCalm && !known.isCalm)) return false;
  const isDone = isWithin(known.done, other.done) && (!other.isCalm || isWithin(known.calmDone, other.calmDone));
  return isDone && isWithin(other.all, known.all) && isWithin(other.calm, known.calm);
}

function isWithin<Item>(items: ReadonlySet<Item>, others: ReadonlySet<Item>): boolean {
  if (items === others) return true;
  for (const item of items) if (!others.has(item)) return false;
  return true;
}

/** Joins two ways: states of either, events of both. */
function unite<State, Event>(into: Fact<State, Event>, other: Given<State, Event>): void {
  if (isNothing(other)) return;
  const wasCalm = into.isCalm;
  const wasNothing = isNothing(into);
  if (wasNothing) into.done = new Set(other.done);
  else keepCommon(into.done, other.done);
  if (other.isCalm && wasCalm) keepCommon(into.calmDone, other.calmDone);
  else if (other.isCalm) into.calmDone = new Set(other.calmDone);
  for (const state of other.all) into.all.add(state);
  for (const state of other.calm) into.calm.add(state);
  into.escaped ||= other.escaped;
  into.isCalm ||= other.isCalm;
}

function keepCommon<Item>(items: Set<Item>, others: ReadonlySet<Item>): void {
  for (const item of items) if (!others.has(item)) items.delete(item);
}
