import { defineRule, type Fix } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import type { Model } from "../../engine/semantics/model.js";
import { methodsOf, testCaseOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { isSlipOf } from "../../engine/text/misspelling.js";

const FIXTURES = ["setUp", "tearDown", "setUpClass", "tearDownClass"];
const ALL_FIXTURES = [...FIXTURES, "asyncSetUp", "asyncTearDown"];
const PLAIN: ReadonlyMap<string, string> = new Map(ALL_FIXTURES.map((fixture) => [fixture, plain(fixture)]));
/** Names that pytest calls, on test cases too. */
const OF_PYTEST = new Set(["setup_class", "teardown_class", "setup_method", "teardown_method"]);
/** Names that nose called. */
const OF_NOSE = new Set(["setupClass", "teardownClass"]);

/** A method with a name of about that length and one of those beginnings, which is none of the right ones. */
const WORD =
  /\bdef\s+(?!(?:setUp|tearDown)(?:Class)?\b|async(?:SetUp|TearDown)\b|test)(?:async_?)?(?:[sS]\w{0,3}[uUpP]\w{0,2}|[tT]\w{1,4}_?[dD]\w{1,3})(?:_?[cC]\w{3,5})?\s*\(/;

/**
 * `unittest` calls `setUp` and its kin by name. A method with another name is an ordinary method that nobody calls: the
 * tests run on what was never set up, or leave behind what was never torn down.
 *
 * Found in test cases whose bases are known, when nothing mentions the method.
 */
export default defineRule({
  name: "test-fixture-misspelled",
  question: "testing",
  summary: "a misspelt `setUp`, `tearDown` or their like, which unittest never calls",
  severity: "error",
  fix: "safe",
  messages: {
    misspelled: "unittest never calls `{wrong}`: it is spelt `{right}`",
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      { anyOf: [["unittest"], ["unittest2"]], pattern: WORD },
      (definition, { model, report, source }) => {
        if (!textMatches(source, WORD)) return;
        // That no name is like one of a fixture is cheaper to see than what a class inherits.
        const suspects = methodsOf(definition).filter((method) => {
          const name = method.field("name")?.text;
          return name !== undefined && misspelt(name, ALL_FIXTURES) !== undefined;
        });
        const testCase = suspects.length === 0 ? null : testCaseOf(definition, model);
        if (testCase === null || !testCase.isComplete || !hasTests(definition, model)) return;
        const fixtures = testCase.isAsync ? ALL_FIXTURES : FIXTURES;
        for (const method of suspects) {
          const name = method.field("name");
          const right = name === null ? undefined : misspelt(name.text, fixtures);
          if (name === null || right === undefined || decoratorNames(method).some((each) => each !== "classmethod")) {
            continue;
          }
          // With the right one beside it, or a mention, it is a helper.
          if (model.classes.attribute(definition, right) !== null || isMentioned(name, method, model)) continue;
          report("misspelled", {
            at: name,
            data: { wrong: name.text, right },
            severity: OF_NOSE.has(name.text) ? "warning" : "error",
            fix: () => rename(name, method, right),
          });
        }
      },
    ),
});

/** The one of some fixtures that a name is meant to be, and is not. */
function misspelt(name: string, fixtures: readonly string[]): string | undefined {
  // The names of tests are no slips of any, and there are many of them.
  if (name.startsWith("test") || OF_PYTEST.has(name)) return undefined;
  const word = plain(name);
  return fixtures.find((fixture) => {
    const meant = PLAIN.get(fixture) ?? "";
    return name !== fixture && (word === meant || isSlipOf(word, meant));
  });
}

function plain(name: string): string {
  return name.replace(/_/g, "").toLowerCase();
}

/** Whether the class, or one that inherits from it, has a test, so that it is meant to be run. */
function hasTests(definition: SyntaxNode, model: Model): boolean {
  const isTest = (method: SyntaxNode): boolean => method.field("name")?.text.startsWith("test") === true;
  return (
    methodsOf(definition).some(isTest) ||
    model.tree
      .nodesOfKind("class_definition")
      .some((each) => model.classes.lineage(each).classes.includes(definition) && methodsOf(each).some(isTest))
  );
}

/** Whether anything but its own `super().setup()` calls or names the method. */
function isMentioned(name: SyntaxNode, method: SyntaxNode, model: Model): boolean {
  if ((model.variableOf(name)?.references.length ?? 0) > 0) return true;
  const { text } = model.source;
  if (new RegExp(`["']${name.text}["']`).test(text)) return true;
  const own = superCalls(name, method);
  return model.tree
    .nodesOfKind("attribute")
    .some((each) => each.field("attribute")?.text === name.text && !own.includes(each));
}

/** `super().setup` in the method itself. */
function superCalls(name: SyntaxNode, method: SyntaxNode): SyntaxNode[] {
  return method
    .descendants("attribute")
    .filter(
      (each) =>
        each.field("attribute")?.text === name.text && each.field("object")?.field("function")?.text === "super",
    );
}

function rename(name: SyntaxNode, method: SyntaxNode, replacement: string): Fix {
  const inherited = superCalls(name, method).map((each) => each.field("attribute") ?? each);
  const edits = [name, ...inherited].map((span) => ({ span, replacement }));
  return { title: `Call it \`${replacement}\``, safety: "safe", edits };
}
