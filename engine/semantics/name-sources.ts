import type { SyntaxNode } from "../syntax/tree.js";
import { assignedValue, enteredExpression } from "./assignments.js";
import { unparenthesized } from "./literals.js";
import type { Binding, Variable } from "./scopes.js";
import { pathTo } from "./unpacking.js";

/** What happens to a value before a name gets it: it is iterated over, entered by `with`, or its element i is taken. */
export type Step = "item" | "entered" | number;

/** One way in which a name gets a value. */
export type NameSource =
  /** The value of an expression after some steps. */
  | { readonly kind: "value"; readonly node: SyntaxNode; readonly steps: readonly Step[] }
  /** What `name += x` leaves in it. */
  | { readonly kind: "augmented"; readonly node: SyntaxNode }
  | { readonly kind: "unknown" };

const UNKNOWN: NameSource = { kind: "unknown" };

/** The ways in which bindings give a name a value, `del` and bare annotations left out. */
export function sourcesOf(bindings: readonly Binding[]): NameSource[] {
  const sources: NameSource[] = [];
  for (const binding of bindings) if (givesValue(binding)) sources.push(sourceOf(binding));
  return sources;
}

/** The only way in which bindings give a name a value, see {@link sourcesOf}; null where there are none or several. */
export function onlySourceOf(bindings: readonly Binding[]): NameSource | null {
  let only: Binding | undefined;
  for (const binding of bindings) {
    if (!givesValue(binding)) continue;
    if (only !== undefined) return null;
    only = binding;
  }
  return only === undefined ? null : sourceOf(only);
}

/** Whether a binding gives a name a value, as `del` and bare annotations do not. */
export function givesValue({ kind }: Binding): boolean {
  return kind !== "annotation" && kind !== "delete";
}

/** Whether a name is a parameter of which nothing is said: neither a type nor a default. */
export function isBareParameter({ kind, site, name }: Binding): boolean {
  return kind === "parameter" && site === name;
}

/** The annotation of a variable, of the first of its bindings that has one; of `*args: T` it says nothing of the name. */
export function declaredType(variable: Variable): SyntaxNode | null {
  for (const { site, name } of variable.bindings) {
    const type = site.field("type");
    if (type !== null && name.parent === site) return type;
  }
  return null;
}

function sourceOf({ kind, site, name }: Binding): NameSource {
  switch (kind) {
    case "assignment":
      return through(site.field("left"), assignedValue(site), [], name);
    case "walrus":
      return through(name, site.field("value"), [], name);
    case "augmented":
      return site.field("left") === name ? { kind: "augmented", node: site } : UNKNOWN;
    case "loop":
      // What `async for` gives is not what iterating gives.
      return site.token("async") !== null ? UNKNOWN : through(site.field("left"), site.field("right"), ["item"], name);
    case "with": {
      const target = site.field("alias")?.namedChildren[0] ?? null;
      const isAsync = site.enclosing("with_statement")?.token("async") !== null;
      return isAsync ? UNKNOWN : through(target, enteredExpression(site), ["entered"], name);
    }
    default:
      return UNKNOWN;
  }
}

/** @param target what is bound at once, of which the name may be a part: `(a, (b, c))` */
function through(
  target: SyntaxNode | null,
  node: SyntaxNode | null,
  before: readonly Step[],
  name: SyntaxNode,
): NameSource {
  const path = target?.covers(name) === true ? pathTo(name, target) : null;
  if (node === null || path === null) return UNKNOWN;
  return { kind: "value", node: unparenthesized(node), steps: [...before, ...path] };
}
