import type { LibraryType } from "../knowledge/library-signature.js";

/**
 * The type of a value, as far as it matters to bytes and text.
 *
 * Names are those of the library, builtins bare: `bytes`, `_hashlib.HASH`.
 */
export interface Content {
  readonly name: string;
  /** What iterating over it gives; of a dictionary its keys. */
  readonly item?: Content | null;
  /** What a dictionary's keys lead to. */
  readonly value?: Content | null;
  /** The elements of a tuple. */
  readonly parts?: readonly (Content | null)[];
  /** What a process and the like exchange. */
  readonly exchanged?: "bytes" | "str" | null;
}

/** What a name is that is being found out: whoever asks for it in between adds nothing to it. */
export const PENDING: Content = { name: "?" };

export const BYTES: Content = { name: "bytes" };
export const STR: Content = { name: "str" };
export const INT: Content = { name: "int" };
export const NONE: Content = { name: "None" };

export function isString(content: Content | null): boolean {
  return content !== null && /^(?:bytes|str|bytearray)$/.test(content.name);
}

/** Whether something is of a kind of strings, or such strings can be taken from it. */
export function holds(kind: "bytes" | "str", content: Content | null | undefined): boolean {
  if (content === null || content === undefined) return false;
  if (content.name === kind || content.exchanged === kind) return true;
  return [content.item, content.value, ...(content.parts ?? [])].some((part) => holds(kind, part));
}

export function listOf(item: Content | null): Content {
  return { name: "list", item };
}

export function tupleOf(parts: readonly (Content | null)[]): Content {
  return { name: "tuple", parts };
}

export function ofName(name: "bytes" | "str" | "native" | null): Content | null {
  return name === "bytes" ? BYTES : name === "str" ? STR : null;
}

/** The type that a library says it gives, if that is one (or else None). */
export function ofLibrary({ names, isComplete, content }: LibraryType): Content | null {
  const [name, ...others] = names.filter((each) => each !== "None");
  if (name === undefined || others.length > 0 || !isComplete) return null;
  return content === undefined ? { name } : { name, exchanged: content };
}

/** What all of several types are; None and what adds nothing is passed over. */
export function joined(contents: readonly (Content | null)[]): Content | null {
  let agreed: Content | null = null;
  for (const content of contents) {
    if (content === null) return null;
    if (content === PENDING || content.name === "None") continue;
    if (agreed !== null && agreed.name !== content.name) return null;
    agreed = agreed === null || agreed === content ? content : common(agreed, content);
  }
  return agreed ?? (contents.includes(PENDING) ? PENDING : contents.length > 0 ? NONE : null);
}

/** As {@link joined}, of the types of some things: of the first of which nothing is known, the others are not asked any more. */
export function joinedOf<T>(things: readonly T[], typeOf: (thing: T) => Content | null): Content | null {
  const contents: Content[] = [];
  for (const thing of things) {
    const content = typeOf(thing);
    if (content === null) return null;
    contents.push(content);
  }
  return joined(contents);
}

function common(one: Content, other: Content): Content {
  const both = (a: Content | null | undefined, b: Content | null | undefined): Content | null =>
    a?.name === b?.name && a !== undefined && isString(a) ? a : null;
  return {
    name: one.name,
    item: both(one.item, other.item),
    value: both(one.value, other.value),
    exchanged: one.exchanged === other.exchanged ? (one.exchanged ?? null) : null,
    ...(one.parts?.length === other.parts?.length && one.parts !== undefined
      ? { parts: one.parts.map((part, index) => both(part, other.parts?.[index])) }
      : {}),
  };
}

/** What iterating over a value gives. */
export function itemOf(content: Content | null): Content | null {
  if (content === null) return null;
  if (content.name === "str") return STR;
  if (content.name === "bytes" || content.name === "bytearray" || content.name === "range") return INT;
  if (content.parts !== undefined) return joined(content.parts);
  return content.item ?? null;
}

/** What `value[index]` gives; the index is null where it is not written out. */
export function elementOf(content: Content | null, index: number | null): Content | null {
  if (content === null) return null;
  if (content.value !== undefined) return content.value;
  if (content.parts !== undefined && index !== null) return content.parts.at(index) ?? null;
  return content.name === "list" || content.name === "tuple" || isString(content) ? itemOf(content) : null;
}

/** What `value[a:b]` gives. */
export function sliceOf(content: Content | null): Content | null {
  return content === PENDING || isString(content) || content?.name === "list" ? content : null;
}

/** What `left + right` and the like give. */
export function operated(left: Content | null, operator: string, right: Content | null): Content | null {
  if (left === null) return null;
  switch (operator) {
    case "+":
      if (left.name === "list" && right?.name === "list") return joined([left, right]);
      return left === PENDING || isString(left) ? left : null;
    case "%":
      return left === PENDING || (isString(left) && left.name !== "bytearray") ? left : null;
    case "*":
      if (left === PENDING || isString(left) || left.name === "list") return left;
      return left.name === "int" && isString(right) ? right : null;
    case "/":
      return /^pathlib\.\w+$/.test(left.name) ? left : null;
    default:
      return null;
  }
}
