import { ENCODING_FORMS, HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { bytesLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { certainContent, isTypeTested } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { isNone } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  sent: "`{function}` sends bytes, and `{data}` is a str: this raises TypeError",
  kept: "`{data}` is a str, so TypeError is raised when this request is opened: data is sent as bytes",
  unencoded:
    "`{data}` is a dictionary and no form yet, so sending it raises TypeError: use `urlencode` and encode its result",
  latin:
    "a body of type str is sent as Latin-1, which has no {character}, so this raises UnicodeEncodeError: encode it yourself",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What gives nothing but ASCII, which is the same in every encoding that a server may expect. */
const GIVES_ASCII: ReadonlySet<string> = new Set([...ENCODING_FORMS, "json.dumps"]);

/**
 * What is sent with a request is bytes. `urlencode` and `json.dumps` give text, which Python 2 sent as it was; in Python 3
 * `urllib.request` refuses it, and `http.client` takes it for Latin-1.
 *
 * Found where what is given as data is certainly text, or a dictionary that is written there.
 */
export default defineRule({
  name: "post-data-not-bytes",
  question: "form-submission",
  summary: "text, or a dictionary, as the data of a request, which takes bytes",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls("urllib.request.urlopen", (call, context) => checkData(call, "sent", context)),
    when.calls("urllib.request.Request", (call, context) => checkData(call, "kept", context)),
    when.methods("urllib.request.build_opener", ["open"], (call, _, context) => checkData(call, "sent", context)),
    when.methods(HTTP_CONNECTIONS, ["request"], (call, _, context) => checkBody(call, context)),
  ],
});

function checkData(call: Call, key: "sent" | "kept", { model, report }: Context): void {
  const data = call.argument(1, "data");
  if (data === undefined || isExcused(call, model)) return;
  // Tests make requests that nobody opens.
  if (key === "kept" && isInTest(call.node, model)) return;
  const given = constantOf(data, model);
  if (given.kind === "dictionary") {
    // Of an empty one nothing is sent.
    if (given.namedChildren.length === 0) return;
    report("unencoded", { at: data, data: { data: excerpt(data.text) } });
    return;
  }
  if (certainContent(data, model) !== "str") return;
  const origin = model.contentOrigin(data);
  const finding = {
    at: data,
    related: data.covers(origin) ? [] : [{ span: origin, message: "it is text from here" }],
    fix: () => encoded(data, model),
  };
  const text = excerpt(data.text);
  if (key === "kept") report("kept", { ...finding, data: { data: text } });
  else report("sent", { ...finding, data: { data: text, function: excerpt(call.callee.text) } });
}

function checkBody(call: Call, { model, report }: Context): void {
  const body = call.argument(2, "body");
  if (body === undefined || isExcused(call, model) || certainContent(body, model) !== "str") return;
  const text = stringValue(constantOf(body, model));
  const character = text === null ? undefined : /[^\0-\xff]/u.exec(text)?.[0];
  if (character !== undefined) report("latin", { at: body, data: { character }, fix: () => encoded(body, model) });
}

function isExcused(call: Call, model: Model): boolean {
  const errors = ["builtins.TypeError", "builtins.UnicodeError", "builtins.UnicodeEncodeError"];
  const guard = guardOf(call.node, model, []);
  // Around what goes over the network everything is caught, and nobody thinks of this.
  return (
    isTypeTested(call.node) || (guard !== null && guard !== "caught") || isExpectedToFail(call.node, model, errors)
  );
}

function encoded(data: SyntaxNode, model: Model): Fix | null {
  const values = model.valuesOf(data);
  // None has nothing to encode.
  if (values.some(isNone)) return null;
  const node = unparenthesized(data);
  const edits = bytesLiteral(node);
  if (edits !== null) return { title: "Make it a bytes literal", safety: "safe", edits };
  const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression|string)$/.test(data.kind);
  const replacement = isWhole ? `${data.text}.encode()` : `(${data.text}).encode()`;
  const isAscii = values.every(
    ({ kind, ...value }) => kind === "call" && "name" in value && GIVES_ASCII.has(value.name ?? ""),
  );
  return { title: "Encode it", safety: isAscii ? "safe" : "unsafe", edits: [{ span: data, replacement }] };
}
