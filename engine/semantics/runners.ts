import { wordsOfName } from "../knowledge/names.js";
import { RUNNER_KINDS, type RunnerKind } from "../knowledge/runners.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** A thread, timer or process, or a class of such. */
export interface Runner {
  readonly kind: RunnerKind;
  /** The class of the library. */
  readonly base: string;
  /** The class of this file that inherits from it, if there is one. */
  readonly definition: SyntaxNode | null;
}

/** A call that fills the parameters of a runner's constructor. */
export interface RunnerMaking extends Runner {
  /** The position of the first parameter behind `self`: 1 in `Thread.__init__(self, ...)`. */
  readonly offset: number;
}

/** Without one of these lists of words a text has to do with no thread and no process. */
export const WORDS_OF_RUNNERS: readonly (readonly string[])[] = [...RUNNER_KINDS.keys()].flatMap(wordsOfName);

/** The words of runners, each list with further words. */
export function runnersWith(...words: string[]): (readonly string[])[] {
  return WORDS_OF_RUNNERS.map((each) => [...each, ...words]);
}

/** What the objects of a class of this file are, if they are runners. */
export function runnerClass(definition: SyntaxNode, model: Model): Runner | null {
  const base = model.classes.lineage(definition).outside.find((name) => RUNNER_KINDS.has(name));
  const kind = base === undefined ? undefined : RUNNER_KINDS.get(base);
  return base === undefined || kind === undefined ? null : { kind, base, definition };
}

/** The runner that an expression certainly is, as `self` too, or null; of several alike the first. */
export function runnerOf(expression: SyntaxNode, model: Model): Runner | null {
  const owner = model.classes.receiverClass(expression);
  if (owner !== null) return model.classes.isClassReceiver(expression) ? null : runnerClass(owner, model);
  const values = model.valuesOf(expression).filter((value) => value.kind !== "literal" || value.node.kind !== "none");
  const runners = values.map((value) => runnerOfValue(value, model));
  const [first] = runners;
  return first !== undefined && runners.every((each) => each !== null && each.kind === first?.kind) ? first : null;
}

function runnerOfValue(value: Value, model: Model): Runner | null {
  if (value.kind === "instance") return runnerClass(value.definition, model);
  const name = value.kind === "call" || value.kind === "annotated" ? value.name : null;
  const kind = name === null ? undefined : RUNNER_KINDS.get(name);
  return name === null || kind === undefined ? null : { kind, base: name, definition: null };
}

/**
 * The runner whose own constructor a call runs: `Thread(...)`, `Worker(...)` of a class without `__init__`, `Thread.__init__(self,
 * ...)`, and `super().__init__(...)` where it can mean nothing else.
 */
export function runnerMade(call: Call, model: Model): RunnerMaking | null {
  const { name, receiver, method } = call;
  if (name !== null) {
    const base = name.endsWith(".__init__") ? name.slice(0, -".__init__".length) : name;
    const kind = RUNNER_KINDS.get(base);
    return kind === undefined ? null : { kind, base, definition: null, offset: base === name ? 0 : 1 };
  }
  if (receiver === null) {
    const definition = model.classes.localClass(call.callee);
    if (definition === null || model.classes.attribute(definition, "__init__") !== null) return null;
    return onlyRunner(definition, 0, model);
  }
  if (method !== "__init__" || model.callAt(receiver)?.name !== "builtins.super") return null;
  const within = call.node.enclosing("function_definition");
  const definition = within === null ? null : classOf(within);
  return definition === null || model.classes.lineage(definition).classes.length > 1
    ? null
    : onlyRunner(definition, 0, model);
}

/** A class whose only ancestor outside the file is a runner's. */
function onlyRunner(definition: SyntaxNode, offset: number, model: Model): RunnerMaking | null {
  const { outside, isComplete } = model.classes.lineage(definition);
  const runner = runnerClass(definition, model);
  const isOnly = isComplete && outside.every((name) => name === runner?.base || name === "builtins.object");
  return runner === null || !isOnly ? null : { ...runner, offset };
}
