import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { type FlowGraph, regionOf } from "./flow.js";
import { type Happening, LifeRun, type LossKind, type Outcome } from "./lifetimes-run.js";
import { Story } from "./lifetimes-story.js";
import type { LifeUse } from "./lifetimes-uses.js";
import type { Model } from "./model.js";

export { type LossKind, Outcome } from "./lifetimes-run.js";
export type { LifeUse } from "./lifetimes-uses.js";

/**
 * The life of a kind of object, as a rule declares it: a table of states and what events make of them.
 *
 *     const THREAD: Protocol<"made" | "started", "start"> = {
 *       initial: "made",
 *       states: { made: { start: "started" }, started: {} },
 *       event: ({ kind, path, call }) => {
 *         if (kind !== "call" || path.length !== 1) return undefined;
 *         // An event may depend on what is passed: `call` tells the arguments of a method call.
 *         return path[0] === "start" && call?.arguments.length === 0 ? "start" : undefined;
 *       },
 *     };
 *     when.calls("threading.Thread", (call, { model, report }) => {
 *       const life = followLife(model, call.node, THREAD);
 *       if (life.alwaysEnds("made")) report("neverStarted", { at: call.node });
 *     });
 *
 * A `with` gives the events `enter` and `exit`; what a name or member stands for is told by `path`.
 */
export interface Protocol<State extends string, Event extends string> {
  readonly initial: State;
  /** For each state, where the events lead that change it; an event that is not listed leaves it. */
  readonly states: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>;
  /**
   * What a use of the object is. `undefined` leaves it to the default: an `escape` ends what is known of the object, all
   * else means nothing. `"ignore"` declares harmless what looks like an escape: `log(p.pid)`.
   */
  event(use: LifeUse): Event | "ignore" | "escape" | undefined;
  /** What it means that a name of the module is used in one of its functions; `escape` if not given. */
  readonly otherFunctions?: "escape" | "ignore";
  /**
   * Whether `with x as name` gives the name the object itself, or the member at a path; without it, what is known of
   * the standard library's classes.
   */
  readonly givesItself?: (path: readonly string[]) => boolean;
}

/** An event in the life of an object. */
export interface LifeEvent<State extends string, Event extends string> {
  readonly event: Event;
  readonly use: LifeUse;
  /** The states the object may be in right before it. */
  readonly before: Outcome<State, Event>;
}

/** An end that comes before the region's: the only name is bound to something else or deleted, or there is no name. */
export interface LifeLoss<State extends string, Event extends string> {
  readonly how: LossKind;
  /** The name that is bound anew or deleted, or the expression that makes the object. */
  readonly at: SyntaxNode;
  readonly outcome: Outcome<State, Event>;
}

/** How many steps the lives of one protocol may take in one region; of further objects nothing is told. */
const MAX_STEPS = 200_000;

/** By region and protocol. */
const spent = new Kept<FlowGraph, Map<object, number>>(({ region }) => region.tree);

/** All that may become of one object between its birth and the end of the region it is born in. */
export class Life<State extends string, Event extends string> {
  /** The object's name as written where it gets it, `t` or `self.proc`; null if it has none. */
  readonly name: string | null;
  readonly region: SyntaxNode;
  /** In the order of the text. Those the object never lives to see are left out. */
  readonly events: readonly LifeEvent<State, Event>[];
  /** The ends before the region's that may come. */
  readonly losses: readonly LifeLoss<State, Event>[];
  /** Uses by which others get hold of the object. */
  readonly escapes: readonly LifeUse[];
  /** At the normal end of the region. An attribute of `self` has always escaped by then. */
  readonly end: Outcome<State, Event>;

