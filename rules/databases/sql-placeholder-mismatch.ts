import { type DatabaseDriver, EXECUTING_WORDS, SQLITE } from "../../engine/knowledge/database-drivers.js";
import type { Placeholder, SqlText } from "../../engine/knowledge/sql.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import {
  type Execution,
  executionOf,
  importsOnlySqlite,
  placeInLiteral,
} from "../../engine/semantics/database-calls.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { counted } from "../../engine/text/wording.js";

const MESSAGES = {
  percent:
    "SQLite does not know `%s`, so this raises sqlite3.OperationalError: write `?`, or `:name` with a dictionary",
  question:
    "{driver} does not know `?`, so there are more values than placeholders and this raises an exception: write `%s`",
  count: "the statement has {placeholders}, and {values} given: this raises an exception",
  missing: "no value is given for `{name}`, so this raises an exception",
  unnamed:
    "a dictionary has values for names only, and the placeholders here have none: give a tuple, or write `:name`",
  sequence: "values for placeholders with names come in a dictionary: a sequence {consequence}",
  several: "`{method}` runs one statement, and this text has {statements}: {advice}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What is given for the placeholders, as far as the text shows it. */
interface Values {
  readonly node: SyntaxNode;
  /** How many; null for a dictionary. */
  readonly count: number | null;
  /** The names in a dictionary. */
  readonly names: ReadonlySet<string>;
}

const ERRORS = ["ProgrammingError", "OperationalError", "InterfaceError", "Warning", "Error", "DatabaseError"];
const EXPECTED = [...ERRORS.map((name) => `sqlite3.${name}`), "builtins.TypeError", "builtins.KeyError"];

/**
 * Each driver has placeholders of its own: `?` and `:name` for SQLite, `%s` and `%(name)s` for the drivers of PostgreSQL
 * and MySQL. There must be as many values as placeholders, or one for each name.
 *
 * Found where the driver of a connection or cursor is certain, and the statement and its values stand in the text.
 */
export default defineRule({
  name: "sql-placeholder-mismatch",
  question: "databases",
  summary: "placeholders that the driver does not know, or that do not fit the values",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: EXECUTING_WORDS }, (node, context) => {
      const { model } = context;
      const call = model.callAt(node);
      const execution = call === null ? null : executionOf(call, model);
      if (execution?.sql == null || !execution.sql.isWhole || execution.method === "executescript") return;
      const driver = execution.object?.driver ?? (isEvidentlySqlite(execution, context) ? SQLITE : null);
      if (driver === null || call?.hasUnpacking !== false || isExpectedToFail(node, model, EXPECTED)) return;
      if (driver === SQLITE && severalStatements(execution, execution.sql, context)) return;
      if (otherStyle(execution, execution.sql, driver, context)) return;
      checkValues(execution, execution.sql, driver, context);
    }),
});

/** Question marks in a file that knows no other database are SQLite's; other placeholders tell nothing. */
function isEvidentlySqlite({ sql }: Execution, { model }: Context): boolean {
  const hasQuestion = sql?.placeholders.some(({ style, quote }) => style === "question" && quote === null) === true;
  return hasQuestion && importsOnlySqlite(model);
}

function severalStatements(
  { method, sqlNode, parameters, object }: Execution,
  sql: SqlText,
  { report }: Context,
): boolean {
  // The body of a trigger has statements of its own.
  if (sql.statements < 2 || object === null || /\btrigger\b/i.test(sql.bare)) return false;
  const advice =
    parameters === undefined ? "call `executescript`, or one `execute` for each" : "call it once for each of them";
  report("several", { at: sqlNode, data: { method, statements: String(sql.statements), advice } });
  return true;
}

/** Whether the placeholders are those of another driver, which is then told. */
function otherStyle(execution: Execution, sql: SqlText, driver: DatabaseDriver, { report }: Context): boolean {
  const { parameters, literal, sqlNode, object } = execution;
  const real = sql.placeholders.filter(({ quote }) => quote === null);
  const has = (...styles: Placeholder["style"][]): boolean => real.some(({ style }) => styles.includes(style));
  if (parameters === undefined || unparenthesized(parameters).kind === "none" || object === null) return false;
  if (driver === SQLITE) {
    if (!has("percent", "named percent") || has("question", "numbered", "name")) return false;
    report("percent", {
      at: literal === sqlNode ? spanOf(execution, real[0]) : sqlNode,
      fix: () => respelled(execution, real, ({ name }) => (name === "" ? "?" : `:${name}`)),
    });
    return true;
  }
  const values = valuesIn(parameters);
  if (!has("question") || has("percent", "named percent") || driver.styles.includes("question")) return false;
  // PostgreSQL has operators with question marks.
  if (sql.placeholders.some(({ style }) => /percent/.test(style)) || values?.count !== real.length) return false;
  report("question", {
    at: literal === sqlNode ? spanOf(execution, real[0]) : sqlNode,
    data: { driver: driver.name },
    fix: () => respelled(execution, real, () => "%s"),
  });
  return true;
}

function spanOf(
  { literal, text, sqlNode }: Execution,
  placeholder: Placeholder | undefined,
): { start: number; end: number } {
  if (literal === null || text === null || placeholder === undefined) return sqlNode;
  return placeInLiteral(literal, text, placeholder.start, placeholder.end) ?? sqlNode;
}

