import { SQLITE } from "../../engine/knowledge/database-drivers.js";
import { type Placeholder, verbOf } from "../../engine/knowledge/sql.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { type Execution, executionOf, placeInLiteral } from "../../engine/semantics/database-calls.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** A text between quotes that holds nothing but a placeholder and signs that match anything. */
const ONLY_PLACEHOLDER = /^['"](?:%%|%|_)?(?:\?|%s|%\(\w+\)s)(?:%%|%)?['"]$/;
/** What a text must hold somewhere for there to be such a placeholder. */
const SUSPICIOUS = /['"](?:%%|%|_)?(?:\?|%s|%\(\w+\)s)(?:%%|%)?\\?['"]/;
const VERBS: ReadonlySet<string> = new Set(["DELETE", "INSERT", "REPLACE", "SELECT", "UPDATE", "WITH"]);

/**
 * Between quotes a placeholder is plain text: `'?'` is a question mark. A driver that writes the values into the text
 * itself brings quotes of its own.
 *
 * Found where values are given for a statement with a placeholder between quotes.
 */
export default defineRule({
  name: "sql-placeholder-quoted",
  question: "databases",
  summary: "a placeholder between quotes in a statement, as in `name = '?'`",
  severity: "error",
  fix: "safe",
  messages: {
    question:
      "{quoted} is a text with a question mark and no placeholder, so there are too many values and this raises an exception: {advice}",
    percent:
      "the driver puts quotes around the value itself, so with those of {quoted} the statement is broken: {advice}",
  },
  on: (when) =>
    when.nodes(
      "call",
      { anyOf: [["execute"], ["executemany"]], pattern: SUSPICIOUS },
      (node, { model, source, report }) => {
        if (!textMatches(source, SUSPICIOUS)) return;
        const call = model.callAt(node);
        const execution = call === null ? null : executionOf(call, model);
        if (execution?.sql == null || execution.text === null || !hasValues(execution)) return;
        const { sql, text, literal, object } = execution;
        if (!VERBS.has(verbOf(sql)) || isExpectedToFail(node, model, EXPECTED)) return;
        const wrong = sql.placeholders.filter((each) => isWrong(each, execution));
        const [first] = wrong;
        if (first?.quote == null || literal === null) return;
        const quoted = text.slice(first.quote.start, first.quote.end);
        const bare = text.slice(first.start, first.end);
        const isAlone = quoted.length === bare.length + 2;
        const advice = isAlone
          ? `write \`${bare}\` without quotes`
          : `write \`${bare}\`, and put the \`%\` into the value`;
        const place = placeInLiteral(literal, text, first.quote.start, first.quote.end);
        const isPercent = first.style !== "question";
        report(isPercent ? "percent" : "question", {
          at: place ?? literal,
          // A number needs no quotes, and some databases take it with them.
          ...(isPercent && object?.driver.writesIntoText !== false ? { severity: "warning" } : {}),
          data: { quoted: `\`${excerpt(quoted)}\``, advice },
          fix: () => unquoted(execution, wrong),
        });
      },
    ),
});

const EXPECTED = ["sqlite3.ProgrammingError", "sqlite3.OperationalError", "sqlite3.Error"];

/** Whether something is given that has values in it. */
function hasValues({ parameters, method }: Execution): boolean {
  if (parameters === undefined || method === "executescript") return false;
  const given = unparenthesized(parameters);
  return given.kind !== "none" && (given.namedChildren.length > 0 || given.kind === "identifier");
}

function isWrong({ style, quote }: Placeholder, { sql, text, object, parameters }: Execution): boolean {
  if (quote === null || text === null || sql === null || parameters === undefined) return false;
  if (!ONLY_PLACEHOLDER.test(text.slice(quote.start, quote.end))) return false;
  if (style !== "question") return object?.driver !== SQLITE;
  if (object !== null && !object.driver.styles.includes("question")) return false;
  const real = sql.placeholders.filter((each) => each.quote === null);
  if (real.length === 0) return true;
  // A text with a question mark may be meant: then there are just as many values as other placeholders.
  const values = unparenthesized(parameters);
  const isCounted = values.kind === "tuple" || values.kind === "list";
  const isSure = isCounted && !values.namedChildren.some(({ kind }) => kind === "list_splat" || kind === "comment");
  return isSure && values.namedChildren.length === sql.placeholders.length;
}

/** Without the quotes, where all of them hold nothing else. */
function unquoted({ literal, text }: Execution, wrong: readonly Placeholder[]): Fix | null {
  const edits = wrong.flatMap(({ start, end, quote }) => {
    const isAlone = quote !== null && quote.end - quote.start === end - start + 2;
    const span =
      literal === null || text === null || !isAlone ? null : placeInLiteral(literal, text, quote.start, quote.end);
    return span === null || text === null ? [] : [{ span, replacement: text.slice(start, end) }];
  });
  return edits.length === wrong.length ? { title: "Take the quotes away", safety: "safe", edits } : null;
}
