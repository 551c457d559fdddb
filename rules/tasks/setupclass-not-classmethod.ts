import { defineRule, type Fix } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import { accepts, signatureOf } from "../../engine/semantics/signature.js";
import { methodsOf, testCaseOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** One of them without the decorator right above it. */
const UNDECORATED = /(?<!@classmethod\s{1,80})\bdef\s+(?:setUpClass|tearDownClass)\b/;
const NAMES = ["setUpClass", "tearDownClass"];

/**
 * `setUpClass` and `tearDownClass` are called on the class, when there is no object yet: as plain methods they miss their
 * `self`, and no test of the class runs.
 *
 * Found in test cases, also with other bases, when the method needs an argument and nothing makes it a classmethod.
 */
export default defineRule({
  name: "setupclass-not-classmethod",
  question: "testing",
  summary: "a `setUpClass` or `tearDownClass` that is no classmethod",
  severity: "error",
  fix: "safe",
  messages: {
    plain:
      "unittest calls `{name}` on the class, so it misses its `{receiver}` and {consequence}: put `@classmethod` above it",
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      {
        anyOf: ["unittest", "unittest2"].flatMap((module) => NAMES.map((name) => [module, name])),
        pattern: UNDECORATED,
      },
      (definition, { model, report, source }) => {
        if (!textMatches(source, UNDECORATED) || testCaseOf(definition, model) === null) return;
        for (const method of methodsOf(definition)) {
          const name = method.field("name");
          if (name === null || !NAMES.includes(name.text) || decoratorNames(method).length > 0) continue;
          const isOnly = model.variableOf(name)?.bindings.length === 1;
          const signature = signatureOf(method);
          const [receiver] = signature.positional;
          if (!isOnly || receiver === undefined || accepts(signature, 0, [])) continue;
          const consequence = name.text === "setUpClass" ? "no test of the class runs" : "nothing is torn down";
          report("plain", {
            at: name,
            data: { name: name.text, receiver: receiver.name, consequence },
            fix: () => decorate(method),
          });
        }
      },
    ),
});

function decorate(method: SyntaxNode): Fix {
  const { source } = method.tree;
  const replacement = `@classmethod${source.lineBreak}${source.indentationAt(method.start)}`;
  const span = { start: method.start, end: method.start };
  return { title: "Put @classmethod above it", safety: "safe", edits: [{ span, replacement }] };
}
