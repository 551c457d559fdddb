import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";

const MESSAGES = {
  characters: 'Python 3 has no arrays of characters, so this raises an error: use `bytearray`, or `"B"` for numbers',
  unknown: "there is no array of `{code}`: this raises {error}",
} as const;

/** The codes of Python 3; `w` came with 3.13. */
const CODES = /^[bBuwhHiIlLqQfd]$/;

/**
 * An array's type is one letter of a small set. Python 2's `c`, for characters, is gone: bytes are a `bytearray` now.
 *
 * Found where the letter is written out.
 */
export default defineRule({
  name: "array-typecode",
  question: "binary-data",
  summary: "an `array` of a type that there is not",
  severity: "error",
  fix: "none",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => when.calls("array.array", check),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const code = call.argument(0, null);
  const literal = code === undefined ? null : unparenthesized(code);
  const text = literal === null || /^[A-Za-z]*[bB]/.test(literal.text) ? null : stringValue(literal);
  if (code === undefined || text === null || CODES.test(text) || guardOf(call.node, model, []) !== null) return;
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.TypeError"])) return;
  if (text === "c") report("characters", { at: code });
  else report("unknown", { at: code, data: { code: text, error: text.length === 1 ? "ValueError" : "TypeError" } });
}
