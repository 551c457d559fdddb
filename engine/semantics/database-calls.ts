import { DATABASE_DRIVERS, type DatabaseDriver, SQLITE } from "../knowledge/database-drivers.js";
import { type SqlText, scanSql } from "../knowledge/sql.js";
import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";
import type { Value } from "./value.js";

/** A connection or cursor that a driver has made. */
export interface DatabaseObject {
  readonly driver: DatabaseDriver;
  /** Null where it may be either: `with connection as name` gives a cursor in some drivers. */
  readonly role: "connection" | "cursor" | null;
  /** The call that made it; null where there is not just one. */
  readonly made: Call | null;
  /** The call that made the connection it belongs to, which is the object itself or the cursor's; null if not known. */
  readonly connection: Call | null;
}

/** A call of `execute`, `executemany` or `executescript`. */
export interface Execution {
  readonly call: Call;
  readonly method: "execute" | "executemany" | "executescript";
  /** What it is called on. */
  readonly receiver: SyntaxNode;
  /** What that certainly is; null where it is not known. */
  readonly object: DatabaseObject | null;
  /** The expression for the statement, as passed. */
  readonly sqlNode: SyntaxNode;
  /** The literal it stands for; null for others. */
  readonly literal: SyntaxNode | null;
  /** What is in the text; null where it is not known as a whole. */
  readonly sql: SqlText | null;
  readonly text: string | null;
  /** The values for the placeholders; undefined when none are passed. */
  readonly parameters: SyntaxNode | undefined;
}

/** Longer ways from a cursor to its connection are not followed. */
const MAX_STEPS = 6;
const EXECUTIONS: ReadonlySet<string> = new Set(["execute", "executemany", "executescript"]);
const PARAMETER_NAMES = ["parameters", "params", "vars", "args"];

const CONNECTORS: ReadonlyMap<string, DatabaseDriver> = new Map(
  DATABASE_DRIVERS.flatMap((driver) => driver.connectors.map((name) => [name, driver] as const)),
);
const CLASSES = new Map<string, Pick<DatabaseObject, "driver" | "role">>(
  DATABASE_DRIVERS.flatMap((driver) => [
    [driver.connectionClass, { driver, role: "connection" }],
    [driver.cursorClass, { driver, role: "cursor" }],
  ]),
);

/** The connection or cursor that an expression certainly is, or None; null for anything else. */
export function databaseObject(expression: SyntaxNode, model: Model, steps = 0): DatabaseObject | null {
  if (steps > MAX_STEPS) return null;
  const held = heldByWith(expression, model);
  if (held !== null) return fromWith(held, model, steps);
  let agreed: DatabaseObject | null = null;
  for (const value of model.valuesOf(expression)) {
    // What is None before it is connected cannot be used then.
    if (value.kind === "literal" && value.node.kind === "none") continue;
    const object = fromValue(value, model, steps);
    if (object === null) return null;
    if (agreed === null) agreed = object;
    else if (agreed.driver !== object.driver) return null;
    else {
      agreed = {
        driver: agreed.driver,
        role: agreed.role === object.role ? agreed.role : null,
        made: agreed.made === object.made ? agreed.made : null,
        connection: agreed.connection === object.connection ? agreed.connection : null,
      };
    }
  }
  return agreed;
}

/** What `with ... as name` is given where the name is bound by nothing else that can be seen, for libraries not known. */
function heldByWith(expression: SyntaxNode, model: Model): SyntaxNode | null {
  if (expression.kind !== "identifier") return null;
  const reached = model.reachingBindings(expression);
  const [binding, ...others] = reached?.bindings ?? [];
  if (binding?.kind !== "with" || others.length > 0 || reached?.isElsewhere === true) return null;
  return binding.site.kind === "as_pattern" ? (binding.site.namedChildren[0] ?? null) : null;
}

function fromWith(held: SyntaxNode, model: Model, steps: number): DatabaseObject | null {
  const call = model.callAt(held);
  const isClosing = call?.name === "contextlib.closing";
  const given = isClosing ? call.argument(0, "thing") : held;
  const object = given === undefined ? null : databaseObject(given, model, steps + 1);
  // Older versions of the drivers for MySQL give a cursor.
  const isSame = isClosing || object?.role === "cursor" || object?.driver.name.startsWith("psycopg");
  return object === null || isSame || object.driver === SQLITE ? object : { ...object, role: null, made: null };
}

