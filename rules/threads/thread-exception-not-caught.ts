import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerOf, runnersWith } from "../../engine/semantics/runners.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What starting and waiting may raise by themselves, and what comes from outside while the main thread waits. */
const OWN_ERRORS: ReadonlySet<string> = new Set(
  ["AssertionError", "BaseException", "Exception", "InterruptedError", "KeyboardInterrupt", "MemoryError", "OSError"]
    .concat([
      "PermissionError",
      "RuntimeError",
      "SystemExit",
      "TypeError",
      "AttributeError",
      "BlockingIOError",
      "EnvironmentError",
    ])
    .map((name) => `builtins.${name}`),
);

/**
 * What a thread raises is raised in the thread. A `try` around `start()` and `join()` never sees it.
 *
 * Found where a `try` does nothing but start and wait for threads or processes, and catches by name what only the work can raise.
 */
export default defineRule({
  name: "thread-exception-not-caught",
  question: "using-threads",
  summary: "a `try` around a thread's `start` and `join` for exceptions of its work",
  severity: "warning",
  fix: "none",
  messages: {
    uncaught:
      "`{error}` is raised in the {kind} and ends it there: neither `start()` nor `join()` raises it here. Catch it in the work, or use an executor and `result()`",
  },
  on: (when) =>
    when.nodes("try_statement", { anyOf: runnersWith("except", "start") }, (statement, { model, report }) => {
      const body = statement.field("body")?.namedChildren ?? [];
      const kinds = body.map((each) => kindOfStep(each, model));
      const [kind] = kinds;
      if (kind === undefined || kind === null || kinds.includes(null) || !/\.\s*start\b/.test(statement.text)) return;
      for (const clause of statement.children) {
        const at = clause.kind === "except_clause" ? caughtBy(clause) : null;
        if (at === null) continue;
        const errors = at.kind === "tuple" ? at.namedChildren : [at];
        const names = errors.map((error) => model.qualifiedName(error));
        if (names.length === 0 || names.some((name) => name === null || OWN_ERRORS.has(name))) continue;
        report("uncaught", { at, data: { error: excerpt(at.text), kind } });
      }
    }),
});

/** The kind of thread or process that a statement starts or waits for; null for other statements. */
function kindOfStep(statement: SyntaxNode, model: Model): string | null {
  const node = statement.kind === "expression_statement" ? statement.namedChildren[0] : undefined;
  const call = node === undefined ? null : model.callAt(node);
  if (call === null || call.receiver === null || (call.method !== "start" && call.method !== "join")) return null;
  const runner = runnerOf(call.receiver, model);
  const isOwn = runner?.definition != null && model.classes.attribute(runner.definition, call.method) !== null;
  return runner === null || isOwn ? null : runner.kind;
}

/** The exceptions that a clause names. */
function caughtBy(clause: SyntaxNode): SyntaxNode | null {
  const value = clause.fieldAll("value")[0];
  return (value?.kind === "as_pattern" ? value.namedChildren[0] : value) ?? null;
}
