import { SQLITE } from "../../engine/knowledge/database-drivers.js";
import { verbOf } from "../../engine/knowledge/sql.js";
import { defineRule } from "../../engine/rule.js";
import { databaseObject } from "../../engine/semantics/database-calls.js";
import { lastExecution } from "../../engine/semantics/last-execution.js";
import { isInTest } from "../../engine/semantics/tests.js";

/**
 * SQLite finds the rows of a `select` one by one while they are fetched, so nobody knows how many there will be:
 * `rowcount` is -1.
 */
export default defineRule({
  name: "sqlite-select-rowcount",
  question: "databases",
  summary: "`rowcount` of an SQLite cursor after a `select`, which is always -1",
  severity: "error",
  fix: "none",
  messages: {
    unknown:
      "after a `select` `rowcount` is always -1, however many rows there are: take `len()` of what `fetchall()` gives, or select `count(*)`",
  },
  on: (when) =>
    when.nodes(
      "attribute",
      {
        anyOf: [
          ["sqlite3", "rowcount", "execute"],
          ["pysqlite2", "rowcount", "execute"],
        ],
      },
      (node, { model, report }) => {
        const [cursor, name] = [node.field("object"), node.field("attribute")];
        if (cursor === null || name?.text !== "rowcount" || isInTest(node, model)) return;
        const object = databaseObject(cursor, model);
        if (object?.driver !== SQLITE || object.role !== "cursor") return;
        const execution = lastExecution(cursor, node, model);
        if (execution?.sql == null || execution.method !== "execute" || verbOf(execution.sql) !== "SELECT") return;
        report("unknown", {
          at: node,
          related: node.covers(execution.call.node) ? [] : [{ span: execution.call.node, message: "executed here" }],
        });
      },
    ),
});