function fromValue(value: Value, model: Model, steps: number): DatabaseObject | null {
  if (value.kind === "annotated") {
    const known = CLASSES.get(value.name);
    return known === undefined ? null : { ...known, made: null, connection: null };
  }
  const call = value.kind === "call" ? model.callAt(value.node) : null;
  if (call === null) return null;
  const driver = call.name === null ? undefined : CONNECTORS.get(call.name);
  if (driver !== undefined) return { driver, role: "connection", made: call, connection: call };
  const { method, receiver } = call;
  if (receiver === null || method === null) return null;
  const isCursor = method === "cursor";
  if (!isCursor && !EXECUTIONS.has(method)) return null;
  const owner = databaseObject(receiver, model, steps + 1);
  if (owner === null || owner.role === null) return null;
  if (isCursor) return owner.role === "connection" ? { ...owner, role: "cursor", made: call } : null;
  // Only these give the cursor back; on a connection a new one.
  if (owner.driver !== SQLITE && owner.driver.name !== "psycopg") return null;
  return owner.role === "connection" ? { ...owner, role: "cursor", made: call } : owner;
}

const known = new Kept<Call, Execution | null>(({ node }) => node.tree);

/** What a call executes if it may execute SQL, else null. */
export function executionOf(call: Call, model: Model): Execution | null {
  if (call.method === null || !EXECUTIONS.has(call.method)) return null;
  let execution = known.get(call);
  if (execution === undefined) {
    execution = makeExecution(call, model);
    known.set(call, execution);
  }
  return execution;
}

function makeExecution(call: Call, model: Model): Execution | null {
  const { method, receiver } = call;
  if (method === null || receiver === null || !EXECUTIONS.has(method)) return null;
  const sqlNode =
    call.argument(0, null) ?? ["sql", "query", "operation"].flatMap((name) => call.argument(null, name) ?? [])[0];
  if (sqlNode === undefined) return null;
  const literal = constantOf(sqlNode, model);
  const text = stringValue(literal);
  return {
    call,
    method: method as Execution["method"],
    receiver,
    object: databaseObject(receiver, model),
    sqlNode,
    literal: text === null ? null : literal,
    sql: text === null ? null : scanSql(text),
    text,
    parameters: call.argument(1, null) ?? PARAMETER_NAMES.flatMap((name) => call.argument(null, name) ?? [])[0],
  };
}

/** Everything in a file that may execute SQL, in the order of the text. */
export function executionsIn(model: Model): readonly Execution[] {
  let all = executions.get(model);
  if (all === undefined) {
    all = model.calls.flatMap((call) => executionOf(call, model) ?? []);
    executions.set(model, all);
  }
  return all;
}

const executions = new Kept<Model, readonly Execution[]>(({ tree }) => tree);

/** What a file imports that may execute SQL, by the first part of the module's name. */
const LIBRARIES =
  /^(?:sqlite3?|pysqlite2|psycopg2?|MySQLdb|pymysql|mysql|mariadb|pyodbc|pymssql|cx_Oracle|oracledb|apsw|asyncpg|aiosqlite|aiomysql|aiopg|sqlalchemy|django|peewee|duckdb|pg8000|databases|flask_sqlalchemy|clickhouse_driver)\b/;

/** Whether a file imports something that executes SQL. */
export const importsDatabases = onceAFile(({ imports }) => imports.some(({ module }) => LIBRARIES.test(module)));

/** Whether SQLite is the only one of all libraries for databases that a file imports. */
export const importsOnlySqlite = onceAFile(({ imports }) => {
  const modules = imports.map(({ module }) => module).filter((module) => LIBRARIES.test(module));
  return modules.length > 0 && modules.every((module) => /^(?:sqlite3|pysqlite2)\b/.test(module));
});

/**
 * Where a stretch of a statement stands in the source, or null when the literal does not spell it letter by letter.
 *
 * @param start in UTF-16 units from the beginning of the statement, as `scanSql` tells
 */
export function placeInLiteral(
  literal: SyntaxNode,
  text: string,
  start: number,
  end: number,
): { start: number; end: number } | null {
  const [open] = literal.kind === "string" ? literal.children : [];
  const body = open === undefined ? null : literal.tree.source.text.slice(open.end, open.end + text.length);
  return open === undefined || body !== text ? null : { start: open.end + start, end: open.end + end };
}
