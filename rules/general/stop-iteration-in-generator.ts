import { defineRule, type Fix } from "../../engine/rule.js";
import { isAsync, isGenerator } from "../../engine/semantics/definitions.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/**
 * Generators of Python 2 could end by `raise StopIteration`. From Python 3.7 on, that becomes a RuntimeError for whoever takes the
 * next value.
 *
 * Found in functions that yield, where nothing around the statement catches the exception.
 */
export default defineRule({
  name: "stop-iteration-in-generator",
  question: "find-a-module",
  summary: "a generator that ends by `raise StopIteration`, which has become a RuntimeError",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.7" },
  messages: {
    raised: "whoever takes the next value of `{generator}` gets a RuntimeError instead of the end: write `return`",
  },
  on: (when) =>
    when.nodes("raise_statement", { anyOf: [["StopIteration", "yield"]] }, (raise, { model, report }) => {
      const [raised, ...others] = raise.namedChildren;
      if (raised === undefined || others.length > 0) return;
      const exception = unparenthesized(raised);
      const type = exception.kind === "call" ? exception.field("function") : exception;
      if (type === null || model.qualifiedName(type) !== "builtins.StopIteration") return;
      const generator = raise.enclosing("function_definition", "lambda");
      if (generator?.kind !== "function_definition" || !isGenerator(generator)) return;
      if (isExpected(raise, ["StopIteration"], model) || guardOf(raise, model, []) !== null) return;
      const name = generator.field("name")?.text ?? "";
      report("raised", {
        at: raise,
        data: { generator: name },
        fix: () => returned(raise, exception, isAsync(generator), model),
      });
    }),
});

/** `return`, with the value that the exception would have carried. */
function returned(raise: SyntaxNode, exception: SyntaxNode, isInAsync: boolean, model: Model): Fix | null {
  const call = exception.kind === "call" ? model.callAt(exception) : null;
  const [value, ...others] = call?.arguments ?? [];
  if (others.length > 0 || call?.hasUnpacking === true || raise.text.includes("#")) return null;
  const carried = value === undefined ? "" : ` ${value.value.text}`;
  // An asynchronous generator returns no value.
  if (isInAsync && carried !== "") return null;
  // What is left at the end of a `with` sees an exception, and would see none.
  const isWithin = raise.enclosing("with_statement", "function_definition")?.kind === "with_statement";
  const edits = [{ span: { start: raise.start, end: raise.end }, replacement: `return${carried}` }];
  return { title: `Write \`return${carried}\``, safety: isWithin ? "unsafe" : "safe", edits };
}
