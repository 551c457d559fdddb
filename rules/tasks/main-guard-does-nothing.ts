import { defineRule, type Fix } from "../../engine/rule.js";
import { isMainGuard } from "../../engine/semantics/main-guards.js";
import { textMatches } from "../../engine/text/matching.js";
import { isInRange } from "../../engine/versions.js";

/** A guard, and in one of the next lines nothing but a name; or a guard and a coroutine anywhere. */
const NAME_ONLY =
  /["']__main__["'][\s)]*:(?:[^\n]*\n){1,20}?[ \t]+(?!(?:break|continue|pass|raise|return)\b)[A-Za-z_]\w*[ \t]*(?:$|[\r\n;#])/;
const COROUTINE = /\basync\s+def\b/;

const RELEVANCE = {
  anyOf: [["__name__", "__main__"]],
  pattern: NAME_ONLY,
  or: { anyOf: [["__name__", "__main__", "async"]], pattern: COROUTINE },
};

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
    when.nodes("if_statement", RELEVANCE, (statement, context) => {
      const { model, report, source, target } = context;
      if (!isMainGuard(statement) || !(textMatches(source, NAME_ONLY) || textMatches(source, COROUTINE))) return;
      for (const line of statement.field("consequence")?.namedChildren ?? []) {
        const [expression, ...others] = line.kind === "expression_statement" ? line.namedChildren : [];
        if (expression === undefined || others.length > 0 || line.token(",") !== null) continue;
        if (expression.kind === "identifier") {
          const callable = model.callableOf(expression);
          if (callable === null || callable.definition === null) continue;
          const edits = [{ span: { start: expression.end, end: expression.end }, replacement: "()" }];
          const fix: Fix = { title: "Call it", safety: "safe", edits };
          const isRight = callable.accepts(0) && callable.gives !== "coroutine";
          report("uncalled", { at: expression, data: { name: expression.text }, fix: () => (isRight ? fix : null) });
        } else if (expression.kind === "call") {
          const callee = expression.field("function");
          if (callee?.kind !== "identifier" || model.callableOf(callee)?.gives !== "coroutine") continue;
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
