import { libraryMember, returnOf, signaturesOf } from "../knowledge/library.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { isTransparent } from "./definitions.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** A method that an attribute is. */
export interface MethodRead {
  /** Whether it can be called without arguments. */
  readonly takesNothing: boolean;
}

/**
 * The method that an attribute certainly is, and not a property or plain attribute: of an object of one of the library's
 * modules, or of a class of this file that inherits from there. Null for anything else.
 *
 * @param modules the top-level modules whose objects count
 */
export function methodRead(attribute: SyntaxNode, modules: ReadonlySet<string>, model: Model): MethodRead | null {
  const object = attribute.field("object");
  const name = attribute.field("attribute")?.text;
  if (object === null || name === undefined) return null;
  // Who puts something else in its place means what is there.
  if (model.classes.storesFromOutside(name).length > 0) return null;
  const self = model.classes.receiverClass(object);
  if (self !== null) return model.classes.isClassReceiver(object) ? null : methodOf(self, name, modules, model);
  const [first = null, ...others] = model
    .valuesOf(object)
    .filter((value) => value.kind !== "literal" || value.node.kind !== "none")
    .map((value) => methodOfValue(value, name, modules, model));
  return others.every((each) => each !== null) ? first : null;
}

function methodOfValue(value: Value, name: string, modules: ReadonlySet<string>, model: Model): MethodRead | null {
  if (value.kind === "instance") return methodOf(value.definition, name, modules, model);
  const isMade = (value.kind === "call" || value.kind === "annotated") && value.name !== null;
  return isMade ? libraryMethod(value.name as string, name, modules) : null;
}

function libraryMethod(maker: string, name: string, modules: ReadonlySet<string>): MethodRead | null {
  if (!isOf(maker, modules)) return null;
  const method = `${typeOf(maker)}.${name}`;
  if (libraryMember(method)?.kind !== "method") return null;
  const takesNothing = signaturesOf(method).some(
    ({ positionalOnly: [least], parameters, keywordOnly }) =>
      least === 0 && [...parameters, ...keywordOnly].every(({ hasDefault }) => hasDefault),
  );
  return { takesNothing };
}

function isOf(name: string, modules: ReadonlySet<string>): boolean {
  return modules.has(name.split(".", 1)[0] as string);
}

/** The class of what a function, or the method of what a function gives, gives: of `multiprocessing.Pool.map_async`. */
function typeOf(maker: string): string | null {
  const { names, isComplete } = returnOf(maker);
  const [type, ...others] = names;
  if (isComplete && type !== undefined && others.length === 0) return type;
  const dot = maker.lastIndexOf(".");
  const owner = libraryMember(maker) === undefined && dot > 0 ? typeOf(maker.slice(0, dot)) : null;
  return owner === null || owner === maker.slice(0, dot) ? null : typeOf(owner + maker.slice(dot));
}

function methodOf(definition: SyntaxNode, name: string, modules: ReadonlySet<string>, model: Model): MethodRead | null {
  const { outside, isComplete } = model.classes.lineage(definition);
  const base = outside.find((each) => isOf(each, modules));
  const isKnown = isComplete && outside.every((each) => libraryMember(each)?.kind === "class");
  if (base === undefined || !isKnown || model.classes.overrides(definition, name).length > 0) return null;
  const own = model.classes.attribute(definition, name);
  if (own === null) return libraryMethod(base, name, modules);
  const [binding, ...others] = own.bindings;
  if (binding?.kind !== "function" || others.length + own.stores.length > 0 || !isTransparent(binding.site))
    return null;
  return { takesNothing: model.callableDefinedBy(binding.site)?.accepts(1) === true };
}
