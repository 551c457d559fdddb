import { defineRule } from "../../engine/rule.js";
import { databaseObject, executionOf } from "../../engine/semantics/database-calls.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** What an object must be called if nothing else tells that it is a cursor; sessions and engines can be iterated too. */
const CURSOR_NAME = /^_*(?:c|cu|cur|curs|cursor)\d*$|_cur(?:sor)?\d*$/i;

/** A loop over something, and not far below it a statement that the same thing executes. */
const SUSPECT =
  /\bin\b[\s(\\]*(?:(?:enumerate|iter)[\s(\\]*){0,3}(\w+(?:\s*\.\s*\w+)?)(?:\s*\.\s*(?:execute|fetchone)\b|[\s\\]*[:,)])[\s\S]{0,3000}?\b\1\s*\.\s*execute(?:many)?\b/;

/**
 * A cursor has one result at a time: to execute something on it throws away the rows that a loop still wanted, and the
 * loop ends, or goes on with the rows of the other statement.
 *
 * Found where a `for` takes its rows from a cursor and the loop's body executes something on the same one, and then goes
 * round again. A connection makes a new cursor for each statement.
 */
export default defineRule({
  name: "cursor-reused-while-iterating",
  question: "databases",
  summary: "a cursor that executes something while a loop takes rows from it",
  severity: "error",
  fix: "none",
  messages: {
    reused:
      "this throws away the rows that the loop still takes from `{cursor}`, so it ends early or gets other rows: use a second cursor, or `fetchall()` for the loop",
  },
  on: (when) =>
    when.nodes(
      "for_statement",
      { anyOf: [["execute"], ["executemany"]], pattern: SUSPECT },
      (loop, { model, report, source }) => {
        const iterated = loop.field("right");
        const body = loop.field("body");
        if (iterated === null || body === null || !textMatches(source, SUSPECT)) return;
        // Most loops execute nothing, which is cheaper to see than what they go over.
        const executions = body.descendants("call").flatMap((node) => {
          const call = model.callAt(node);
          return (call === null ? null : executionOf(call, model)) ?? [];
        });
        const cursor = executions.length === 0 ? null : cursorOf(unparenthesized(iterated), model);
        if (cursor === null) return;
        const { text } = cursor;
        for (const execution of executions) {
          const { node } = execution.call;
          if (execution.receiver.text !== text || regionOf(node) !== regionOf(loop)) continue;
          if (!isSame(execution.receiver, cursor, loop, model) || !goesRound(node, loop, model)) continue;
          report("reused", {
            at: node,
            data: { cursor: excerpt(text) },
            related: [{ span: iterated, message: "the loop takes its rows from here" }],
          });
          return;
        }
      },
    ),
});

/** The expression for the cursor that a loop takes its rows from; null for connections and what is not known. */
function cursorOf(iterated: SyntaxNode, model: Model): SyntaxNode | null {
  const call = model.callAt(iterated);
  if (call === null) return isNameLike(iterated) && isCursor(iterated, model, true) ? iterated : null;
  if (call.name === "builtins.enumerate") {
    const [inner] = call.positional;
    return inner === undefined || model.callAt(inner)?.name === "builtins.enumerate" ? null : cursorOf(inner, model);
  }
  const { receiver, method } = call;
  if (call.name === "builtins.iter") {
    const fetcher = call.positional[0];
    const owner =
      fetcher?.kind === "attribute" && fetcher.field("attribute")?.text === "fetchone" ? fetcher.field("object") : null;
    return owner !== null && isNameLike(owner) && isCursor(owner, model, true) ? owner : null;
  }
  if (receiver === null || method !== "execute" || !isNameLike(receiver)) return null;
  return isCursor(receiver, model, false) ? receiver : null;
}

/** @param isIterated whether it is iterated itself, as connections cannot be */
function isCursor(expression: SyntaxNode, model: Model, isIterated: boolean): boolean {
  const object = databaseObject(expression, model);
  if (object !== null) return object.role === "cursor";
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  return isIterated && CURSOR_NAME.test(name?.text ?? "");
}

function isNameLike(expression: SyntaxNode): boolean {
  if (expression.kind === "attribute") return expression.field("object")?.kind === "identifier";
  return expression.kind === "identifier";
}

/** Whether a name stands for the same object where the loop begins and in its body. */
function isSame(used: SyntaxNode, cursor: SyntaxNode, loop: SyntaxNode, model: Model): boolean {
  const stored = [
    ...loop.descendants("assignment"),
    ...loop.descendants("as_pattern"),
    ...loop.descendants("named_expression"),
  ];
  const base = used.kind === "attribute" ? used.field("object") : used;
  const isStored = stored.some((each) => {
    const targets = [each.field("left"), each.field("name"), each.field("alias")].flatMap((target) => target ?? []);
    return targets.some(({ text }) => new RegExp(`(?:^|\\W)${escaped(used.text)}(?:\\W|$)`).test(text));
  });
  const variable = base === null ? undefined : model.variableOf(base);
  const isOther =
    base !== null &&
    model.variableOf(cursor.kind === "attribute" ? (cursor.field("object") ?? cursor) : cursor) !== variable;
  return !isStored && !isOther;
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}

/** Whether the loop may ask for its next row after a call. */
function goesRound(call: SyntaxNode, loop: SyntaxNode, model: Model): boolean {
  const flow = model.flowOf(loop);
  return flow.iterationsOf(loop).some((iteration) => flow.reaches(call, iteration, "normal"));
}
