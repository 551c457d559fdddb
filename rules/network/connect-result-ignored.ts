import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { methodCall, socketOrigins } from "../../engine/semantics/sockets.js";
import { readingOf, useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  ignored:
    "when there is no connection, `connect_ex` does not raise but gives the number of the error, and nobody looks at it: use `connect`, or test the result",
  constant:
    "`connect_ex` gives 0 or the number of an error, never {value}, so this test is always {truth}: compare with 0",
  inverted:
    "`connect_ex` gives 0 when it has connected, so this says {text} when there is no connection: compare with 0",
} as const;

/** What programs say when there is a connection. */
const SAYS_OPEN = /\b(?:open(?:ed)?|connected|success(?:ful|fully)?|(?:is|was) up|reachable|online|alive)\b/i;
const SAYS_CLOSED =
  /\b(?:not|no|closed?|in use|fail\w*|refused|unable|cannot|can't|couldn't|dis\w+|error|un\w+|offline|down)\b/i;

/** What it raises all the same, for an address that nobody knows. */
const RAISED = ["socket.gaierror", "builtins.OSError"];

type Context = RuleContext<typeof MESSAGES>;

/**
 * `connect_ex` is `connect` without the exception: what went wrong is told by its result alone, and 0 says that all is well.
 *
 * Found where the result of a socket that waits is dropped, or asked the wrong way round. With a non-blocking socket the result says
 * little, and comes again by `SO_ERROR`.
 */
export default defineRule({
  name: "connect-result-ignored",
  question: "nonblocking-connect",
  summary: "a `connect_ex` of which nobody looks at the result, or takes its 0 for a failure",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["socket", "connect_ex"]] }, check),
});

function check(node: SyntaxNode, context: Context): void {
  const { model, report } = context;
  const found = methodCall(node, ["connect_ex"], model);
  // What has no address raises.
  if (found === null || isExpectedToFail(node, model, RAISED) || socketOrigins(found.receiver, model) === null) return;
  const use = useOf(node);
  switch (use.kind) {
    case "dropped":
      if (isConnection(found.call, model)) report("ignored", { at: node });
      return;
    case "stored":
      if (use.target.kind !== "identifier") return;
      if (readingOf(use.target, use.statement, model) === "unread") {
        if (isConnection(found.call, model)) report("ignored", { at: node });
      } else for (const reference of onlyReads(use.target, model)) checkUse(reference, context);
      return;
    default:
      checkUse(node, context);
  }
}

/** Whether a socket waits for the connection, so that the result says what became of it. */
function isConnection(call: Call, model: Model): boolean {
  const mode = modeBefore(call, model);
  return mode === "waiting" || mode === "timed";
}

/** The references of a name that can only have this value. */
function onlyReads(name: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const variable = model.variableOf(name);
  return variable?.bindings.length === 1 ? variable.references : [];
}

function checkUse(result: SyntaxNode, context: Context): void {
  const { parent } = result;
  if (parent?.kind === "comparison_operator") checkComparison(parent, result, context);
  const use = useOf(result);
  if (use.kind === "tested" && !use.isNegated) checkBranch(result, context);
}

function checkComparison(comparison: SyntaxNode, result: SyntaxNode, { report }: Context): void {
  const [only, ...others] = comparisonsIn(comparison);
  if (only === undefined || others.length > 0) return;
  const { left, operator, right } = only;
  const value = unparenthesized(left === result ? right : left);
  const isNever = value.kind === "none" || value.kind === "true" || (value.kind === "false" && /^is/.test(operator));
  if (!isNever || !/^(?:==|!=|is|is not)$/.test(operator)) return;
  const truth = operator === "==" || operator === "is" ? "false" : "true";
  report("constant", { at: comparison, data: { value: value.text, truth } });
}

/** `if s.connect_ex(address): print("open")` */
function checkBranch(result: SyntaxNode, { report }: Context): void {
  const statement = result.parent;
  if (statement?.kind !== "if_statement" || result.fieldName !== "condition") return;
  const strings = statement.field("consequence")?.descendants("string") ?? [];
  const says = strings.map((string) => stringValue(string) ?? string.text);
  const [text, ...others] = says.filter((each) => SAYS_OPEN.test(each));
  if (text === undefined || others.length > 0 || says.some((each) => SAYS_CLOSED.test(each))) return;
  report("inverted", { at: result, data: { text: `"${excerpt(text, 30)}"` } });
}
