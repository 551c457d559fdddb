import { returnOf } from "../../engine/knowledge/library.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import {
  DATABASE_OPENERS,
  DATABASE_WORDS,
  type DatabaseFile,
  databaseOf,
} from "../../engine/semantics/database-files.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  shelfKey: "`{key}` is {kind}, and the keys of a shelf must be strings, so this raises {error}: use `str({key})`",
  key: "`{key}` is {kind}, and the keys of a dbm file must be strings or bytes, so this raises TypeError: use `str({key})`",
  value:
    "`{value}` is {kind}, and the values of a dbm file must be strings or bytes, so this raises TypeError{where}: use `str({value})`, or a shelf",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * A dbm file keeps bytes under bytes, and takes strings for them; a shelf keeps any object, under a string. Numbers, that
 * would do as keys and values of a dictionary, are refused.
 *
 * Found where the type of the key or value can be seen.
 */
export default defineRule({
  name: "dbm-entry-not-string",
  question: "persistent-objects",
  summary: "a number or another object where a dbm file or shelf wants a string",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("subscript", { anyOf: DATABASE_WORDS }, (subscript, context) => {
      const keys = subscript.fieldAll("subscript");
      const owner = subscript.field("value");
      const [key] = keys;
      if (owner === null || key === undefined || keys.length > 1) return;
      const database = databaseOf(owner, context.model);
      if (database === null || takesNumbers(database)) return;
      if (!checkKey(key, database, context)) checkValue(subscript, database, context);
    }),
    when.methods(DATABASE_OPENERS, ["get", "setdefault"], (call, _, context) => {
      const key = call.argument(0, null);
      const database = call.receiver === null ? null : databaseOf(call.receiver, context.model);
      if (key !== undefined && database !== null && !takesNumbers(database)) checkKey(key, database, context);
    }),
  ],
});

/** Record numbers are the keys of one kind of file, and SQLite makes text of numbers. */
function takesNumbers({ opening }: DatabaseFile): boolean {
  return opening.name === "bsddb.rnopen" || opening.name === "dbm.sqlite3.open";
}

function checkKey(key: SyntaxNode, { isShelf, opening }: DatabaseFile, { model, target, report }: Context): boolean {
  const kind = kindOf(key, model);
  const error = target.major >= 3 ? "AttributeError" : "TypeError";
  const expected = ["builtins.AttributeError", "builtins.TypeError"];
  if (kind === null || isExpectedToFail(key, model, expected)) return false;
  report(isShelf ? "shelfKey" : "key", {
    at: key,
    data: { key: excerpt(key.text), kind, error },
    related: [{ span: opening.node, message: "opened here" }],
  });
  return true;
}

function checkValue(element: SyntaxNode, { isShelf, opening }: DatabaseFile, { model, target, report }: Context): void {
  const { parent } = element;
  const value = parent?.kind === "assignment" && parent.field("left") === element ? parent.field("right") : null;
  const kind = value === null || isShelf ? null : kindOf(value, model);
  if (value === null || kind === null || isExpectedToFail(element, model, ["builtins.TypeError"])) return;
  // From 3.13 on new files are SQLite's where nothing else is asked for, and those take numbers and give bytes back.
  const isOpen = opening.name === "dbm.open" && isInRange(target, { since: "3.13" });
  report("value", {
    at: value,
    data: { value: excerpt(value.text), kind, where: isOpen ? " wherever the file is not one of SQLite's" : "" },
    severity: isOpen ? "warning" : "error",
    related: [{ span: opening.node, message: "opened here" }],
  });
}

/** Types of the library that are neither text nor bytes, with their names in a sentence. */
const KINDS: Readonly<Record<string, string>> = {
  bool: "a bool",
  complex: "a complex number",
  dict: "a dictionary",
  float: "a float",
  int: "an int",
  list: "a list",
  set: "a set",
  tuple: "a tuple",
};

/** The kinds of literals, as types of the library. */
const LITERALS: Readonly<Record<string, string>> = {
  dictionary: "dict",
  dictionary_comprehension: "dict",
  false: "bool",
  float: "float",
  integer: "int",
  list: "list",
  list_comprehension: "list",
  set: "set",
  set_comprehension: "set",
  true: "bool",
  tuple: "tuple",
};

/** What an expression is, in words, if all it can be is neither text nor bytes. */
function kindOf(expression: SyntaxNode, model: Model): string | null {
  const names = new Set(model.valuesOf(expression).map((value) => typeOf(value, model)));
  const [name] = names;
  return names.size === 1 && name != null ? (KINDS[name] ?? null) : null;
}

function typeOf(value: Value, model: Model): string | null {
  if (value.kind === "literal") return LITERALS[value.node.kind] ?? null;
  if (value.kind !== "call" || value.name === null) return null;
  const { names, isComplete } = returnOf(value.name, model.target);
  const [name] = names;
  if (Object.hasOwn(KINDS, value.name.replace("builtins.", ""))) return value.name.replace("builtins.", "");
  return isComplete && names.length === 1 && name !== undefined ? name.replace("builtins.", "") : null;
}
