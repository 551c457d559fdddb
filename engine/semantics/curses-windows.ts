import { Kept } from "../syntax/kept.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Callable } from "./callables.js";
import { classOf } from "./classes.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** What gives a window of curses, and what an annotation calls one. */
const WINDOWS = /^curses\.(?:initscr|newwin|newpad|getwin|window|_CursesWindow)(?:\.(?:subwin|derwin|subpad))*$/;
const PARTS: ReadonlySet<string> = new Set(["subwin", "derwin", "subpad"]);
/** What programs call a window that somebody gives them. */
const WINDOW_NAME = /^_?(?:std_?scr|scr|screen|win(?:dow)?|pad|w)$/;

/** Windows that are handed from function to function are followed through so many of them. */
const MAX_DEPTH = 6;

/**
 * Whether an expression is a window of curses: made by `initscr`, `newwin` and their like, or a parameter that only gets
 * such windows, or one that nobody in the file fills and that is called as windows are, where curses is imported.
 */
export function isCursesWindow(expression: SyntaxNode, model: Model, depth = 0): boolean {
  const values = model
    .valuesOf(expression)
    .filter((value) => !(value.kind === "literal" && value.node.kind === "none"));
  return values.length > 0 && values.every((value) => isWindow(value, expression, model, depth));
}

function isWindow(value: Value, expression: SyntaxNode, model: Model, depth: number): boolean {
  switch (value.kind) {
    case "annotated":
      return WINDOWS.test(value.name);
    case "call": {
      if (value.name !== null) return WINDOWS.test(value.name);
      const call = model.callAt(value.node);
      const isPart = call !== null && call.receiver !== null && PARTS.has(call.method ?? "");
      return isPart && depth < MAX_DEPTH && isCursesWindow(call.receiver, model, depth + 1);
    }
    case "parameter":
      return isWindowParameter(value.node, model, depth);
    case "unknown":
      return isNamedLikeOne(expression, model);
    default:
      return false;
  }
}

function isNamedLikeOne(expression: SyntaxNode, { imports }: Model): boolean {
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  return name !== null && WINDOW_NAME.test(name.text) && imports.some(({ module }) => module === "curses");
}

function isWindowParameter(parameter: SyntaxNode, model: Model, depth: number): boolean {
  const definition = parameter.enclosing("function_definition", "lambda");
  const name = parameter.kind === "identifier" ? parameter : (parameter.field("name") ?? parameter.namedChildren[0]);
  if (definition === null || name === undefined || depth >= MAX_DEPTH) return false;
  const given = givenTo(name, definition, model);
  if (given === null) return false;
  if (given.length === 0) return isNamedLikeOne(name, model);
  return given.every((argument) => argument === "window" || isCursesWindow(argument, model, depth + 1));
}

/** What the file passes for a parameter, by calls and by `curses.wrapper`; null where one of them does not tell. */
function givenTo(name: SyntaxNode, definition: SyntaxNode, model: Model): (SyntaxNode | "window")[] | null {
  const found: (SyntaxNode | "window")[] = [];
  const indexIn = ({ signature }: Callable): number => signature.positional.findIndex(({ node }) => node?.covers(name));
  for (const { callable, slot } of model.callbacks) {
    if (callable?.definition !== definition) continue;
    // What else `wrapper` is given follows the window, and is none.
    if (slot.callee !== "curses.wrapper" || indexIn(callable) !== 0) return null;
    found.push("window");
  }
  const isConstructor = definition.field("name")?.text === "__init__";
  const called = (isConstructor ? classOf(definition) : definition)?.field("name")?.text ?? "";
  for (const call of callsByName(model).get(called) ?? []) {
    const callable = model.callableOf(call.callee);
    if (callable?.definition !== definition) continue;
    const index = indexIn(callable);
    const argument = index < 0 ? undefined : call.argument(index, name.text);
    if (argument === undefined) return null;
    found.push(argument);
  }
  return found;
}

const known = new Kept<SyntaxTree, ReadonlyMap<string, readonly Call[]>>((tree) => tree);

/** The calls of a file by the last part of what is called. */
function callsByName(model: Model): ReadonlyMap<string, readonly Call[]> {
  let index = known.get(model.tree);
  if (index === undefined) {
    const made = new Map<string, Call[]>();
    for (const call of model.calls) {
      const name = call.method ?? call.callee.text;
      const others = made.get(name);
      if (others === undefined) made.set(name, [call]);
      else others.push(call);
    }
    index = made;
    known.set(model.tree, index);
  }
  return index;
}
