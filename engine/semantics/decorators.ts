import type { SyntaxNode } from "../syntax/tree.js";
import { classOf } from "./classes.js";
import type { QualifiedNames } from "./names.js";

/** What the decorators of a function make of it. */
export interface Decoration {
  /** How the function is reached through an object: without it, through the class, or with the object. */
  readonly binding: "static" | "class" | "object";
  /** `contextlib.contextmanager`: a call no longer gives a generator. */
  readonly makesManager: boolean;
}

/** Decorators that give back the very function. */
const IDENTICAL: ReadonlySet<string> = new Set([
  "abc.abstractmethod",
  "atexit.register",
  "typing.final",
  "typing.no_type_check",
  "typing.override",
  "typing_extensions.final",
  "typing_extensions.override",
]);

/** Decorators whose result is called as the function is. */
const WRAPPERS: ReadonlySet<string> = new Set(["functools.cache", "functools.lru_cache"]);
const MANAGERS: ReadonlySet<string> = new Set(["contextlib.asynccontextmanager", "contextlib.contextmanager"]);

/** Methods that are made staticmethods and classmethods by their names. */
const IMPLICIT: Readonly<Record<string, Decoration["binding"]>> = {
  __class_getitem__: "class",
  __init_subclass__: "class",
  __new__: "static",
};

/** The decorators of a function or class with what each is called from the outside, outermost first. */
export function decoratorsOf(
  definition: SyntaxNode,
  names: QualifiedNames,
): { readonly expression: SyntaxNode; readonly name: string | null }[] {
  const parent = definition.parent;
  const nodes = parent?.kind === "decorated_definition" ? parent.children : [];
  return nodes.flatMap((node) => {
    const expression = node.kind === "decorator" ? node.namedChildren[0] : undefined;
    if (expression === undefined) return [];
    const callee = expression.kind === "call" ? expression.field("function") : expression;
    return [{ expression, name: callee === null ? null : names.of(callee) }];
  });
}

/** What the decorators of a function make of it; null when one of them may make anything of it. */
export function decorationOf(definition: SyntaxNode, names: QualifiedNames): Decoration | null {
  let binding: Decoration["binding"] = "object";
  let makesManager = false;
  let isWrapped = false;
  for (const { name } of decoratorsOf(definition, names)) {
    if (name === null) return null;
    if (name === "builtins.staticmethod" || name === "builtins.classmethod") {
      // What wraps a staticmethod or classmethod gets an object that cannot be called, in most versions.
      if (isWrapped || binding !== "object") return null;
      binding = name === "builtins.staticmethod" ? "static" : "class";
    } else if (WRAPPERS.has(name)) isWrapped = true;
    else if (MANAGERS.has(name)) {
      isWrapped = true;
      makesManager = true;
    } else if (!IDENTICAL.has(name)) return null;
  }
  const name = definition.field("name")?.text ?? "";
  const isImplicit = binding === "object" && Object.hasOwn(IMPLICIT, name) && classOf(definition) !== null;
  return { binding: isImplicit ? (IMPLICIT[name] ?? binding) : binding, makesManager };
}
