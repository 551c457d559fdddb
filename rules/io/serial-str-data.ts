import { bytesLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { certainContent, isTypeTested } from "../../engine/semantics/bytes-and-text.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { SERIAL_OPENERS } from "../../engine/semantics/serial-ports.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * A serial line carries bytes. pyserial refuses text in Python 3, and looks for a terminator that is text without ever finding it.
 *
 * Found where a port that was opened in sight is given what is certainly text.
 */
export default defineRule({
  name: "serial-str-data",
  question: "serial-port",
  summary: "text for a serial port, which takes bytes",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: {
    write: "a serial port takes bytes, and `{value}` is a str: this raises TypeError",
    until:
      "what a serial port reads is bytes, and `{value}` is a str: it is never found, and this only ends by timeout",
  },
  on: (when) =>
    when.methods(SERIAL_OPENERS, ["read_until", "write"], (call, _, { model, report }) => {
      const isWrite = call.method === "write";
      const value = call.argument(0, isWrite ? "data" : "expected");
      if (value === undefined || certainContent(value, model) !== "str") return;
      if (isTypeTested(call.node) || guardOf(call.node, model, []) !== null) return;
      if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
      const origin = model.contentOrigin(value);
      report(isWrite ? "write" : "until", {
        at: value,
        data: { value: excerpt(value.text) },
        related: value.covers(origin) ? [] : [{ span: origin, message: "it is text from here" }],
        fix: () => asBytes(value),
      });
    }),
});

function asBytes(value: SyntaxNode): Fix {
  const edits = bytesLiteral(unparenthesized(value));
  if (edits !== null) return { title: "Make it a bytes literal", safety: "safe", edits };
  const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression|string)$/.test(value.kind);
  const replacement = isWhole ? `${value.text}.encode()` : `(${value.text}).encode()`;
  return { title: "Encode it as UTF-8", safety: "unsafe", edits: [{ span: value, replacement }] };
}
