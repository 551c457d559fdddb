import { libraryMember } from "../knowledge/library.js";
import { UNPICKLABLE } from "../knowledge/unpicklable.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { excerpt } from "../text/wording.js";
import type { Call } from "./call.js";
import type { Callable } from "./callables.js";
import { constantOf } from "./constants.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Why an object cannot be pickled. */
export interface Refusal {
  /** What it is, in words: `a lock`. */
  readonly what: string;
  /** The part of the expression that is to blame, or the expression. */
  readonly at: SyntaxNode;
  /** What was decided where: what makes the object, the store into an attribute. */
  readonly because: SyntaxNode | null;
  /** Whether it is refused because its name leads nowhere; copying such a thing is no matter. */
  readonly byName: boolean;
  /** Whether it is a lock, or holds one. */
  readonly isLock: boolean;
  /** What is raised. */
  readonly error: "AttributeError" | "PicklingError" | "TypeError";
}

/** Parts of displays are looked at up to this many. */
const MAX_PARTS = 200;
/** Methods by which a class says itself how it is pickled. */
const OWN_WAYS = ["__getstate__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__getnewargs_ex__", "__slots__"];

/** Why an expression, or a part of the display it is, certainly cannot be pickled; null when it can, or nobody knows. */
export function refusalOf(expression: SyntaxNode, model: Model): Refusal | null {
  const parts = [unparenthesized(expression)];
  for (let index = 0; index < parts.length && index < MAX_PARTS; index++) {
    const part = parts[index] as SyntaxNode;
    const refusal = ofValue(part, model) ?? ofCallable(part, model);
    if (refusal !== null) return refusal;
    parts.push(...partsOf(constantOf(part, model), model));
  }
  return null;
}

/** What a container holds for certain: the elements of a display, the factory of a `defaultdict`. */
function partsOf(node: SyntaxNode, model: Model): readonly SyntaxNode[] {
  switch (node.kind) {
    case "list":
    case "tuple":
    case "set":
      return node.namedChildren;
    case "dictionary":
      return node.namedChildren.flatMap((pair) => (pair.kind === "pair" ? (pair.field("value") ?? []) : []));
    case "call": {
      const call = model.callAt(node);
      const isHolder = call?.name === "collections.defaultdict" || call?.name === "functools.partial";
      return isHolder ? (call.positional.slice(0, 1) ?? []) : [];
    }
    default:
      return [];
  }
}

/** Of a function that has no name by which it could be found: a lambda, a function inside another. */
export function namelessFunction(callable: Callable | null, model: Model): string | null {
  const definition = callable?.definition;
  if (callable === null || !definition) return null;
  if (definition.kind === "lambda")
    return callable.reference.kind === "lambda" ? "a lambda" : `\`${excerpt(callable.reference.text)}\``;
  const name = definition.field("name");
  if (definition.kind !== "function_definition" || name === null || !isInner(definition)) return null;
  return model.variableOf(name)?.scope.kind === "module" ? null : `the inner function \`${name.text}\``;
}

function isInner(definition: SyntaxNode): boolean {
  return definition.enclosing("function_definition", "class_definition", "lambda")?.kind === "function_definition";
}

function ofCallable(node: SyntaxNode, model: Model): Refusal | null {
  if (node.kind !== "lambda" && node.kind !== "identifier") return null;
  const values = model.valuesOf(node);
  if (!values.every(({ kind }) => kind === "function")) return null;
  const callable = model.callableOf(node);
  const what = callable?.isPartial === false ? namelessFunction(callable, model) : null;
  const definition = callable?.definition ?? null;
  if (what === null || definition === null) return null;
  const isLocal = isInner(definition);
  return {
    what,
    at: node,
    because: null,
    byName: true,
    isLock: false,
    error: isLocal && model.target.major >= 3 ? "AttributeError" : "PicklingError",
  };
}

function ofValue(node: SyntaxNode, model: Model): Refusal | null {
  const call = calledFor(node, model);
  const refusal = (what: string, because: SyntaxNode | null): Refusal => ({
    what,
    at: node,
    because: because === null || node.covers(because) ? null : because,
    byName: false,
    isLock: false,
    error: "TypeError",
  });
  if (call !== null) {
    if (model.callableOf(call.callee)?.gives === "generator") return refusal("a generator", call.node);
    if (isView(call, model)) return refusal("a view of a dictionary", call.node);
    const misnamed = misnamedTuple(call, model);
    if (misnamed !== null) return { ...refusal(misnamed, null), byName: true, error: "PicklingError" };
  }
  const values = model.valuesOf(node);
  const [value] = values;
  if (value === undefined) return null;
  if (values.length > 1) return null;
  switch (value.kind) {
    case "literal":
      return value.node.kind === "generator_expression" ? refusal("a generator", value.node) : null;
    case "call": {
      const known = Object.hasOwn(UNPICKLABLE, value.name ?? "") ? UNPICKLABLE[value.name ?? ""] : undefined;
      if (known === undefined || (model.target.major < 3 && !known.inPython2)) return null;
      return { ...refusal(known.kind, value.node), isLock: known.isLock };
    }
    case "external":
      return libraryMember(value.name)?.kind === "module" ? refusal(`the module \`${value.name}\``, null) : null;
    case "instance":
      return ofInstance(node, value.definition, model);
    default:
      return null;
  }
}

