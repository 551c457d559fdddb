import { defineRule, type Fix } from "../../engine/rule.js";
import { isMainGuard } from "../../engine/semantics/main-guards.js";
import { isInRange } from "../../engine/versions.js";

const GUARD = /["']__main__["']/;

/**
 * A function's name alone calls nothing, and the call of an `async def` only makes a coroutine: the program ends at once,
 * with status 0.
 *
 * Found where one of these is a statement behind `if __name__ == "__main__":`.
 */
export default defineRule({
  name: "main-guard-does-nothing",
  question: "testing",
  summary: "a main function that is named, or a coroutine that is made, and not run",
  severity: "error",
  fix: "safe",
  messages: {
    uncalled: "`{name}` is not called: write `{name}()`",
    coroutine: "`{name}()` only makes a coroutine, which nothing runs: write `asyncio.run({name}())`",
  },
  on: (when) =>
    when.nodes("if_statement", { anyOf: [["__name__", "__main__"]], pattern: GUARD }, (statement, context) => {
      const { model, report, target } = context;
      if (!isMainGuard(statement)) return;
      for (const line of statement.field("consequence")?.namedChildren ?? []) {
        const [expression, ...others] = line.kind === "expression_statement" ? line.namedChildren : [];
        if (expression === undefined || others.length > 0 || line.token(",") !== null) continue;
        if (expression.kind === "identifier") {
          const callable = model.callableOf(expression);
          if (callable === null || callable.definition === null) continue;
          const edits = [{ span: { start: expression.end, end: expression.end }, replacement: "()" }];
          const fix: Fix = { title: "Call it", safety: "safe", edits };
          const isRight = callable.accepts(0) && !callable.isAsync;
          report("uncalled", { at: expression, data: { name: expression.text }, fix: () => (isRight ? fix : null) });
        } else if (expression.kind === "call") {
          const callee = expression.field("function");
          if (callee?.kind !== "identifier" || model.callableOf(callee)?.isAsync !== true) continue;
          if (model.callableOf(callee)?.isGenerator === true) continue;
          const imported = model.scopeAt(expression).lookup("asyncio")?.bindings ?? [];
          const canRun = imported.some(({ kind }) => kind === "import") && isInRange(target, { since: "3.7" });
          const fix: Fix = {
            title: "Run it with asyncio.run",
            safety: "safe",
            edits: [{ span: expression, replacement: `asyncio.run(${expression.text})` }],
          };
          report("coroutine", { at: expression, data: { name: callee.text }, fix: () => (canRun ? fix : null) });
        }
      }
    }),
});
