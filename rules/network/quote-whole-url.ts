import { OPENING_URLS, PACKAGE_REQUESTS, QUOTING, REQUESTS } from "../../engine/knowledge/web-functions.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What has a meaning in a URL, the percent sign included, so that what is escaped stays as it is. */
const KEPT = ":/?&=#%+,;@!$'()*[]~";

/**
 * `quote` escapes a part of a URL. Of a whole one it also escapes the colon behind the scheme, and what is left is no URL.
 *
 * Found where what it gives is opened as a URL.
 */
export default defineRule({
  name: "quote-whole-url",
  question: "form-submission",
  summary: "a whole URL that is escaped, colon and all, and then opened",
  severity: "error",
  fix: "unsafe",
  messages: {
    whole:
      "`{function}` escapes the `:` of the scheme too, so this opens `http%3A//...` and raises an error: escape only the parts of the URL that need it",
  },
  on: (when) =>
    when.calls(
      [...OPENING_URLS, "urllib.urlopen", ...REQUESTS, ...PACKAGE_REQUESTS],
      (call, { model, report }) => {
        const url = call.argument(0, "url");
        const quoting = url === undefined ? null : quotingOf(url, model);
        if (url === undefined || quoting === null || keepsColon(quoting, model)) return;
        // Python 2's urlopen opens files too, whose names need to be escaped.
        if (call.name === "urllib.urlopen" && !isUrl(quoting, model)) return;
        if (isExpectedToFail(call.node, model, ["builtins.ValueError"])) return;
        report("whole", {
          at: quoting.node,
          data: { function: excerpt(quoting.callee.text) },
          related: call.node.covers(quoting.node) ? [] : [{ span: url, message: "opened here" }],
          fix: () => keepMeaning(quoting),
        });
      },
      [["quote"], ["quote_plus"]],
    ),
});

function quotingOf(url: SyntaxNode, model: Model): Call | null {
  const only = model.onlyValueOf(url);
  return only?.kind === "call" && QUOTING.includes(only.name ?? "") ? model.callAt(only.node) : null;
}

/** Whether the colon is among what is left as it is, or may be. */
function keepsColon(quoting: Call, model: Model): boolean {
  const safe = quoting.argument(1, "safe");
  if (safe === undefined) return quoting.hasUnpacking;
  const kept = stringValue(constantOf(safe, model));
  return kept === null || kept.includes(":");
}

function isUrl(quoting: Call, model: Model): boolean {
  const value = quoting.argument(0, "string");
  const text = value === undefined ? null : leadingText(value, model);
  return text !== null && /^(?:https?|ftp):/i.test(text);
}

function keepMeaning(quoting: Call): Fix | null {
  if (quoting.argument(1, "safe") !== undefined) return null;
  const edit = addArgument(quoting, `safe="${KEPT}"`);
  return edit && { title: "Leave what has a meaning in URLs", safety: "unsafe", edits: [edit] };
}
