import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import type { Call } from "./call.js";
import { regionOf } from "./flow.js";
import { grouped } from "./grouped.js";
import { integerValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";

/** The functions that give the attributes of a terminal, a list whose element 6 is a list too; `tty` has them by `*`. */
export const GETTERS: readonly string[] = ["termios.tcgetattr", "tty.tcgetattr"];
export const SETTERS: ReadonlySet<string> = new Set(["termios.tcsetattr", "tty.tcsetattr"]);

/** Names of names of lists are followed through so many of them. */
const MAX_NAMES = 8;

/** A call that gives attributes to a terminal. */
export interface Setting {
  readonly call: Call;
  /** The list of attributes. */
  readonly list: SyntaxNode;
}

/** A change of a list of attributes in place. */
export interface Write {
  /** The subscript that is assigned to: `new[6][termios.VMIN]`. */
  readonly target: SyntaxNode;
  /** The expression for the list: `new`. */
  readonly list: SyntaxNode;
  /** The index of the list that is changed or, where it is deeper, in whose element: `6`. */
  readonly index: SyntaxNode;
  /** Whether it is not the list itself that is changed but the list in it. */
  readonly isInner: boolean;
}

/** The calls of `tcsetattr` that are given the very list of a call of `tcgetattr`, by that call, in the order of the text. */
export const settingsByGetter = onceAFile((model) => {
  const settings = model.calls.flatMap((call): Setting[] => {
    const list = call.name !== null && SETTERS.has(call.name) ? call.argument(2, null) : undefined;
    return list === undefined ? [] : [{ call, list }];
  });
  return grouped(settings, ({ list }) => attributesOf(list, model) ?? undefined);
});

const writes = new Kept<Model, readonly Write[]>(({ tree }) => tree);

/** All that is assigned to an element, or an element of an element, in the order of the text. */
export function writesIn(model: Model): readonly Write[] {
  let all = writes.get(model);
  if (all === undefined) {
    all = model.tree
      .nodesOfKind("subscript")
      .flatMap((target) => (isTarget(target) ? (writeBy(target, model) ?? []) : []));
    writes.set(model, all);
  }
  return all;
}

function isTarget(subscript: SyntaxNode): boolean {
  let at = subscript;
  while (at.parent !== null && /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(at.parent.kind)) at = at.parent;
  return at.fieldName === "left" && /^(?:augmented_)?assignment$/.test(at.parent?.kind ?? "");
}

function writeBy(target: SyntaxNode, model: Model): Write | null {
  let index: SyntaxNode | null = null;
  let depth = 0;
  let node: SyntaxNode = target;
  for (let steps = 0; steps < MAX_NAMES; steps++) {
    if (node.kind === "subscript") {
      const value = node.field("value");
      index = node.field("subscript");
      if (value === null || index === null) return null;
      depth++;
      node = unparenthesized(value);
      continue;
    }
    // `cc = new[6]`
    const element: SyntaxNode | null = node.kind === "identifier" ? boundTo(node, model) : null;
    if (element?.kind !== "subscript" || element.field("subscript")?.kind === "slice") break;
    node = element;
  }
  return index === null || depth > 2 ? null : { target, list: node, index, isInner: depth === 2 };
}

/** What the only assignment that a name can have its value from gives it. */
export function boundTo(name: SyntaxNode, model: Model): SyntaxNode | null {
  const reached = model.reachingBindings(name);
  const [binding, ...others] = reached?.bindings ?? [];
  if (binding?.kind !== "assignment" || others.length > 0 || reached?.isElsewhere === true) return null;
  const value = directValue(binding);
  return value === null ? null : unparenthesized(value);
}

/** The call of `tcgetattr` whose very list an expression certainly is, or null. */
export function attributesOf(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const values = model
    .valuesOf(expression)
    .filter((value) => !(value.kind === "literal" && value.node.kind === "none"));
  const [value, ...others] = values;
  const isIt = value?.kind === "call" && value.name !== null && GETTERS.includes(value.name) && others.length === 0;
  return isIt ? value.node : null;
}

/** The list that an expression makes a copy of, its inner list left out: `old` of `old[:]`, `list(old)`, `copy.copy(old)`. */
export function shallowlyCopied(expression: SyntaxNode, model: Model): SyntaxNode | null {
  if (expression.kind === "subscript") {
    return expression.field("subscript")?.text.replace(/\s/g, "") === ":" ? expression.field("value") : null;
  }
  if (expression.kind === "list") {
    const [only, ...others] = expression.namedChildren;
    return only?.kind === "list_splat" && others.length === 0 ? (only.namedChildren[0] ?? null) : null;
  }
  const call = model.callAt(expression);
  if (call === null) return null;
  if (call.name === "builtins.list" || call.name === "copy.copy") return call.argument(0, null) ?? null;
  return call.method === "copy" && call.arguments.length === 0 ? call.receiver : null;
}

/** Whether the index of an element is that of the inner list: `6`, `-1`, `tty.CC`. */
export function isInnerIndex(index: SyntaxNode, model: Model): boolean {
  const value = integerValue(index);
  return value === 6n || value === -1n || model.qualifiedName(index) === "tty.CC";
}

/** Whether one place comes after another: on a way there or, where they are in different functions, perhaps. */
export function mayFollow(earlier: SyntaxNode, later: SyntaxNode, model: Model): boolean {
  if (regionOf(earlier) !== regionOf(later)) return true;
  const flow = model.flowOf(earlier);
  // What is certain needs no search through all that may follow.
  return flow.dominates(earlier, later) || flow.reaches(earlier, later);
}
