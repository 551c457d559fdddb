import { CONCURRENT_MODULES, CONCURRENT_WORDS } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { methodRead } from "../../engine/semantics/methods-read.js";
import { excerpt } from "../../engine/text/wording.js";

/** Methods that are called for what they do. */
const DOING =
  "acquire|cancel|clear|close|join|kill|notify|notify_all|notifyAll|put|release|run|set|shutdown|start|stop|task_done|terminate|wait";
/** An attribute with nothing behind it in its line. */
const NAMED = new RegExp(String.raw`\.[\s\\]*(?:${DOING})\b[ \t]*(?:$|[;#\\\n\r])`);
const IS_DOING = new RegExp(`^(?:${DOING})$`);

/**
 * `t.start` as a statement of its own names the method and does nothing: no thread starts, no lock is released, and nobody is told.
 *
 * Found where such a method of a thread, process, lock, event, queue, pool, future or child process is a whole statement.
 */
export default defineRule({
  name: "method-not-called",
  question: "threads-not-running",
  summary: "`t.start` without parentheses, and the like, as a statement",
  severity: "error",
  fix: "safe",
  messages: {
    named: "`{method}` without parentheses only names the method, and nothing is done: write `{method}()`",
    needs: "`{method}` without parentheses only names the method, and nothing is done: call it",
  },
  on: (when) =>
    when.nodes("expression_statement", { anyOf: CONCURRENT_WORDS, pattern: NAMED }, (statement, { model, report }) => {
      const [method, ...others] = statement.namedChildren;
      if (method?.kind !== "attribute" || others.length > 0) return;
      if (!IS_DOING.test(method.field("attribute")?.text ?? "")) return;
      const read = methodRead(method, CONCURRENT_MODULES, model);
      // `try: q.task_done` asks whether there is such a method.
      if (read === null || guardOf(method, model, NAME_ERRORS) !== null) return;
      const data = { method: excerpt(method.text) };
      if (!read.takesNothing) return report("needs", { at: method, data });
      const edits = [{ span: { start: method.end, end: method.end }, replacement: "()" }];
      report("named", { at: method, data, fix: () => ({ title: "Call it", safety: "safe", edits }) });
    }),
});
