import { defineRule, type Fix } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import { isAsync, isGenerator } from "../../engine/semantics/definitions.js";
import type { Model } from "../../engine/semantics/model.js";
import { methodsOf, type TestCase, testCaseOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { isInRange } from "../../engine/versions.js";

const FIXTURES = new Set(["setUp", "tearDown", "setUpClass", "tearDownClass"]);
const ASYNC_FIXTURES = new Set(["asyncSetUp", "asyncTearDown"]);
/** Methods by which a class decides itself how its tests are run. */
const RUNNING = [
  "run",
  "__call__",
  "_callTestMethod",
  "_callSetUp",
  "__getattribute__",
  "__init_subclass__",
  "__init__",
];

const BODY = /\basync\s+def\s+(?:test|setUp|tearDown|asyncSetUp|asyncTearDown)|\byield\b/;

/**
 * To call an `async def`, or a function with a `yield` in it, runs none of its body. A plain test case calls its tests and
 * drops what they give: the test passes, whatever it says.
 *
 * Found at tests and fixtures of classes whose bases are all known, when no decorator is there to drive them.
 */
export default defineRule({
  name: "test-body-never-runs",
  question: "testing",
  summary: "a test that is a coroutine or generator, and passes without being run",
  severity: "error",
  fix: "unsafe",
  messages: {
    coroutine: "`{name}` is a coroutine that `{base}` never awaits, so its body never runs and it passes: {advice}",
    generator: "`{name}` is a generator because of its `yield`, so its body never runs and it passes: {advice}",
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      { anyOf: [["unittest"], ["unittest2"]], pattern: BODY },
      (definition, { model, report, source, target }) => {
        if (!textMatches(source, BODY)) return;
        // Most classes have no such method, which is cheaper to see than what they inherit.
        const suspects = methodsOf(definition).filter((method) => isAsync(method) || isGenerator(method));
        const testCase = suspects.length === 0 ? null : testCaseOf(definition, model);
        if (testCase === null || !testCase.isComplete || mayDriveItself(testCase, model)) return;
        for (const method of suspects) {
          const name = method.field("name");
          if (name === null || !isCalled(name.text, testCase)) continue;
          if (decoratorNames(method).some((each) => each !== "classmethod")) continue;
          const isFixture = !name.text.startsWith("test");
          if (isGenerator(method)) {
            const advice = isFixture
              ? "use `addCleanup` for what is to be done afterwards"
              : "loop in it, with `subTest`";
            report("generator", { at: name, data: { name: name.text, advice } });
          } else if (isAsync(method) && !isAwaited(name.text, testCase)) {
            const data = {
              name: name.text,
              base: testCase.isAsync ? "unittest" : "TestCase",
              advice: adviceFor(name.text, testCase),
            };
            const hasRight = isInRange(target, { since: "3.8" });
            report("coroutine", { at: name, data, fix: () => (hasRight ? inheritAsync(definition) : null) });
          }
        }
      },
    ),
});

function isCalled(name: string, { isAsync: awaits }: TestCase): boolean {
  return name.startsWith("test") || FIXTURES.has(name) || (awaits && ASYNC_FIXTURES.has(name));
}

function isAwaited(name: string, { isAsync: awaits }: TestCase): boolean {
  return awaits && !FIXTURES.has(name);
}

function adviceFor(name: string, { isAsync: awaits }: TestCase): string {
  if (!awaits) return "inherit from `unittest.IsolatedAsyncioTestCase`";
  return name.endsWith("Class")
    ? "it must be a plain function"
    : `call it \`async${name.charAt(0).toUpperCase()}${name.slice(1)}\``;
}

/** Whether a class, or a decorator on one, may run the tests in a way of its own. */
function mayDriveItself({ classes }: TestCase, model: Model): boolean {
  return classes.some(
    (each) =>
      decoratorNames(each).length > 0 || RUNNING.some((method) => model.classes.attribute(each, method) !== null),
  );
}

/** Changes `unittest.TestCase`, where the class inherits from it directly. */
function inheritAsync(definition: SyntaxNode): Fix | null {
  const bases = definition.field("superclasses")?.namedChildren ?? [];
  const base = bases.find(({ kind, text }) => kind === "attribute" && text.endsWith("TestCase"));
  const span = base?.field("attribute");
  if (span === null || span?.text !== "TestCase") return null;
  return {
    title: "Inherit from IsolatedAsyncioTestCase",
    safety: "unsafe",
    edits: [{ span, replacement: "IsolatedAsyncioTestCase" }],
  };
}
