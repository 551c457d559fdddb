import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerOf, runnersWith } from "../../engine/semantics/runners.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `run()` is what a thread does, and `start()` is what lets the thread do it. Who calls `run()` does the work himself: the program
 * waits until it is done, and no thread begins.
 *
 * Found where `run` is called on what is certainly a thread, timer or process, which is nowhere started. A class of one's own
 * may be meant to run either way.
 */
export default defineRule({
  name: "thread-run-called",
  question: "using-threads",
  summary: "a call of a thread's `run` in place of `start`",
  severity: "error",
  fix: "safe",
  messages: {
    run: "{written} does the work here and now, and no {kind} begins: call `start()`",
  },
  on: (when) =>
    when.nodes("call", { anyOf: runnersWith("run") }, (node, { model, report }) => {
      const call = model.callAt(node);
      const { receiver } = call ?? {};
      if (call?.method !== "run" || receiver == null || model.classes.receiverClass(receiver) !== null) return;
      const runner = runnerOf(receiver, model);
      if (runner === null || isStarted(receiver, model)) return;
      const { kind, definition } = runner;
      if (definition !== null && mayRunEitherWay(call, definition, model)) return;
      report("run", {
        at: node,
        severity: definition === null ? "error" : "warning",
        data: { written: receiver.kind === "call" ? "`run()`" : `\`${excerpt(receiver.text)}.run()\``, kind },
        fix: () => startInstead(call),
      });
    }),
});

/** Whether the same thing is started elsewhere, so that here its `run` may well be meant. */
function isStarted(receiver: SyntaxNode, model: Model): boolean {
  return model.calls.some((call) => call.method === "start" && call.receiver?.text === receiver.text);
}

/** A test runs what a thread does in its own thread, and so does what starts objects of the class elsewhere. */
function mayRunEitherWay(call: Call, definition: SyntaxNode, model: Model): boolean {
  if (call.arguments.length > 0) return true;
  const within = call.node.enclosing("function_definition");
  if (within !== null && /^_*test|^setUp|^main_loop/.test(within.field("name")?.text ?? "")) return true;
  return model.calls.some(({ method, receiver }) => {
    return method === "start" && receiver !== null && runnerOf(receiver, model)?.definition === definition;
  });
}

function startInstead(call: Call): Fix | null {
  const name = call.callee.field("attribute");
  if (name === null || call.arguments.length > 0 || useOf(call.node).kind !== "dropped") return null;
  return { title: "Call start()", safety: "safe", edits: [{ span: name, replacement: "start" }] };
}
