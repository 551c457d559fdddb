import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { FILLED_KINDS, filledText } from "../../engine/semantics/filled-texts.js";
import type { Model } from "../../engine/semantics/model.js";
import { UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import { isFalse } from "../../engine/semantics/timeouts.js";
import { excerpt } from "../../engine/text/wording.js";

const SAX = "xml.sax.saxutils.escape";

/**
 * Between the quotes of an attribute a quote ends the value, and what follows is another attribute, such as `onclick`.
 *
 * Found where a function that leaves quotes as they are is filled in between quotes.
 */
export default defineRule({
  name: "attribute-escape-without-quotes",
  question: "generating-html",
  summary: "text that is escaped without its quotes and put between the quotes of an attribute",
  severity: "warning",
  fix: "safe",
  messages: {
    quote: "`{escape}` leaves {quotes} quotes as they are, and one of them ends this attribute: {advice}",
  },
  on: (when) =>
    when.nodes(
      FILLED_KINDS,
      {
        anyOf: [
          ["escape", "html"],
          ["escape", "cgi"],
          ["escape", "saxutils"],
        ],
        pattern: /<[a-zA-Z]/,
      },
      (node, { model, target, report }) => {
        const pieces = filledText(node, model);
        if (pieces === null) return;
        let before = "";
        for (const { text, node: value } of pieces) {
          const quote = text === null ? openQuote(before) : null;
          const call = quote === null ? null : model.callAt(constantOf(value, model));
          before += text ?? UNKNOWN_PIECE;
          if (quote === null || call === null || !leaves(quote, call, model)) continue;
          const isSax = call.name === SAX;
          const advice = isSax
            ? "use `xml.sax.saxutils.quoteattr`, without quotes of your own"
            : target.major >= 3
              ? "use `html.escape` without `quote=False`"
              : quote === '"'
                ? "pass `quote=True`"
                : "write the attribute with double quotes, and pass `quote=True`";
          report("quote", {
            at: value,
            data: { escape: excerpt(call.callee.text), quotes: quote === '"' ? "double" : "single", advice },
            fix: () => escapingQuotes(call, quote),
          });
        }
      },
    ),
});

/** The quote that is open at the end of a text, within a tag; null where none is. */
function openQuote(text: string): '"' | "'" | null {
  const tag = text.slice(text.lastIndexOf("<") + 1);
  if (tag.length === text.length || !/^[a-zA-Z]/.test(tag)) return null;
  let open: '"' | "'" | null = null;
  for (const each of tag) {
    if (each === ">" && open === null) return null;
    if (each !== '"' && each !== "'") continue;
    if (open === null) open = each;
    else if (open === each) open = null;
  }
  return open;
}

/** Whether a call certainly escapes text but not this quote. */
function leaves(quote: '"' | "'", call: Call, model: Model): boolean {
  if (call.hasUnpacking) return false;
  const option = call.argument(1, call.name === SAX ? "entities" : "quote");
  switch (call.name) {
    case SAX:
      return option === undefined;
    case "html.escape":
      return option !== undefined && isFalse(option, model);
    case "cgi.escape":
      // Python 3 has it no more, or tells that it is going.
      return model.target.major < 3 && (option === undefined || isFalse(option, model) || quote === "'");
    default:
      return false;
  }
}

function escapingQuotes(call: Call, quote: '"' | "'"): Fix | null {
  const title = "Escape quotes too";
  if (call.name === "html.escape") {
    const [text, option, ...others] = call.arguments;
    if (text === undefined || option === undefined || others.length > 0) return null;
    const edits = [{ span: { start: text.node.end, end: option.node.end }, replacement: "" }];
    return { title, safety: "safe", edits };
  }
  const edit =
    call.name === "cgi.escape" && quote === '"' && call.arguments.length === 1 ? addArgument(call, "quote=True") : null;
  return edit && { title, safety: "safe", edits: [edit] };
}
