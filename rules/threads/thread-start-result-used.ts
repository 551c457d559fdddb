import { RUNNER_KINDS } from "../../engine/knowledge/runners.js";
import { storedBefore } from "../../engine/repairs/none-results.js";
import { defineRule } from "../../engine/rule.js";
import { inheritedMethod, noneUseOf } from "../../engine/semantics/none-results.js";
import { runnersWith } from "../../engine/semantics/runners.js";

const RUNNERS: ReadonlySet<string> = new Set(RUNNER_KINDS.keys());

/**
 * `start()` sets a thread going and returns None. In `t = Thread(...).start()` the thread runs, but `t` is not it: it
 * can be neither joined nor asked anything.
 *
 * Found where the result of `start` goes anywhere and the object is certainly a thread or process.
 */
export default defineRule({
  name: "thread-start-result-used",
  question: "using-threads",
  summary: "a use of the None that a thread's `start` returns",
  severity: "error",
  fix: "safe",
  messages: {
    used: "`start()` sets the {kind} going and returns None: {consequence}",
  },
  on: (when) =>
    when.nodes("call", { anyOf: runnersWith("start") }, (node, context) => {
      const { model, report } = context;
      const call = model.callAt(node);
      if (call?.method !== "start") return;
      const runner = inheritedMethod(call, RUNNERS, model);
      const found = runner === null ? null : noneUseOf(call, call.receiver, model);
      if (runner === null || found === null || found.use.kind === "returned") return;
      report("used", {
        at: node,
        data: { kind: RUNNER_KINDS.get(runner) ?? "thread", consequence: found.consequence },
        // A None that nothing meets does no harm yet: the thread runs.
        severity: found.isMet ? "error" : "warning",
        fix: () => {
          const edits = storedBefore(found.use, call);
          return edits && { title: "Store it, then start it", safety: "safe", edits };
        },
      });
    }),
});
