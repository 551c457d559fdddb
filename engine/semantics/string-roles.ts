import { textModules } from "../knowledge/library-text.js";
import { rootOf } from "../knowledge/names.js";
import { OPENERS } from "../knowledge/openers.js";
import { RENAMES } from "../knowledge/renames.js";
import { addRole, readStringWords, type StringKind, StringRole } from "../knowledge/string-words.js";
import { GIVING_PARTS, givingOf, holdingOf, TOLD_OF } from "./content-calls.js";

/** Names of what holds strings, or what they are read from, beside those that are strings themselves. */
const HOLDING: readonly string[] = ["buffer", "stderr", "stdin", "stdout"];

/** Functions that may give anything. */
export const GIVING_ANYTHING: ReadonlySet<string> = new Set(["cast", "enter_context", "getattr", "map"]);
/** The role of these, beside those of {@link StringRole}. */
export const ANYTHING = 16;

/** What makes strings of the other kind, also of what nothing is known of. */
export const CODES: Readonly<Record<StringKind, string>> = { bytes: "encode", str: "decode" };

const known = new Map<StringKind, ReadonlyMap<string, number>>();

/** What the last words of names have to do with a kind of strings: flags of {@link StringRole} and {@link ANYTHING}. */
export function rolesFor(kind: StringKind): ReadonlyMap<string, number> {
  const before = known.get(kind);
  if (before !== undefined) return before;
  const roles = readStringWords(kind);
  addRole(roles, StringRole.attribute, [...HOLDING, ...holdingOf(kind)]);
  addRole(roles, StringRole.function | StringRole.method, givingOf(kind));
  addRole(roles, StringRole.passing, GIVING_PARTS);
  addRole(roles, ANYTHING, GIVING_ANYTHING);
  known.set(kind, roles);
  return roles;
}

/** Modules whose members stand for those of others. */
const STAND_INS: readonly string[] = ["six", "typing_extensions"];

let roots: ReadonlySet<string> | undefined;

/** Whether anything is known of the members of the packages or modules of a name. */
export function isToldOf(root: string): boolean {
  roots ??= new Set(
    [...STAND_INS, ...textModules(), ...TOLD_OF, ...Object.keys(OPENERS), ...Object.keys(RENAMES)].map(rootOf),
  );
  return roots.has(root);
}
