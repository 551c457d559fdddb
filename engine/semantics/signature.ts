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
}

/** Arguments that a call adds to before it arrives: the object of a bound method, what a `partial` holds. */
export interface Given {
  readonly positions: number;
  readonly keywords: readonly string[];
}

export const NOTHING_GIVEN: Given = { positions: 0, keywords: [] };

/** How many positions a call may have, from 0 to infinity, when it also names the keywords that are required. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  readonly keywords: readonly string[];
}

/** What a call gives, as far as is known; of all but `nothing` and `object`, the body has not been run. */
export type Result = "coroutine" | "generator" | "async generator" | "context manager" | "object" | "nothing";

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
        let target = hasDefault ? inner.field("name") : inner;
        // Python 2: `(a)` is `a`, and a tuple of names can be given by position alone.
        while (target?.kind === "tuple_pattern" && target.token(",") === null) target = target.namedChildren[0] ?? null;
        const name = target?.kind === "identifier" ? target.text : "";
        (afterStar ? keywordOnly : positional).push({ name, node, hasDefault });
      }
    }
  }
  return { positional, positionalOnly, takesRest, keywordOnly, takesKeywords };
}

/** A signature for a function of the library that takes a number of positions. */
export function positionsOnly(least: number, most: number): Signature {
  const count = Number.isFinite(most) ? most : least;
  return {
    positional: Array.from({ length: count }, (_, i) => ({ name: "", node: null, hasDefault: i >= least })),
    positionalOnly: count,
    takesRest: !Number.isFinite(most),
    keywordOnly: [],
    takesKeywords: false,
  };
}

/** Whether a call with so many positions and these keywords fits. */
export function accepts(signature: Signature, positions: number, keywords: readonly string[]): boolean {
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

/** What is left to be filled of a signature; null when what is given does not fit, so that no call ever will. */
export function remaining(signature: Signature, { positions, keywords }: Given): Signature | null {
  const { positional, positionalOnly, keywordOnly } = signature;
  const given = new Set(keywords);
  const isFilled = (parameter: Parameter, index: number): boolean =>
    given.has(parameter.name) && index >= positionalOnly;
  if (positions > positional.length && !signature.takesRest) return null;
  if (positional.slice(0, positions).some(isFilled)) return null;
  const named = new Set([...positional.slice(positionalOnly), ...keywordOnly].map(({ name }) => name));
  if (!signature.takesKeywords && keywords.some((keyword) => !named.has(keyword))) return null;
  // What a keyword fills can be overridden by keyword only, and so can every parameter after it.
  const firstFilled = positional.findIndex(isFilled);
  const end = firstFilled < 0 ? positional.length : firstFilled;
  const mark = (parameter: Parameter): Parameter =>
    given.has(parameter.name) ? { ...parameter, hasDefault: true } : parameter;
  const left = positional.slice(positions, end);
  return {
    ...signature,
    positional: left,
    positionalOnly: Math.max(0, Math.min(left.length, positionalOnly - positions)),
    takesRest: signature.takesRest && firstFilled < 0,
    keywordOnly: [...positional.slice(end), ...keywordOnly].map(mark),
  };
}

/** How many positions one or the other of some signatures takes; null where there is none. */
export function arityOf(signatures: readonly Signature[]): Arity | null {
  const required = (parameters: readonly Parameter[]) => parameters.filter((parameter) => !parameter.hasDefault);
  const arities = signatures.map(({ positional, takesRest, keywordOnly }) => ({
    least: required(positional).length,
    most: takesRest ? Number.POSITIVE_INFINITY : positional.length,
    keywords: required(keywordOnly).map(({ name }) => name),
  }));
  const [first, ...others] = arities;
  if (first === undefined) return null;
  return others.reduce(
    (all, each) => ({
      least: Math.min(all.least, each.least),
      most: Math.max(all.most, each.most),
      keywords: all.keywords.length <= each.keywords.length ? all.keywords : each.keywords,
    }),
    first,
  );
}

/** In words, for messages: "no arguments", "1 argument", "2 to 3 arguments", "at most 1 argument". */
export function inWords({ least, most, keywords }: Arity): string {
  const plural = (count: number): string => (count === 1 ? "1 argument" : `${count} arguments`);
  let text: string;
  if (most === Number.POSITIVE_INFINITY) text = least === 0 ? "any number of arguments" : `at least ${plural(least)}`;
  else if (most === 0) text = "no arguments";
  else if (least === 0) text = `at most ${plural(most)}`;
  else text = least === most ? plural(most) : `${least} to ${plural(most)}`;
  return keywords.length === 0 ? text : `${text} and requires ${keywords.map((name) => `${name}=`).join(", ")}`;
}

/** Whether two functions can be called in exactly the same ways. */
export function sameSignatures(some: readonly Signature[], others: readonly Signature[]): boolean {
  const spell = (list: readonly Parameter[]) => list.map(({ name, hasDefault }) => [name, hasDefault]);
  const described = (all: readonly Signature[]): string =>
    JSON.stringify(
      all.map(({ positional, keywordOnly, ...rest }) => [
        spell(positional),
        spell(keywordOnly),
        Object.entries(rest).sort(),
      ]),
    );
  return described(some) === described(others);
}
