import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import { RAISES_WORDS, raisesAssertionOf } from "../../engine/semantics/raises-assertions.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** What the context managers only have once their block has ended. */
const LATER = {
  unittest: new Set(["exception", "warning"]),
  pytest: new Set(["match", "tb", "traceback", "type", "typename", "value"]),
};

/** A `with` statement that gives a name, and in its block, within the next lines, the name with one of those attributes. */
const TAIL =
  /^([ \t]*)(?:async[ \t]+)?with\b(?:[^\n]{300}|[^\n]{0,300}\bas[ \t]+(\w+)[^\n]{0,300}\n(?:\1[ \t]+[^ \t\r\n][^\n]*\n|[ \t\r]*\n){0,30}?\1[ \t][^\n]*\b\2\s*\.\s*(?:exception|warning|match|tb|traceback|type|typename|value)\b)/m;

/**
 * The exception ends the block of `with self.assertRaises(E) as caught:`. What stands behind the raising call is not
 * reached when the test passes, and `caught.exception` is only there behind the block.
 *
 * Found where the block itself reads the exception.
 */
export default defineRule({
  name: "assertraises-dead-tail",
  question: "testing",
  summary: "a look at the exception in the block of `assertRaises`, which the exception leaves before",
  severity: "error",
  fix: "none",
  messages: {
    early:
      "`{read}` is only there behind the block, which the exception leaves before it comes here: move this out of the block",
  },
  on: (when) =>
    when.nodes("with_statement", { anyOf: RAISES_WORDS, pattern: TAIL }, (statement, { model, report, source }) => {
      const body = statement.field("body");
      const items = statement.children.find(({ kind }) => kind === "with_clause")?.namedChildren ?? [];
      for (const item of items) {
        const found = waiting(item, model);
        if (found === null || body === null) continue;
        const { name, alias } = found;
        const reads =
          alias === null ? [] : earlyReads(alias, body, name.includes("assert") ? LATER.unittest : LATER.pytest, model);
        // Asked last, since it is dear where lines are long.
        if (reads.length === 0 || !textMatches(source, TAIL)) continue;
        for (const read of reads) report("early", { at: read, data: { read: read.text.replace(/\s+/g, "") } });
      }
    }),
});

/** The assertion that an item of a `with` statement makes, with the name it is given. */
function waiting(item: SyntaxNode, model: Model): { name: string; alias: SyntaxNode | null } | null {
  const value = item.field("value");
  const isNamed = value?.kind === "as_pattern";
  const call = model.callAt((isNamed ? value.namedChildren[0] : value) ?? item);
  const assertion = call === null ? null : raisesAssertionOf(call, model);
  if (assertion === null) return null;
  const target = isNamed ? value.field("alias")?.namedChildren[0] : undefined;
  const alias = target?.kind === "identifier" ? target : null;
  return { name: assertion.name, alias };
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
