import { defineRule, type Fix } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import { headerOf, MESSAGE_CLASSES, SMTP_CLASSES } from "../../engine/semantics/mail.js";
import type { Model } from "../../engine/semantics/model.js";
import { outlineOf, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** One address as it stands in a list: alone, or in angle brackets behind a name. */
const ADDRESS = /^\s*(?:[^\s@<>",;]+@[^\s@<>",;]+|[^"@<>\uFFFC]{0,99}<[^<>\s@]+@[^<>\s@]+>)\s*$/;

/**
 * `sendmail` takes a list of addresses, or a text with one of them. A text with several is used as one address: until Python
 * 3.12 only the first in it is told to the server, since 3.13 all of them as one, which no server knows.
 *
 * Found where the text is certainly put together of several: joined, written out, or the header of a message that is.
 */
export default defineRule({
  name: "sendmail-recipients-string",
  question: "send-mail",
  summary: "several recipients in one text, where `smtplib` wants a list",
  severity: "error",
  fix: "safe",
  messages: {
    one: "`{method}` takes a text for one address: of those in `{recipients}` only the first gets the mail, or none (since Python 3.13). Pass a list",
  },
  on: (when) =>
    when.methods(SMTP_CLASSES, ["sendmail", "send_message"], (call, _, { model, report }) => {
      const { method } = call;
      const recipients = call.argument(method === "sendmail" ? 1 : 2, "to_addrs");
      if (recipients === undefined || method === null) return;
      const source = severalIn(recipients, model);
      if (source === null) return;
      report("one", {
        at: recipients,
        data: { method, recipients: excerpt(recipients.text) },
        related: recipients.covers(source) ? [] : [{ span: source, message: "put together here" }],
        fix: () => asList(recipients, source, model),
      });
    }),
});

/** The expression that puts several addresses into one text; null where it is not certain that there are several. */
function severalIn(recipients: SyntaxNode, model: Model): SyntaxNode | null {
  const node = constantOf(recipients, model);
  if (joinedItems(node, model) !== null || isSeveral(node, model)) return node;
  if (node.kind !== "subscript" || !/^(?:to|cc|bcc)$/.test(headerOf(node) ?? "")) return null;
  const message = node.field("value");
  if (message?.kind !== "identifier" || !MESSAGE_CLASSES.includes(model.madeBy(message) ?? "")) return null;
  const references = model.variableOf(message)?.references ?? [];
  for (const { parent } of references) {
    const assignment = parent?.parent;
    if (parent?.kind !== "subscript" || assignment?.kind !== "assignment" || parent.fieldName !== "left") continue;
    const value = headerOf(parent) === headerOf(node) ? assignment.field("right") : null;
    if (value !== null && value.kind !== "subscript" && severalIn(value, model) !== null) return value;
  }
  return null;
}

/** What `", ".join(addresses)` joins, or null. */
function joinedItems(node: SyntaxNode, model: Model): SyntaxNode | null {
  const call = model.callAt(node);
  const separator = call?.method === "join" && call.receiver !== null ? stringValue(call.receiver) : null;
  const [items, ...others] = call?.positional ?? [];
  if (separator === null || items === undefined || others.length > 0) return null;
  const isOne = /^(?:list|tuple)$/.test(items.kind) && items.namedChildren.length < 2;
  return /^\s*[,;]\s*$/.test(separator) && !isOne ? items : null;
}

function isSeveral(node: SyntaxNode, model: Model): boolean {
  const addresses = outlineOf(textPieces(node, model)).split(/[,;]/);
  return (
    addresses.length > 1 && addresses.every((address) => address.trim() === UNKNOWN_PIECE || ADDRESS.test(address))
  );
}

function asList(recipients: SyntaxNode, source: SyntaxNode, model: Model): Fix | null {
  const title = "Pass a list of addresses";
  const items = recipients.covers(source) ? joinedItems(source, model) : null;
  if (items !== null) {
    const text = /^generator_expression$/.test(items.kind) ? `[${bare(items.text)}]` : items.text;
    return { title, safety: "safe", edits: [{ span: recipients, replacement: text }] };
  }
  const text = stringValue(source);
  if (text === null || /["\\\n]/.test(text)) return null;
  const isHere = recipients.covers(source);
  const list = isHere
    ? `[${text
        .split(/[,;]/)
        .map((address) => `"${address.trim()}"`)
        .join(", ")}]`
    : `[each.strip() for each in ${unparenthesized(recipients).text}.split("${text.includes(",") ? "," : ";"}")]`;
  return { title, safety: "safe", edits: [{ span: recipients, replacement: list }] };
}

/** A generator that is the only argument of a call has the parentheses of the call. */
function bare(text: string): string {
  return text.replace(/^\(/, "").replace(/\)$/, "");
}
