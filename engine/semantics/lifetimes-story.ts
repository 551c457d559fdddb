import { givesItselfWhenEntered } from "../knowledge/contexts.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { FlowGraph, FlowNode } from "./flow.js";
import { placesOf } from "./lifetimes-places.js";
import type { Effect, Happening, LossKind } from "./lifetimes-run.js";
import { type LifeUse, mentionOf, type Naming } from "./lifetimes-uses.js";
import type { Model } from "./model.js";
import type { Variable } from "./scopes.js";

/** What a story asks of the protocol it is collected for. */
export interface Reader<Event> {
  event(use: LifeUse): Event | "ignore" | "escape" | undefined;
  readonly otherFunctions?: "escape" | "ignore";
  readonly givesItself?: (path: readonly string[]) => boolean;
}

/** A name under which an object is known. */
interface Holder {
  readonly variable: Variable;
  /** The attribute of `self`, or null for a plain name. */
  readonly attribute: string | null;
  /** What of the object the name stands for: `["stdin"]` after `pipe = p.stdin`. */
  readonly path: readonly string[];
  /** Rows of the identifiers or attributes that give the object this name. */
  readonly ownTargets: Set<number>;
  /** Where in the flow it begins to be a name of the object. */
  readonly from: readonly FlowNode[];
}

interface Ending {
  readonly holder: Holder;
  readonly at: SyntaxNode;
  readonly how: LossKind;
}

/** After whatever else happens in a node. */
const LAST = Number.POSITIVE_INFINITY;

/** Collects what happens to one object in its region, from the references of all its names. */
export class Story<Event> {
  readonly region: SyntaxNode;
  readonly graph: FlowGraph;
  readonly happenings: Happening<Event>[] = [];
  readonly uses = new Map<Happening<Event>, LifeUse>();
  /** Uses that let others get hold of the object from its beginning, whatever the flow. */
  readonly wholeEscapes: LifeUse[] = [];
  /** The object's first name as written, or null. */
  name: string | null = null;
  /** Whether others hold the object when the region ends. */
  outlives = false;
  readonly #model: Model;
  readonly #reader: Reader<Event>;
  readonly #holders: Holder[] = [];
  readonly #endings: Ending[] = [];
  readonly #waiting: Holder[] = [];
  readonly #birth: SyntaxNode;
  readonly #isMade: boolean;
  #looked = 0;

  /** @param birth the expression that makes the object or, with `isMade` false, one that stands for it at the entry. */
  constructor(model: Model, birth: SyntaxNode, isMade: boolean, reader: Reader<Event>) {
    this.#model = model;
    this.#reader = reader;
    this.#birth = birth;
    this.#isMade = isMade;
    this.graph = model.flowOf(birth);
    this.region = this.graph.region;
  }

  /** How much there was to look at. */
  get size(): number {
    return this.#looked + this.happenings.length;
  }

