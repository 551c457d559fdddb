import { DATABASE_DRIVERS, SQLITE } from "../../engine/knowledge/database-drivers.js";
import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** The drivers whose connections commit at the end of a `with` and stay open. */
const STAYING = DATABASE_DRIVERS.filter((driver) => driver === SQLITE || driver.name === "psycopg2");
const DRIVER_NAMES = new Map(
  STAYING.flatMap((driver) => driver.connectors.map((name) => [name, driver.name] as const)),
);

/**
 * `with sqlite3.connect(path) as db` commits, or rolls back, and does not close: the file stays open, and on Windows
 * cannot be removed, until the object goes away; from Python 3.13 on a ResourceWarning tells so.
 *
 * Found where the connection is made in the `with` itself and nothing closes it behind.
 */
export default defineRule({
  name: "sqlite-with-not-closed",
  question: "databases",
  summary: "`with sqlite3.connect(...)`, which commits and does not close the connection",
  severity: "warning",
  fix: "safe",
  messages: {
    open: "this `with` commits or rolls back, and leaves the connection open{also}: put `contextlib.closing(...)` around it",
  },
  on: (when) =>
    when.calls([...DRIVER_NAMES.keys()], (call, { model, target, report }) => {
      const item = itemOf(call.node);
      if (item === null || isInMemory(call, model) || isInTest(call.node, model)) return;
      if (item.alias !== null && isClosed(item.alias, model)) return;
      const isTold = DRIVER_NAMES.get(call.name ?? "") === SQLITE.name && target.major === 3 && target.minor >= 13;
      report("open", {
        at: call.node,
        data: { also: isTold ? " (a ResourceWarning from Python 3.13 on)" : "" },
        fix: () => closed(call.node, item, model),
      });
    }),
});

interface WithItem {
  readonly node: SyntaxNode;
  /** What stands behind `as`. */
  readonly alias: SyntaxNode | null;
}

/** The part of a `with` that a call makes the object for; null if it is no such thing. */
function itemOf(call: SyntaxNode): WithItem | null {
  const { parent } = call;
  if (parent?.kind === "with_item") return { node: parent, alias: null };
  if (parent?.kind !== "as_pattern" || parent.namedChildren[0] !== call || parent.parent?.kind !== "with_item")
    return null;
  const alias = parent.namedChildren[1]?.namedChildren[0] ?? parent.namedChildren[1] ?? null;
  return { node: parent.parent, alias };
}

function isInMemory(call: Call, model: Model): boolean {
  const path = call.argument(0, "database");
  return path !== undefined && stringValue(constantOf(path, model)) === ":memory:";
}

/** Whether a name's object is closed, given back or kept by something; what is done within the `with` cannot close it. */
function isClosed(alias: SyntaxNode, model: Model): boolean {
  // An attribute, or parts of a tuple.
  const variable = alias.kind === "identifier" ? model.variableOf(alias) : undefined;
  if (variable === undefined || variable.scope.node !== regionOf(alias)) return true;
  return variable.references.some(({ parent, fieldName }) => {
    if (parent?.kind === "attribute" && fieldName === "object") return parent.field("attribute")?.text === "close";
    const isStored =
      parent?.kind === "assignment" || parent?.kind === "pair" || parent?.kind === "tuple" || parent?.kind === "list";
    return (
      isStored || parent?.kind === "return_statement" || parent?.kind === "yield" || parent?.kind === "expression_list"
    );
  });
}

/** `with closing(connect(path)) as db, db:` closes, and still commits. */
function closed(call: SyntaxNode, { node, alias }: WithItem, model: Model): Fix | null {
  if (alias?.kind !== "identifier") return null;
  const access = accessToMember("contextlib", "closing", model);
  if (access === null) return null;
  const edits = [
    ...access.edits,
    { span: { start: call.start, end: call.start }, replacement: `${access.text}(` },
    { span: { start: call.end, end: call.end }, replacement: ")" },
    { span: { start: node.end, end: node.end }, replacement: `, ${alias.text}` },
  ];
  return { title: "Close it at the end too", safety: "safe", edits };
}
