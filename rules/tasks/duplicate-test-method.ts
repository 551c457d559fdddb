import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** A test, and how far behind it another is looked for: to look further would take longer than to read the file. */
const REPEATED = { pattern: /\bdef[ \t]+(test\w{0,80})[ \t]*\(/, within: 4400 };
/** Two tests of one name in one block. */
const TWICE =
  /\bdef[ \t]+(test\w{0,80})[ \t]*\((?=[\s\S]{0,4000}?\bdef[ \t]+\1[ \t]*\()(?<=^([ \t]*)(?:async[ \t]+)?def[ \t]+\w{1,84}[ \t]*\()(?:[^\n]|\n(?!(?!\2)[ \t]*class\b)){0,3900}?\n\2(?:async[ \t]+)?def[ \t]+\1[ \t]*\(/m;
const RELEVANCE = { anyOf: [[]], repeated: REPEATED, pattern: TWICE };

/**
 * A second `def` of a name replaces the first one: of two tests of one name, only the last is ever run.
 *
 * Found in classes, and in modules, where two undecorated tests of one name stand in the same block and nothing uses the
 * first in between.
 */
export default defineRule({
  name: "duplicate-test-method",
  question: "testing",
  summary: "two tests of one name, of which only the last is run",
  severity: "error",
  fix: "none",
  messages: {
    replaced: "this test is never run: another `{name}` below replaces it, so give one of them another name",
  },
  on: (when) =>
    when.nodes("function_definition", RELEVANCE, (definition, { model, report, source }) => {
      const name = definition.field("name");
      if (name === null || !/^test/.test(name.text) || definition.parent?.kind === "decorated_definition") return;
      const next = replacementOf(definition, name, model);
      if (next === null || !textMatches(source, TWICE)) return;
      report("replaced", {
        at: name,
        data: { name: name.text },
        related: [{ span: next.field("name") ?? next, message: "replaced here" }],
      });
    }),
});

/** The next definition of a test's name in its block, if nothing could still want the first. */
function replacementOf(definition: SyntaxNode, name: SyntaxNode, model: Model): SyntaxNode | null {
  const variable = model.variableOf(name);
  const kind = variable?.scope.kind;
  if (variable === undefined || (kind !== "class" && kind !== "module") || !isCollected(variable.scope.node))
    return null;
  const next = variable.bindings.find(({ name: other }) => other.row > name.row);
  if (next?.kind !== "function" || next.site.parent !== definition.parent) return null;
  const isUsed = variable.references.some(({ row }) => row > definition.row && row < next.site.row);
  return isUsed || isUsedByName(definition, next.site) ? null : next.site;
}

/** Whether tests are looked for there: in test cases, classes called so, and modules. */
function isCollected(owner: SyntaxNode): boolean {
  if (owner.kind === "module") return /(?:^|[\\/])(?:test_\w*|\w*_test)\.py$/.test(owner.tree.source.path);
  const bases = owner.field("superclasses")?.text ?? "";
  return /Test|Case/.test(bases) || /^Test|Tests?$|TestCase$/.test(owner.field("name")?.text ?? "");
}

/** Whether anything between two definitions may take the first from the namespace: `locals()`, `globals()`, `vars()`. */
function isUsedByName(first: SyntaxNode, second: SyntaxNode): boolean {
  const between = first.tree.source.text.slice(first.end, second.start);
  return /\b(?:locals|globals|vars)\(/.test(between);
}
