import { ENCODING_FORMS, HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isGivenFields } from "../../engine/semantics/form-fields.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

/**
 * A server reads a body as what Content-Type says it is. `urllib` says by itself that it is a form; `http.client` says nothing, and the
 * server finds no fields.
 *
 * Found where the body is certainly what `urlencode` or `json.dumps` made, and the headers, if any, are all to be seen.
 */
export default defineRule({
  name: "post-without-content-type",
  question: "form-submission",
  summary: "a form or JSON sent by `http.client` without the header that tells the server so",
  severity: "warning",
  fix: "safe",
  messages: {
    missing:
      "`{function}` sends no Content-Type, so a server does not know that this is {what} and mostly reads nothing of it: add the header `{type}`",
  },
  on: (when) =>
    when.methods(HTTP_CONNECTIONS, ["request"], (call, _, { model, report }) => {
      const body = call.argument(2, "body");
      const type = body === undefined ? null : typeOf(body, model);
      const headers = call.argument(3, "headers");
      if (body === undefined || type === null || call.hasUnpacking || !lacksType(headers, model)) return;
      if (isInTest(call.node, model)) return;
      report("missing", {
        at: body,
        data: { function: excerpt(call.callee.text), what: type === FORM ? "a form" : "JSON", type },
        fix: () => repair(call, headers, type),
      });
    }),
});

/** The type of a body that is certainly a form or JSON. */
function typeOf(body: SyntaxNode, model: Model): string | null {
  let node = constantOf(body, model);
  const call = model.callAt(node);
  if (call?.method === "encode" && call.receiver !== null) node = constantOf(call.receiver, model);
  const name = model.callAt(node)?.name ?? "";
  return ENCODING_FORMS.includes(name) ? FORM : name === "json.dumps" ? JSON_TYPE : null;
}

/** Whether the headers are not given, or are written out without the type. */
function lacksType(headers: SyntaxNode | undefined, model: Model): boolean {
  if (headers === undefined) return true;
  const node = constantOf(headers, model);
  if (node.kind !== "dictionary" || (node !== unparenthesized(headers) && !isGivenFields(headers, model))) return false;
  return node.namedChildren.every((pair) => {
    const key = pair.kind === "pair" ? pair.field("key") : null;
    const name = key === null ? null : stringValue(key);
    return name !== null && name.toLowerCase() !== "content-type";
  });
}

function repair(call: Call, headers: SyntaxNode | undefined, type: string): Fix | null {
  const title = "Say what is sent";
  const pair = `"Content-Type": "${type}"`;
  if (headers === undefined) {
    const edit = addArgument(call, `headers={${pair}}`);
    return edit && { title, safety: "safe", edits: [edit] };
  }
  const open = headers.kind === "dictionary" ? headers.token("{") : null;
  if (open === null) return null;
  const replacement = headers.namedChildren.length > 0 ? `${pair}, ` : pair;
  return { title, safety: "safe", edits: [{ span: { start: open.end, end: open.end }, replacement }] };
}
