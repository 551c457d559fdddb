import { PROCESS_POOLS, THREAD_POOLS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { isInRange } from "../../engine/versions.js";

type State = "running" | "closed";
type Event = "close" | "join";

const POOL: Protocol<State, Event> = {
  initial: "running",
  states: { running: { close: "closed" }, closed: {} },
  event: ({ kind, path }) => {
    const [member = ""] = path;
    // `with` terminates the pool at its end.
    if (kind === "exit") return "close";
    if (kind !== "call" || path.length !== 1) return undefined;
    if (member === "close" || member === "terminate") return "close";
    return member === "join" ? "join" : "ignore";
  },
};

/**
 * `pool.join()` waits for the workers of a pool to end, which they do once the pool has been told that no more work will come.
 *
 * Found where a pool is joined that certainly has been neither closed nor terminated.
 */
export default defineRule({
  name: "pool-join-before-close",
  question: "worker-threads",
  summary: "a pool that is joined before it is closed",
  severity: "error",
  fix: "safe",
  messages: {
    running: "`{name}.join()` raises {error}, for the pool is still running: call `{name}.close()` first",
  },
  on: (when) =>
    when.calls([...PROCESS_POOLS, ...THREAD_POOLS], ({ node }, { model, target, report }) => {
      const life = followLife(model, node, POOL);
      const name = life.name;
      for (const { event, use, before } of life.events) {
        if (event !== "join" || name === null || !before.certainly("running")) continue;
        if (isExpectedToFail(use.site, model, ["builtins.AssertionError", "builtins.ValueError"])) continue;
        const error = isInRange(target, { since: "3.7" }) ? "ValueError" : "AssertionError";
        report("running", { at: use.site, data: { name, error }, fix: () => closeBefore(use.site, name) });
      }
    }),
});

function closeBefore(join: SyntaxNode, name: string): Fix | null {
  if (join.parent?.kind !== "expression_statement") return null;
  const { source } = join.tree;
  const indentation = source.indentationAt(join.start);
  const lineStart = source.lines.startOf(source.lines.lineAt(join.start));
  if (source.text.slice(lineStart, join.start) !== indentation) return null;
  const replacement = `${name}.close()${source.lineBreak}${indentation}`;
  const edits = [{ span: { start: join.start, end: join.start }, replacement }];
  return { title: `Call ${name}.close() first`, safety: "safe", edits };
}
