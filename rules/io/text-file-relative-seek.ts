import { openAs } from "../../engine/repairs/file-modes.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  relative: "`{file}` is open as text, where `seek` cannot go {where}: this raises {error}",
} as const;

const SEEKS = /\.\s*seek\b/;
const WHENCE = /\bSEEK_(?:CUR|END)\b|,\s*[12]\s*\)|\bwhence\b/;

/**
 * A position in text is no count of characters, so in Python 3 a text file can only go to its start, to its end, or to where
 * `tell` once was. Python 2's files could go anywhere.
 *
 * Found where the file is certainly open as text, and the offset is certainly not 0.
 */
export default defineRule({
  name: "text-file-relative-seek",
  question: "binary-data",
  summary: "a `seek` of a text file, from where it is or from its end",
  severity: "error",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["seek"]], pattern: SEEKS, and: WHENCE }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  if (node.field("function")?.field("attribute")?.text !== "seek") return;
  const call = model.callAt(node);
  const offset = call?.argument(0, null);
  const whence = call?.argument(1, "whence");
  if (call === null || offset === undefined || whence === undefined || call.receiver === null) return;
  const from = whenceOf(whence, model);
  const handle = from === null || !isNotZero(offset, model) ? null : model.handleOf(call.receiver);
  // `codecs.open` hands the call on to a binary file.
  if (from === null || handle?.kind !== "text" || handle.opener?.startsWith("codecs.") !== false) return;
  if (guardOf(node, model, []) !== null || isExpectedToFail(node, model, ERRORS)) return;
  const [origin] = handle.origins;
  report("relative", {
    at: node,
    data: {
      file: excerpt(call.receiver.text),
      where: from === 1 ? "on from where it is" : "back from the end",
      error: handle.opener === "io.StringIO" ? "OSError" : "io.UnsupportedOperation",
    },
    related:
      origin === undefined || node.covers(origin) ? [] : [{ span: origin, message: "it is opened as text here" }],
    fix: () => {
      const fix = call.receiver === null ? null : openAs("binary", call.receiver, handle, model);
      return fix && { ...fix, safety: "unsafe" };
    },
  });
}

const ERRORS = ["io.UnsupportedOperation", "builtins.OSError", "builtins.ValueError", "builtins.Exception"];

function whenceOf(node: SyntaxNode, model: Model): 1 | 2 | null {
  const value = integerValue(node);
  if (value !== null) return value === 1n ? 1 : value === 2n ? 2 : null;
  const name = model.qualifiedName(node);
  return name === "os.SEEK_CUR" || name === "io.SEEK_CUR"
    ? 1
    : name === "os.SEEK_END" || name === "io.SEEK_END"
      ? 2
      : null;
}

/** Whether an offset is a number other than 0, or the opposite of something, as are steps back. */
function isNotZero(offset: SyntaxNode, model: Model): boolean {
  const value = constantInteger(offset, model);
  if (value !== null) return value !== 0n;
  const node = unparenthesized(offset);
  return node.kind === "unary_operator" && node.field("operator")?.text === "-";
}
