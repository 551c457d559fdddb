import { HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { quotingFunction } from "../../engine/repairs/url-quoting.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { freeTextOf } from "../../engine/semantics/free-text.js";
import type { Model } from "../../engine/semantics/model.js";
import { type FilledField, filledFields, REQUESTERS } from "../../engine/semantics/sent-queries.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  query:
    "`{value}` goes into the query as it is: a `&` or `#` in it ends the field, and a blank or an accent may be refused: escape it with `quote_plus`, or use `urlencode`",
  form: "`{value}` goes into the form as it is: a `&`, `+` or `%` in it changes what arrives: escape it with `quote_plus`, or use `urlencode`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** A field, and a value put behind it: by an f-string, a format, a sum. */
const FIELD = /[?&"'][\w.[\]-]{1,60}=(?:["'%{])/;

/**
 * In a query and in a form, `&` separates the fields, `+` is a blank and `%` begins an escape. What people write has all of these in it.
 *
 * Found where a text that people write, by its origin or its name, is put behind the `name=` of a URL or form that is sent, and nothing in
 * the file escapes it.
 */
export default defineRule({
  name: "unescaped-query-component",
  question: "form-submission",
  summary: "a text that is put into a query or form without being escaped",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.nodes(
      "call",
      { anyOf: ["urlopen", "Request", "requests", "httpx"].map((word) => [word]), pattern: FIELD },
      (node, context) => {
        const call = context.model.callAt(node);
        if (call !== null && REQUESTERS.includes(call.name ?? "")) check(call, context);
      },
    ),
    when.methods(HTTP_CONNECTIONS, ["request"], (call, _, context) => check(call, context)),
  ],
});

/** The fields that have been told, since the same text may be sent by several calls. */
const told = new Kept<Model, Set<SyntaxNode>>(({ tree }) => tree);

function check(call: Call, { model, report }: Context): void {
  const seen = told.get(model) ?? new Set<SyntaxNode>();
  told.set(model, seen);
  for (const field of filledFields(call, model)) {
    if (seen.has(field.value) || freeTextOf(field.value, model) === null) continue;
    seen.add(field.value);
    report(field.part, {
      at: field.value,
      data: { value: excerpt(field.value.text) },
      related: call.node.covers(field.value) ? [] : [{ span: call.node, message: "sent here" }],
      fix: () => quoted(field, model),
    });
  }
}

function quoted({ value }: FilledField, model: Model): Fix | null {
  const quote = quotingFunction("quote_plus", model);
  if (quote === null) return null;
  const edits = [{ span: value, replacement: `${quote}(${value.text})` }];
  return { title: "Escape it with `quote_plus`", safety: "unsafe", edits };
}
