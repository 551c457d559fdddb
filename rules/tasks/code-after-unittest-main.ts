import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { isMainGuard } from "../../engine/semantics/main-guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { testCaseOf } from "../../engine/semantics/test-cases.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  dead: "`{call}()` ends the program, so this never runs: put it in front, or pass `exit=False`",
  late: "when this file is run, the tests of `{name}` are not: `{call}()` has ended the program before they are defined",
} as const;

/** A call of one of those names that is not the end of the file. */
const FOLLOWED = /(?:main|TestProgram)\s*\((?:[^()]|\([^()]{0,200}\)){0,300}\)[^\n\r]*[\n\r]\s*\S/;
/** What may well stand behind the end of a program. */
const HARMLESS = /^(?:pass|return|raise SystemExit\b|(?:sys\.)?exit\()/;

const isMain = callsOfNames(["unittest.main", "unittest.TestProgram"]);

/**
 * `unittest.main()` runs the tests that are defined so far and then leaves the program by `sys.exit`, whether they passed
 * or not.
 *
 * Found where statements follow it in the same block, or test cases behind the guard that it stands in.
 */
export default defineRule({
  name: "code-after-unittest-main",
  question: "testing",
  summary: "code behind `unittest.main()`, which ends the program",
  severity: "error",
  fix: "unsafe",
  tags: ["unnecessary"],
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: [["unittest"]], pattern: FOLLOWED }, (node, context) => {
      const call = textMatches(context.source, FOLLOWED) ? context.model.callAt(node) : null;
      if (call !== null && isMain(call, context.model)) check(call, context);
    }),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const statement = statementOf(call);
  if (statement === null || call.hasUnpacking || call.argument(5, "exit") !== undefined) return;
  const name = call.callee.text.replace(/\s+/g, "");
  const next = statement.nextNamedSibling;
  if (next !== null) {
    if (!HARMLESS.test(next.text)) report("dead", { at: next, data: { call: name }, fix: () => keepRunning(call) });
    return;
  }
  const guard = statement.parent?.parent;
  if (guard === undefined || guard === null || !isMainGuard(guard) || guard.parent?.kind !== "module") return;
  if (isTold(name, model)) return;
  for (let late = guard.nextNamedSibling; late !== null; late = late.nextNamedSibling) {
    const className = late.kind === "class_definition" && testCaseOf(late, model) !== null ? late.field("name") : null;
    if (className === null || !hasTests(late)) continue;
    report("late", { at: className, severity: "warning", data: { name: excerpt(className.text), call: name } });
  }
}

/** The statement that a call is, alone or for its result. */
function statementOf({ node }: Call): SyntaxNode | null {
  const whole = node.parent?.kind === "assignment" && node.fieldName === "right" ? node.parent : node;
  return whole.parent?.kind === "expression_statement" ? whole.parent : null;
}

const told = new Kept<Model, Set<string>>(({ tree }) => tree);

/** Whether a call of that name ends the program further up, so that all behind this one has been told of. */
function isTold(name: string, model: Model): boolean {
  const names = told.get(model) ?? new Set();
  told.set(model, names);
  const isKnown = names.has(name);
  names.add(name);
  return isKnown;
}

function hasTests(definition: SyntaxNode): boolean {
  return (definition.field("body")?.descendants("function_definition") ?? []).some((each) =>
    each.field("name")?.text.startsWith("test"),
  );
}

function keepRunning(call: Call): Fix | null {
  const list = call.node.field("arguments");
  const close = list?.token(")");
  if (list === null || close === null || close === undefined) return null;
  const last = list.namedChildren.at(-1);
  const at = last?.end ?? close.start;
  const replacement = last === undefined ? "exit=False" : ", exit=False";
  return { title: "Pass exit=False", safety: "unsafe", edits: [{ span: { start: at, end: at }, replacement }] };
}
