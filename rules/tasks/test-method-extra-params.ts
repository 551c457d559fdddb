import { defineRule } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import { accepts, arityOf, inWords, remaining, signatureOf } from "../../engine/semantics/signature.js";
import { methodsOf, testCaseOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const FIXTURES = new Set(["setUp", "tearDown", "setUpClass", "tearDownClass", "asyncSetUp", "asyncTearDown"]);
/** Methods by which a class may call its tests in a way of its own. */
const RUNNING = ["run", "__call__", "_callTestMethod", "__getattribute__", "__init_subclass__", "__init__"];
/** In a class, and without a decorator but that of methods of the class. */
const PARAMETERS =
  /\bdef\s+(?:test\w*|(?:setUp|tearDown)(?:Class)?|async(?:SetUp|TearDown))\s*\(\s*(?:\)|\w+\s*,\s*\w)(?<=\n(?<!\n[ \t]*(?:@(?!classmethod)[^\n]*|\))[ \t\r]*\n)[ \t]+(?:async[ \t]+)?def\s+\w+\s*\(\s*(?:\)|\w+\s*,\s*\w))/;

/**
 * unittest calls tests and fixtures without arguments. A parameter that a decorator would have filled, or a fixture of
 * pytest, is filled by nobody in a `TestCase`.
 *
 * Found in test cases whose bases are known, at methods without decorators, in classes without decorators. A fixture of a class without
 * tests is for classes that inherit it, and may call it with what it takes.
 */
export default defineRule({
  name: "test-method-extra-params",
  question: "testing",
  summary: "a test of a `TestCase` that needs arguments, which unittest never passes",
  severity: "error",
  fix: "none",
  messages: {
    arity: "unittest calls `{name}` without arguments, and it takes {takes}: in a `TestCase` nobody passes them",
    receiver: "`{name}` has no place for `self`: write `def {name}(self)`",
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      {
        anyOf: [["unittest"], ["unittest2"]],
        also: [[["TestCase"], ["IsolatedAsyncioTestCase"]]],
        pattern: PARAMETERS,
      },
      (definition, { model, report, source }) => {
        if (!textMatches(source, PARAMETERS)) return;
        // That a method takes just `self` is cheaper to see than what its class inherits.
        const suspects = methodsOf(definition).filter((method) => isCalled(method) && !takesOnlySelf(method));
        const testCase = suspects.length === 0 ? null : testCaseOf(definition, model);
        if (testCase === null || !testCase.isComplete) return;
        const isDriven = testCase.classes.some(
          (each) =>
            decoratorNames(each).length > 0 || RUNNING.some((name) => model.classes.attribute(each, name) !== null),
        );
        if (isDriven) return;
        const hasTests = testCase.classes
          .flatMap(methodsOf)
          .some((each) => each.field("name")?.text.startsWith("test"));
        for (const method of suspects) {
          const name = method.field("name");
          if (name === null || (!hasTests && FIXTURES.has(name.text))) continue;
          const isClass = name.text.endsWith("Class");
          const decorators = decoratorNames(method);
          // Without its decorator, a fixture of the class has a rule of its own.
          if (isClass ? decorators.join() !== "classmethod" : decorators.length > 0) continue;
          const variable = model.variableOf(name);
          const isUsed = variable === undefined || variable.bindings.length > 1 || variable.references.length > 0;
          // What is left beside `self`.
          const signature = remaining(signatureOf(method), { positions: 1, keywords: [] });
          const arity = signature === null ? null : arityOf([signature]);
          const isFine = signature !== null && accepts(signature, 0, []);
          if (isUsed || isFine || isCalledHere(name.text, source.text)) continue;
          if (arity === null) report("receiver", { at: name, data: { name: name.text } });
          else report("arity", { at: name, data: { name: name.text, takes: inWords(arity) } });
        }
      },
    ),
});

/** Whether unittest calls a method of a test case, by its name. */
function isCalled(method: SyntaxNode): boolean {
  const name = method.field("name")?.text;
  return name !== undefined && (name.startsWith("test") || FIXTURES.has(name));
}

function takesOnlySelf(method: SyntaxNode): boolean {
  const [first, ...others] = method.field("parameters")?.namedChildren ?? [];
  return first?.kind === "identifier" && others.length === 0;
}

/** Whether a method is called by somebody who passes what it takes: `self.test_all(5)`. */
function isCalledHere(name: string, text: string): boolean {
  return new RegExp(String.raw`\.\s*${name}\s*\(|["']${name}["']`).test(text);
}
