import { defineRule } from "../../engine/rule.js";
import { inheritedMethod, noneUseOf } from "../../engine/semantics/none-results.js";
import { usedCallPattern } from "../../engine/semantics/used-text.js";
import { textMatches } from "../../engine/text/matching.js";

/** The classes whose objects can be waited for, each by a `join` that tells nothing. */
const WAITED_FOR = new Set([
  "threading.Thread",
  "threading.Timer",
  "multiprocessing.Process",
  "multiprocessing.Pool",
  "multiprocessing.pool.Pool",
  "multiprocessing.pool.ThreadPool",
  "queue.Queue",
]);

/** A `join` whose result goes anywhere, but for those of paths; texts are left out by what the pattern takes for objects. */
const USED = new RegExp(String.raw`(?<!\bpath)${usedCallPattern([], ["join"]).source}`);

/**
 * `join()` waits and returns None, whether what it waited for has ended or the time was up, and whatever the thread's function returned.
 *
 * Found where the result of `join` goes anywhere and the object is certainly a thread, process, pool or queue.
 */
export default defineRule({
  name: "thread-join-result-used",
  question: "using-threads",
  summary: "a use of the None that a thread's `join` returns",
  severity: "error",
  fix: "none",
  messages: {
    result: "`join()` returns None, not what the {kind} computed: {consequence}",
    timeout: "`join()` returns None, in time or not, and `is_alive()` tells which: {consequence}",
  },
  on: (when) =>
    when.nodes(
      "call",
      { anyOf: [...WAITED_FOR].map((name) => [...name.split(".").slice(-1), "join"]), pattern: USED },
      (node, { model, report, source }) => {
        if (!textMatches(source, USED)) return;
        const call = model.callAt(node);
        if (call?.method !== "join") return;
        const joined = inheritedMethod(call, WAITED_FOR, model);
        const found = joined === null ? null : noneUseOf(call, call.receiver, model);
        if (joined === null || found === null || found.use.kind === "returned") return;
        const finding = { at: node, severity: found.isMet ? "error" : "warning" } as const;
        const { consequence } = found;
        if (call.arguments.length > 0) report("timeout", { ...finding, data: { consequence } });
        else report("result", { ...finding, data: { kind: kindOf(joined), consequence } });
      },
    ),
});

function kindOf(name: string): string {
  if (name.endsWith("Process")) return "process";
  if (name.endsWith("Pool")) return "pool";
  return name.endsWith("Queue") ? "queue" : "thread";
}