  /** @param isTooMuch to give up: an object that is born nowhere has no story */
  collect(isTooMuch: boolean): void {
    if (isTooMuch) this.#put({ kind: "birth" }, this.#birth, [], 0, null);
    else if (this.#isMade) this.#collectMade();
    else this.#collectHeld();
    for (let holder = this.#waiting.pop(); holder !== undefined; holder = this.#waiting.pop()) this.#mentions(holder);
    this.#endAll();
  }

  #collectMade(): void {
    const birth = this.#birth;
    this.#place({ kind: "birth" }, birth, birth);
    const { use, namings } = mentionOf(this.#model, birth, []);
    if (use !== null) this.#add(use);
    for (const naming of namings) this.#named(naming, true);
    if (this.#holders.length > 0 || this.wholeEscapes.length > 0) return;
    // Without a name, the object is gone when its statement is done, or the `with` that holds it.
    const loss: Effect<Event> = { kind: "loss", how: "dropped" };
    const isEntered = use?.kind === "enter";
    const nodes = isEntered ? this.graph.leavesOf(use.site) : this.graph.nodesOf(birth);
    const arm = isEntered ? null : (this.graph.moment(birth)?.arm ?? null);
    this.happenings.push({ effect: loss, at: birth, nodes, order: LAST, arm });
  }

  #collectHeld(): void {
    const birth = this.#birth;
    const { entry } = this.graph;
    this.happenings.push({ effect: { kind: "birth" }, at: birth, nodes: [entry], order: 0, arm: null });
    this.outlives = true;
    this.#hold(birth, [], true);
    // The mention that was asked about gives the object no name.
    for (const { ownTargets } of this.#holders) ownTargets.clear();
  }

  #named(naming: Naming, isBirth: boolean): void {
    const { target, path } = naming;
    if (/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target.kind)) {
      const parts = target.namedChildren;
      if (parts.some(({ kind }) => kind === "list_splat_pattern")) {
        this.#escapeAt(target, path);
        return;
      }
      parts.forEach((part, index) => {
        this.#named({ ...naming, target: part, path: [...path, `[${index}]`] }, isBirth);
      });
      return;
    }
    const isSame = naming.by !== "with" || this.#givesItself(path);
    const isClear = isBirth || (naming.isCertain && this.#isFresh(target));
    if (!isSame || !isClear || !this.#hold(target, path, isBirth)) this.#escapeAt(target, path);
  }

  /** Whether a further name, where it is read, always stands for the newest object and not for one of an earlier turn. */
  #isFresh(target: SyntaxNode): boolean {
    const variable = target.kind === "identifier" ? this.#model.variableOf(target) : undefined;
    const isStale = this.graph.reachedWithout(this.#isMade ? this.#birth : this.graph.entry, [target]);
    return variable?.references.some((reference) => isStale(reference)) !== true;
  }

  /** What an object, entered by `with`, gives to the name after `as`. */
  #givesItself(path: readonly string[]): boolean {
    if (this.#reader.givesItself !== undefined) return this.#reader.givesItself(path);
    const name = this.#model.callAt(this.#birth)?.name;
    return path.length === 0 && name != null && givesItselfWhenEntered(name);
  }

  /** Lets a target be a name of the object; false if it cannot be followed. */
  #hold(target: SyntaxNode, path: readonly string[], isBirth: boolean): boolean {
    const base = target.kind === "attribute" ? target.field("object") : target;
    const variable = base?.kind === "identifier" ? this.#model.variableOf(base) : undefined;
    if (base == null || variable === undefined || variable.scope.node !== this.region) return false;
    const attribute = target.kind === "attribute" ? (target.field("attribute")?.text ?? null) : null;
    if (attribute !== null) {
      if (this.#model.classes.receiverClass(base) === null) return false;
      this.outlives = true;
    }
    const same = this.#holders.find((each) => each.variable === variable && each.attribute === attribute);
    if (same !== undefined) {
      same.ownTargets.add(target.row);
      return isBirth && same.path.join(".") === path.join(".");
    }
    // A second name that is also bound to other things would have to be followed on its own.
    if (this.#holders.length > 0 && !isBirth && variable.bindings.length > 1) return false;
    // An object that is not made here has the name from the beginning.
    const from = isBirth && !this.#isMade ? [this.graph.entry] : this.graph.nodesOf(target);
    const holder = { variable, attribute, path, ownTargets: new Set([target.row]), from };
    this.#holders.push(holder);
    this.#waiting.push(holder);
    this.name ??= target.text;
    return true;
  }

  #mentions(holder: Holder): void {
    const { attribute, path } = holder;
    const places = placesOf(holder.variable, this.#model, this.graph);
    const isPublic = this.region.parent === null;
    if (!isPublic || this.#reader.otherFunctions !== "ignore") {
      for (const reference of places.readElsewhere) this.wholeEscapes.push(escapeUse(reference, path));
    }
    for (const { name } of places.boundElsewhere) {
      if (!holder.ownTargets.has(name.row)) this.wholeEscapes.push(escapeUse(name, path));
    }
    const reached = places.reachedFrom(holder.from);
    this.#looked += reached.steps + reached.references.length;
    for (const reference of reached.references) {
      if (attribute === null) this.#mention(reference, holder);
      else this.#throughSelf(reference, holder, attribute);
    }
    for (const { kind, name } of reached.bindings) {
      if (holder.ownTargets.has(name.row)) continue;
      if (attribute !== null) this.wholeEscapes.push(escapeUse(name, path));
      else this.#endings.push({ holder, at: name, how: kind === "delete" ? "deleted" : "replaced" });
    }
  }

  #mention(expression: SyntaxNode, holder: Holder): void {
    const { use, namings, bound } = mentionOf(this.#model, expression, holder.path);
    if (use !== null) this.#add(use);
    for (const naming of namings) this.#named(naming, false);
    // Names have bindings that tell of this; attributes have none.
    if (bound === null || holder.attribute === null || holder.ownTargets.has(expression.row)) return;
    this.#endings.push({ holder, at: expression, how: bound });
  }

  /** A mention of `self`, of which the object is an attribute. */
  #throughSelf(self: SyntaxNode, holder: Holder, attribute: string): void {
    const member = self.parent?.kind === "attribute" && self.parent.field("object") === self ? self.parent : null;
    const name = member?.field("attribute")?.text ?? null;
    if (member !== null && name === attribute) {
      this.#mention(member, holder);
      return;
    }
    if (member !== null && name !== null) {
      const isStored = mentionOf(this.#model, self, []).use?.kind === "store" && member.parent?.kind !== "attribute";
      if (isStored || this.#isData(self, name)) return;
    } else {
      const kind = mentionOf(this.#model, self, []).use?.kind;
      if (kind === "read" || kind === "test") return;
    }
    // Methods and properties of the object that has the attribute, and whoever gets that object, may do anything.
    const call = member?.parent?.kind === "call" && member.parent.field("function") === member ? member.parent : null;
    this.#escapeAt(call ?? self, holder.path);
  }

  /** Whether `self.name` is certainly an attribute that methods have assigned, and no method or property. */
  #isData(self: SyntaxNode, name: string): boolean {
    const owner = this.#model.classes.receiverClass(self);
    const known = owner === null ? null : this.#model.classes.attribute(owner, name);
    return known !== null && known.bindings.length === 0;
  }

  #add(use: LifeUse): void {
    this.#effect(use, this.#reader.event(use), null);
    if (use.kind !== "enter") return;
    const leaving: LifeUse = { ...use, kind: "exit" };
    this.#effect(leaving, this.#reader.event(leaving), this.graph.leavesOf(use.site));
  }

  #effect(use: LifeUse, answer: Event | "ignore" | "escape" | undefined, leaves: readonly FlowNode[] | null): void {
    const decided = answer ?? (use.kind === "escape" ? "escape" : "ignore");
    if (decided === "ignore") return;
    const effect: Effect<Event> =
      decided === "escape" ? { kind: "escape" } : { kind: "event", event: decided as Event };
    let happening: Happening<Event>;
    if (leaves !== null) happening = this.#put(effect, use.site, leaves, 0, null);
    else if (use.kind === "iterate" && use.site.kind === "for_statement") {
      happening = this.#put(effect, use.site, this.graph.iterationsOf(use.site), 0, null);
    } else if (use.kind === "iterate" && use.site.kind === "for_in_clause") {
      happening = this.#place(effect, use.site, use.node);
    } else happening = this.#place(effect, use.site, use.site, use.node);
    this.uses.set(happening, use);
  }

  #escapeAt(node: SyntaxNode, path: readonly string[]): void {
    this.uses.set(this.#place({ kind: "escape" }, node, node), escapeUse(node, path));
  }

  /** Places something at the time of evaluation of the first of some nodes that has one. */
  #place(effect: Effect<Event>, at: SyntaxNode, ...when: SyntaxNode[]): Happening<Event> {
    const timed = when.find((node) => this.graph.moment(node) !== null) ?? at;
    const moment = this.graph.moment(timed);
    return this.#put(effect, at, this.graph.nodesOf(timed), moment?.order ?? LAST, moment?.arm ?? null);
  }

  #put(
    effect: Effect<Event>,
    at: SyntaxNode,
    nodes: readonly FlowNode[],
    order: number,
    arm: SyntaxNode | null,
  ): Happening<Event> {
    const happening = { effect, at, nodes, order, arm };
    this.happenings.push(happening);
    return happening;
  }

  /** An object is lost with its only name; with one of several, nothing more is known of it. */
  #endAll(): void {
    const isOnly = this.#holders.length === 1;
    for (const { holder, at, how } of this.#endings) {
      if (isOnly && holder.path.length === 0) this.#place({ kind: "loss", how }, at, at);
      else this.#escapeAt(at, holder.path);
    }
  }
}

function escapeUse(node: SyntaxNode, path: readonly string[]): LifeUse {
  return { kind: "escape", path, node, site: node, call: null };
}
