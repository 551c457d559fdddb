import { defineRule } from "../../engine/rule.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { signatureOf } from "../../engine/semantics/signature.js";
import { methodsOf, testCaseOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** Soon behind the header of a class whose base sounds like a test's, a constructor without `*`. */
const OVERRIDE =
  /\bclass\s+\w+\s*\([^()\n]{0,200}(?:Base|Case|Test)[^()\n]{0,200}\)\s*:(?:(?!\nclass\b)[\s\S]){0,3000}?\bdef\s+__init__\s*\([^*()]{0,300}\)/;

/**
 * unittest makes one object for each test, and tells it by its first argument which method it is to run. A test case
 * whose `__init__` takes no such argument cannot be made.
 *
 * Found in test cases that have tests, and do not choose one of them by themselves, as those do that a suite is put together of.
 */
export default defineRule({
  name: "testcase-init-override",
  question: "testing",
  summary: "a test case whose `__init__` does not take the name of a test",
  severity: "error",
  fix: "none",
  messages: {
    arity: 'unittest calls `{name}("{test}")` for each test, and this takes {takes}: prepare in `setUp` instead',
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      { anyOf: [["unittest", "__init__"]], pattern: OVERRIDE },
      (definition, { model, report, source }) => {
        if (!textMatches(source, OVERRIDE)) return;
        const [init, ...others] = methodsOf(definition).filter((each) => nameOf(each) === "__init__");
        if (init === undefined || others.length > 0 || init.parent?.kind === "decorated_definition") return;
        const testCase = testCaseOf(definition, model);
        if (testCase === null || !testCase.isComplete) return;
        if (choosesTest(init, model)) return;
        const test = testCase.classes.flatMap(methodsOf).find((each) => nameOf(each).startsWith("test"));
        const { positional, takesRest, keywordOnly } = signatureOf(init);
        const isEnough = takesRest || positional.length > 1;
        const needed = positional.slice(2).filter(({ hasDefault }) => !hasDefault);
        const required = [...needed, ...keywordOnly.filter(({ hasDefault }) => !hasDefault)];
        if (test === undefined || (isEnough && required.length === 0)) return;
        const takes = isEnough ? `also \`${required.map(({ name }) => name).join("`, `")}\`` : "no argument";
        const name = definition.field("name")?.text ?? "";
        report("arity", { at: init.field("name") ?? init, data: { name, test: nameOf(test), takes } });
      },
    ),
});

/** Whether a constructor tells the one of its base which test to run: `unittest.TestCase.__init__(self, "test")`. */
function choosesTest(init: SyntaxNode, model: Model): boolean {
  return model.calls.some(
    ({ node, method, arguments: values }) =>
      method === "__init__" && init.covers(node) && values.some(({ value }) => stringValue(value) !== null),
  );
}

function nameOf(method: SyntaxNode): string {
  return method.field("name")?.text ?? "";
}
