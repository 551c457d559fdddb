import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isMainGuard } from "../../engine/semantics/main-guards.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** What leaves the program with a status of its own, or runs tests in another way. */
const OTHER_ENDS = /\b(?:sys\.exit|SystemExit|os\._exit|raise_on_error|unittest|DocTestSuite)\b/;

/**
 * `doctest.testmod()` prints failures and goes on: the program ends with status 0, and whatever runs it, make or a CI server,
 * takes that for success.
 *
 * Found where its result is dropped at the end of a program that nothing else gives a status.
 */
export default defineRule({
  name: "doctest-result-dropped",
  question: "testing",
  summary: "a `doctest.testmod()` whose failures leave the exit status 0",
  severity: "hint",
  fix: "safe",
  messages: {
    dropped: "when examples fail, the exit status is still 0: write `raise SystemExit({call}.failed > 0)`",
  },
  on: (when) =>
    when.calls(["doctest.testmod", "doctest.testfile"], (call, { report, source }) => {
      const statement = call.node.parent;
      if (statement?.kind !== "expression_statement" || textMatches(source, OTHER_ENDS)) return;
      if (call.argument(null, "raise_on_error") !== undefined || !isLast(statement)) return;
      const text = `${call.callee.text}(${call.arguments.length > 0 ? "..." : ""})`;
      report("dropped", { at: call.node, data: { call: text }, fix: () => exitWith(call) });
    }),
});

/** Whether a statement is the last of the module, or of the main guard that ends it. */
function isLast(statement: SyntaxNode): boolean {
  if (hasFollower(statement)) return false;
  if (statement.parent?.kind === "module") return true;
  const guard = statement.parent?.parent;
  return guard != null && isMainGuard(guard) && guard.parent?.kind === "module" && !hasFollower(guard);
}

function hasFollower(statement: SyntaxNode): boolean {
  return (statement.parent?.namedChildren ?? []).some(({ row }) => row > statement.row);
}

function exitWith({ node }: Call): Fix {
  const edits = [
    { span: { start: node.start, end: node.start }, replacement: "raise SystemExit(" },
    { span: { start: node.end, end: node.end }, replacement: ".failed > 0)" },
  ];
  return { title: "Exit with status 1 when examples fail", safety: "safe", edits };
}
