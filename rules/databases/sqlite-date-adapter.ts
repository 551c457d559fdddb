import { EXECUTING_WORDS, SQLITE } from "../../engine/knowledge/database-drivers.js";
import { defineRule } from "../../engine/rule.js";
import { certainType } from "../../engine/semantics/certain-type.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { executionOf, importsOnlySqlite } from "../../engine/semantics/database-calls.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** The text that the old adapters make, by type. */
const TEXTS: Readonly<Record<string, string>> = {
  "datetime.date": "isoformat()",
  "datetime.datetime": 'isoformat(" ")',
};

/** Rows beyond these are not looked at. */
const MAX_ROWS = 50;

/**
 * SQLite has no dates. The module turns `date` and `datetime` objects into text, and from Python 3.12 on warns that it
 * will not do so for ever.
 *
 * Found where the value is certainly a date, and the file registers no adapter of its own.
 */
export default defineRule({
  name: "sqlite-date-adapter",
  question: "databases",
  summary: "dates given to SQLite, which Python will no longer turn into text by itself",
  severity: "information",
  fix: "safe",
  pythons: { since: "3.12" },
  messages: {
    date: "SQLite has no dates: from Python 3.12 on it is deprecated that `sqlite3` writes `{value}` as text, so write `{text}` yourself",
  },
  on: (when) =>
    when.nodes("call", { anyOf: EXECUTING_WORDS.map((words) => [...words, "datetime"]) }, (node, context) => {
      const { model, report } = context;
      const call = model.callAt(node);
      const execution = call === null ? null : executionOf(call, model);
      if (execution?.parameters === undefined || execution.method === "executescript") return;
      const isSqlite = execution.object === null ? importsOnlySqlite(model) : execution.object.driver === SQLITE;
      if (!isSqlite || textMatches(model.source, /\bregister_adapter\b/)) return;
      const given = constantOf(execution.parameters, model);
      const rows = execution.method === "execute" ? [given] : itemsOf(given).slice(0, MAX_ROWS).map(unparenthesized);
      for (const value of rows.flatMap(itemsOf)) {
        const method = TEXTS[certainType(value, model) ?? ""];
        if (method === undefined) continue;
        const { text } = value;
        report("date", {
          at: value,
          data: { value: excerpt(text), text: `${excerpt(text)}.${method}` },
          fix: () =>
            isPrimary(value) && isOnlyDate(value, model)
              ? {
                  title: `Write ${method}`,
                  safety: "safe",
                  edits: [{ span: { start: value.end, end: value.end }, replacement: `.${method}` }],
                }
              : null,
        });
      }
    }),
});

function itemsOf({ kind, namedChildren }: SyntaxNode): readonly SyntaxNode[] {
  if (kind === "dictionary") return namedChildren.flatMap((pair) => pair.field("value") ?? []);
  return kind === "tuple" || kind === "list" ? namedChildren : [];
}

function isPrimary({ kind }: SyntaxNode): boolean {
  return kind === "identifier" || kind === "attribute" || kind === "call";
}

/** Whether a value is never None, which has no such method. */
function isOnlyDate(value: SyntaxNode, model: Model): boolean {
  return model.valuesOf(value).every(({ kind }) => kind === "call");
}
