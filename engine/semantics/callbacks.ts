import {
  ASSIGNED_SLOTS,
  type CallbackSlot,
  type ParameterPlace,
  type RunsIn,
  SERVER_MIXINS,
  SLOT_MEMBERS,
  slotsOf,
} from "../knowledge/callback-slots.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Callable } from "./callables.js";
import { type Classes, classOf } from "./classes.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { ScopeTable } from "./scopes.js";
import type { Value } from "./value.js";

/** What is asked of the model, which offers the answers of this file and so is built upon it. */
export interface CallbackModel {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTable;
  readonly classes: Classes;
  readonly calls: readonly Call[];
  callAt(node: SyntaxNode): Call | null;
  qualifiedName(expression: SyntaxNode): string | null;
  onlyValueOf(expression: SyntaxNode): Value | null;
  madeBy(expression: SyntaxNode): string | null;
  callableOf(expression: SyntaxNode): Callable | null;
  callableDefinedBy(definition: SyntaxNode): Callable | null;
}

/** What the file hands over to be called by the library. */
export class Registration {
  /** The call, assignment or decorator that hands it over. */
  readonly node: SyntaxNode;
  /** The expression that stands for what is called back; of a decorator the definition. */
  readonly callback: SyntaxNode;
  readonly slot: CallbackSlot;
  /** Where it runs. */
  readonly runsIn: RunsIn;
  /** How many positional arguments it will be called with; null when that is not told. */
  readonly positions: number | null;
  /** The keywords it will be called with; null when they are not told. */
  readonly keywords: readonly string[] | null;
  readonly #model: CallbackModel;

  constructor(
    model: CallbackModel,
    node: SyntaxNode,
    callback: SyntaxNode,
    slot: CallbackSlot,
    passed: {
      readonly positions: number | null;
      readonly keywords: readonly string[] | null;
      readonly runsIn?: RunsIn | undefined;
    },
  ) {
    this.#model = model;
    this.node = node;
    this.callback = callback;
    this.slot = slot;
    this.positions = passed.positions;
    this.keywords = passed.keywords;
    this.runsIn = passed.runsIn ?? slot.runsIn;
  }

  /** What is called back, or null when that is not certain. */
  get callable(): Callable | null {
    const { callback } = this;
    return callback.kind === "function_definition"
      ? this.#model.callableDefinedBy(callback)
      : this.#model.callableOf(callback);
  }

  /** Whether it can be called with what it will be called with; null when that is not certain. */
  get fits(): boolean | null {
    const { positions, keywords, callable } = this;
    return positions === null || keywords === null || callable === null ? null : callable.accepts(positions, keywords);
  }
}

/** What a call hands over to be called back; empty for calls that do not, or may not. */
export function registrationsOf(call: Call, model: CallbackModel): Registration[] {
  const { owners, runsIn } = calleesOf(call, model);
  return owners.flatMap((owner) =>
    slotsOf(owner).flatMap((slot) => {
      const [position, keyword] = slot.callback;
      const callback = call.argument(position, keyword);
      if (callback === undefined) return [];
      if (slot.onlyWith !== null && (call.hasUnpacking || call.positional.length !== slot.onlyWith)) return [];
      return [new Registration(model, call.node, callback, slot, { ...passedBy(call, slot, model), runsIn })];
    }),
  );
}

/** Every registration of a file: by calls in the order of the text, then by decorators and assignments. */
export function allRegistrations(model: CallbackModel): Registration[] {
  const passed = ({ passes }: CallbackSlot) =>
    passes.kind === "fixed" ? passes : { positions: 0, keywords: [] as readonly string[] };
  const byCalls = model.calls.flatMap((call) => registrationsOf(call, model));
  const byDecorators = model.tree.nodesOfKind("decorator").flatMap((node) => {
    const expression = node.namedChildren[0];
    const definition = node.parent?.field("definition");
    if (expression === undefined || definition?.kind !== "function_definition") return [];
    const name = model.qualifiedName(expression);
    if (name !== "atexit.register") return [];
    return slotsOf(name).map((slot) => new Registration(model, node, definition, slot, passed(slot)));
  });
  const byAssignments = model.scopes.attributeStores.flatMap(({ target, site }) => {
    const value = site.kind === "assignment" && site.field("left") === target ? site.field("right") : null;
    const name = value === null ? null : model.qualifiedName(target);
    const slot = ASSIGNED_SLOTS.find(({ callee }) => callee === name);
    return value === null || slot === undefined ? [] : [new Registration(model, site, value, slot, passed(slot))];
  });
  return [...byCalls, ...byDecorators, ...byAssignments];
}

