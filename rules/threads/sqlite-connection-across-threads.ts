import { defineRule } from "../../engine/rule.js";
import { classOf } from "../../engine/semantics/classes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { onlyInThreads } from "../../engine/semantics/in-threads.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerClass } from "../../engine/semantics/runners.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const METHODS = ["commit", "cursor", "execute", "executemany", "executescript", "rollback"];

/**
 * A connection to SQLite serves the thread that made it, and refuses all others unless it was told otherwise.
 *
 * Found where the module, or the constructor of a class of threads, connects, and what certainly runs in a thread uses the connection.
 */
export default defineRule({
  name: "sqlite-connection-across-threads",
  question: "using-threads",
  summary: "a connection to SQLite that is used in another thread than it was made in",
  severity: "error",
  fix: "none",
  messages: {
    foreign:
      "`{connection}` was made in another thread, so this raises sqlite3.ProgrammingError: connect in this thread, or say `check_same_thread=False` and use a lock",
  },
  on: (when) =>
    when.methods("sqlite3.connect", METHODS, (call, _, { model, report }) => {
      const { receiver, node } = call;
      const value = receiver === null ? null : model.onlyValueOf(receiver);
      const made = value?.kind === "call" ? model.callAt(value.node) : null;
      if (receiver === null || made === null || !made.lacks(4, "check_same_thread")) return;
      if (!isMadeElsewhere(made.node, model) || isExpectedToFail(node, model, ["sqlite3.ProgrammingError"])) return;
      const origin = onlyInThreads(node, model);
      if (origin === null) return;
      report("foreign", {
        at: node,
        data: { connection: excerpt(receiver.text) },
        related: [
          { span: made.node, message: "made here" },
          { span: origin, message: "used in this thread" },
        ],
      });
    }),
});

/** Whether a call is made by the module, or by the constructor of a thread, which runs in the thread that makes it. */
function isMadeElsewhere(made: SyntaxNode, model: Model): boolean {
  const region = regionOf(made);
  if (region.parent === null) return true;
  const definition = region.kind === "function_definition" ? classOf(region) : null;
  const isInit = region.field("name")?.text === "__init__";
  return isInit && definition !== null && runnerClass(definition, model)?.kind === "thread";
}
