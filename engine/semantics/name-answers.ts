import { libraryMember } from "../knowledge/library.js";
import { canonicalName } from "../knowledge/names.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { stringValue } from "./literals.js";

/** A qualified name; null: it may be anything; undefined: nothing that could be used, as None, or not bound at all. */
export type Answer = string | null | undefined;

/** No name of the library has more parts; generated code has chains of thousands, each of whose ends would be asked for. */
export const MAX_MEMBERS = 16;

/** Two answers about one thing: the name that both have, or that the other says nothing against. */
export function agreed(one: Answer, other: Answer): Answer {
  if (one === undefined) return other;
  return other === undefined || one === other ? one : null;
}

export function joined(base: Answer, members: readonly string[]): Answer {
  if (members.length === 0) return base;
  if (typeof base !== "string") return null;
  let written = base;
  for (const member of members) written += `.${member}`;
  const name = canonicalName(written);
  let dots = 0;
  for (let at = name.indexOf("."); at >= 0; at = name.indexOf(".", at + 1)) if (++dots > MAX_MEMBERS) return null;
  return name;
}

/**
 * What `name := value` gives; null where the grammar has it wrong: for it, `name := a if b else c` is a choice between
 * `name := a` and `c`.
 */
export function walrusValue(walrus: SyntaxNode): SyntaxNode | null {
  return /_(?:expression|operator)$/.test(walrus.parent?.kind.replace("parenthesized_expression", "") ?? "")
    ? null
    : walrus.field("value");
}

/** The module of a `from` import as written; null for a relative import, which is the project's own. */
export function sourceModule(statement: SyntaxNode): string | null {
  const source = statement.field("module_name");
  if (source === null || source.kind === "relative_import") return null;
  return source.namedChildren.map((part) => part.text).join(".");
}

/** The dotted name in a string, if it is spelt out there: one put together from pieces says that it is not to be found. */
export function plainText(node: SyntaxNode | undefined): string | null {
  const text = node?.kind === "string" ? stringValue(node) : null;
  return text !== null && node?.text.includes(text) && /^[A-Za-z_][\w.]*$/.test(text) ? text : null;
}

/**
 * Whether what has this name becomes a method when it is read through an object, for all that is known: functions that are
 * written in Python do, builtins, classes, modules and other objects do not.
 */
export function becomesMethod(name: string): boolean {
  const kind = libraryMember(name)?.kind;
  return !name.startsWith("builtins.") && kind !== "class" && kind !== "module" && kind !== "constant";
}
