import { attributeType, libraryMember, memberHistory, returnOf } from "../knowledge/library.js";
import type { LibraryType } from "../knowledge/library-signature.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { comparePythonVersions } from "../versions.js";
import { decoratorNames } from "./classes.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** Methods of methods of methods that lie deeper are not asked what they give. */
const MAX_DEPTH = 4;
/** Decorators that add nothing to a class. */
const HARMLESS_DECORATOR = /^(?:unittest\.|pytest\.|mock\.)/;

/**
 * The classes of the library that an object is certainly of, or inherits from, so that they alone tell whether it has an
 * attribute; null where the file's own classes may give it the attribute, or where the object may be anything else.
 */
export function libraryClassesOf(object: SyntaxNode, attribute: string, model: Model): readonly string[] | null {
  return classesOf(object, attribute, model, 0);
}

function classesOf(object: SyntaxNode, attribute: string, model: Model, depth: number): readonly string[] | null {
  const own = model.classes.receiverClass(object);
  if (own !== null) return model.classes.isClassReceiver(object) ? null : inherited(own, attribute, model);
  let agreed: readonly string[] | null = null;
  for (const value of model.valuesOf(object)) {
    if (value.kind === "literal" && value.node.kind === "none") continue;
    const names = classesOfValue(value, attribute, model, depth);
    if (names === null || (agreed !== null && agreed.join() !== names.join())) return null;
    agreed = names;
  }
  return agreed;
}

function classesOfValue(value: Value, attribute: string, model: Model, depth: number): readonly string[] | null {
  switch (value.kind) {
    case "literal":
      return /^dictionary/.test(value.node.kind) ? ["builtins.dict"] : null;
    case "parameter":
      return value.node.parent?.kind === "dictionary_splat_pattern" ? ["builtins.dict"] : null;
    case "instance":
      return inherited(value.definition, attribute, model);
    case "function":
      return ["types.FunctionType"];
    case "annotated":
      return libraryMember(value.name)?.kind === "class" ? [value.name] : null;
    case "external":
      return only(attributeType(value.name));
    case "call":
      return value.name === null ? givenByMethod(value.node, model, depth) : only(returnOf(value.name, model.target));
    default:
      return null;
  }
}

/** What a method of an object of the library gives: `tree.getroot()`. */
function givenByMethod(node: SyntaxNode, model: Model, depth: number): readonly string[] | null {
  const call = model.callAt(node);
  if (!call?.receiver || call.method === null || depth === MAX_DEPTH) return null;
  const [name, ...others] = classesOf(call.receiver, call.method, model, depth + 1) ?? [];
  return name === undefined || others.length > 0 ? null : only(returnOf(`${name}.${call.method}`, model.target));
}

function only({ names, isComplete }: LibraryType): readonly string[] | null {
  const [name, ...others] = names.filter((each) => each !== "None");
  if (name === undefined || others.length > 0 || !isComplete) return null;
  return libraryMember(name)?.kind === "class" ? [libraryMember(name)?.canonical ?? name] : null;
}

/** The library's classes that a class of this file inherits from, if all it inherits is told and none has the attribute. */
function inherited(definition: SyntaxNode, attribute: string, model: Model): readonly string[] | null {
  const { classes } = model;
  const lineage = classes.lineage(definition);
  const isGiven = [attribute, "__getattr__", "__getattribute__"].some(
    (name) => classes.attribute(definition, name) !== null || classes.overrides(definition, name).length > 0,
  );
  const isPlain = lineage.classes.every((each) => decoratorNames(each).every((name) => HARMLESS_DECORATOR.test(name)));
  if (isGiven || !isPlain || !lineage.isComplete) return null;
  const isKnown = lineage.outside.every((name) => libraryMember(name)?.kind === "class");
  const isLeft = lineage.outside.some((name) => hasNow(`${name}.${attribute}`, model));
  return isKnown && !isLeft && lineage.outside.length > 0 ? lineage.outside : null;
}

function hasNow(member: string, { target }: Model): boolean {
  const history = memberHistory(member);
  return history !== undefined && (history.until === undefined || comparePythonVersions(target, history.until) < 0);
}
