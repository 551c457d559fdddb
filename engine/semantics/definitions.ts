import { Kept } from "../syntax/kept.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { decoratorNames } from "./classes.js";
import type { Binding } from "./scopes.js";

/** Decorators that leave what they decorate callable as before. */
const TRANSPARENT_DECORATORS = new Set([
  "staticmethod",
  "classmethod",
  "abstractmethod",
  "abc.abstractmethod",
  "override",
  "typing.override",
  "final",
  "typing.final",
  "asynccontextmanager",
  "atexit.register",
  "contextlib.asynccontextmanager",
  "contextlib.contextmanager",
  "contextmanager",
  "functools.cache",
  "functools.lru_cache",
  "lru_cache",
]);

/** Decorators that make a method an attribute which is what the method gives back. */
const PROPERTY_DECORATORS = new Set([
  "property",
  "cached_property",
  "functools.cached_property",
  "abc.abstractproperty",
]);

/** Decorators of classes that leave what an object of the class is as it was; the constructor may be another. */
const DATA_DECORATORS = new Set([
  "dataclass",
  "dataclasses.dataclass",
  "attr.s",
  "attr.attrs",
  "attr.dataclass",
  "attr.define",
  "attr.frozen",
  "attr.mutable",
  "attrs.define",
  "attrs.frozen",
  "attrs.mutable",
  "final",
  "typing.final",
  "functools.total_ordering",
  "total_ordering",
]);

/** Whether calling the function is calling what its `def` says. */
export function isTransparent(definition: SyntaxNode): boolean {
  return decoratorNames(definition).every((name) => TRANSPARENT_DECORATORS.has(name));
}

/** Whether a definition is one of several that say how the function behind them may be called. */
export function isOverload(definition: SyntaxNode): boolean {
  return decoratorNames(definition).some((name) => name === "overload" || name === "typing.overload");
}

/** Whether reading the attribute is calling the method; the only decorator must say so. */
export function isProperty(definition: SyntaxNode): boolean {
  const [name, ...others] = decoratorNames(definition);
  return name !== undefined && others.length === 0 && PROPERTY_DECORATORS.has(name);
}

/** Whether a method is another part of a property: the function behind `@name.setter`, `@name.deleter`. */
export function isPropertyPart(definition: SyntaxNode): boolean {
  const name = definition.field("name")?.text;
  return decoratorNames(definition).some((each) => each === `${name}.setter` || each === `${name}.deleter`);
}

/** Whether calling the class gives an object of it, although the decorators may have written its constructor. */
export function isPlainlyDecorated(definition: SyntaxNode): boolean {
  return decoratorNames(definition).every((name) => DATA_DECORATORS.has(name));
}

export function isAsync(definition: SyntaxNode): boolean {
  return definition.token("async") !== null;
}

/** Whether a function's own body yields, so that calling it runs none of it. */
export function isGenerator(definition: SyntaxNode): boolean {
  return ownDescendants(definition, "yield").length > 0;
}

/** The `return` statements that a function runs itself. */
export function returnsOf(definition: SyntaxNode): readonly SyntaxNode[] {
  return ownDescendants(definition, "return_statement");
}

/** The `return` and `yield` of the functions, lambdas and classes of a tree, by the row of the innermost around each. */
type Owned = ReadonlyMap<number, readonly SyntaxNode[]>;

/** Of each tree, found for all its functions at once: nested ones would be looked through again and again. */
const ownedIn = new Kept<SyntaxTree, Owned>((tree) => tree);

/** Nodes of a kind in a function's body that are run by the function itself, not by one nested in it. */
function ownDescendants(definition: SyntaxNode, kind: "return_statement" | "yield"): SyntaxNode[] {
  let owned = ownedIn.get(definition.tree);
  if (owned === undefined) {
    owned = collectOwned(definition.tree);
    ownedIn.set(definition.tree, owned);
  }
  const body = definition.field("body");
  // What a default or an annotation yields is not run by the function.
  return (owned.get(definition.row) ?? []).filter((node) => node.kind === kind && body?.covers(node));
}

function collectOwned(tree: SyntaxTree): Owned {
  const owned = new Map<number, SyntaxNode[]>();
  const around: SyntaxNode[] = [];
  const owners = ["function_definition", "lambda", "class_definition"] as const;
  for (const node of tree.nodesOfKind(...owners, "return_statement", "yield")) {
    while (around.at(-1)?.covers(node) === false) around.pop();
    if (node.kind !== "return_statement" && node.kind !== "yield") {
      around.push(node);
      continue;
    }
    const row = around.at(-1)?.row ?? 0;
    const list = owned.get(row);
    if (list === undefined) owned.set(row, [node]);
    else list.push(node);
  }
  return owned;
}

export function firstParameter(definition: SyntaxNode): SyntaxNode | null {
  return definition.field("parameters")?.firstNamedChild ?? null;
}

/** `x: int = 5` in the body of a class whose constructor, written by a decorator or a base, may be given another. */
export function mayBeField({ site, writtenIn }: Binding): boolean {
  if (site.kind !== "assignment" || site.field("type") === null) return false;
  return decoratorNames(writtenIn.node).length > 0 || writtenIn.node.field("superclasses") !== null;
}
