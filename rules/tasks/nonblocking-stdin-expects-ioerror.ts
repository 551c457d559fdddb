import { wordsOfName } from "../../engine/knowledge/names.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { nonblockingInputs } from "../../engine/semantics/nonblocking-input.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What reads of standard input give in Python 3 when there is nothing to read and nothing is waited for. */
const GIVEN: Readonly<Record<string, string>> = {
  "sys.stdin.buffer.raw.read": "None",
  "sys.stdin.buffer.read": "None",
  "sys.stdin.buffer.read1": 'b""',
  "sys.stdin.buffer.readline": 'b""',
  "sys.stdin.read": '""',
  "sys.stdin.readline": '""',
};
const READS = Object.keys(GIVEN);
const ERRORS = new Set(["BlockingIOError", "EnvironmentError", "IOError", "OSError"].map((name) => `builtins.${name}`));

const MESSAGES = {
  empty:
    "without input `{read}` gives {given} and raises no {error} in Python 3, so {given} is taken for a key: use `select`, then `os.read`",
} as const;

/**
 * The FAQ's recipe for single keys: with O_NONBLOCK, Python 2's `sys.stdin.read(1)` raised IOError until a key was
 * pressed. Python 3's gives an empty text at once, and the loop takes it for a character, thousands of times a second.
 *
 * Found where standard input does not wait, a read stands in a `try` that catches the error, and nothing asks whether
 * what was read is empty.
 */
export default defineRule({
  name: "nonblocking-stdin-expects-ioerror",
  question: "single-keypress",
  summary: "a read of standard input that does not wait, and an except for the error that Python 3 does not raise",
  severity: "error",
  fix: "none",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      { anyOf: READS.flatMap(wordsOfName), pattern: /\bO_N(?:ONBLOCK|DELAY)\b|\bset_blocking\b/ },
      check,
    ),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const call = model.callAt(node);
  const given = call?.name != null && Object.hasOwn(GIVEN, call.name) ? GIVEN[call.name] : undefined;
  // `read()` to the end raises TypeError, or BlockingIOError.
  if (call === null || given === undefined || (call.method === "read" && call.arguments.length === 0)) return;
  const clause = handlerOf(node, model);
  if (clause === null || asksWhetherEmpty(call, model)) return;
  const [nonblocking] = nonblockingInputs(model);
  if (nonblocking === undefined) return;
  report("empty", {
    at: node,
    data: { read: excerpt(node.text), given, error: clause.error },
    related: [
      { span: nonblocking, message: "it does not wait since here" },
      { span: clause.at, message: "not reached by that" },
    ],
  });
}

/** The error by which the nearest `try` expects that there is nothing to read; null if there is none. */
function handlerOf(node: SyntaxNode, model: Model): { readonly error: string; readonly at: SyntaxNode } | null {
  for (let at = node, parent = at.parent; parent !== null; at = parent, parent = parent.parent) {
    if (parent.kind === "function_definition") return null;
    if (parent.kind !== "try_statement" || at.fieldName !== "body") continue;
    for (const clause of parent.children.filter(({ kind }) => kind === "except_clause")) {
      const value = clause.fieldAll("value")[0];
      const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
      const kinds = caught?.kind === "tuple" ? caught.namedChildren : caught === undefined ? [] : [caught];
      const at = kinds.find((kind) => ERRORS.has(model.qualifiedName(kind) ?? ""));
      if (at !== undefined) return { error: at.text, at };
    }
  }
  return null;
}

/** Whether the program asks if what was read is empty, or only compares it with keys that it knows. */
function asksWhetherEmpty({ node }: Call, model: Model): boolean {
  const use = useOf(node);
  if (isLength(node)) return true;
  if (use.kind !== "stored") return use.kind !== "passed" && use.kind !== "operated" && use.kind !== "contained";
  if (use.target.kind !== "identifier") return true;
  const references = model.variableOf(use.target)?.references ?? [];
  const uses = references.map((reference) => ({ reference, use: useOf(reference) }));
  const isAsked = uses.some(
    ({ reference, use: each }) => each.kind === "tested" || isLength(reference) || isComparedWithNothing(reference),
  );
  return isAsked || uses.every(({ use: each }) => each.kind === "compared");
}

function isLength({ parent }: SyntaxNode): boolean {
  return parent?.kind === "argument_list" && parent.parent?.field("function")?.text === "len";
}

function isComparedWithNothing({ parent }: SyntaxNode): boolean {
  if (parent?.kind !== "comparison_operator") return false;
  return parent.namedChildren.some((side) => side.kind === "none" || stringValue(side) === "");
}
