import { HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { quotingFunction } from "../../engine/repairs/url-quoting.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { filledFields, REQUESTERS } from "../../engine/semantics/sent-queries.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  path: "`{function}` escapes for paths and leaves `/` as it is: in a query or form use `quote_plus`, or `urlencode` for all of it",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const QUOTES = ["urllib.parse.quote", "urllib.quote"];

/**
 * `quote` is for paths: it leaves `/`, and makes `%20` of a blank. Most servers read that in a query too; a signature or a cache that
 * compares the text does not.
 *
 * Found where its result is put behind the `name=` of a query or form that is sent.
 */
export default defineRule({
  name: "quote-for-form-value",
  question: "form-submission",
  summary: "`quote`, which is for paths, for a value of a query or form",
  severity: "hint",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(REQUESTERS, check, [["quote"]]),
    when.methods(HTTP_CONNECTIONS, ["request"], (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, report }: Context): void {
  for (const { value } of filledFields(call, model)) {
    const quoting = model.callAt(value);
    if (quoting === null || !QUOTES.includes(quoting.name ?? "") || !quoting.lacks(1, "safe")) continue;
    report("path", {
      at: quoting.callee,
      data: { function: excerpt(quoting.callee.text) },
      fix: () => plusInstead(quoting.callee, model),
    });
  }
}

function plusInstead(callee: SyntaxNode, model: Model): Fix | null {
  const name = quotingFunction("quote_plus", model);
  const replacement = callee.kind === "attribute" ? `${callee.field("object")?.text ?? ""}.quote_plus` : name;
  if (replacement === null) return null;
  return { title: "Use `quote_plus`", safety: "unsafe", edits: [{ span: callee, replacement }] };
}
