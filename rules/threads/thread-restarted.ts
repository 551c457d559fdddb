import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerOf, runnersWith } from "../../engine/semantics/runners.js";
import { startedBefore } from "../../engine/semantics/started-before.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * A thread can be started once. When it has ended it is over; what is to run again needs a new one.
 *
 * Found where the very same object has certainly been started before, or is started in a loop and was made outside of it.
 */
export default defineRule({
  name: "thread-restarted",
  question: "using-threads",
  summary: "a second `start` of one and the same thread",
  severity: "error",
  fix: "none",
  messages: {
    again: "`{object}` has been started before, and a {kind} starts only once: this raises {error}. Make a new one",
    loop: "a {kind} starts only once, and `{object}` is made outside of this loop: the second turn raises {error}. Make it in the loop",
  },
  on: (when) =>
    when.nodes("call", { anyOf: runnersWith("start") }, (node, { model, report }) => {
      const call = model.callAt(node);
      const { receiver } = call ?? {};
      if (call?.method !== "start" || receiver == null || call.arguments.length > 0) return;
      const earlier = startedBefore(receiver, node, model);
      const loop = earlier === null ? repeating(call, receiver, model) : null;
      const runner = earlier === null && loop === null ? null : runnerOf(receiver, model);
      if (runner === null || isExpectedToFail(node, model, ["builtins.RuntimeError", "builtins.AssertionError"]))
        return;
      // Who overrides `start` may make a new thread of it each time.
      if (runner.definition !== null && model.classes.attribute(runner.definition, "start") !== null) return;
      const { kind } = runner;
      const data = {
        object: excerpt(receiver.text),
        kind,
        error: kind === "process" ? "AssertionError" : "RuntimeError",
      };
      if (earlier !== null) {
        report("again", { at: node, data, related: [{ span: earlier.node, message: "started here before" }] });
      } else {
        report("loop", { at: node, data });
      }
    }),
});

/** The loop that comes back to a call with the same object, made before the loop; null where something may prevent that. */
function repeating(call: Call, receiver: SyntaxNode, model: Model): SyntaxNode | null {
  const loop = call.node.enclosing(
    "for_statement",
    "while_statement",
    "function_definition",
    "lambda",
    "class_definition",
  );
  if (loop === null || !/^(?:for|while)_statement$/.test(loop.kind) || receiver.kind !== "identifier") return null;
  const { bindings = [] } = model.reachingBindings(receiver) ?? {};
  const region = regionOf(call.node);
  if (bindings.length !== 1 || bindings.some(({ site, name }) => loop.covers(site) || regionOf(name) !== region))
    return null;
  for (let at = call.node.parent; at !== null && at !== loop; at = at.parent) {
    if (at.kind === "if_statement" && !/\bis_?[aA]live\b/.test(at.field("condition")?.text ?? "")) return null;
    if (at.kind === "try_statement" || at.kind === "else_clause" || at.kind === "match_statement") return null;
  }
  return model.flowOf(call.node).reaches(call.node, call.node, "normal") ? loop : null;
}
