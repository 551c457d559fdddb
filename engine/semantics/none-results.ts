import { CONTAINERS, PYTHON2_LISTS } from "../knowledge/none-results.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import type { Call } from "./call.js";
import { isExpected } from "./expectations.js";
import { guardOf } from "./guards.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { isCheck, readingOf, type Use, useOf } from "./uses.js";
import type { Value } from "./value.js";

/** The use of a result that is None whatever happens. */
export interface NoneUse {
  readonly use: Use;
  /** What comes of it, as the end of a message: "`x` is None". */
  readonly consequence: string;
  /** False when the None is kept, but nothing in the file certainly comes to meet it. */
  readonly isMet: boolean;
}

/**
 * Where the None that a call certainly gives is used as if it were something; null where that is not so or may be meant.
 *
 * @param changed what the call changes, if it is a thing that the program could have wanted in place of the None
 */
export function noneUseOf(call: Call, changed: SyntaxNode | null, model: Model): NoneUse | null {
  const use = useOf(call.node);
  const told = consequenceOf(use, changed, model);
  if (told === null || isOneAfterTheOther(call.node) || isReplaced(call, model) || isCallback(call, model)) return null;
  if (use.kind === "passed" && isStepOfLambda(call)) return null;
  const isMeant = isExpected(call.node, ["AttributeError", "TypeError"], model);
  return isMeant || guardOf(call.node, model, []) === "unreachable" ? null : { use, ...told };
}

function consequenceOf(use: Use, changed: SyntaxNode | null, model: Model): Omit<NoneUse, "use"> | null {
  if (isCheck(use)) return null;
  const met = (consequence: string): Omit<NoneUse, "use"> => ({ consequence, isMet: true });
  switch (use.kind) {
    case "stored": {
      const reading = readingOf(use.target, use.statement, model);
      if (reading === "unwanted" || isHandedOn(use.target, use.statement, changed, model)) return null;
      const name = oneLine(use.target);
      return { consequence: `\`${name}\` is None`, isMet: reading === "read" || changed?.text === use.target.text };
    }
    case "returned":
      // `return self.thread.start()` is a way to write a last statement, unless what was changed is lost with it.
      return changed !== null && isFresh(changed, model) ? met("the function returns None") : null;
    case "looped":
      return met("there is nothing to loop over");
    case "passed":
      return met(use.callee === null ? "the text says None" : `\`${oneLine(use.callee)}\` is given None`);
    case "operated":
      return met("what is done with it fails");
    case "compared":
      return met("the comparison tells nothing");
    case "tested":
      return met(`the condition is always ${use.isNegated ? "true" : "false"}`);
    case "contained": {
      const kept = consequenceOf(use.by, null, model);
      return kept && { consequence: "what is collected is None", isMet: kept.isMet };
    }
    default:
      return null;
  }
}

/** Whether the result of changing an attribute is only returned: `result = self.items.append(x); self.save(); return result`. */
function isHandedOn(target: SyntaxNode, statement: SyntaxNode, changed: SyntaxNode | null, model: Model): boolean {
  if (changed?.kind !== "attribute" || target.kind !== "identifier") return false;
  const uses = model.variableOf(target)?.references.filter((reference) => !statement.covers(reference)) ?? [];
  return uses.length > 0 && uses.every(({ parent }) => parent?.kind === "return_statement");
}