  constructor(story: Story<Event>, run: LifeRun<State, Event>) {
    this.name = story.name;
    this.region = story.region;
    const events: LifeEvent<State, Event>[] = [];
    const losses: LifeLoss<State, Event>[] = [];
    const escapes: LifeUse[] = [...story.wholeEscapes];
    for (const happening of [...story.happenings].sort(byPlace)) {
      const before = run.before(happening);
      const use = story.uses.get(happening);
      if (!before.isReached) continue;
      if (happening.effect.kind === "event" && use !== undefined) {
        events.push({ event: happening.effect.event, use, before });
      } else if (happening.effect.kind === "escape" && use !== undefined) escapes.push(use);
      else if (happening.effect.kind === "loss") {
        losses.push({ how: happening.effect.how, at: happening.at, outcome: before });
      } else if (happening.effect.kind === "birth") {
        // Made anew in a loop: the one made before is lost.
        losses.push({ how: "replaced", at: happening.at, outcome: before });
      }
    }
    this.events = events;
    this.losses = losses;
    this.escapes = escapes;
    this.end = run.end;
  }

  /** The end of the region and the losses, as far as they are ever reached. */
  get endings(): readonly Outcome<State, Event>[] {
    return [this.end, ...this.losses.map(({ outcome }) => outcome)].filter(({ isReached }) => isReached);
  }

  /** Whether the object certainly ends in this state, whichever way the region takes, and nobody else ever has it. */
  alwaysEnds(state: State): boolean {
    return this.endings.length > 0 && this.endings.every((ending) => ending.certainly(state));
  }

  /** Whether an event happens on every way to every end; with `"calm"`, on those without exceptions. */
  alwaysHas(event: Event, ways: "all" | "calm" = "all"): boolean {
    const endings = this.endings;
    return (
      endings.length > 0 &&
      endings.every((ending) => (ways === "all" ? ending.happened : ending.calmlyHappened).has(event))
    );
  }
}

/**
 * Follows the object that an expression makes through the function it is made in.
 *
 * Its names are those the value is given to: variables of the function or module, elements of unpacked tuples (with
 * the paths `[0]`, `[1]`, ...; the tuple is the object), `self.attribute`, the name after `as`, and other names for it
 * or for a member of it, as long as each is bound only once. It has escaped wherever the text shows it to others, and
 * from its beginning if a nested function, a lambda or a generator mentions one of its names.
 *
 * In a region with text that could not be parsed it has escaped.
 */
export function followLife<State extends string, Event extends string>(
  model: Model,
  birth: SyntaxNode,
  protocol: Protocol<State, Event>,
): Life<State, Event> {
  return follow(new Story<Event>(model, birth, true, protocol), protocol);
}

/**
 * Follows an object that exists before the function begins, from its entry: a parameter, or an attribute of `self`.
 *
 * `protocol.initial` is what is taken for granted there. Others hold the object, so at the end it has escaped.
 *
 * @param expression any mention of it: the identifier, or the attribute. Returns null if it is neither.
 */
export function followHeld<State extends string, Event extends string>(
  model: Model,
  expression: SyntaxNode,
  protocol: Protocol<State, Event>,
): Life<State, Event> | null {
  const base = expression.kind === "attribute" ? expression.field("object") : expression;
  const variable = base?.kind === "identifier" ? model.variableOf(base) : undefined;
  if (base == null || variable?.scope.node !== regionOf(expression)) return null;
  const isParameter = variable.bindings.some(({ kind }) => kind === "parameter");
  const isOfSelf = expression.kind !== "attribute" || model.classes.receiverClass(base) !== null;
  if (!isParameter || !isOfSelf) return null;
  return follow(new Story<Event>(model, expression, false, protocol), protocol);
}

function follow<State extends string, Event extends string>(
  story: Story<Event>,
  protocol: Protocol<State, Event>,
): Life<State, Event> {
  const steps = spent.get(story.graph) ?? new Map<object, number>();
  spent.set(story.graph, steps);
  const before = steps.get(protocol) ?? 0;
  story.collect(before > MAX_STEPS);
  const run = new LifeRun<State, Event>(story.graph, story.happenings, {
    initial: protocol.initial,
    bornEscaped: story.wholeEscapes.length > 0 || story.graph.isDamaged,
    outlives: story.outlives,
    next: (state, event) => protocol.states[state][event] ?? state,
  });
  steps.set(protocol, before + story.size + run.run());
  return new Life(story, run);
}

function byPlace<Event>(a: Happening<Event>, b: Happening<Event>): number {
  return a.at.start - b.at.start;
}
