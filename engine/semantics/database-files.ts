import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";
import { isFalse } from "./timeouts.js";

/** The functions that open a dbm file, by qualified name, each with the flag it goes by when it is given none. */
const DBM_OPENERS: Readonly<Record<string, string>> = {
  "dbm.open": "r",
  "dbm.gnu.open": "r",
  "dbm.ndbm.open": "r",
  "dbm.sqlite3.open": "r",
  "dbm.dumb.open": "c",
  "bsddb.btopen": "c",
  "bsddb.hashopen": "c",
  "bsddb.rnopen": "c",
  "dbhash.open": "r",
};

/** What opens a shelf; without a flag it makes the file where there is none. */
export const SHELF_OPENERS: readonly string[] = ["shelve.open", "shelve.DbfilenameShelf"];

/** Everything that opens a dictionary that lives in a file. */
export const DATABASE_OPENERS: readonly string[] = [...SHELF_OPENERS, ...Object.keys(DBM_OPENERS)];

/** The words of which a text has one if it opens a dictionary in a file. */
export const DATABASE_WORDS: readonly (readonly string[])[] = [
  "anydbm",
  "bsddb",
  "dbhash",
  "dbm",
  "dumbdbm",
  "gdbm",
  "shelve",
].map((word) => [word]);

/** What it raises when a dictionary in a file cannot be changed or opened; each library that keeps such files has its own. */
export const DATABASE_ERRORS: readonly string[] = [
  ...["dbm", "dbm.gnu", "dbm.ndbm", "dbm.dumb", "dbm.sqlite3", "bsddb", "dbhash"].map((module) => `${module}.error`),
  "builtins.OSError",
  "builtins.IOError",
];

/** How a dictionary that lives in a file was opened. */
export interface DatabaseFile {
  readonly opening: Call;
  readonly path: SyntaxNode | undefined;
  /** Whether its values are pickled objects; those of others are bytes. */
  readonly isShelf: boolean;
  /** `r`, `w`, `c` or `n`; null where the text does not tell. */
  readonly flag: string | null;
  readonly flagNode: SyntaxNode | undefined;
  /** Whether a shelf keeps what was read and writes it back; null where the text does not tell. */
  readonly writesBack: boolean | null;
}

/** What a call opens if it opens a dictionary in a file, else null. */
export function openedDatabase(opening: Call, model: Model): DatabaseFile | null {
  const { name } = opening;
  if (name === null || !DATABASE_OPENERS.includes(name)) return null;
  const isShelf = SHELF_OPENERS.includes(name);
  const flagNode = opening.argument(1, "flag");
  const writeback = opening.argument(3, "writeback");
  return {
    opening,
    path: opening.argument(0, null) ?? opening.argument(null, isShelf ? "filename" : "file"),
    isShelf,
    flag: flagOf(opening, flagNode, model),
    flagNode,
    writesBack: opening.hasUnpacking
      ? null
      : writeback === undefined
        ? false
        : isFalse(writeback, model)
          ? false
          : null,
  };
}

/** The dictionary in a file that an expression certainly is, with how it was opened; null for anything else. */
export function databaseOf(expression: SyntaxNode, model: Model): DatabaseFile | null {
  const value = model.onlyValueOf(expression);
  const opening = value?.kind === "call" ? model.callAt(value.node) : null;
  return opening === null ? null : openedDatabase(opening, model);
}

function flagOf(opening: Call, flagNode: SyntaxNode | undefined, model: Model): string | null {
  if (opening.hasUnpacking) return null;
  if (flagNode === undefined) return DBM_OPENERS[opening.name ?? ""] ?? "c";
  // A letter behind the first one says how the file is written: "cf", "rs".
  return stringValue(constantOf(flagNode, model))?.slice(0, 1) ?? null;
}
