import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import { assignedValue } from "./names.js";
import type { Binding, Variable } from "./scopes.js";

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

/** All ways in which a variable gets a value in this file, `del` and bare annotations left out. */
export function sourcesOf(variable: Variable): NameSource[] {
  return variable.bindings.flatMap((binding) =>
    binding.kind === "delete" || binding.kind === "annotation" ? [] : [sourceOf(binding)],
  );
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
      return isAsync ? UNKNOWN : through(target, site.namedChildren[0] ?? null, ["entered"], name);
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
  if (target === null || node === null || !target.covers(name)) return UNKNOWN;
  const indexes: number[] = [];
  for (let part = name; part !== target; ) {
    const whole: SyntaxNode | null = part.parent;
    if (whole === null || /splat/.test(whole.kind)) return UNKNOWN;
    if (whole.kind !== "parenthesized_expression") {
      const elements = whole.namedChildren;
      const index = elements.indexOf(part);
      if (elements.slice(0, index).some(({ kind }) => /splat/.test(kind))) return UNKNOWN;
      indexes.unshift(index);
    }
    part = whole;
  }
  return { kind: "value", node: unparenthesized(node), steps: [...before, ...indexes] };
}
