import { defineRule } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** A file that has one of these knows what happens at the end. */
const KNOWS = /\bEOFError\b|\bsuppress\b|\.peek\(|\.tell\(/;

/**
 * A file may hold one pickle after the other, and only the end of the file tells that there are no more: then `pickle.load`
 * raises EOFError.
 *
 * Found where a loop that nothing else ends loads from the same file, and nothing around it catches an exception.
 */
export default defineRule({
  name: "pickle-load-to-eof",
  question: "persistent-objects",
  summary: "a loop that loads pickles until the end of the file, where EOFError comes",
  severity: "warning",
  fix: "none",
  messages: {
    uncaught:
      "behind the last pickle of `{file}` this raises EOFError, which nothing here catches: end the loop with `except EOFError: break`",
  },
  on: (when) =>
    when.calls(
      ["marshal.load", "pickle.load"],
      (call, { model, report }) => {
        const file = call.argument(0, "file");
        const loop = endlessLoopAround(call.node);
        if (file?.kind !== "identifier" || loop === null || textMatches(model.source, KNOWS)) return;
        const isSameFile = model.variableOf(file)?.bindings.every(({ name }) => !loop.covers(name)) === true;
        if (!isSameFile || isTried(call.node)) return;
        report("uncaught", { at: call.node, data: { file: excerpt(file.text) } });
      },
      [["while"]],
    ),
});

/** The `while True` around a node that nothing within leaves but an exception. */
function endlessLoopAround(node: SyntaxNode): SyntaxNode | null {
  const loop = node.enclosing("while_statement");
  const condition = loop === null ? null : loop.field("condition");
  if (loop === null || condition === null || regionOf(loop) !== regionOf(node)) return null;
  const value = unparenthesized(condition);
  const isEndless = value.kind === "true" || (integerValue(value) ?? 0n) !== 0n;
  const leaves = loop.descendants("break_statement", "return_statement", "raise_statement");
  return isEndless && leaves.length === 0 ? loop : null;
}

function isTried(node: SyntaxNode): boolean {
  for (let child = node, parent = node.parent; parent !== null; child = parent, parent = parent.parent) {
    if (parent.kind === "function_definition") return false;
    if (parent.kind === "try_statement" && child.fieldName === "body") return true;
  }
  return false;
}
