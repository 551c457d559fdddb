import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { headerOf, MESSAGE_CLASSES, SMTP_CLASSES } from "../../engine/semantics/mail.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

type State = "without" | "with";
type Event = "hide" | "clear" | "text";

/**
 * `sendmail` sends a text as it is, and with it the Bcc header that nobody was to see. `send_message` takes it out before.
 *
 * Found where a message has got the header, is made into text, and that text is what `sendmail` of a connection gets.
 */
export default defineRule({
  name: "bcc-header-leak",
  question: "send-mail",
  summary: "a Bcc header that is sent to everybody",
  severity: "warning",
  fix: "safe",
  messages: {
    sent: "`sendmail` sends the Bcc header of `{message}` with the rest, and unless the server takes it out everybody can read it: {advice}",
  },
  on: (when) =>
    when.methods(SMTP_CLASSES, "sendmail", (call, _, { model, target, report }) => {
      const text = call.argument(2, "msg");
      const made = text === undefined ? null : model.callAt(constantOf(text, model));
      const message = made === null ? undefined : messageIn(made);
      const value = message === undefined ? null : model.onlyValueOf(message);
      if (message === undefined || made === null || value?.kind !== "call") return;
      if (!MESSAGE_CLASSES.includes(value.name ?? "")) return;
      const { events } = followLife(model, value.node, BLIND);
      const sent = events.find(({ use }) => use.site === made.node);
      const hidden = events.find(({ event }) => event === "hide");
      if (sent === undefined || hidden === undefined || !sent.before.possibly("with")) return;
      if (!sent.before.certainly("with") && hasOwnCondition(call.node, hidden.use.site)) return;
      const isNew = target.major >= 3;
      report("sent", {
        at: call.node,
        data: {
          message: excerpt(message.text),
          advice: isNew ? "use `send_message`, which does that" : `write \`del ${message.text}["Bcc"]\` before`,
        },
        related: [{ span: hidden.use.site, message: "the header is set here" }],
        fix: () => (isNew ? sendMessage(call, made, message.text, model) : null),
      });
    }),
});

/** Whether one place depends on a condition that another one does not: the same setting may decide about both. */
function hasOwnCondition(place: SyntaxNode, other: SyntaxNode): boolean {
  for (let at = place.enclosing("if_statement"); at !== null; at = at.enclosing("if_statement")) {
    if (!at.covers(other)) return true;
  }
  return false;
}

/** The message of `message.as_string()`, `message.as_bytes()` or `str(message)`. */
function messageIn(call: Call): SyntaxNode | undefined {
  if (call.name === "builtins.str" || call.name === "builtins.bytes") return call.positional[0];
  return /^as_(?:string|bytes)$/.test(call.method ?? "") ? (call.receiver ?? undefined) : undefined;
}

const BLIND: Protocol<State, Event> = {
  initial: "without",
  states: { without: { hide: "with" }, with: { clear: "without" } },
  event: (use) => {
    if (use.kind === "store" && use.path.length === 1 && headerOf(use.node) === "bcc") {
      return use.site.kind === "assignment" ? "hide" : "clear";
    }
    // To make it into text or to put parts into it changes no header.
    return isText(use) ? "text" : undefined;
  },
};

function isText({ kind, path }: LifeUse): boolean {
  return kind === "read" || (kind === "call" && /^as_(?:string|bytes)$/.test(path.join(".")));
}

/** `s.sendmail(a, b, m.as_string())` to `s.send_message(m, a, b)`. */
function sendMessage(call: Call, made: Call, message: string, model: Model): Fix | null {
  const list = call.node.field("arguments");
  const method = call.callee.field("attribute");
  const [from, to, text, ...others] = call.positional;
  const isPlain = call.arguments.length === 3 && others.length === 0 && text === made.node;
  if (list === null || method === null || !isPlain || from === undefined || to === undefined) return null;
  if (model.tree.descendantsOf(list, "comment").length > 0) return null;
  return {
    title: "Use send_message",
    safety: "safe",
    edits: [
      { span: method, replacement: "send_message" },
      { span: list, replacement: `(${message}, ${from.text}, ${to.text})` },
    ],
  };
}
