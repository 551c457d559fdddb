import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { certainContent } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { EMAIL_MESSAGE, MULTIPART, SINGLE_PARTS } from "../../engine/semantics/mail.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  single:
    "a `{class}` is one part and takes no others: this raises MultipartConversionError. Attach both to a `MIMEMultipart`",
  text: "`attach` takes a message, and `{value}` is text: as soon as the mail is made into text this raises AttributeError. Attach `MIMEText({value})`",
  data: "`attach` takes a message, and `{value}` is bytes: as soon as the mail is made into text this raises AttributeError. Attach a `MIMEApplication` of it",
  type: "for bytes `{method}` must be told what they are, or it raises TypeError: pass `maintype` and `subtype`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const ERRORS = ["email.errors.MultipartConversionError", "builtins.TypeError", "builtins.AttributeError"];

/**
 * Parts of a mail are messages themselves, and only a `MIMEMultipart` holds them.
 *
 * Found where something is attached to a class of single parts, where text or bytes are attached as they are, and where an
 * `EmailMessage` gets bytes without being told what they are.
 */
export default defineRule({
  name: "mime-attach-misuse",
  question: "send-mail",
  summary: "something attached to a mail that is no part, or to one that has none",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.methods(SINGLE_PARTS, "attach", (call, className, { model, report }) => {
      if (call.arguments.length !== 1 || isExpectedToFail(call.node, model, ERRORS)) return;
      report("single", { at: call.node, data: { class: className.replace(/^.*\./, "") } });
    }),
    when.methods(MULTIPART, "attach", (call, _, context) => checkAttached(call, context)),
    when.methods(EMAIL_MESSAGE, ["set_content", "add_attachment", "add_related"], (call, _, context) => {
      const { model, report } = context;
      const [data] = call.positional;
      if (data === undefined || certainContent(data, model) !== "bytes") return;
      const isTold =
        !call.lacks(1, "maintype") || (model.madeBy(data) !== null && /^email\./.test(model.madeBy(data) ?? ""));
      if (isTold || isExpectedToFail(call.node, model, ERRORS)) return;
      report("type", { at: call.node, data: { method: call.method ?? "" } });
    }),
  ],
});

function checkAttached(call: Call, { model, report }: Context): void {
  const [value] = call.positional;
  if (value === undefined || call.arguments.length !== 1) return;
  const isLiteral = stringValue(value) !== null;
  const content = certainContent(value, model) ?? (isLiteral ? "str" : null);
  if (content === null || isExpectedToFail(call.node, model, ERRORS)) return;
  const data = { value: excerpt(value.text) };
  if (content === "bytes") report("data", { at: value, data });
  else report("text", { at: value, data, fix: (): Fix | null => asText(call, value.text, model.source.text) });
}

function asText(call: Call, value: string, text: string): Fix | null {
  const list = call.node.field("arguments");
  const isImported = /^from email\.mime\.text import (?:\w+, )*MIMEText\s*$/m.test(text);
  if (list === null || !isImported) return null;
  return { title: "Make a part of it", safety: "safe", edits: [{ span: list, replacement: `(MIMEText(${value}))` }] };
}
