import { CONCURRENT_MODULES, CONCURRENT_WORDS } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { methodRead } from "../../engine/semantics/methods-read.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** Methods that are called for what they tell, those too that classes of threads often have of their own. */
const ASKING =
  "cancelled|done|empty|full|is_alive|isAlive|isDaemon|is_running|is_set|isSet|is_stopped|locked|poll|qsize|ready|running|stopped|successful";
/** An attribute that is not called; within brackets, comments may stand before it. */
const NAMED = new RegExp(String.raw`\.(?:[\s\\]|#[^\n\r]*[\n\r]){0,99}(?:${ASKING})\b(?!\s*\()`);
const IS_ASKING = new RegExp(`^(?:${ASKING})$`);

/** What a method is never equal to. */
const OTHERS: ReadonlySet<string> = new Set(["false", "integer", "none", "true"]);

/**
 * A method is an object, and objects are true: `while worker.is_alive:` never ends, and `if queue.empty:` is always so.
 *
 * Found where such a method of a thread, process, lock, event, queue, future or child process stands as a condition, or is
 * compared with True, False, None or a number.
 */
export default defineRule({
  name: "method-as-condition",
  question: "threads-not-running",
  summary: "`if t.is_alive:` without parentheses, and the like",
  severity: "error",
  fix: "safe",
  messages: {
    tested: "`{method}` without parentheses is the method itself, which is always true: write `{method}()`",
    compared: "`{method}` without parentheses is the method itself, which is never `{other}`: write `{method}()`",
  },
  on: (when) =>
    when.nodes("attribute", { anyOf: CONCURRENT_WORDS, pattern: NAMED }, (method, { model, report }) => {
      if (!IS_ASKING.test(method.field("attribute")?.text ?? "")) return;
      const other = comparedWith(method);
      if (other === null && !isTested(method)) return;
      const read = methodRead(method, CONCURRENT_MODULES, model);
      if (read === null || guardOf(method, model, NAME_ERRORS) !== null) return;
      const name = excerpt(method.text);
      const edits = [{ span: { start: method.end, end: method.end }, replacement: "()" }];
      const fix = () => (read.takesNothing ? ({ title: "Call it", safety: "safe", edits } as const) : null);
      if (other === null) report("tested", { at: method, data: { method: name }, fix });
      else report("compared", { at: method, data: { method: name, other: other.text }, fix });
    }),
});

/** Whether the truth of an expression is asked for, here or by what it is an operand of. */
function isTested(expression: SyntaxNode): boolean {
  for (let node = expression, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "parenthesized_expression":
        continue;
      case "boolean_operator":
        if (node.fieldName === "left") return true;
        continue;
      case "not_operator":
      case "if_clause":
        return true;
      case "conditional_expression":
        if (parent.namedChildren[1] === node) return true;
        continue;
      case "if_statement":
      case "elif_clause":
      case "while_statement":
        return node.fieldName === "condition";
      case "assert_statement":
        return parent.namedChildren[0] === node;
      default:
        return false;
    }
  }
  return false;
}

/** The literal that an expression is compared with. */
function comparedWith(expression: SyntaxNode): SyntaxNode | null {
  const comparison = expression.parent;
  if (comparison?.kind !== "comparison_operator" || comparison.namedChildren.length !== 2) return null;
  return comparison.namedChildren.find(({ kind }) => OTHERS.has(kind)) ?? null;
}
