import { EXECUTING_WORDS, SQLITE } from "../../engine/knowledge/database-drivers.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { certainType } from "../../engine/semantics/certain-type.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { type Execution, executionOf, importsOnlySqlite } from "../../engine/semantics/database-calls.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  text: "`{value}` is a string, and each of its characters counts as a value: this fails for all that are not {count}: write `({value},)`",
  single:
    "`{value}` is no tuple, and works only because a string of one character is as good as one: write `({value},)`",
  scalar: "the values come in a tuple, and `{value}` is {what}, so this raises an exception: write `({value},)`",
  unordered: "{what} has no order to take the values in, so this raises an exception: write a tuple",
  perhaps: "these parentheses make no tuple of `{value}`: write `({value},)`, or leave them out",
  nested:
    "a database has no form for {what}, so this raises an exception: write one placeholder for each of the values",
  rows: "`executemany` takes a sequence of rows, and `{value}` is {what}: write `({value},)`",
  row: "`executemany` takes a sequence of rows, and the first item of `{value}` is {what}: write `[{value}]`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const SCALARS: Readonly<Record<string, string>> = {
  int: "a number",
  float: "a number",
  bool: "a truth value",
  None: "None",
};
/** What cannot be the value of one placeholder. */
const NESTED: Readonly<Record<string, string>> = {
  dict: "a dictionary",
  list: "a list",
  set: "a set",
  tuple: "a tuple",
};
const ERRORS = ["ProgrammingError", "InterfaceError", "OperationalError", "Error"].map((name) => `sqlite3.${name}`);

/**
 * The values for a statement come in a tuple, also when there is only one, and `(name)` is none: of a string each
 * character counts as a value, a number is refused.
 *
 * Found where what is passed is certainly of such a type; and, less certainly, where something named like a single thing
 * stands in parentheses alone.
 */
export default defineRule({
  name: "sql-parameter-shape",
  question: "databases",
  summary: "values for a statement that are not in a tuple, as in `execute(sql, (name))`",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: EXECUTING_WORDS }, (node, context) => {
      const { model } = context;
      const call = model.callAt(node);
      const execution = call === null ? null : executionOf(call, model);
      if (execution?.parameters === undefined || !wantsSequence(execution, model)) return;
      if (isExpectedToFail(node, model, [...ERRORS, "builtins.ValueError", "builtins.TypeError"])) return;
      if (execution.method === "execute") checkValues(execution, execution.parameters, context);
      else if (execution.method === "executemany") checkRows(execution, execution.parameters, context);
    }),
});

/** Whether a driver that takes a sequence is known, or, by the placeholders and what is imported, can only be SQLite. */
function wantsSequence({ object, sql }: Execution, model: Model): boolean {
  if (object !== null) return object.driver.wantsSequence;
  const hasQuestion = sql?.placeholders.some(({ style, quote }) => style === "question" && quote === null) === true;
  return hasQuestion && importsOnlySqlite(model);
}

function isForSqlite({ object }: Execution): boolean {
  return object === null || object.driver === SQLITE;
}

function checkValues(execution: Execution, given: SyntaxNode, context: Context): void {
  const { model, report } = context;
  const inner = unparenthesized(given);
  const type = certainType(inner, model);
  const value = excerpt(inner.text);
  const fix = (): Fix => wrapped(given, inner);
  if (type === "str" || type === "bytes") {
    const length = stringValue(constantOf(inner, model))?.length;
    const count = execution.sql?.placeholders.filter(({ quote }) => quote === null).length;
    if (length === 0) return;
    // Somebody may well mean the characters where their number is right.
    if (length !== undefined && length === count && length > 1) return;
    if (length === 1 && count === 1) report("single", { at: given, severity: "information", data: { value }, fix });
    else report("text", { at: given, data: { value, count: charactersOf(count) }, fix });
    return;
  }
  const what = type === null ? undefined : SCALARS[type];
  if (what !== undefined) {
    // Other drivers take None for "no values".
    if (type !== "None" || isForSqlite(execution)) report("scalar", { at: given, data: { value, what }, fix });
    return;
  }
  if (type === "set" || type === "generator") {
    report("unordered", { at: given, data: { what: type === "set" ? "a set" : "a generator" } });
    return;
  }
  if (isForSqlite(execution)) checkNested(inner, context);
  if (type === null && isPerhapsSingle(execution, given, inner)) {
    report("perhaps", { at: given, severity: "warning", data: { value }, fix: () => ({ ...fix(), safety: "unsafe" }) });
  }
}

