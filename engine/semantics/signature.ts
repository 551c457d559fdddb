import { libraryMember, signaturesOf } from "../knowledge/library.js";
import { positionsOf } from "../knowledge/library-signature.js";
import type { SyntaxNode } from "../syntax/tree.js";

export interface Parameter {
  readonly name: string;
  readonly node: SyntaxNode | null;
  readonly hasDefault: boolean;
}

/** What a callable can be called with. */
export interface Signature {
  /** Parameters that positions fill, in order. */
  readonly positional: readonly Parameter[];
  /** How many of them cannot be given by keyword. */
  readonly positionalOnly: number;
  /** `*args`: any number of further positions. */
  readonly takesRest: boolean;
  readonly keywordOnly: readonly Parameter[];
  /** `**kwargs`: any further keyword. */
  readonly takesKeywords: boolean;
  /** A method without any parameter has no place even for the object it is called on. */
  readonly lacksReceiver: boolean;
}

/** The signature of a function_definition or lambda, as written. */
export function signatureOf(definition: SyntaxNode): Signature {
  const positional: Parameter[] = [];
  const keywordOnly: Parameter[] = [];
  let positionalOnly = 0;
  let takesRest = false;
  let takesKeywords = false;
  let afterStar = false;
  for (const node of definition.field("parameters")?.namedChildren ?? []) {
    const inner = node.kind === "typed_parameter" ? (node.namedChildren[0] ?? node) : node;
    switch (inner.kind) {
      case "positional_separator":
        positionalOnly = positional.length;
        break;
      case "keyword_separator":
        afterStar = true;
        break;
      case "list_splat_pattern":
        takesRest = true;
        afterStar = true;
        break;
      case "dictionary_splat_pattern":
        takesKeywords = true;
        break;
      default: {
        const hasDefault = inner.kind === "default_parameter" || inner.kind === "typed_default_parameter";
        const name = (hasDefault ? inner.field("name") : inner)?.text ?? "";
        (afterStar ? keywordOnly : positional).push({ name, node, hasDefault });
      }
    }
  }
  return { positional, positionalOnly, takesRest, keywordOnly, takesKeywords, lacksReceiver: false };
}

/** The signature of a method when it is reached through its object: the first parameter is filled. */
export function boundSignature(signature: Signature): Signature {
  if (signature.positional.length === 0) return { ...signature, lacksReceiver: !signature.takesRest };
  return {
    ...signature,
    positional: signature.positional.slice(1),
    positionalOnly: Math.max(0, signature.positionalOnly - 1),
  };
}

/**
 * What a function, method or class of the library takes, or null if that is unknown. Of several overloads, whatever one
 * of them takes.
 *
 * @param isSpelledOut whether the name is that of the expression itself: a method is then no object's.
 */
export function librarySignature(name: string, isSpelledOut: boolean): Signature | null {
  const [only, ...others] = signaturesOf(name);
  if (only === undefined) return null;
  const member = libraryMember(name);
  const isUnbound =
    isSpelledOut &&
    member?.kind === "method" &&
    member.binding === "instance" &&
    libraryMember(name.slice(0, name.lastIndexOf(".")))?.kind === "class";
  const receiver: Parameter[] = isUnbound ? [{ name: "", node: null, hasDefault: false }] : [];
  if (others.length > 0) {
    const ranges = [only, ...others].map(positionsOf);
    const least = Math.min(...ranges.map(([one]) => one));
    const most = Math.max(...ranges.map(([, one]) => one));
    return { ...positionsOnly(least + receiver.length, most + receiver.length), takesKeywords: true };
  }
  const [least, most] = only.positionalOnly;
  const unnamed = Array.from({ length: most }, (_, i) => ({ name: "", node: null, hasDefault: i >= least }));
  const named = (parameter: { name: string; hasDefault: boolean }): Parameter => ({ ...parameter, node: null });
  return {
    positional: [...receiver, ...unnamed, ...only.parameters.map(named)],
    positionalOnly: receiver.length + most,
    takesRest: only.takesMore,
    keywordOnly: only.keywordOnly.map(named),
    takesKeywords: only.takesAnyKeyword,
    lacksReceiver: false,
  };
}

/** A signature that takes a number of positions. */
export function positionsOnly(least: number, most: number): Signature {
  const count = Number.isFinite(most) ? most : least;
  return {
    positional: Array.from({ length: count }, (_, i) => ({ name: "", node: null, hasDefault: i >= least })),
    positionalOnly: count,
    takesRest: !Number.isFinite(most),
    keywordOnly: [],
    takesKeywords: false,
    lacksReceiver: false,
  };
}

/** What is left of a signature after `functools.partial(f, *positions, **keywords)`. */
export function partialSignature(signature: Signature, positions: number, keywords: readonly string[]): Signature {
  const given = new Set(keywords);
  const left = signature.positional.slice(positions);
  // What a keyword fills can be overridden by keyword only, and so can every parameter after it.
  const firstGiven = left.findIndex((parameter) => given.has(parameter.name));
  const byPosition = firstGiven < 0 ? left : left.slice(0, firstGiven);
  const byKeyword = firstGiven < 0 ? [] : left.slice(firstGiven);
  const mark = (parameter: Parameter): Parameter =>
    given.has(parameter.name) ? { ...parameter, hasDefault: true } : parameter;
  return {
    ...signature,
    positional: byPosition,
    positionalOnly: Math.max(0, Math.min(byPosition.length, signature.positionalOnly - positions)),
    takesRest: signature.takesRest && firstGiven < 0,
    keywordOnly: [...byKeyword, ...signature.keywordOnly].map(mark),
  };
}

/** Whether a call with so many positions and these keywords fits. */
export function accepts(signature: Signature, positions: number, keywords: readonly string[] = []): boolean {
  if (signature.lacksReceiver) return false;
  const { positional, positionalOnly, keywordOnly } = signature;
  if (positions > positional.length && !signature.takesRest) return false;
  const names = new Set(keywords);
  if (positional.slice(positionalOnly, positions).some((parameter) => names.has(parameter.name))) return false;
  const open = positional.slice(positions);
  if (open.some((p, i) => !p.hasDefault && !(names.has(p.name) && positions + i >= positionalOnly))) return false;
  if (keywordOnly.some((parameter) => !parameter.hasDefault && !names.has(parameter.name))) return false;
  if (signature.takesKeywords) return true;
  const known = new Set([...positional.slice(positionalOnly), ...keywordOnly].map((parameter) => parameter.name));
  return keywords.every((keyword) => known.has(keyword));
}

/** In words, for messages: "no arguments", "1 argument", "2 to 3 arguments", "at most 1 argument". */
export function takes(signature: Signature): string {
  if (signature.lacksReceiver) return "no arguments, not even self";
  const least = signature.positional.filter((parameter) => !parameter.hasDefault).length;
  const most = signature.positional.length;
  const required = signature.keywordOnly.filter((parameter) => !parameter.hasDefault).map(({ name }) => name);
  const plural = (count: number): string => (count === 1 ? "1 argument" : `${count} arguments`);
  let text: string;
  if (signature.takesRest) text = least === 0 ? "any number of arguments" : `at least ${plural(least)}`;
  else if (most === 0) text = "no arguments";
  else if (least === 0) text = `at most ${plural(most)}`;
  else text = least === most ? plural(most) : `${least} to ${plural(most)}`;
  return required.length === 0 ? text : `${text} and requires ${required.map((name) => `${name}=`).join(", ")}`;
}
