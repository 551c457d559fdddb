import { handOnFunction } from "../../engine/repairs/deferred-calls.js";
import { defineRule } from "../../engine/rule.js";
import { cannotBeCalled } from "../../engine/semantics/not-callable.js";
import { assertionOf } from "../../engine/semantics/test-cases.js";
import { excerpt } from "../../engine/text/wording.js";

const METHODS = ["addCleanup", "addClassCleanup", "addAsyncCleanup", "addModuleCleanup"];

const CALLED = /\badd\w{0,6}Cleanup\s*\(\s*[\w.]{1,200}\s*\(/;

/**
 * `addCleanup(f())` cleans up here and now, before the test has begun, and then has nothing that it could call at the end.
 *
 * Found where the argument is a call whose result is certainly nothing that could be called.
 */
export default defineRule({
  name: "cleanup-called",
  question: "testing",
  summary: "an `addCleanup(f())` that cleans up at once, and not when the test is over",
  severity: "error",
  fix: "safe",
  messages: {
    called:
      "`{call}` is called here and now, and its result cannot be called when the test is over: pass the function and its arguments",
  },
  on: (when) =>
    when.nodes("call", { anyOf: METHODS.map((name) => [name]), pattern: CALLED }, (node, { model, report, source }) => {
      const call = CALLED.test(source.text) ? model.callAt(node) : null;
      if (call?.method == null || !METHODS.includes(call.method) || call.hasUnpacking) return;
      const isModule = call.name === "unittest.addModuleCleanup";
      if (!isModule && assertionOf(call, model) === null) return;
      const given = call.positional[0];
      const inner = given?.kind === "call" ? model.callAt(given) : null;
      if (given === undefined || inner === null || !cannotBeCalled(given, model)) return;
      report("called", {
        at: given,
        data: { call: excerpt(given.text) },
        fix: () => {
          const edits = handOnFunction(call, inner);
          return edits && { title: "Pass the function and its arguments", safety: "safe", edits };
        },
      });
    }),
});
