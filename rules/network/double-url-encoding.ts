import { ENCODING_FORMS, PACKAGE_REQUESTS, QUOTING } from "../../engine/knowledge/web-functions.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { fieldsOf } from "../../engine/semantics/form-fields.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  field:
    "`{outer}` escapes the values itself, so what `{inner}` escaped is escaped twice, and a blank arrives as `%20`: give it the value as it is",
  nested: "`{outer}` escapes the percent signs of `{inner}`, so a blank becomes `%2520`: escape once",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Signatures of requests are made of what is escaped twice on purpose. */
const ON_PURPOSE = /oauth|signature|hmac/i;

/**
 * Escaping is not to be repeated: the second time the percent signs of the first are escaped, and whoever reads it undoes one of the two.
 *
 * Found where what is escaped certainly comes from a function that has escaped it.
 */
export default defineRule({
  name: "double-url-encoding",
  question: "form-submission",
  summary: "a value that is escaped for a URL twice",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(
      ENCODING_FORMS,
      (call, context) => {
        const form = call.argument(0, "query");
        // With a function of its own, or none, to escape.
        if (form !== undefined && call.lacks(null, "quote_via")) checkFields(call, form, context);
      },
      [["quote"], ["quote_plus"]],
    ),
    when.calls(
      PACKAGE_REQUESTS,
      (call, context) => {
        for (const keyword of ["params", "data"]) {
          const form = call.argument(null, keyword);
          if (form !== undefined) checkFields(call, form, context);
        }
      },
      [["quote"], ["quote_plus"]],
    ),
    when.calls(QUOTING, checkNested),
  ],
});

function checkFields(call: Call, form: SyntaxNode, { model, report }: Context): void {
  for (const { value } of fieldsOf(form, model)) {
    const inner = quotingOf(value, model);
    if (inner === null || textMatches(model.source, ON_PURPOSE)) continue;
    report("field", {
      at: call.node.covers(value) ? value : form,
      data: { outer: excerpt(call.callee.text), inner: excerpt(inner.callee.text) },
      related: call.node.covers(inner.node) ? [] : [{ span: inner.node, message: "escaped here" }],
      fix: () => withoutQuoting(value, inner),
    });
  }
}

function checkNested(call: Call, { model, report }: Context): void {
  const value = call.argument(0, "string");
  const inner = value === undefined ? null : quotingOf(value, model);
  const safe = call.argument(1, "safe");
  if (value === undefined || inner === null || call.hasUnpacking || textMatches(model.source, ON_PURPOSE)) return;
  // Who writes one into the other knows that there are two.
  if (call.node.covers(inner.node)) return;
  const kept = safe === undefined ? "" : stringValue(constantOf(safe, model));
  if (kept === null || kept.includes("%")) return;
  report("nested", {
    at: call.node,
    data: { outer: excerpt(call.callee.text), inner: excerpt(inner.callee.text) },
    related: [{ span: inner.node, message: "escaped here" }],
  });
}

/** The call that certainly escaped a value. */
function quotingOf(value: SyntaxNode, model: Model): Call | null {
  const only = model.onlyValueOf(value);
  return only?.kind === "call" && QUOTING.includes(only.name ?? "") ? model.callAt(only.node) : null;
}

/** Leaves what is escaped, where it is escaped in place. */
function withoutQuoting(value: SyntaxNode, inner: Call): Fix | null {
  const argument = inner.argument(0, "string");
  if (argument === undefined || unparenthesized(value) !== inner.node) return null;
  const edits = [{ span: inner.node, replacement: argument.text }];
  return { title: `Leave \`${excerpt(inner.callee.text)}\` out`, safety: "unsafe", edits };
}
