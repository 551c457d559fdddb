import { RENAMES } from "./renames.js";

/** Python 2's names of each module that Python 3 renamed. */
const OLD_NAMES = new Map<string, string[]>();
for (const [old, [current]] of Object.entries(RENAMES)) {
  OLD_NAMES.set(current, [...(OLD_NAMES.get(current) ?? []), old]);
}

/** Builtins of Python 3 that `six.moves` offers under their own names. */
const BUILTINS_IN_SIX = new Set(["filter", "input", "map", "range", "xrange", "zip"]);

const SIX_MOVES = "six.moves.";

/** What a qualified name is called in Python 3: `Queue.Queue` is `queue.Queue`, and so is `six.moves.queue.Queue`. */
export function canonicalName(name: string): string {
  if (name.startsWith(SIX_MOVES)) {
    const moved = name.slice(SIX_MOVES.length);
    return BUILTINS_IN_SIX.has(moved) ? `builtins.${moved === "xrange" ? "range" : moved}` : canonicalName(moved);
  }
  // No renamed module lies deeper than two parts: `Queue`, `email.MIMEText`.
  const first = name.indexOf(".");
  const second = first < 0 ? -1 : name.indexOf(".", first + 1);
  for (const end of [first < 0 ? name.length : first, second < 0 ? name.length : second]) {
    const renamed = renamedModule(name.slice(0, end));
    if (renamed !== undefined) return renamed + name.slice(end);
  }
  return name;
}

/** The Python 3 name of a module that was renamed, if it was. */
function renamedModule(name: string): string | undefined {
  return Object.hasOwn(RENAMES, name) ? RENAMES[name]?.[0] : undefined;
}

/** The words a text cannot do without when it refers to a qualified name, one list for each way to spell the module. */
export function wordsOfName(name: string): string[][] {
  const parts = name.split(".");
  if (parts[0] === "builtins") return [parts.slice(1)];
  const spellings = [parts];
  for (let length = 1; length < parts.length; length++) {
    for (const old of OLD_NAMES.get(parts.slice(0, length).join(".")) ?? []) {
      spellings.push([...wordsOfModule(old), ...parts.slice(length)]);
    }
  }
  return spellings;
}

/** The last words of all that {@link canonicalName} gives a qualified name for. */
export function lastWordsOf(name: string): string[] {
  // A module's new name may end otherwise than its old one; so does six's one builtin with an old name.
  const spellings = [name, ...(OLD_NAMES.get(name) ?? []), ...(name === "builtins.range" ? ["xrange"] : [])];
  return spellings.map((spelling) => spelling.slice(spelling.lastIndexOf(".") + 1));
}

/** The words of an import of a module. */
export function wordsOfModule(module: string): string[] {
  return module.split(".");
}

/** The top-level module, or builtin, of a qualified name: what is before its first dot. */
export function rootOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}