function charactersOf(count: number | undefined): string {
  return count === undefined
    ? "just as long as there are placeholders"
    : count === 1
      ? "one character long"
      : `${count} characters long`;
}

/** SQLite stores no lists, unless the program says how. */
function checkNested(values: SyntaxNode, { model, report, source }: Context): void {
  if ((values.kind !== "tuple" && values.kind !== "list") || textMatches(source, /\bregister_adapter\b/)) return;
  for (const each of values.namedChildren) {
    const type = each.kind === "list_splat" ? null : certainType(each, model);
    const what = type === null ? undefined : NESTED[type];
    if (what !== undefined) report("nested", { at: each, data: { what } });
  }
}

/** Names of what has several values. */
const PLURAL = /(?:s|arg|argv|kw|param|tuple|list|seq|data|row|record|item|entry|set|dict|where|values?_?\d*)$/i;

function isPerhapsSingle({ sql }: Execution, given: SyntaxNode, inner: SyntaxNode): boolean {
  if (given === inner || sql?.placeholders.length !== 1 || sql.placeholders[0]?.style !== "question") return false;
  const name = inner.kind === "attribute" ? inner.field("attribute") : inner;
  return name?.kind === "identifier" && !PLURAL.test(name.text);
}

function checkRows(execution: Execution, given: SyntaxNode, { model, report }: Context): void {
  const rows = constantOf(given, model);
  if ((rows.kind !== "tuple" && rows.kind !== "list") || !isForSqlite(execution)) return;
  const count = execution.sql?.placeholders.filter(({ quote }) => quote === null).length;
  const wrong = rows.namedChildren.flatMap((row) => {
    const what = wrongRow(row, count, model);
    return what === null ? [] : [{ row, what }];
  });
  const [first] = wrong;
  if (first === undefined) return;
  const all = wrong.map(({ row }) => row);
  const isOneRow = rows === given && count === all.length && count === rows.namedChildren.length && count > 1;
  const data = { value: excerpt(first.row.text), what: first.what };
  if (isOneRow)
    report("row", { at: given, data: { value: excerpt(given.text), what: first.what }, fix: () => inList(given) });
  else report("rows", { at: first.row, data, fix: () => (count === 1 ? eachWrapped(all) : null) });
}

/** What a row is instead of one; null for a row and for what is not known. */
function wrongRow(row: SyntaxNode, count: number | undefined, model: Model): string | null {
  const type = row.kind === "list_splat" || row.kind === "comment" ? null : certainType(row, model);
  if (type === null) return null;
  if (type !== "str" && type !== "bytes") return SCALARS[type] ?? null;
  const length = stringValue(constantOf(row, model))?.length;
  return count === undefined || length === undefined || length === count ? null : "a string";
}

function inList(given: SyntaxNode): Fix {
  const edits = [
    { span: { start: given.start, end: given.start }, replacement: "[" },
    { span: { start: given.end, end: given.end }, replacement: "]" },
  ];
  return { title: "Put the row in a list", safety: "safe", edits };
}

function eachWrapped(rows: readonly SyntaxNode[]): Fix {
  const edits = rows.flatMap((row) => wrapped(row, unparenthesized(row)).edits);
  return { title: "Make tuples of them", safety: "safe", edits };
}

function wrapped(given: SyntaxNode, inner: SyntaxNode): Fix {
  const comma = { span: { start: inner.end, end: inner.end }, replacement: inner === given ? ",)" : "," };
  const open = { span: { start: inner.start, end: inner.start }, replacement: "(" };
  return { title: "Make it a tuple", safety: "safe", edits: inner === given ? [open, comma] : [comma] };
}
