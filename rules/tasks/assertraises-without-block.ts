import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { RAISES_WORDS, raisesAssertionOf } from "../../engine/semantics/raises-assertions.js";
import { textMatches } from "../../engine/text/matching.js";

/** A statement that is one of the assertions, with an argument or two and perhaps keywords. */
const PIECE = String.raw`(?:[^(),\n\r]|\r?\n|\([^()]{0,200}\)){1,300}`;
const STATEMENT = new RegExp(
  String.raw`(?:^|[\n\r;:])[ \t]*(?:\w+\.)?(?:(?:assert(?:_r|R)aises|assertWarns|raises|warns)\s*\(|assert\w{1,9}Regexp?\s*\(${PIECE},)${PIECE}(?:,\s*\w+\s*=${PIECE})?\)[ \t]*(?:$|[\n\r;#])`,
);

/**
 * `assertRaises(E)` alone gives a context manager, for a `with` statement. As a statement it waits for nothing, and the
 * code that was to raise is not watched.
 *
 * Found where such a call, without a function to call, is a statement.
 */
export default defineRule({
  name: "assertraises-without-block",
  question: "testing",
  summary: "an `assertRaises(E)` that is neither given a function nor used by `with`, and checks nothing",
  severity: "error",
  fix: "none",
  messages: {
    unused: "this checks nothing: write `with {call}:` around the code that is to raise, or pass the function",
  },
  on: (when) =>
    when.nodes("call", { anyOf: RAISES_WORDS, pattern: STATEMENT }, (node, { model, report, source }) => {
      const call = textMatches(source, STATEMENT) ? model.callAt(node) : null;
      if (call === null || node.parent?.kind !== "expression_statement" || call.hasUnpacking) return;
      const assertion = raisesAssertionOf(call, model);
      if (assertion === null || call.positional.length === 0 || call.positional.length > assertion.functionAt) return;
      if (isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const names = call.arguments.flatMap(({ keyword }) => keyword ?? []);
      if (names.some((name) => name === "callable" || name === "callableObj" || name === "callable_obj")) return;
      report("unused", { at: node, data: { call: `${call.callee.text.replace(/\s+/g, "")}(...)` } });
    }),
});
