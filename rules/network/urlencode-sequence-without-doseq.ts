import { ENCODING_FORMS } from "../../engine/knowledge/web-functions.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { fieldsOf, isGivenFields } from "../../engine/semantics/form-fields.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What gives a dictionary of lists. */
const PARSERS: ReadonlySet<string> = new Set(["urllib.parse.parse_qs", "cgi.parse_qs"]);
const SEQUENCES: ReadonlySet<string> = new Set(["list", "list_comprehension", "set", "set_comprehension", "tuple"]);

/**
 * A form may have several values under one name, and `urlencode` makes several pairs of a list, if it is told `doseq=True`. Otherwise
 * it takes the list for one value and sends its text, brackets and all.
 *
 * Found where a value is certainly a list, tuple or set, and where what `parse_qs` gave is encoded again.
 */
export default defineRule({
  name: "urlencode-sequence-without-doseq",
  question: "form-submission",
  summary: "a list as a value for `urlencode`, which sends the text of the list",
  severity: "error",
  fix: "safe",
  messages: {
    value:
      "`urlencode` makes one value of this {kind}, its text with the brackets: `doseq=True` makes one of each item",
    parsed:
      "`{parser}` gives lists, and `urlencode` makes one value of each list, its text with the brackets: `doseq=True` makes one of each item",
  },
  on: (when) =>
    when.calls(ENCODING_FORMS, (call, { model, report }) => {
      const query = call.argument(0, "query");
      if (query === undefined || !call.lacks(1, "doseq") || isInTest(call.node, model)) return;
      const fix = (): Fix | null => repair(call);
      const parser = parserOf(query, model);
      if (parser !== null) report("parsed", { at: query, data: { parser: excerpt(parser.text) }, fix });
      for (const { value } of fieldsOf(query, model)) {
        const sequence = sequenceOf(value, model);
        if (sequence === null) continue;
        report("value", {
          at: call.node.covers(value) ? value : query,
          data: { kind: sequence.kind.replace("_comprehension", "") },
          related: call.node.covers(sequence) ? [] : [{ span: sequence, message: "made here" }],
          fix,
        });
      }
    }),
});

/** The function that made the dictionary, if nothing in the file changes it afterwards. */
function parserOf(query: SyntaxNode, model: Model): SyntaxNode | null {
  const value = model.onlyValueOf(query);
  if (value?.kind !== "call" || !PARSERS.has(value.name ?? "") || !isGivenFields(query, model)) return null;
  return value.node.field("function");
}

function sequenceOf(value: SyntaxNode, model: Model): SyntaxNode | null {
  const only = model.onlyValueOf(value);
  return only?.kind === "literal" && SEQUENCES.has(only.node.kind) ? only.node : null;
}

function repair(call: Call): Fix | null {
  const edit = addArgument(call, "doseq=True");
  return edit && { title: "Pass `doseq=True`", safety: "safe", edits: [edit] };
}
