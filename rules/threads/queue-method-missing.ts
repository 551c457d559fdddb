import { defineRule } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";

/** What makes queues that do not count their jobs, with what makes those that do. */
const NOT_COUNTING: Readonly<Record<string, string>> = {
  "multiprocessing.Queue": "multiprocessing.JoinableQueue",
  "multiprocessing.SimpleQueue": "multiprocessing.JoinableQueue",
  "multiprocessing.get_context.Queue": "multiprocessing.JoinableQueue",
  "multiprocessing.queues.Queue": "multiprocessing.JoinableQueue",
  "queue.SimpleQueue": "queue.Queue",
};

/**
 * Only some queues count the jobs that are still to be done: a `SimpleQueue` and a `multiprocessing.Queue` have neither `join` nor
 * `task_done`.
 *
 * Found where one of them is called on an object that is certainly such a queue.
 */
export default defineRule({
  name: "queue-method-missing",
  question: "worker-threads",
  summary: "`join` or `task_done` of a queue that has neither",
  severity: "error",
  fix: "none",
  messages: {
    missing: "a `{kind}` has no `{method}`, so this raises AttributeError: make it by `{other}()`",
  },
  on: (when) =>
    when.methods(Object.keys(NOT_COUNTING), ["join", "task_done"], ({ callee, method }, owner, { model, report }) => {
      const isAsked = /\b(?:hasattr|isinstance)\b/.test(
        callee.enclosing("if_statement")?.field("condition")?.text ?? "",
      );
      if (isAsked || guardOf(callee, model, NAME_ERRORS) !== null) return;
      const kind = owner.replace("get_context.", "");
      report("missing", { at: callee, data: { kind, method: method ?? "", other: NOT_COUNTING[owner] ?? "" } });
    }),
});
