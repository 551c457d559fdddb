import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions, formatPythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  missing: "before Python 3.11 `{method}` wants {what}, so on {version} this raises TypeError",
  unknown: 'the byte order is "little" or "big", and `{order}` raises ValueError',
} as const;

const CONVERSIONS = /\b(?:from_bytes|to_bytes)\b/;

/**
 * `int.from_bytes` and `to_bytes` know two byte orders, `"little"` and `"big"`; before Python 3.11 one had to be given.
 *
 * Found where the arguments are all to be seen, and the number is an `int`: `to_bytes` of anything else may be another.
 */
export default defineRule({
  name: "int-from-bytes-byteorder",
  question: "binary-data",
  summary: "a conversion between an integer and bytes without a byte order, or with one that there is not",
  severity: "error",
  fix: "none",
  pythons: { since: "3.2" },
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["from_bytes"], ["to_bytes"]], pattern: CONVERSIONS }, check),
});

function check(node: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const method = node.field("function")?.field("attribute")?.text;
  if (method !== "from_bytes" && method !== "to_bytes") return;
  const call = model.callAt(node);
  if (call === null || call.hasUnpacking || !isOfInt(call, method, model)) return;
  if (guardOf(node, model, []) !== null) return;
  const order = call.argument(1, "byteorder");
  if (order !== undefined) {
    const literal = stringValue(unparenthesized(order));
    if (literal === null || literal === "little" || literal === "big") return;
    if (!isExpectedToFail(node, model, ["builtins.ValueError", "builtins.TypeError"])) {
      report("unknown", { at: order, data: { order: excerpt(order.text) } });
    }
    return;
  }
  if (comparePythonVersions(target, { major: 3, minor: 11 }) >= 0) return;
  if (isExpectedToFail(node, model, ["builtins.TypeError"])) return;
  const hasLength = method === "from_bytes" || call.argument(0, "length") !== undefined;
  report("missing", {
    at: node,
    data: {
      method,
      what: hasLength ? "the byte order" : "the length and the byte order",
      version: formatPythonVersion(target),
    },
  });
}

function isOfInt(call: Call, method: "from_bytes" | "to_bytes", model: Model): boolean {
  if (call.receiver === null) return false;
  if (method === "from_bytes")
    return call.name === "builtins.int.from_bytes" || model.qualifiedName(call.receiver) === "builtins.int";
  const receiver = unparenthesized(call.receiver);
  if (integerValue(receiver) !== null) return true;
  return /^builtins\.(?:int|len|ord|sum)$/.test(model.callAt(receiver)?.name ?? model.madeBy(receiver) ?? "");
}