/** With the placeholders of the driver. Text with other percent signs is left alone. */
function respelled(
  { literal, text }: Execution,
  placeholders: readonly Placeholder[],
  to: (from: Placeholder) => string,
): Fix | null {
  if (literal === null || text === null || text.includes("%%")) return null;
  const edits = placeholders.flatMap((each) => {
    const span = placeInLiteral(literal, text, each.start, each.end);
    return span === null ? [] : [{ span, replacement: to(each) }];
  });
  if (edits.length < placeholders.length) return null;
  return { title: "Write the driver's placeholders", safety: "safe", edits };
}

function checkValues(execution: Execution, sql: SqlText, driver: DatabaseDriver, context: Context): void {
  const { call, method, parameters, text, object } = execution;
  const isSqlite = driver === SQLITE;
  // Other signs after `%` mean values too, or are mistakes of another kind.
  if (!isSqlite && /%(?!%|s|\(\w+\)s)/.test(text?.replaceAll("%%", "") ?? "")) return;
  const isPercent = (style: Placeholder["style"]): boolean => style === "percent" || style === "named percent";
  const placeholders = sql.placeholders.filter(({ style, quote }) =>
    isSqlite ? quote === null && !isPercent(style) : isPercent(style) && (quote === null || driver.writesIntoText),
  );
  // Statements that some drivers prepare have other placeholders.
  if (!isSqlite && placeholders.length === 0 && sql.placeholders.length > 0) return;
  if (parameters === undefined) {
    if (object === null || method !== "execute" || placeholders.length === 0 || !call.lacks(1, null)) return;
    const data = { placeholders: counted(placeholders.length, "placeholder"), values: "no values are" };
    context.report("count", { at: call.node, data });
    return;
  }
  const hasQuoted = isSqlite && sql.placeholders.some(({ style, quote }) => quote !== null && !isPercent(style));
  if (hasQuoted) return;
  const rows = method === "execute" ? [parameters] : rowsIn(constantOf(parameters, context.model));
  for (const row of rows) {
    const values = valuesIn(row);
    if (values === null) continue;
    if (checkRow(placeholders, values, isSqlite, context)) return;
  }
}

/** Whether something about the values was told. */
function checkRow(placeholders: readonly Placeholder[], values: Values, isSqlite: boolean, context: Context): boolean {
  const { report, target } = context;
  const isNamed = ({ style }: Placeholder): boolean => style === "name" || style === "named percent";
  const named = placeholders.filter(isNamed);
  if (named.length > 0 && named.length < placeholders.length) return false;
  if (values.count === null) {
    if (named.length < placeholders.length) {
      if (isSqlite) report("unnamed", { at: values.node });
      return isSqlite;
    }
    const missing = named.find(({ name }) => !values.names.has(name));
    if (missing === undefined) return false;
    report("missing", { at: values.node, data: { name: missing.name } });
    return true;
  }
  if (named.length > 0) return checkSequence(values, isSqlite, context, target);
  const numbers = placeholders.map(({ style, name }) => (style === "numbered" ? Number(name) : 0));
  const isNumbered = numbers.some((number) => number > 0);
  if (isNumbered && numbers.includes(0)) return false;
  const needed = isNumbered ? Math.max(...numbers) : placeholders.length;
  if (needed === values.count) return false;
  const data = {
    placeholders: needed === 0 ? "no placeholder" : counted(needed, "placeholder"),
    values: values.count === 0 ? "no values are" : values.count === 1 ? "1 value is" : `${values.count} values are`,
  };
  report("count", { at: values.node, data });
  return true;
}

function checkSequence(values: Values, isSqlite: boolean, { report }: Context, target: Context["target"]): boolean {
  if (!isSqlite) return false;
  const minor = target.major < 3 ? 0 : target.minor;
  if (minor < 12) return false;
  const isRefused = minor >= 14;
  report("sequence", {
    at: values.node,
    ...(isRefused ? {} : { severity: "warning" }),
    data: {
      consequence: isRefused ? "raises sqlite3.ProgrammingError" : "is deprecated, and refused from Python 3.14 on",
    },
  });
  return true;
}

/** The elements of a list or tuple of rows. */
function rowsIn({ kind, namedChildren }: SyntaxNode): readonly SyntaxNode[] {
  return kind === "list" || kind === "tuple" ? namedChildren.slice(0, 50) : [];
}

/** What a tuple, list or dictionary holds; null where the text does not tell all of it. */
function valuesIn(parameters: SyntaxNode): Values | null {
  const node = unparenthesized(parameters);
  const parts = node.namedChildren.filter(({ kind }) => kind !== "comment");
  if (node.kind === "tuple" || node.kind === "list") {
    const isAll = parts.every(({ kind }) => kind !== "list_splat");
    return isAll ? { node, count: parts.length, names: new Set() } : null;
  }
  if (node.kind !== "dictionary") return null;
  const names = parts.map((pair) => {
    const key = pair.field("key");
    return key === null ? null : stringValue(key);
  });
  const known = names.flatMap((name) => name ?? []);
  return known.length === names.length ? { node, count: null, names: new Set(known) } : null;
}