function oneLine(node: SyntaxNode): string {
  const text = node.text.replace(/\\?\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** `a.clear() is a.extend(b)`: a comparison that only makes two calls in one expression, as a lambda needs it. */
function isOneAfterTheOther(call: SyntaxNode): boolean {
  const { parent } = call;
  const isIdentity = parent?.kind === "comparison_operator" && parent.token("is") !== null;
  return isIdentity && parent.namedChildren.every(({ kind }) => kind === "call");
}

/**
 * `lambda item: done(items.append(item))`: what fills a container, where no statement can do it, and the None is handed on since something
 * must be. What `sort` and `reverse` give in such a place was meant to be the list.
 */
function isStepOfLambda({ node, method }: Call): boolean {
  return method !== null && !/^(?:sort|reverse)$/.test(method) && node.enclosing("lambda", "block")?.kind === "lambda";
}

/** Whether the file puts something of its own in the place of the function, as tests do. */
function isReplaced({ name }: Call, model: Model): boolean {
  return name !== null && model.attributes.isReplaced(name);
}

/** Whether a call stands where a function is wanted for later: what is wrong there is the call, and not its result. */
function isCallback({ node }: Call, model: Model): boolean {
  const list = node.parent?.kind === "keyword_argument" ? node.parent.parent : node.parent;
  const outer = list?.kind === "argument_list" && list.parent !== null ? model.callAt(list.parent) : null;
  return (
    outer !== null && model.callbacksOf(outer).some(({ callback, runsIn }) => callback === node && runsIn !== "here")
  );
}

/** Whether a value was made in the very function and is known by a name of it at most, so that it is lost when that ends. */
function isFresh(expression: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(expression);
  if (node.kind === "binary_operator" || node.kind === "list_comprehension") return true;
  if (node.kind !== "identifier") return makesContainer(node, model);
  const variable = model.variableOf(node);
  if (variable?.scope.kind !== "function" || variable.scope !== model.scopeAt(node).withoutComprehensions) return false;
  return variable.bindings.every((binding) => {
    const value = binding.kind === "assignment" ? directValue(binding) : null;
    return value !== null && makesContainer(unparenthesized(value), model);
  });
}

/** Whether an expression is itself what makes the container. */
function makesContainer(node: SyntaxNode, model: Model): boolean {
  return (node.kind === "call" || typeOfDisplay(node) !== null) && containerOf(node, model) !== null;
}

/** The type of container that an expression certainly stands for, `list` or another of those with methods that give None. */
export function containerOf(expression: SyntaxNode, model: Model): string | null {
  let agreed: string | null = null;
  for (const value of model.valuesOf(expression)) {
    if (value.kind === "literal" && value.node.kind === "none") continue;
    const type = typeOf(value, model);
    if (type === null || (agreed !== null && agreed !== type)) return null;
    agreed = type;
  }
  return agreed;
}

function typeOf(value: Value, model: Model): string | null {
  if (value.kind === "literal") return typeOfDisplay(value.node);
  if (value.kind !== "call" || value.name === null) return null;
  if (model.target.major < 3 && PYTHON2_LISTS.includes(value.name)) return "list";
  return Object.hasOwn(CONTAINERS, value.name) ? (CONTAINERS[value.name] ?? null) : null;
}

function typeOfDisplay({ kind }: SyntaxNode): string | null {
  switch (kind) {
    case "list":
    case "list_comprehension":
      return "list";
    case "dictionary":
    case "dictionary_comprehension":
      return "dict";
    case "set":
    case "set_comprehension":
      return "set";
    default:
      return null;
  }
}

/**
 * The one of some classes of the library whose method a call runs, or null.
 *
 * Objects of classes in this file that inherit the method, and do not override it, count too.
 */
export function inheritedMethod({ receiver, method }: Call, classes: ReadonlySet<string>, model: Model): string | null {
  if (receiver === null || method === null) return null;
  const values = model.valuesOf(receiver).filter((value) => value.kind !== "literal" || value.node.kind !== "none");
  const names = values.map((value) => {
    if (value.kind === "call" || value.kind === "annotated") return value.name;
    if (value.kind !== "instance" || model.classes.attribute(value.definition, method) !== null) return null;
    const { outside, isComplete } = model.classes.lineage(value.definition);
    return isComplete ? (outside.find((name) => classes.has(name)) ?? null) : null;
  });
  const [first] = names;
  return first !== undefined &&
    first !== null &&
    classes.has(first) &&
    names.every((name) => name !== null && classes.has(name))
    ? first
    : null;
}
