import { scanSql, verbOf } from "../../engine/knowledge/sql.js";
import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { type Execution, executionsIn } from "../../engine/semantics/database-calls.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { lastExecution } from "../../engine/semantics/last-execution.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile } from "../../engine/semantics/once.js";
import { isFromOutside, withoutWrappers } from "../../engine/semantics/sql-values.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { outlineOf, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What gives a row also where no row of the table fits, or one that was just written. */
const ALWAYS_A_ROW =
  /\b(?:array_agg|avg|count|exists|group_concat|json_group_array|last_insert_rowid|max|min|returning|string_agg|sum|total|union)\b|^\s*select\s*\(/i;

/**
 * `fetchone()` gives None when no row fits, and None has no items.
 *
 * Found where a statement asks for the rows that fit what the function was given, or what comes from outside, and an item
 * of the row is taken without a look at it. Not for `count` and others that always give a row, and for what the function
 * has itself put into the table.
 */
export default defineRule({
  name: "fetchone-unchecked",
  question: "databases",
  summary: "an item of what `fetchone()` gives, which is None when no row fits",
  severity: "warning",
  fix: "none",
  messages: {
    item: "when no row fits `{asked}`, `fetchone()` gives None and this raises TypeError: look at the row first",
  },
  on: (when) =>
    when.nodes("call", { anyOf: [["fetchone", "execute"]] }, (node, { model, report }) => {
      const call = model.callAt(node);
      if (call?.method !== "fetchone" || call.receiver === null || call.arguments.length > 0) return;
      const taken = takenWithoutLook(call, model);
      if (taken === null || isInTest(node, model) || isCaught(taken, model)) return;
      const execution = lastExecution(call.receiver, node, model);
      const asked = execution === null ? null : askedFor(execution, model);
      if (execution === null || asked === null || isWrittenBefore(execution, model)) return;
      report("item", {
        at: taken,
        data: { asked: excerpt(asked.text) },
        related: taken.covers(node) ? [] : [{ span: node, message: "fetched here" }],
      });
    }),
});

/** The first expression that takes an item of the row, where nothing else is done with the row; null for others. */
function takenWithoutLook({ node }: Call, model: Model): SyntaxNode | null {
  const direct = takerOf(node);
  if (direct !== null) return direct;
  const { parent } = node;
  const target = parent?.kind === "assignment" && parent.field("right") === node ? parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  if (target === null || variable === undefined || variable.isCaptured || variable.scope.kind !== "function")
    return null;
  const reads = variable.references.filter((each) => {
    const reached = model.reachingBindings(each);
    return reached?.bindings.some(({ name }) => name === target) === true;
  });
  const takers = reads.map((each) =>
    (model.reachingBindings(each)?.bindings.length ?? 0) === 1 ? takerOf(each) : null,
  );
  const [first] = takers;
  return first !== undefined && takers.every((each) => each !== null) ? first : null;
}

/** `row[0]`, or the assignment in `name, city = row`. */
function takerOf(row: SyntaxNode): SyntaxNode | null {
  const { parent } = row;
  if (parent?.kind === "subscript" && parent.field("value") === row) return parent;
  if (parent?.kind !== "assignment" || parent.field("right") !== row) return null;
  return /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(parent.field("left")?.kind ?? "") ? parent : null;
}

/** Whether the error is reckoned with, also by an `except` for everything. */
function isCaught(taken: SyntaxNode, model: Model): boolean {
  if (isExpected(taken, ["TypeError", "Exception", "BaseException"], model)) return true;
  for (let at = taken.enclosing("try_statement"); at !== null; at = at.enclosing("try_statement")) {
    const clauses = at.children.filter(({ kind }) => kind === "except_clause");
    if (at.field("body")?.covers(taken) && clauses.some((clause) => clause.field("value") === null)) return true;
  }
  return false;
}

/** The value that a statement wants rows for, if it comes from who calls the function or from outside; null for other statements. */
function askedFor({ method, sqlNode, parameters }: Execution, model: Model): SyntaxNode | null {
  const pieces = textPieces(sqlNode, model);
  const sql = scanSql(outlineOf(pieces));
  const where = /\bwhere\b/i.exec(sql.bare)?.index ?? -1;
  if (method !== "execute" || where < 0 || verbOf(sql) !== "SELECT" || ALWAYS_A_ROW.test(sql.bare)) return null;
  const outline = outlineOf(pieces);
  if (!sql.isWhole || (outline.slice(0, where).match(/\bselect\b/gi)?.length ?? 0) > 1) return null;
  const hasPlace = sql.placeholders.some(({ start, quote }) => start > where && quote === null);
  const given = hasPlace && parameters !== undefined ? valuesIn(parameters) : [];
  const condition = outline.slice(where);
  const isFilled = condition.includes(UNKNOWN_PIECE);
  // A condition that is put together elsewhere may ask for what is certainly there.
  if (isFilled && (parameters !== undefined || !onlyValues(condition))) return null;
  const filled = pieces.flatMap(({ text, node }) => (text === null ? [node] : []));
  const values = isFilled ? filled : given;
  if (values.some((value) => /lastrowid/.test(value.text))) return null;
  return values.find((value) => isGiven(value, model)) ?? null;
}

/** Whether all that is filled into a condition stands where values do. */
function onlyValues(condition: string): boolean {
  const parts = condition.split(UNKNOWN_PIECE).slice(0, -1);
  return parts.every((before) => /(?:[=<>]|\blike)\s*['"]?%?$/i.test(before));
}

function valuesIn(parameters: SyntaxNode): readonly SyntaxNode[] {
  const node = unparenthesized(parameters);
  if (node.kind === "dictionary") return node.namedChildren.flatMap((pair) => pair.field("value") ?? []);
  return node.kind === "tuple" || node.kind === "list" ? node.namedChildren : [node];
}

function isGiven(value: SyntaxNode, model: Model): boolean {
  if (isFromOutside(value, model)) return true;
  const node = withoutWrappers(value, model);
  if (node.kind !== "identifier") return false;
  const { bindings = [], isElsewhere = false } = model.reachingBindings(node) ?? {};
  return !isElsewhere && bindings.length === 1 && bindings[0]?.kind === "parameter";
}

/** Whether the function, or the module, also adds rows. */
function isWrittenBefore({ call }: Execution, model: Model): boolean {
  const first = firstWrites(model).get(regionOf(call.node));
  return first !== undefined && first <= call.node.start;
}

/** Where each function adds rows first. */
const firstWrites = onceAFile((model) => {
  const firsts = new Map<SyntaxNode, number>();
  for (const { sqlNode, call } of executionsIn(model)) {
    if (!/^[\s(]*(?:insert|replace)\b/i.test(outlineOf(textPieces(sqlNode, model)))) continue;
    const region = regionOf(call.node);
    firsts.set(region, Math.min(call.node.start, firsts.get(region) ?? call.node.start));
  }
  return firsts;
});
