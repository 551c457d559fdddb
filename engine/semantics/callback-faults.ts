import { attributeType, libraryMember, returnOf } from "../knowledge/library.js";
import { FILE_FUNCTIONS } from "../knowledge/none-results.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import type { Call } from "./call.js";
import type { Registration } from "./callbacks.js";
import { classOf } from "./classes.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import type { Result } from "./signature.js";
import type { Value } from "./value.js";

/** What calling a function gives when none of its body has run. */
type Unrun = Extract<Result, "coroutine" | "generator" | "async generator" | "context manager">;

/** A call that stands where the function itself should: `register(f())`. */
export interface CalledCallback {
  readonly call: Call;
  /**
   * What it leaves there, which nobody can call: `data` is a text, a list and the like, `task` something that has been set to
   * work. `never` when the call does not come back, as `sys.exit()`.
   */
  readonly gives: "None" | "coroutine" | "generator" | "async generator" | "number" | "data" | "task" | "never";
}

/** Types of the library's results that are certainly not callable; what else there is may be. */
const UNCALLABLE: readonly (readonly [CalledCallback["gives"], readonly string[]])[] = [
  ["None", ["None"]],
  ["number", ["bool", "int"]],
  ["data", ["bytearray", "bytes", "complex", "dict", "float", "frozenset", "list", "set", "str", "tuple"]],
  ["task", ["asyncio.Future", "asyncio.Task", "concurrent.futures.Future"]],
];
const STUB_STATEMENTS: ReadonlySet<string> = new Set(["pass_statement", "raise_statement"]);

/** The call in the place of a callback, when it is certain that what it gives cannot be called; else null. */
export function calledInstead(callback: SyntaxNode, model: Model): CalledCallback | null {
  const call = model.callAt(unparenthesized(callback));
  if (call === null) return null;
  const made = model.callableOf(call.callee)?.gives ?? null;
  if (made === "coroutine" || made === "generator" || made === "async generator") return { call, gives: made };
  const results = new Set(model.valuesOf(call.node).map((value) => uncallable(value, model)));
  const [gives] = results;
  return gives === undefined || gives === null || results.size > 1 ? null : { call, gives };
}

function uncallable(value: Value, model: Model): CalledCallback["gives"] | null {
  switch (value.kind) {
    case "nothing":
      return isStub(value.node) ? null : "None";
    case "literal":
      if (value.node.kind === "none") return "None";
      return /^(?:integer|true|false|unary_operator)$/.test(value.node.kind) ? "number" : "data";
    case "instance":
      return hasNoCall(value.definition, model) ? "data" : null;
    case "call":
      return value.name === null ? null : libraryResult(value.name, model.target);
    default:
      return null;
  }
}

/** Whether the objects of a class certainly have no `__call__`. */
function hasNoCall(definition: SyntaxNode, model: Model): boolean {
  const { outside, isComplete } = model.classes.lineage(definition);
  const isKnown = isComplete && outside.every((name) => /^builtins\.(?:object|\w*(?:Error|Exception))$/.test(name));
  return isKnown && ["__call__", "__new__"].every((name) => model.classes.attribute(definition, name) === null);
}

function libraryResult(name: string, target: PythonVersion): CalledCallback["gives"] | null {
  if (FILE_FUNCTIONS.includes(name)) return "None";
  const { kind } = libraryMember(name) ?? {};
  // `exit`, `quit`: objects that can be called.
  const [type] = kind === "constant" ? attributeType(name).names : [];
  const isCallable = kind === "class" || kind === "function" || kind === "method" || type !== undefined;
  const { names, isComplete } = returnOf(type === undefined ? name : `${type}.__call__`, target);
  if (!isCallable || !isComplete) return null;
  if (names.length === 0) return "never";
  return UNCALLABLE.find(([, types]) => names.every((each) => types.includes(each)))?.[0] ?? null;
}

/** A method that does nothing is there to be overridden, maybe in another file by one that gives a function. */
function isStub(definition: SyntaxNode): boolean {
  const statements = definition.field("body")?.namedChildren ?? [];
  const isEmpty = ({ kind, namedChildren: [only, ...more] }: SyntaxNode): boolean =>
    STUB_STATEMENTS.has(kind) ||
    (kind === "expression_statement" && more.length === 0 && (only?.kind === "string" || only?.kind === "ellipsis"));
  return classOf(definition) !== null && statements.every(isEmpty);
}

/**
 * What a callback gives instead of running, when nobody takes it and lets it run: a coroutine, a generator. Null for callbacks
 * that run, and where that is not certain.
 */
export function unrunResult({ callable, slot }: Registration): Unrun | null {
  if (slot.isResultUsed || slot.takesCoroutines) return null;
  switch (callable?.gives) {
    case "coroutine":
    case "generator":
    case "async generator":
    case "context manager":
      return callable.gives;
    default:
      return null;
  }
}

const WORDS: Readonly<Record<CalledCallback["gives"] | Unrun, string>> = {
  None: "None",
  coroutine: "a coroutine",
  generator: "a generator",
  "async generator": "an async generator",
  "context manager": "a context manager",
  number: "a number",
  data: "a value that cannot be called",
  task: "a task",
  never: "nothing",
};

/** What a call gives, for a message: "None", "a coroutine". */
export function inWords(gives: CalledCallback["gives"] | Unrun): string {
  return WORDS[gives];
}
