import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { readsByBinding } from "../../engine/semantics/named-uses.js";
import { firstThat } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  always: "`{status}` is None when the command succeeded, and None is not 0, so this is true even then: ask `{test}`",
  never: "`{status}` is None when the command succeeded, and never 0, so this is never true: ask `{test}`",
  arithmetic:
    "`{status}` is None when the command succeeded, so this raises TypeError then: ask `if {status} is not None` before",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * The `close` of a file from `os.popen` gives back how the command ended, and None if it succeeded. The FAQ's own program
 * that mails through `sendmail` compares it with 0, and so reports a failure each time it succeeded.
 *
 * Found where what `close` gives is compared with 0, or calculated with, and nothing has asked for None before.
 */
export default defineRule({
  name: "popen-close-status",
  question: "os-read-popen",
  summary: "the status that closing `os.popen` gives, compared with 0 although success is None",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.methods("os.popen", "close", (call, _, context) => {
      const use = useOf(call.node);
      if (use.kind !== "stored") check(call.node, context);
      else if (use.target.kind === "identifier")
        for (const read of readsOf(use.target, call.node, context.model)) check(read, context);
    }),
});

/** The places where a name has what was stored in it here, and nobody has asked whether it is None. */
function readsOf(target: SyntaxNode, stored: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const variable = model.variableOf(target);
  if (variable === undefined) return [];
  const reads = readsByBinding(variable, model).get(target) ?? [];
  return reads.filter((read) => {
    if (read === target || stored.covers(read) || model.scopeAt(read) !== model.scopeAt(target)) return false;
    return !isAskedAround(read, target, variable);
  });
}

/** Whether a place depends on a condition that another mention of the variable is part of, but the one that stores it. */
function isAskedAround(place: SyntaxNode, target: SyntaxNode, { references }: Variable): boolean {
  for (let node = place, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    if (parent.kind === "function_definition") return false;
    const condition = conditionOf(parent);
    if (condition === null || condition.covers(node)) continue;
    const first = firstThat(references, ({ start }) => start >= condition.start);
    const mentions = references.slice(first, first + 2).filter((each) => condition.covers(each));
    if (mentions.some((each) => each !== target)) return true;
  }
  return false;
}

/** What decides whether the rest of a statement or expression is evaluated. */
function conditionOf(node: SyntaxNode): SyntaxNode | null {
  switch (node.kind) {
    case "if_statement":
    case "elif_clause":
    case "while_statement":
      return node.field("condition");
    case "conditional_expression":
      return node.namedChildren[1] ?? null;
    case "boolean_operator":
      return node.field("left");
    default:
      return null;
  }
}

function check(status: SyntaxNode, { report }: Context): void {
  const { parent } = status;
  const data = { status: excerpt(status.text) };
  if (parent?.kind === "binary_operator") {
    if (
      /^(?:>>|<<|\/\/?|\+|-|&|\||%?)$/.test(parent.field("operator")?.text ?? "") &&
      parent.field("left") === status
    ) {
      report("arithmetic", { at: parent, data });
    }
    return;
  }
  if (parent?.kind !== "comparison_operator" || parent.namedChildren.length !== 2) return;
  const [left, right] = parent.namedChildren;
  const other = left === status ? right : left;
  const operator = parent.children.find(({ isNamed }) => !isNamed);
  if (other === undefined || operator === undefined || integerValue(unparenthesized(other)) !== 0n) return;
  const isUnequal = operator.text === "!=" || operator.text === "<>";
  if (!isUnequal && operator.text !== "==") return;
  const test = `${status.text} ${isUnequal ? "is not" : "is"} None`;
  report(isUnequal ? "always" : "never", {
    at: parent,
    data: { ...data, test: excerpt(test) },
    fix: (): Fix => ({ title: "Compare with None", safety: "safe", edits: [{ span: parent, replacement: test }] }),
  });
}