/** The names under which slots may know what is called: its own, or those of the library's classes it inherits from. */
function calleesOf(call: Call, model: CallbackModel): { owners: readonly string[]; runsIn?: RunsIn | undefined } {
  const { callee, name, receiver, method } = call;
  if (name !== null) return { owners: [name] };
  if (receiver === null || method === null) {
    const made = model.classes.localClass(unparenthesized(callee));
    if (made === null || model.classes.attribute(made, "__init__") !== null) return { owners: [] };
    const { outside } = model.classes.lineage(made);
    const mixin = outside.find((base) => Object.hasOwn(SERVER_MIXINS, base));
    return { owners: outside, runsIn: mixin === undefined ? undefined : SERVER_MIXINS[mixin] };
  }
  if (method === "__init__" && model.callAt(receiver)?.name === "builtins.super") {
    const within = call.node.enclosing("function_definition", "lambda");
    const heir = within === null ? null : classOf(within);
    return { owners: heir === null ? [] : model.classes.lineage(heir).outside };
  }
  if (!SLOT_MEMBERS.has(method)) return { owners: [] };
  const definition = model.classes.receiverClass(receiver) ?? instanceClass(receiver, model);
  if (definition !== null) {
    if (model.classes.attribute(definition, method) !== null) return { owners: [] };
    return { owners: model.classes.lineage(definition).outside.map((base) => `${base}.${method}`) };
  }
  const owner = model.madeBy(receiver);
  if (owner !== null) return { owners: [`${owner}.${method}`] };
  return { owners: isList(receiver, model) ? [`builtins.list.${method}`] : [] };
}

function instanceClass(object: SyntaxNode, model: CallbackModel): SyntaxNode | null {
  const value = model.onlyValueOf(object);
  return value?.kind === "instance" ? value.definition : null;
}

function isList(expression: SyntaxNode, model: CallbackModel): boolean {
  const value = model.onlyValueOf(expression);
  return value?.kind === "literal" && (value.node.kind === "list" || value.node.kind === "list_comprehension");
}

/** What the library will call the callback of a slot with, as far as the call tells. */
function passedBy(
  call: Call,
  { callback: [position], passes }: CallbackSlot,
  model: CallbackModel,
): { positions: number | null; keywords: readonly string[] | null } {
  const hasSplat = call.arguments.some(({ unpacks }) => unpacks === "*");
  const isHidden = call.arguments.some(({ unpacks }) => unpacks === "**");
  const following = hasSplat || position === null ? null : call.positional.length - position - 1;
  switch (passes.kind) {
    case "fixed":
      return passes;
    case "iterables":
      return { positions: following, keywords: [] };
    case "rest": {
      const keywords = call.arguments.flatMap(({ keyword }) => keyword ?? []);
      return {
        // Given by keyword, nothing can follow it.
        positions: following === null || following < 0 ? null : following + passes.before,
        keywords: !passes.withKeywords ? [] : isHidden ? null : keywords,
      };
    }
    case "spread":
      return {
        positions: spreadCount(call, passes.args, model),
        keywords: passes.kwargs === null ? [] : spreadKeywords(call, passes.kwargs, model),
      };
  }
}

/** The number of elements of the argument for a parameter; 0 when it is not given. */
function spreadCount(call: Call, [position, keyword]: ParameterPlace, model: CallbackModel): number | null {
  if (call.lacks(position, keyword)) return 0;
  const given = call.argument(position, keyword);
  const value = given === undefined ? undefined : model.onlyValueOf(given);
  if (given === undefined || value?.kind !== "literal") return null;
  const list = value.node;
  // A list that has a name may have grown since.
  const isWritten = list.kind === "tuple" || (list.kind === "list" && unparenthesized(given) === list);
  return isWritten && list.namedChildren.every(({ kind }) => !/splat/.test(kind)) ? list.namedChildren.length : null;
}

/** The keys of the dictionary given for a parameter; none when it is not given. */
function spreadKeywords(call: Call, [position, keyword]: ParameterPlace, model: CallbackModel): string[] | null {
  if (call.lacks(position, keyword)) return [];
  const given = call.argument(position, keyword);
  if (given === undefined) return null;
  const value = unparenthesized(given);
  if (value.kind === "none") return [];
  const made = model.callAt(value);
  if (made?.name === "builtins.dict" && !made.hasUnpacking && made.positional.length === 0) {
    return made.arguments.flatMap((argument) => argument.keyword ?? []);
  }
  if (value.kind !== "dictionary") return null;
  const keys = value.namedChildren.map((pair) => {
    const key = pair.kind === "pair" ? pair.field("key") : null;
    return key === null ? null : stringValue(key);
  });
  return keys.every((key) => key !== null) ? keys : null;
}
