import { defineRule } from "../../engine/rule.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * When `wait` or `communicate` of a child gives up after its time limit, only the waiting has ended: the child goes on.
 * (`subprocess.run` ends the child itself.)
 *
 * Found where the function catches TimeoutExpired and has nothing more to do with the child after that.
 */
export default defineRule({
  name: "timeout-without-kill",
  question: "subprocess-pipes",
  summary: "a child that goes on running after the wait for it was given up",
  severity: "warning",
  fix: "none",
  messages: {
    running: "`{child}` goes on running after this: call `{child}.kill()`, and `{child}.wait()`, in the handler",
  },
  on: (when) =>
    when.methods("subprocess.Popen", ["communicate", "wait"], (call, _, { model, report }) => {
      const child = call.receiver;
      if (child?.kind !== "identifier" || call.lacks(call.method === "wait" ? 0 : 1, "timeout")) return;
      const attempt = call.node.enclosing("try_statement", "function_definition", "while_statement", "for_statement");
      if (attempt?.kind !== "try_statement" || attempt.field("body")?.covers(call.node) !== true) return;
      const handler = attempt.children.find((clause) => {
        const caught = clause.kind === "except_clause" ? clause.namedChildren[0] : undefined;
        const error = caught?.kind === "as_pattern" ? caught.namedChildren[0] : caught;
        return error !== undefined && model.qualifiedName(error) === "subprocess.TimeoutExpired";
      });
      // Who asks again in a loop waits on.
      if (
        handler === undefined ||
        attempt
          .enclosing("while_statement", "for_statement", "with_statement", "function_definition")
          ?.kind.endsWith("_statement")
      )
        return;
      const variable = model.variableOf(child);
      const bound = variable?.bindings ?? [];
      const isLocal =
        bound.length === 1 && bound[0]?.kind === "assignment" && model.onlyValueOf(child)?.kind === "call";
      const isLast =
        variable?.references.every((each) => each.end <= call.node.end || isInElse(each, attempt)) === true;
      const isShared = variable?.references.some(
        (each) => model.scopeAt(each) !== model.scopeAt(child) || isHandedOn(each),
      );
      if (!isLocal || !isLast || isShared === true || endsProgram(handler)) return;
      report("running", {
        at: handler,
        data: { child: excerpt(child.text) },
        related: [{ span: call.node, message: "the wait that is given up" }],
      });
    }),
});

/** Whether a mention comes only where no exception was raised: in the rest of the body, or under `else`. */
function isInElse(mention: SyntaxNode, attempt: SyntaxNode): boolean {
  return attempt.children.some(
    (clause) => (clause.kind === "else_clause" || clause.fieldName === "body") && clause.covers(mention),
  );
}

function isHandedOn(mention: SyntaxNode): boolean {
  const kind = mention.parent?.kind ?? "";
  return !/^(?:attribute|assignment|comparison_operator|if_statement|not_operator)$/.test(kind);
}

function endsProgram(handler: SyntaxNode): boolean {
  return handler.descendants("raise_statement").length > 0;
}
