import { SQLITE } from "../../engine/knowledge/database-drivers.js";
import { placeInSql, type SqlPlace, scanSql, verbOf } from "../../engine/knowledge/sql.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import {
  type Execution,
  executionOf,
  importsDatabases,
  importsOnlySqlite,
} from "../../engine/semantics/database-calls.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isFromOutside, mayBePlain } from "../../engine/semantics/sql-values.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { outlineOf, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { TextEdit } from "../../engine/text/edits.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const VERBS: ReadonlySet<string> = new Set(["DELETE", "INSERT", "REPLACE", "SELECT", "UPDATE", "WITH"]);
/** A text that begins with one. */
const VERB = /["'](?:\s|\\[nrt\n\r]|[(]){0,99}(?:delete|insert|replace|select|update|with)\b/i;

/** What a connection or cursor is called where nothing else tells that it is one. */
const RECEIVER = /^(?:\w*_)?(?:c|con|conn|cnx|connection|cur|curs|cursor|db|database)\d*$/i;

/** Behind these stands the name of something in the database, whatever its quotes. */
const BEFORE_NAME = /(?:\b(?:as|by|collate|column|database|from|into|join|only|schema|table|update)|[.,]\s*"|::)\s*$/i;
/** Behind these stands a value. */
const BEFORE_VALUE =
  /(?:[=<>]|\b(?:like|ilike|glob|regexp|between|limit|offset|and)|\b(?:in|values)\s{0,9}\([^()]{0,999})\s*$/i;
/** A text of SQL with nothing in it but a value, and signs that match anything around it. */
const ONLY_VALUE = new RegExp(`^'[%_]*${UNKNOWN_PIECE}[%_]*'$`);
const BARE_VALUE = `'${UNKNOWN_PIECE}'`;
const DOUBLE_QUOTED = `"${UNKNOWN_PIECE}"`;

/**
 * A value written into the text of a statement is read as SQL: a quote in it ends the text it stands in, and what follows
 * is run. `O'Brien` makes the statement fail, and whoever knows how makes it do something else.
 *
 * Found where a value with unknown characters is put between quotes, or certainly comes from outside, and the text is
 * executed. Not for numbers, dates, constants, names of tables and what was quoted or looked at before.
 */
export default defineRule({
  name: "sql-string-formatting",
  question: "databases",
  summary: "values written into the text of an SQL statement",
  severity: "warning",
  fix: "unsafe",
  messages: {
    quoted:
      "a quote in `{value}`, as in O'Brien, ends the text there, and what follows is read as SQL: write {placeholder} without quotes, and pass {passed} beside the statement",
    outside:
      "`{value}` comes from outside and is read as SQL, which then does whatever was typed: write {placeholder}, and pass the value beside the statement",
  },
  on: (when) =>
    when.nodes(
      "call",
      { anyOf: [["execute"], ["executemany"], ["executescript"]], pattern: VERB },
      (node, { model, source, report }) => {
        const call = model.callAt(node);
        const execution = call === null ? null : executionOf(call, model);
        if (execution === null || execution.sql !== null || !textMatches(source, VERB)) return;
        if (!isDatabase(execution, model) || isInTest(node, model)) return;
        const [first] = filledValues(execution, model);
        if (first === undefined) return;
        const mark = markOf(execution, model);
        const isPart = first.place.inside !== "" && !/^.\uFFFC.$/.test(first.place.inside);
        report(first.place.inside === "" ? "outside" : "quoted", {
          at: first.node,
          data: {
            value: excerpt(first.node.text),
            placeholder: mark === null ? "a placeholder" : `\`${mark}\``,
            passed: isPart ? "the text with its `%`" : "the value",
          },
          related: node.covers(first.node) ? [] : [{ span: node, message: "executed here" }],
          fix: () => (mark === null ? null : passedBeside(execution, mark, model)),
        });
      },
    ),
});

function isDatabase({ object, receiver }: Execution, model: Model): boolean {
  const name = receiver.kind === "attribute" ? receiver.field("attribute") : receiver;
  const isCursor = model.callAt(receiver)?.method === "cursor";
  return object !== null || isCursor || RECEIVER.test(name?.text ?? "") || importsDatabases(model);
}

interface FilledValue {
  readonly node: SyntaxNode;
  readonly place: SqlPlace;
}

/** The values in a statement that should have been passed beside it. */
function filledValues({ sqlNode, object }: Execution, model: Model): readonly FilledValue[] {
  const pieces = textPieces(sqlNode, model);
  const text = outlineOf(pieces);
  if (!VERBS.has(verbOf(scanSql(text)))) return [];
  const found: FilledValue[] = [];
  let at = 0;
  for (const { text: known, node, isNumber } of pieces) {
    const start = at;
    at += known?.length ?? 1;
    if (known !== null || isNumber === true || isFormatted(node)) continue;
    const place = placeInSql(text, start);
    const isDouble = place.inside === DOUBLE_QUOTED && !(object?.driver.name.startsWith("psycopg") ?? false);
    if (place.inside === "") {
      if (BEFORE_VALUE.test(place.before) && isFromOutside(node, model) && !mayBePlain(node, model)) {
        found.push({ node, place });
      }
    } else if (ONLY_VALUE.test(place.inside) || (isDouble && BEFORE_VALUE.test(place.before))) {
      if (!BEFORE_NAME.test(place.before) && !mayBePlain(node, model)) found.push({ node, place });
    }
  }
  return found;
}

/** Whether an f-string does more with a value than to write it. */
function isFormatted({ parent }: SyntaxNode): boolean {
  return parent?.kind === "interpolation" && parent.namedChildren.length > 1;
}

/** The placeholder to write; null where the driver is not known. */
function markOf({ object }: Execution, model: Model): string | null {
  if (object !== null) return object.driver === SQLITE ? "?" : "%s";
  return importsOnlySqlite(model) ? "?" : null;
}

/** The statement with placeholders, and the values as a second argument. */
function passedBeside(execution: Execution, mark: string, model: Model): Fix | null {
  const { call, method, sqlNode } = execution;
  if (method !== "execute" || call.arguments.length !== 1 || call.positional.length !== 1) return null;
  const edits =
    sqlNode.kind === "string"
      ? ofFields(execution, mark, model)
      : sqlNode.kind === "binary_operator"
        ? ofPercents(execution, mark, model)
        : null;
  return edits === null ? null : { title: `Write ${mark} and pass the values`, safety: "unsafe", edits };
}

/** `f"name = '{name}'"` */
function ofFields(execution: Execution, mark: string, model: Model): TextEdit[] | null {
  const { sqlNode } = execution;
  const { text } = sqlNode.tree.source;
  const fields = sqlNode.children.filter(({ kind }) => kind === "interpolation");
  const values = filledValues(execution, model);
  const start = sqlNode.children[0];
  if (start === undefined || (mark === "%s" && sqlNode.text.includes("%"))) return null;
  const edits = values.flatMap(({ node, place }): TextEdit[] => {
    const field = fields.find((each) => each.firstNamedChild === node);
    if (field === undefined) return [];
    if (place.inside === "") return [{ span: field, replacement: mark }];
    const isQuoted = place.inside === BARE_VALUE && text[field.start - 1] === "'" && text[field.end] === "'";
    if (!isQuoted || text[field.start - 2] === "\\") return [];
    return [{ span: { start: field.start - 1, end: field.end + 1 }, replacement: mark }];
  });
  if (edits.length < values.length) return null;
  if (fields.length === values.length && !/\{\{|\}\}/.test(sqlNode.text)) {
    edits.push({ span: start, replacement: start.text.replace(/f/i, "") });
  }
  const given = values.map(({ node }) => node.text);
  const tuple = `, (${given.join(", ")}${given.length === 1 ? "," : ""})`;
  return [...edits, { span: { start: sqlNode.end, end: sqlNode.end }, replacement: tuple }];
}

/** `"name = '%s'" % name`, where all that is filled in is like this. */
function ofPercents(execution: Execution, mark: string, model: Model): TextEdit[] | null {
  const { sqlNode } = execution;
  const [format, given] = [sqlNode.field("left"), sqlNode.field("right")];
  if (sqlNode.field("operator")?.text !== "%" || format?.kind !== "string" || given === null) return null;
  const values = filledValues(execution, model);
  const marks = [...format.text.matchAll(/%(?:[^s]|s)/g)];
  const quoted = [...format.text.matchAll(/(?<!\\)'%s'/g)];
  if (marks.length !== values.length || quoted.length !== values.length) return null;
  const edits = quoted.map(({ index }) => {
    const start = format.start + index;
    return { span: { start, end: start + 4 }, replacement: mark };
  });
  const items = unparenthesized(given);
  const isTuple = items.kind === "tuple";
  if (!isTuple && values.length !== 1) return null;
  edits.push({ span: { start: format.end, end: given.start }, replacement: isTuple ? ", " : ", (" });
  if (!isTuple) edits.push({ span: { start: given.end, end: given.end }, replacement: ",)" });
  return edits;
}
