import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { SMTP_CLASSES } from "../../engine/semantics/mail.js";
import type { Model } from "../../engine/semantics/model.js";
import { textPieces } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/**
 * `sendmail` makes bytes of a text by ASCII, and raises UnicodeEncodeError for anything beyond. Bytes would get through, but
 * say nothing about their encoding: that is what the headers of a message are for.
 *
 * Found where the text has such a character in what the file spells out.
 */
export default defineRule({
  name: "sendmail-non-ascii-str",
  question: "send-mail",
  summary: "a text that `sendmail` cannot encode, since it has letters beyond ASCII",
  severity: "error",
  fix: "none",
  pythons: { since: "3.0" },
  messages: {
    encode:
      "`sendmail` only takes ASCII as text, so `{character}` raises UnicodeEncodeError: fill an `email.message.EmailMessage`, and pass that to `send_message`",
  },
  on: (when) =>
    when.methods(SMTP_CLASSES, "sendmail", (call, _, { model, report }) => {
      const text = call.argument(2, "msg");
      if (text === undefined || isEncoded(text, model)) return;
      for (const { text: known, node } of textPieces(text, model)) {
        const character = /[\u0080-\uFFFF]+/.exec(known ?? "")?.[0];
        if (character === undefined) continue;
        if (isExpectedToFail(call.node, model, ["builtins.UnicodeEncodeError", "builtins.UnicodeError"])) return;
        report("encode", {
          at: text,
          data: { character },
          related: text.covers(node) ? [] : [{ span: node, message: "the text is here" }],
        });
        return;
      }
    }),
});

function isEncoded(text: SyntaxNode, model: Model): boolean {
  return model.contentOf(text) === "bytes";
}
