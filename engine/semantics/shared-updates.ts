import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import { regionOf } from "./flow.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";
import type { Variable } from "./scopes.js";

/** Who shares what a statement changes: all threads, or those that run methods of the same object. */
export type Sharing = "all" | "object";

const CONTAINERS = /^(?:builtins\.(?:dict|list)|collections\.(?:Counter|OrderedDict|defaultdict))$/;
const OF_ONE_THREAD = /\b(?:get_ident|current_thread|currentThread|get_native_id|self|cls)\b/;

/**
 * Who shares what an assignment reads, changes and stores again, if it is a number or a container's element that more than
 * one function sees: `global n; n += 1`, `d[k] = d[k] + 1`, `self.n += 1`. Null for everything else, and where each thread may
 * have its own.
 */
export function sharingOfUpdate(assignment: SyntaxNode, model: Model): Sharing | null {
  const target = assignment.field("left");
  const right = assignment.field("right");
  if (target === null || right === null) return null;
  if (assignment.kind === "assignment" && !readsAgain(target, right)) return null;
  if (target.kind === "identifier") {
    const variable = model.variableOf(target);
    const isShared = variable !== undefined && isOutside(variable, target) && variable.bindings.some(isNumber);
    return isShared ? "all" : null;
  }
  // A list that an element holds is only made longer.
  if (target.kind === "subscript") return /^(?:list|string)/.test(right.kind) ? null : elementSharing(target, model);
  return target.kind === "attribute" ? attributeSharing(target, model) : null;
}

/** Whether the value stored comes from the same place: `n = n + 1`; or, as the FAQ has it, another element: `a[i] = a[j]`. */
function readsAgain(target: SyntaxNode, right: SyntaxNode): boolean {
  const written = target.text;
  if (target.kind === "subscript" && right.kind === "subscript") {
    return right.field("value")?.text === target.field("value")?.text && right.text !== written;
  }
  if (right.kind !== "binary_operator" && right.kind !== "call") return false;
  return right.descendants(target.kind).some((each) => each.text === written && regionOf(each) === regionOf(target));
}

/** Whether a variable belongs to the module or to a function around. */
function isOutside({ scope }: Variable, use: SyntaxNode): boolean {
  return scope.kind !== "class" && scope.node !== regionOf(use);
}

function isNumber(binding: Variable["bindings"][number]): boolean {
  const value = binding.kind === "assignment" ? directValue(binding) : null;
  return value !== null && isNumeric(value);
}

function isNumeric(value: SyntaxNode): boolean {
  return integerValue(value) !== null || value.kind === "float";
}

function elementSharing(target: SyntaxNode, model: Model): Sharing | null {
  const base = target.field("value");
  const key = target.field("subscript");
  if (base === null || key === null || !isCommonKey(key, model)) return null;
  if (base.kind === "attribute") {
    const object = base.field("object");
    const owner = object === null ? null : model.classes.receiverClass(object);
    const name = base.field("attribute")?.text;
    if (owner === null || name === undefined) return null;
    const { bindings = [], stores = [] } = model.classes.attribute(owner, name) ?? {};
    const value = bindings.length === 0 && stores.length === 1 ? stores[0]?.value : null;
    return value && isContainer(value, model) ? "object" : null;
  }
  const variable = base.kind === "identifier" ? model.variableOf(base) : undefined;
  if (variable === undefined || !isOutside(variable, target)) return null;
  const [binding, ...others] = variable.bindings;
  const value = binding?.kind === "assignment" && others.length === 0 ? directValue(binding) : null;
  return value !== null && isContainer(value, model) ? "all" : null;
}

function isContainer(value: SyntaxNode, model: Model): boolean {
  return value.kind === "dictionary" || value.kind === "list" || CONTAINERS.test(model.callAt(value)?.name ?? "");
}

/** Whether several threads may mean the same element: what is told by parameters, or counted, each may have for itself. */
function isCommonKey(key: SyntaxNode, model: Model): boolean {
  if (OF_ONE_THREAD.test(key.text)) return false;
  const names = key.kind === "identifier" ? [key] : key.descendants("identifier");
  return names
    .filter((name) => model.scopes.isName(name))
    .every((name) =>
      (model.variableOf(name)?.bindings ?? []).every(({ kind, site }) => {
        if (kind === "parameter") return false;
        // `for i in range(first, last)` shares out the work.
        return kind !== "loop" || !/^(?:x?range|enumerate)\b/.test(site.field("right")?.text ?? "");
      }),
    );
}

function attributeSharing(target: SyntaxNode, model: Model): Sharing | null {
  const base = target.field("object");
  const name = target.field("attribute")?.text;
  if (base?.kind !== "identifier" || name === undefined) return null;
  const receiver = model.classes.receiverClass(base);
  const value = receiver === null ? model.onlyValueOf(base) : null;
  const variable = model.variableOf(base);
  const isClass = value?.kind === "class" || (receiver !== null && model.classes.isClassReceiver(base));
  const isSharedObject = value?.kind === "instance" && variable !== undefined && isOutside(variable, target);
  const owner =
    receiver ?? (value?.kind === "class" ? value.node : value?.kind === "instance" ? value.definition : null);
  if (owner === null || (receiver === null && !isClass && !isSharedObject)) return null;
  const { bindings = [], stores = [] } = model.classes.attribute(owner, name) ?? {};
  const isCount = bindings.some(isNumber) || stores.some((store) => store.value !== null && isNumeric(store.value));
  if (!isCount) return null;
  return receiver !== null && !isClass ? "object" : "all";
}
