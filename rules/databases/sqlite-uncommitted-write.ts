import { SQLITE } from "../../engine/knowledge/database-drivers.js";
import { changesRows } from "../../engine/knowledge/sql.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { type Execution, executionsIn } from "../../engine/semantics/database-calls.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What can be done with a connection or cursor that keeps nothing. */
const KEEPS_NOTHING: ReadonlySet<string> = new Set(
  "arraysize close create_aggregate create_collation create_function cursor description execute executemany fetchall fetchmany fetchone lastrowid row_factory rowcount text_factory total_changes".split(
    " ",
  ),
);

/**
 * A statement that changes rows begins a transaction, and only `commit()` ends it well: when the connection is closed, or
 * the program ends, everything since the last commit is gone, without an error.
 *
 * Found where a connection and its cursors stay within one function or the module, rows are changed through them and
 * nothing commits.
 */
export default defineRule({
  name: "sqlite-uncommitted-write",
  question: "databases",
  summary: "rows changed in an SQLite database that are never committed",
  severity: "error",
  fix: "safe",
  messages: {
    lost: "nothing commits what is written through `{connection}`, so none of it is kept when the connection is closed or the program ends: call `{connection}.commit()`",
  },
  on: (when) =>
    when.calls(
      SQLITE.connectors,
      (call, { model, report }) => {
        if (!beginsTransactions(call, model) || isInTest(call.node, model)) return;
        const closing = closingOf(call, model);
        const name = closing === null ? onlyWithin(call.node, model) : onlyWithin(closing, model, CLOSING);
        if (name === null || name.includes(".")) return;
        const region = regionOf(call.node);
        const all = executionsIn(model).filter(({ object }) => object?.connection === call);
        const cursors = new Set(all.flatMap(({ object }) => object?.made ?? []));
        const made = model.calls.filter(({ method, receiver }) => method === "cursor" && receiver?.text === name);
        for (const cursor of made) if (regionOf(cursor.node) === region) cursors.add(cursor);
        for (const cursor of cursors) {
          if (cursor !== call && onlyWithin(cursor.node, model) === null) return;
        }
        const last = lastChange(all, model);
        if (last === null) return;
        const { object, call: change } = last;
        report("lost", {
          at: change.node,
          data: { connection: excerpt(name) },
          related: [{ span: call.node, message: "connected here" }],
          fix: () => (object === null ? null : commitBehind(change.node, name, call.node)),
        });
      },
      [["execute"], ["executemany"]],
    ),
});

/** Whether statements that change rows wait for a commit, and the database lives longer than the connection. */
function beginsTransactions(call: Call, model: Model): boolean {
  if (!call.lacks(3, "isolation_level") || !call.lacks(null, "autocommit")) return false;
  const path = call.argument(0, "database");
  const text = path === undefined ? null : stringValue(constantOf(path, model));
  return (
    path !== undefined && text !== "" && text?.includes(":memory:") !== true && text?.includes("mode=memory") !== true
  );
}

const OBJECT: Protocol<"open", "keep"> = {
  initial: "open",
  states: { open: {} },
  event: ({ kind, path }: LifeUse) => {
    if (kind === "escape") return undefined;
    if (kind === "read" || kind === "test" || kind === "iterate") return "ignore";
    const [member] = path;
    // `with connection:` commits.
    return member === undefined || !KEEPS_NOTHING.has(member) ? "keep" : "ignore";
  },
};

/** `with closing(connection) as name` closes, and commits nothing; a second `with name` does. */
const CLOSING: Protocol<"open", "keep"> = {
  ...OBJECT,
  event: (use) => {
    const isPassage = (use.kind === "enter" || use.kind === "exit") && use.path.length === 0;
    return isPassage && use.site.descendants("call").length > 0 ? "ignore" : OBJECT.event(use);
  },
  givesItself: (path) => path.length === 0,
};

/** The call of `contextlib.closing` that a connection is made for; null if there is none. */
function closingOf({ node }: Call, model: Model): SyntaxNode | null {
  const outer = node.parent?.parent ?? null;
  return outer !== null && model.callAt(outer)?.name === "contextlib.closing" ? outer : null;
}

/** The name of a connection or cursor that nobody else sees and nothing is done with that could commit; null for others. */
function onlyWithin(birth: SyntaxNode, model: Model, protocol = OBJECT): string | null {
  const { events, escapes, name } = followLife(model, birth, protocol);
  if (escapes.length > 0 || events.length > 0) return null;
  return name ?? "";
}

/** The last statement that changes rows; null if there is none, or one of all statements may commit. */
function lastChange(all: readonly Execution[], model: Model): Execution | null {
  let last: Execution | null = null;
  for (const execution of all) {
    const { sql } = execution;
    if (sql === null || execution.method === "executescript") return null;
    if (/\b(?:commit|end|begin|savepoint|release|pragma)\b/i.test(sql.bare)) return null;
    if (changesRows(sql)) last = execution;
    // Until Python 3.6 a change of tables committed what was before it.
    else if (last !== null && isOld(model) && !/^\s*select\b/i.test(sql.bare)) return null;
  }
  return last;
}

function isOld({ target }: Model): boolean {
  return target.major < 3 || target.minor < 6;
}

/** Commits behind the statement, and behind all loops around it that the connection is made before. */
function commitBehind(change: SyntaxNode, name: string, connecting: SyntaxNode): Fix | null {
  let statement: SyntaxNode | null = null;
  for (let at: SyntaxNode | null = change; at !== null && !at.covers(connecting); at = at.parent) {
    if (statement === null && at.parent?.kind === "block") statement = at;
    if (statement === null && at.parent?.kind === "module") statement = at;
    if (at.kind === "for_statement" || at.kind === "while_statement") statement = at;
  }
  if (statement === null || name === "") return null;
  const edit = insertStatementBehind(statement, `${name}.commit()`);
  return { title: `Call ${name}.commit() behind it`, safety: "safe", edits: [edit] };
}
