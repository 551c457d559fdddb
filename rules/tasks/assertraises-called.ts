import { handOnFunction } from "../../engine/repairs/deferred-calls.js";
import { defineRule } from "../../engine/rule.js";
import { calledInstead } from "../../engine/semantics/callback-faults.js";
import { RAISES_WORDS, raisesAssertionOf } from "../../engine/semantics/raises-assertions.js";
import { textMatches } from "../../engine/text/matching.js";
import { ITEM } from "../../engine/text/written-forms.js";

/** One of the assertions with a call as an argument that is not the first. */
const CALLED = new RegExp(
  String.raw`\b(?:assert(?:_r|R)aises\w*|assertWarns\w*|raises|warns)\s*\(${ITEM},\s*(?:${ITEM},\s*)?(?:\w+\s*=\s*)?[\w.]+\s*\(`,
);

/**
 * `assertRaises(E, f())` calls `f` first: the exception comes before `assertRaises` is there to wait for it, or the result
 * is then called in place of the function.
 *
 * Found where the argument is a call whose result is certainly nothing that could be called.
 */
export default defineRule({
  name: "assertraises-called",
  question: "testing",
  summary: "an `assertRaises(E, f())` that calls the function before it can wait for the exception",
  severity: "error",
  fix: "safe",
  messages: {
    called:
      "`{call}` runs before `{assertion}` is called, which cannot catch what it raises: pass the function and its arguments",
  },
  on: (when) =>
    when.nodes("call", { anyOf: RAISES_WORDS, pattern: CALLED }, (node, { model, report, source }) => {
      const call = textMatches(source, CALLED) ? model.callAt(node) : null;
      const assertion = call === null ? null : raisesAssertionOf(call, model);
      if (call === null || assertion === null) return;
      const given = call.positional[assertion.functionAt];
      const called = given?.kind === "call" ? calledInstead(given, model) : null;
      if (given === undefined || called === null) return;
      const { call: inner } = called;
      report("called", {
        at: given,
        data: {
          call: `${inner.callee.text.replace(/\s+/g, "").slice(0, 40)}(${inner.arguments.length > 0 ? "..." : ""})`,
          assertion: assertion.name,
        },
        fix: () => {
          const edits = handOnFunction(call, inner);
          return edits && { title: "Pass the function and its arguments", safety: "safe", edits };
        },
      });
    }),
});
