import { type FormatFault, parseStructFormat, type StructFormat } from "../knowledge/struct-format.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { directValue } from "./assignments.js";
import type { Call } from "./call.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";

/** What can be done with a format; `Struct` compiles it. */
export type StructFunction = "Struct" | "calcsize" | "iter_unpack" | "pack" | "pack_into" | "unpack" | "unpack_from";

/** A call that does something with a format, whether it is given as text or held by a `struct.Struct`. */
export interface StructCall {
  readonly call: Call;
  readonly function: StructFunction;
  /** The characters of the format. */
  readonly text: string;
  readonly format: StructFormat | FormatFault;
  /** Where the format is named: the argument, or the object whose method is called. */
  readonly formatNode: SyntaxNode;
  /** Whether the format belongs to an object, so that it is no argument of this call. */
  readonly isMethod: boolean;
  /** The arguments behind the format, up to the first that is unpacked or given by keyword. */
  readonly values: readonly SyntaxNode[];
}

/** What a call does with a format: of a function of `struct`, of a method, or of a name given to such a method. */
export function structUse(call: Call, model: Model): StructCall | null {
  if (call.name !== null) return structCall(call, model);
  return structMethod(call, model) ?? namedMethod(call, model);
}

/** What a call of `struct.unpack` and the like does; null when its format is not spelt out in the file. */
export function structCall(call: Call, model: Model): StructCall | null {
  const name = call.name?.startsWith("struct.") ? call.name.slice("struct.".length) : null;
  const formatNode = call.argument(0, "format");
  if (name === null || formatNode === undefined) return null;
  const text = formatText(formatNode, model);
  if (text === null) return null;
  return {
    call,
    function: name as StructFunction,
    text,
    format: parseStructFormat(text, model.target),
    formatNode,
    isMethod: false,
    values: call.positional.slice(1),
  };
}

/** What a call of a method of a `struct.Struct` does; null when it is not certain which format that has. */
export function structMethod(call: Call, model: Model): StructCall | null {
  return call.callee.kind === "attribute" ? methodCall(call, call.callee, model) : null;
}

/** What a call of `name` does after `name = struct.Struct("...").unpack`, where that is all the name ever is. */
function namedMethod(call: Call, model: Model): StructCall | null {
  const variable = call.callee.kind === "identifier" ? model.variableOf(call.callee) : undefined;
  const [binding, ...others] = variable?.bindings ?? [];
  const value = binding?.kind === "assignment" && others.length === 0 ? directValue(binding) : null;
  return value?.kind === "attribute" ? methodCall(call, value, model) : null;
}

/** The calls of the name that the method of a new `struct.Struct` is given. */
export function namedMethodCalls(struct: Call, model: Model): StructCall[] {
  const member = struct.node.parent;
  const target =
    member?.kind === "attribute" && member.parent?.kind === "assignment" ? member.parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  return (variable?.references ?? []).flatMap((reference) => {
    const parent = reference.parent;
    const call = parent?.kind === "call" && parent.field("function") === reference ? model.callAt(parent) : null;
    return call === null ? [] : (namedMethod(call, model) ?? []);
  });
}

function methodCall(call: Call, member: SyntaxNode, model: Model): StructCall | null {
  const [object, method] = [member.field("object"), member.field("attribute")];
  if (object === null || method === null) return null;
  const texts = new Set<string | null>();
  for (const value of model.valuesOf(object)) {
    // `self.header = None` in between: on None no method is called that works.
    if (value.kind === "literal" && value.node.kind === "none") continue;
    const made = value.kind === "call" && value.name === "struct.Struct" ? model.callAt(value.node) : null;
    const format = made?.argument(0, "format");
    texts.add(format === undefined ? null : formatText(format, model));
  }
  const [text, ...others] = texts;
  if (text === undefined || text === null || others.length > 0) return null;
  return {
    call,
    function: method.text as StructFunction,
    text,
    format: parseStructFormat(text, model.target),
    formatNode: call.receiver ?? call.callee,
    isMethod: true,
    values: call.positional,
  };
}

/** The characters of a format, written out here or in the one place where its name or attribute gets its value. */
function formatText(expression: SyntaxNode, model: Model): string | null {
  const value = model.onlyValueOf(expression);
  return value?.kind === "literal" ? stringValue(value.node) : null;
}
