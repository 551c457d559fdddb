import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import {
  DATABASE_ERRORS,
  DATABASE_OPENERS,
  DATABASE_WORDS,
  type DatabaseFile,
  databaseOf,
} from "../../engine/semantics/database-files.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  byDefault:
    '`{database}` can only be read, since `{opener}` opens for reading unless it is told otherwise, so this raises an error: open it with `"c"`',
  asked: '`{database}` is opened with {flag}, for reading only, so this raises an error: open it with `"w"` or `"c"`',
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * `dbm.open(path)` opens for reading (and `shelve.open(path)` for reading and writing, which makes it easy to forget). What
 * is stored then raises the error of whichever library keeps the file.
 *
 * Found where something is stored in, or deleted from, a database that was certainly opened so.
 */
export default defineRule({
  name: "database-opened-readonly",
  question: "dbm-corruption",
  summary: "a change of a dbm file or shelf that is opened for reading",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("subscript", { anyOf: DATABASE_WORDS }, (subscript, context) => {
      const database = subscript.field("value");
      if (database !== null && isChanged(subscript)) check(subscript, database, context);
    }),
    when.methods(DATABASE_OPENERS, ["clear", "popitem", "setdefault", "update"], (call, _, context) => {
      if (call.receiver !== null) check(call.node, call.receiver, context);
    }),
  ],
});

function isChanged(element: SyntaxNode): boolean {
  const { parent } = element;
  if (parent?.kind === "assignment" || parent?.kind === "augmented_assignment") return parent.field("left") === element;
  return parent?.kind === "delete_statement";
}

function check(at: SyntaxNode, expression: SyntaxNode, { model, target, report }: Context): void {
  const database = databaseOf(expression, model);
  if (database?.flag !== "r" || isExpectedToFail(at, model, DATABASE_ERRORS)) return;
  const opener = database.opening.name ?? "";
  // It used not to look at the flag.
  if (opener === "dbm.dumb.open" && !isInRange(target, { since: "3.8" })) return;
  const { flagNode } = database;
  report(flagNode === undefined ? "byDefault" : "asked", {
    at,
    data: {
      database: excerpt(expression.text),
      opener: excerpt(database.opening.callee.text),
      flag: flagNode === undefined ? "" : excerpt(flagNode.text),
    },
    // Before 3.8, the library that keeps files where there is no other took what was stored.
    severity: isInRange(target, { since: "3.8" }) || opener !== "dbm.open" ? "error" : "warning",
    related: [{ span: database.opening.node, message: "opened here" }],
    fix: () => repair(database),
  });
}

/** Whoever asked for reading may have meant it. */
function repair({ opening, flagNode }: DatabaseFile): Fix | null {
  if (flagNode === undefined) {
    const edit = opening.arguments.length === 1 ? addArgument(opening, '"c"') : null;
    return edit && { title: "Open it for reading and writing", safety: "safe", edits: [edit] };
  }
  if (flagNode.kind !== "string" || flagNode.text.length !== 3) return null;
  const edits = [{ span: { start: flagNode.start + 1, end: flagNode.end - 1 }, replacement: "w" }];
  return { title: 'Open it with "w"', safety: "unsafe", edits };
}
