import { LOCKS_OF_ALL_KINDS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `with lock:` acquires and releases. `with lock.acquire():` acquires, and then asks the True that it got to be the lock:
 * that raises, and the lock stays acquired.
 *
 * Found on the locks of `threading`, `multiprocessing` and `asyncio`.
 */
export default defineRule({
  name: "acquired-in-with",
  question: "thread-safe-mutation",
  summary: "`with lock.acquire():`, where the lock itself is the context manager",
  severity: "error",
  fix: "safe",
  messages: {
    acquired:
      "`{call}` gives True and not the lock, so this `with` raises and the lock stays acquired: write `with {lock}`",
  },
  on: (when) =>
    when.methods(LOCKS_OF_ALL_KINDS, "acquire", (call, _, { model, report }) => {
      const value = call.node.parent?.kind === "await" ? call.node.parent : call.node;
      const isEntered = value.parent?.kind === "with_item" || value.parent?.kind === "as_pattern";
      if (!isEntered || isExpectedToFail(call.node, model, ["builtins.AttributeError", "builtins.TypeError"])) return;
      const lock = call.receiver?.text ?? "";
      report("acquired", {
        at: value,
        data: { call: excerpt(call.node.text), lock: excerpt(lock) },
        fix: () => repair(call, value),
      });
    }),
});

/** What is asked for beside the lock, not to wait or a time limit, `with` cannot do. */
function repair(call: Call, value: SyntaxNode): Fix | null {
  if (call.receiver === null || call.arguments.length > 0 || value.parent?.kind !== "with_item") return null;
  // `with await lock.acquire()` needs another `with` as well.
  if (value.kind === "await" && value.enclosing("with_statement")?.token("async") === null) return null;
  const { text } = call.receiver;
  return { title: `Write \`with ${excerpt(text)}\``, safety: "safe", edits: [{ span: value, replacement: text }] };
}
