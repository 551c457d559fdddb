import { PROCESS_EXECUTORS, THREAD_EXECUTORS } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import { useOf } from "../../engine/semantics/uses.js";

/**
 * An executor keeps the exceptions of its jobs for whoever asks for the results. Where nobody does, a job fails and nobody is told.
 *
 * Found where what `submit` or `map` gives is dropped at once.
 */
export default defineRule({
  name: "executor-result-dropped",
  question: "worker-threads",
  summary: "the result of an executor's `submit` or `map` that nobody keeps",
  severity: "hint",
  fix: "none",
  messages: {
    future:
      "nobody asks for this result, so an exception in the job is lost: keep what `{method}` gives and call its `result()`",
    results: "nobody takes these results, so an exception in a job is lost: go over what `{method}` gives",
  },
  on: (when) =>
    when.methods([...PROCESS_EXECUTORS, ...THREAD_EXECUTORS], ["map", "submit"], ({ node, method }, _, { report }) => {
      if (useOf(node).kind !== "dropped") return;
      report(method === "map" ? "results" : "future", { at: node, data: { method: method ?? "" } });
    }),
});
