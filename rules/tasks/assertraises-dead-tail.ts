import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import { RAISES_WORDS, raisesAssertionOf } from "../../engine/semantics/raises-assertions.js";
import { assertionOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What the context managers only have once their block has ended. */
const LATER = {
  unittest: new Set(["exception", "warning"]),
  pytest: new Set(["match", "tb", "traceback", "type", "typename", "value"]),
};

/** A `with` statement in whose block, in one of its next lines, stands another assertion or the exception is read. */
const TAIL =
  /^([ \t]*)(?:async[ \t]+)?with\b[^\n]*\n(?:\1[ \t]+[^ \t\r\n][^\n]*\n|[ \t\r]*\n){0,30}?\1[ \t][^\n]*\.(?:assert\w*\(|(?:exception|warning|match|tb|traceback|type|typename|value)\b)/m;

/**
 * The exception ends the block of `with self.assertRaises(E) as caught:`. What stands behind the raising call is not
 * reached when the test passes, and `caught.exception` is only there behind the block.
 *
 * Found where the block reads the exception, and as a hint where it goes on with other assertions.
 */
export default defineRule({
  name: "assertraises-dead-tail",
  question: "testing",
  summary: "an assertion in the block of `assertRaises` that the exception never lets it reach",
  severity: "error",
  fix: "none",
  messages: {
    early:
      "`{read}` is only there behind the block, which the exception leaves before it comes here: move this out of the block",
    tail: "the exception that `{assertion}` waits for leaves the block before this is checked: move it out of the block",
  },
  on: (when) =>
    when.nodes("with_statement", { anyOf: RAISES_WORDS, pattern: TAIL }, (statement, { model, report, source }) => {
      if (!TAIL.test(source.text)) return;
      const body = statement.field("body");
      const items = statement.children.find(({ kind }) => kind === "with_clause")?.namedChildren ?? [];
      for (const item of items) {
        const found = waiting(item, model);
        if (found === null || body === null) continue;
        const { name, alias, isWarning } = found;
        const reads =
          alias === null ? [] : earlyReads(alias, body, name.includes("assert") ? LATER.unittest : LATER.pytest, model);
        for (const read of reads) report("early", { at: read, data: { read: read.text.replace(/\s+/g, "") } });
        if (isWarning) continue;
        for (const late of body.namedChildren.slice(1)) {
          const call = late.kind === "expression_statement" ? late.namedChildren[0] : undefined;
          const assertion = call?.kind === "call" ? model.callAt(call) : null;
          if (call === undefined || assertion === null || !/^assert/.test(assertionOf(assertion, model) ?? ""))
            continue;
          if (reads.some((read) => late.covers(read)) || raisesAssertionOf(assertion, model) !== null) continue;
          report("tail", { at: call, severity: "hint", data: { assertion: name } });
        }
      }
    }),
});

/** The assertion that an item of a `with` statement makes, with the name it is given. */
function waiting(
  item: SyntaxNode,
  model: Model,
): { name: string; alias: SyntaxNode | null; isWarning: boolean } | null {
  const value = item.field("value");
  const isNamed = value?.kind === "as_pattern";
  const call = model.callAt((isNamed ? value.namedChildren[0] : value) ?? item);
  const assertion = call === null ? null : raisesAssertionOf(call, model);
  if (assertion === null) return null;
  const target = isNamed ? value.field("alias")?.namedChildren[0] : undefined;
  const alias = target?.kind === "identifier" ? target : null;
  return { name: assertion.name, alias, isWarning: /warn/i.test(assertion.name) };
}

/** Where the block itself reads what is not there yet. */
function earlyReads(alias: SyntaxNode, body: SyntaxNode, attributes: ReadonlySet<string>, model: Model): SyntaxNode[] {
  const variable = model.variableOf(alias);
  const region = body.enclosing("function_definition", "lambda");
  return (variable?.references ?? []).flatMap((reference) => {
    const read = reference.parent;
    const isRead = read?.kind === "attribute" && read.field("object") === reference;
    if (!isRead || !body.covers(read) || !attributes.has(read.field("attribute")?.text ?? "")) return [];
    return read.enclosing("function_definition", "lambda") === region ? [read] : [];
  });
}
