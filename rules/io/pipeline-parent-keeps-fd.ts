import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { startArgument } from "../../engine/semantics/child-processes.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * In a pipeline the first program learns that the second one has ended by the signal SIGPIPE, which comes when nobody has the
 * reading end of the pipe any more. As long as the program that started both keeps it too, the signal never comes, and the
 * first one goes on, or waits for ever.
 *
 * Found where one child gets the output of another for its input and nothing in the function closes this program's end of it.
 */
export default defineRule({
  name: "pipeline-parent-keeps-fd",
  question: "subprocess-pipes",
  summary: "a pipe between two children that the program itself keeps open",
  severity: "warning",
  fix: "safe",
  messages: {
    open: "this program keeps its own end of `{pipe}`, so if the second program ends first the first never hears of it: call `{pipe}.close()` behind",
  },
  on: (when) =>
    when.calls(
      "subprocess.Popen",
      (call, { model, report }) => {
        const input = startArgument(call, "stdin");
        const first =
          input?.kind === "attribute" && input.field("attribute")?.text === "stdout" ? input.field("object") : null;
        if (input === undefined || first?.kind !== "identifier" || model.madeBy(first) !== "subprocess.Popen") return;
        if (isClosed(first, call.node, model)) return;
        report("open", {
          at: input,
          data: { pipe: excerpt(input.text) },
          fix: () => closeBehind(call.node, input.text),
        });
      },
      [["stdin", "stdout"]],
    ),
});

/** Whether the first child is closed, entered or handed on anywhere, so that its end of the pipe may be closed. */
function isClosed(first: SyntaxNode, start: SyntaxNode, model: Model): boolean {
  const variable = model.variableOf(first);
  if (variable?.bindings.length !== 1 || variable.bindings[0]?.kind !== "assignment") return true;
  return variable.references.some((reference) => {
    if (start.covers(reference) || variable.bindings.some(({ name }) => name === reference)) return false;
    const { parent } = reference;
    if (parent?.kind !== "attribute") return true;
    const member = parent.field("attribute")?.text;
    // `first.stdout.close()`, `first.stdout.read()`, or the pipe handed on.
    return member === "stdout" || member === "communicate" || member === "kill" || member === "terminate";
  });
}

function closeBehind(start: SyntaxNode, pipe: string): Fix | null {
  const statement = start.enclosing("expression_statement", "return_statement", "with_statement");
  if (statement?.kind !== "expression_statement") return null;
  return {
    title: `Call ${pipe}.close() behind it`,
    safety: "safe",
    edits: [insertStatementBehind(statement, `${pipe}.close()`)],
  };
}
