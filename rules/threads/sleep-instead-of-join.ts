import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { inheritedMethod } from "../../engine/semantics/none-results.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const THREADS = new Set(["threading.Thread", "multiprocessing.Process", "multiprocessing.get_context.Process"]);
/** What else a program may do with its threads: wait for them, or tell them to end. */
const TELLS =
  /^(?:acquire|cancel|clear|close|get|get_nowait|is_alive|isAlive|join|kill|put|release|result|set|shutdown|stop|terminate|wait\w*)$/;

/**
 * How long threads take nobody knows beforehand. A `sleep` at the end of the program is too long or too short; `join()` waits until
 * they have ended.
 *
 * Found where a program starts threads, does nothing more with them, and ends by a `sleep`.
 */
export default defineRule({
  name: "sleep-instead-of-join",
  question: "threads-not-running",
  summary: "a `sleep` at the end of the program in the place of `join()`",
  severity: "warning",
  fix: "none",
  messages: {
    guess:
      "this guesses how long the threads take: call `join()` on each of them, which waits just as long as they need",
  },
  on: (when) =>
    when.calls(
      "time.sleep",
      ({ node }, { model, report }) => {
        if (!isLast(node)) return;
        const region = regionOf(node);
        const calls = region
          .descendants("call")
          .flatMap((each) => (regionOf(each) === region ? (model.callAt(each) ?? []) : []));
        if (calls.some(({ method }) => method !== null && TELLS.test(method))) return;
        const flow = model.flowOf(node);
        // What is started may have come out of a list.
        const isMade = calls.some(({ name }) => name !== null && THREADS.has(name));
        const start = calls.find((call) => {
          if (call.method !== "start" || !flow.reaches(call.node, node, "normal")) return false;
          return (isMade && isUnknown(call, model)) || inheritedMethod(call, THREADS, model) !== null;
        });
        if (start === undefined || isTold(model)) return;
        report("guess", { at: node, related: [{ span: start.node, message: "started here" }] });
      },
      [
        ["Thread", "start"],
        ["Process", "start"],
      ],
    ),
});

function isUnknown({ receiver }: Call, model: Model): boolean {
  return receiver !== null && model.valuesOf(receiver).every(({ kind }) => kind === "unknown");
}

/** Whether nothing but printing comes after a statement of the module, or of the last `if` of the module. */
function isLast(call: SyntaxNode): boolean {
  for (let at = call.parent; at !== null && at.kind !== "module"; at = at.parent) {
    if (at.kind === "block" || at.kind === "if_statement") continue;
    if (at.kind !== "expression_statement") return false;
  }
  for (let at = call.parent; at !== null && at.kind !== "module"; at = at.parent) {
    for (let next = at.nextSibling; next !== null; next = next.nextSibling) {
      const isPrint = /^print\b/.test(next.text);
      if (next.kind !== "comment" && next.fieldName !== "alternative" && next.isNamed && !isPrint) return false;
    }
  }
  return true;
}

/** Whether a flag that a loop asks for is set by the module, so that the sleep is the time the threads are to run. */
function isTold(model: Model): boolean {
  const asked = model.tree.nodesOfKind("while_statement").flatMap((loop) => {
    const condition = loop.field("condition");
    return condition === null ? [] : [condition, ...condition.descendants("identifier")];
  });
  return asked.some((name) => {
    const variable = name.kind === "identifier" ? model.variableOf(name) : undefined;
    return variable?.scope.kind === "module" && variable.bindings.length > 1;
  });
}
