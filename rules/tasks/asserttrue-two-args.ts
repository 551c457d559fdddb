import { libraryMember, returnOf } from "../../engine/knowledge/library.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { assertionOf } from "../../engine/semantics/test-cases.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";
import { ITEM } from "../../engine/text/written-forms.js";

/** Assertions about one thing, with what they ask of it. */
const ASSERTIONS: Readonly<Record<string, string>> = {
  assertFalse: "false",
  assertIsNone: "None",
  assertIsNotNone: "not None",
  assertTrue: "true",
  assert_: "true",
  failIf: "false",
  failUnless: "true",
};
const ASSERTED: ReadonlySet<string> = new Set(Object.keys(ASSERTIONS));
/** Expressions that are true or false by themselves: what follows them is meant as a message. */
const CONDITIONS = new Set(["comparison_operator", "boolean_operator", "not_operator", "true", "false"]);
const QUESTION_NAME =
  /^_*(?:is|has|can|should|all|any|isinstance|issubclass|callable|hasattr|startswith|endswith)(?:_|[A-Z]|$)/;
/** Displays. With names or texts in them they are what somebody wants to see when the test fails. */
const DISPLAYS = new Set(["dictionary", "list", "set", "tuple"]);
/** One of the assertions with a second argument of those kinds. */
const TWO_ARGUMENTS = new RegExp(
  String.raw`\b(?:${Object.keys(ASSERTIONS).join("|")})\s*\(${ITEM},\s*(?:[-+]?\.?\d|[([{]|True\b|False\b|None\b|[\w.]+\()`,
);
const VALUE_TYPES = new Set(["None", "bool", "bytes", "complex", "float", "int"]);

/**
 * The second argument of `assertTrue` is no second value but the message for a failure: `assertTrue(result, 5)` is content
 * with any result that is true.
 *
 * Found where it is a number, a truth value, None, or a container behind something that is no condition.
 */
export default defineRule({
  name: "asserttrue-two-args",
  question: "testing",
  summary: "an `assertTrue(a, b)` that was meant to compare, and takes `b` for the message",
  severity: "error",
  fix: "unsafe",
  messages: {
    message: "`{assertion}` only asks whether `{first}` is {wanted}, and takes `{second}` for the message: {advice}",
  },
  on: (when) =>
    when.methodCalls(ASSERTED, { anyOf: [[]], pattern: TWO_ARGUMENTS }, (call, { model, report, source }) => {
      const assertion = textMatches(source, TWO_ARGUMENTS) ? call.method : null;
      if (assertion === null) return;
      const [first, second, ...others] = call.positional;
      if (first === undefined || second === undefined || others.length > 0 || call.arguments.length > 2) return;
      if (assertionOf(call, model) === null) return;
      if (!isComparedValue(first, second, assertion, model)) return;
      report("message", {
        at: second,
        data: {
          assertion,
          first: excerpt(first.text, 30),
          wanted: ASSERTIONS[assertion] as string,
          second: excerpt(second.text, 30),
          advice: /^(?:assertTrue|assert_|failUnless)$/.test(assertion)
            ? "use `assertEqual`"
            : "use `assertEqual` or drop it",
        },
        fix: () => compare(call, first, second, assertion),
      });
    }),
});

/** Whether the second argument can only have been meant as the value that the first should have. */
function isComparedValue(first: SyntaxNode, second: SyntaxNode, assertion: string, model: Model): boolean {
  const value = unparenthesized(second);
  const isCondition = isConditionLike(unparenthesized(first));
  const wanted = ASSERTIONS[assertion];
  // `assertTrue(is_open(), True)` does what it says, nearly.
  if (value.kind === "true" || value.kind === "false") return wanted !== value.kind;
  if (value.kind === "none") return wanted !== "None";
  if (isCondition || isNameOfText(value)) return false;
  if (DISPLAYS.has(value.kind)) return value.descendants("identifier", "string").length === 0;
  if (isNumber(value)) return true;
  const known = value.kind === "call" ? model.callAt(value)?.name : null;
  if (known === null || known === undefined || libraryMember(known) === undefined) return false;
  const { names, isComplete } = returnOf(known, model.target);
  return isComplete && names.length > 0 && names.every((name) => VALUE_TYPES.has(name));
}

function isConditionLike(expression: SyntaxNode): boolean {
  if (CONDITIONS.has(expression.kind)) return true;
  const callee = expression.kind === "call" ? expression.field("function") : null;
  const name = callee?.kind === "attribute" ? callee.field("attribute") : callee;
  return name !== null && name !== undefined && QUESTION_NAME.test(name.text);
}

function isNumber(value: SyntaxNode): boolean {
  const inner = value.kind === "unary_operator" ? value.field("argument") : value;
  return inner?.kind === "integer" || inner?.kind === "float";
}

function isNameOfText(value: SyntaxNode): boolean {
  return value.kind === "identifier" || value.kind === "attribute" || stringValue(value) !== null;
}

function compare(call: Call, first: SyntaxNode, second: SyntaxNode, assertion: string): Fix | null {
  const name = call.callee.field("attribute");
  const isAboutTruth = ASSERTIONS[assertion] === "true" || second.kind === "false";
  if (name === null || !isAboutTruth || first === second) return null;
  return { title: "Call assertEqual", safety: "unsafe", edits: [{ span: name, replacement: "assertEqual" }] };
}
