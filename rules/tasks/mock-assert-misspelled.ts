import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** The assertions of mocks, and whether they can be called without arguments. */
const ASSERTIONS: Readonly<Record<string, boolean>> = {
  assert_any_await: false,
  assert_any_call: false,
  assert_awaited: true,
  assert_awaited_once: true,
  assert_awaited_once_with: false,
  assert_awaited_with: false,
  assert_called: true,
  assert_called_once: true,
  assert_called_once_with: false,
  assert_called_with: false,
  assert_has_awaits: false,
  assert_has_calls: false,
  assert_not_awaited: true,
  assert_not_called: true,
};
/** What is written for them, and is nothing but one more mock. */
const MEANT: Readonly<Record<string, string>> = {
  any_call: "assert_any_call",
  assert_any_called: "assert_any_call",
  assert_any_called_with: "assert_any_call",
  assert_called_one: "assert_called_once",
  assert_called_once_whit: "assert_called_once_with",
  assert_called_one_with: "assert_called_once_with",
  assert_has_call: "assert_has_calls",
  assert_not_call: "assert_not_called",
  called_once: "assert_called_once",
  called_once_with: "assert_called_once_with",
  called_with: "assert_called_with",
  has_calls: "assert_has_calls",
  not_called: "assert_not_called",
};
const STATEMENT = new RegExp(
  String.raw`\.\s*(?:(?:${Object.keys(ASSERTIONS).join("|")})\s*(?:$|[\n\r;#])|(?:${Object.keys(MEANT).join("|")})\s*\()`,
);

const MOCKS = ["mock", "Mock", "MagicMock", "AsyncMock", "patch"];
const SPEAKS = new RegExp(String.raw`\b(?:${MOCKS.join("|")})\b`);

/**
 * A mock has every attribute that it is asked for. An assertion that is not called, or whose name is not quite right, is
 * one more mock: up to Python 3.11 it says nothing, and only some of the wrong names are errors since.
 *
 * Found in files that speak of mocks, where such a name is a statement, or what `assert` asks.
 */
export default defineRule({
  name: "mock-assert-misspelled",
  question: "testing",
  summary: "an assertion of a mock that is not called, or misspelt, and checks nothing",
  severity: "error",
  fix: "safe",
  messages: {
    uncalled: "`{name}` is not called, and checks nothing: write `{name}({arguments})`",
    misspelled: "a mock has no assertion `{name}`, so this checks nothing: write `{right}`",
  },
  on: (when) =>
    when.nodes(
      "attribute",
      { anyOf: MOCKS.map((word) => [word]), pattern: STATEMENT },
      (node, { model, report, source }) => {
        const name = node.field("attribute");
        if (name === null || !textMatches(source, SPEAKS) || !textMatches(source, STATEMENT)) return;
        if (node.parent?.kind === "expression_statement" && Object.hasOwn(ASSERTIONS, name.text)) {
          if (node.parent.namedChildren.length > 1) return;
          const takesNone = ASSERTIONS[name.text] === true;
          const edits = [{ span: { start: node.end, end: node.end }, replacement: "()" }];
          const fix: Fix = { title: "Call it", safety: "safe", edits };
          const data = { name: name.text, arguments: takesNone ? "" : "..." };
          report("uncalled", { at: node, data, fix: () => (takesNone ? fix : null) });
          return;
        }
        const call = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent : null;
        if (call === null || !Object.hasOwn(MEANT, name.text) || !isChecked(call)) return;
        if (isExpected(node, ["AttributeError"], model)) return;
        // `class Fake: def called_with(self)`: somebody's own.
        if (model.tree.nodesOfKind("function_definition").some((each) => each.field("name")?.text === name.text))
          return;
        const right = MEANT[name.text] as string;
        const fix: Fix = { title: `Write ${right}`, safety: "safe", edits: [{ span: name, replacement: right }] };
        const isStatement = call.parent?.kind === "expression_statement";
        report("misspelled", { at: name, data: { name: name.text, right }, fix: () => (isStatement ? fix : null) });
      },
    ),
});

/** Whether a call is a statement, or what an `assert` asks. */
function isChecked(call: SyntaxNode): boolean {
  return call.parent?.kind === "expression_statement" || call.parent?.kind === "assert_statement";
}