/** The call that gives an expression's value. */
function calledFor(node: SyntaxNode, model: Model): Call | null {
  return model.callAt(constantOf(node, model));
}

/** `d.keys()` of a dictionary that the text shows: a list in Python 2. */
function isView(call: Call, model: Model): boolean {
  if (model.target.major < 3 || call.receiver === null || call.arguments.length > 0) return false;
  if (!/^(?:keys|values|items)$/.test(call.method ?? "")) return false;
  const value = model.onlyValueOf(call.receiver);
  if (value?.kind === "literal") return /^dictionary(?:_comprehension)?$/.test(value.node.kind);
  return (
    value?.kind === "call" &&
    /^(?:builtins\.dict|collections\.(?:OrderedDict|defaultdict|Counter))$/.test(value.name ?? "")
  );
}

/** An object of a named tuple that has another name than the variable it is in, so that its class is not found. */
function misnamedTuple(call: Call, model: Model): string | null {
  const value = call.callee.kind === "identifier" ? model.onlyValueOf(call.callee) : null;
  const factory = value?.kind === "call" && value.name === "collections.namedtuple" ? model.callAt(value.node) : null;
  const named = factory?.argument(0, "typename");
  const typename = named === undefined ? null : stringValue(named);
  if (typename === null || !factory?.lacks(null, "module") || typename === call.callee.text) return null;
  // A subclass, an alias or an import may give the module the name that is looked for.
  if (model.scopes.module.named(typename) !== undefined) return null;
  return `an object of the named tuple \`${typename}\`, which the module only knows as \`${call.callee.text}\`,`;
}

function ofInstance(node: SyntaxNode, definition: SyntaxNode, model: Model): Refusal | null {
  const name = definition.field("name");
  const { classes, outside, isComplete } = model.classes.lineage(definition);
  if (name === null || !isComplete || outside.some((base) => base !== "builtins.object")) return null;
  if (OWN_WAYS.some((way) => model.classes.attribute(definition, way) !== null)) return null;
  if (isInner(definition) && model.variableOf(name)?.scope.kind === "function") {
    const error = model.target.major >= 3 ? "AttributeError" : "PicklingError";
    return {
      what: `an object of the inner class \`${name.text}\``,
      at: node,
      because: name,
      byName: true,
      isLock: false,
      error,
    };
  }
  for (const store of storesIn(classes, model)) {
    const { target, value } = store;
    const attribute = target.field("attribute")?.text ?? "";
    const all = model.classes.attribute(definition, attribute);
    if (value === null || all === null || all.bindings.length > 0 || all.stores.length > 1) continue;
    if (model.classes.storesFromOutside(attribute).length > 0 || !isInInit(target)) continue;
    const inner = ofStored(value, model);
    if (inner === null) continue;
    return {
      what: `\`${excerpt(node.text)}\`, which holds ${inner.what} in \`${target.text}\`,`,
      at: node,
      because: target,
      byName: inner.byName,
      isLock: inner.isLock,
      error: inner.error,
    };
  }
  return null;
}

function ofStored(value: SyntaxNode, model: Model): Refusal | null {
  const node = unparenthesized(value);
  const isPlain = node.kind === "call" || node.kind === "lambda" || node.kind === "generator_expression";
  if (!isPlain || model.valuesOf(node).some(({ kind }) => kind === "instance")) return null;
  return ofValue(node, model) ?? ofCallable(node, model);
}

function storesIn(
  classes: readonly SyntaxNode[],
  model: Model,
): readonly { target: SyntaxNode; value: SyntaxNode | null }[] {
  return model.scopes.attributeStores.flatMap(({ target, site }) => {
    const object = target.field("object");
    const owner = object === null ? null : model.classes.receiverClass(object);
    if (owner === null || !classes.includes(owner)) return [];
    const isPlain = site.kind === "assignment" && site.field("left") === target;
    return [{ target, value: isPlain ? site.field("right") : null }];
  });
}

/** Whether a store is made by the constructor, whatever it is given. */
function isInInit(target: SyntaxNode): boolean {
  const statement = target.enclosing("expression_statement");
  const method = statement?.parent?.parent;
  return method?.kind === "function_definition" && method.field("name")?.text === "__init__";
}
