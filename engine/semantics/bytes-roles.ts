import { addRole, BytesRole, readBytesWords } from "../knowledge/bytes-words.js";
import { textModules } from "../knowledge/library-text.js";
import { rootOf } from "../knowledge/names.js";
import { OPENERS } from "../knowledge/openers.js";
import { RENAMES } from "../knowledge/renames.js";
import { GIVING_BYTES, GIVING_PARTS, TOLD_OF } from "./content-calls.js";

/** Names of what holds bytes, or what they are read from, beside those that are bytes themselves. */
const HOLDING: readonly string[] = ["buffer", "environb", "stderr", "stdin", "stdout"];

/** Functions that may give anything. */
const GIVING_ANYTHING: readonly string[] = ["cast", "enter_context", "getattr", "map"];
/** The role of these, beside those of {@link BytesRole}. */
export const ANYTHING = 16;

let roles: ReadonlyMap<string, number> | undefined;

/** What the last word of a name has to do with bytes: flags of {@link BytesRole} and {@link ANYTHING}. */
export function roleOf(word: string): number {
  if (roles === undefined) {
    const found = readBytesWords();
    addRole(found, BytesRole.attribute, HOLDING);
    addRole(found, BytesRole.function | BytesRole.method, GIVING_BYTES);
    addRole(found, BytesRole.passing, GIVING_PARTS);
    addRole(found, ANYTHING, GIVING_ANYTHING);
    roles = found;
  }
  return roles.get(word) ?? 0;
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
