import { StructFormat } from "../../engine/knowledge/struct-format.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { whenStructCalls } from "../../engine/struct-calls.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  used: "`unpack` of `{format}` gives a tuple of one value, and here it is {used}: take its [0]",
  kept: "`unpack` of `{format}` gives a tuple of one value, and `{name}` is {used}: take its [0]",
} as const;

/** What may be done with a tuple where a number or bytes were meant. */
type Usage =
  /** Works with none, or gives an answer that is never meant; in words. */
  | { readonly wrong: string }
  /** Is right for a tuple. */
  | "tuple"
  /** Goes where it is not to be seen. */
  | "open";

/** Functions that take no tuple as their first argument, and methods of files and sockets. */
const SCALAR_FUNCTIONS = new Set(
  ["abs", "bin", "chr", "float", "hex", "int", "long", "oct", "range", "round", "unichr", "xrange"].map(
    (name) => `builtins.${name}`,
  ),
);
const SCALAR_METHODS = new Set(["read", "recv", "seek"]);
/** Operators that no tuple has, with a number on the other side. */
const SCALAR_OPERATORS = new Set(["+", "-", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"]);

/**
 * `struct.unpack` always gives a tuple, even of a single value. Used as that value it raises TypeError, or compares as
 * never equal without a word.
 *
 * Found where the format has one value and its tuple is read, sought, compared with a number or computed with, directly or
 * under a name that is bound once and never used as a tuple.
 */
export default defineRule({
  name: "struct-tuple-as-scalar",
  question: "binary-data",
  summary: "the tuple that `struct.unpack` gives, used as the one value in it",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => whenStructCalls(when, ["unpack", "unpack_from"], check),
});

function check(use: StructCall, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { call, format } = use;
  if (!(format instanceof StructFormat) || format.valueCount !== 1n) return;
  if (isExpectedToFail(call.node, model, [])) return;
  const data = { format: excerpt(use.text) };
  const direct = usageOf(call.node, model);
  if (typeof direct === "object") {
    report("used", { at: call.node, data: { ...data, used: direct.wrong }, fix: () => takeFirst(call.node, true) });
    return;
  }
  const name = nameOf(call.node, model);
  const readers = (name === null ? undefined : model.variableOf(name)?.references) ?? [];
  const usages = readers.map((reader) => usageOf(reader, model));
  const first = usages.findIndex((usage) => typeof usage === "object");
  const [usage, reader] = [usages[first], readers[first]];
  if (name === null || reader === undefined || typeof usage !== "object" || usages.includes("tuple")) return;
  report("kept", {
    at: name,
    data: { ...data, name: name.text, used: usage.wrong },
    related: [{ span: reader, message: `${usage.wrong} here` }],
    // What gets it elsewhere may count on the tuple.
    fix: () => takeFirst(call.node, !usages.includes("open")),
  });
}

/** The name that is bound to a call's result and to nothing else. */
function nameOf(call: SyntaxNode, model: Model): SyntaxNode | null {
  let assignment = call.parent;
  while (assignment?.kind === "parenthesized_expression") assignment = assignment.parent;
  const target = assignment?.kind === "assignment" ? assignment.field("left") : null;
  const [binding, ...others] = (target?.kind === "identifier" ? model.variableOf(target)?.bindings : undefined) ?? [];
  const value = binding === undefined || others.length > 0 ? null : directValue(binding);
  return value !== null && unparenthesized(value) === call && target !== null ? target : null;
}

function usageOf(expression: SyntaxNode, model: Model): Usage {
  let node = expression;
  while (node.parent?.kind === "parenthesized_expression") node = node.parent;
  const parent = node.parent;
  switch (parent?.kind) {
    case "binary_operator":
      return operandUsage(parent, node);
    case "unary_operator":
      return { wrong: "computed with" };
    case "comparison_operator": {
      const [other, ...others] = parent.namedChildren.filter((operand) => operand !== node);
      const isPlain = other !== undefined && others.length === 0 && isScalar(other) && !asksMembership(parent);
      return isPlain ? { wrong: `compared with \`${excerpt(other.text)}\`` } : "tuple";
    }
    case "slice":
      return { wrong: "a bound of a slice" };
    case "argument_list": {
      const call = parent.parent === null ? null : model.callAt(parent.parent);
      if (call === null || call.positional[0] !== node) return "open";
      if (call.name !== null && SCALAR_FUNCTIONS.has(call.name)) return { wrong: `given to \`${call.callee.text}\`` };
      if (call.receiver !== null && call.method !== null && SCALAR_METHODS.has(call.method)) {
        return { wrong: `given to \`${call.method}\`` };
      }
      return call.name?.startsWith("builtins.") ? "tuple" : "open";
    }
    case "subscript":
    case "for_statement":
    case "for_in_clause":
    case "list_splat":
    case "attribute":
      return "tuple";
    case "assignment":
      return isPattern(parent.field("left")) ? "tuple" : "open";
    default:
      return "open";
  }
}

/** `fmt % n` formats with a tuple, `n + m` may join two, `n * 2` repeats one. */
function operandUsage(operation: SyntaxNode, node: SyntaxNode): Usage {
  const operator = operation.field("operator")?.text ?? "";
  const [left, right] = [operation.field("left"), operation.field("right")];
  const other = left === node ? right : left;
  if (operator === "*") return "open";
  const isRightOfFormat = operator === "%" && left === other && other !== null && isText(other);
  const isWrong = SCALAR_OPERATORS.has(operator) && other !== null && isScalar(other) && !isRightOfFormat;
  return isWrong ? { wrong: "computed with" } : "tuple";
}

/** A number or a string, which no tuple is equal to. */
function isScalar(node: SyntaxNode): boolean {
  const inner = node.kind === "unary_operator" ? node.field("argument") : node;
  return /^(?:integer|float|string|concatenated_string)$/.test(inner?.kind ?? "");
}

const isText = ({ kind }: SyntaxNode): boolean => kind === "string" || kind === "concatenated_string";

function asksMembership(comparison: SyntaxNode): boolean {
  return comparison.children.some(({ kind }) => kind === "in" || kind === "not in");
}

function isPattern(target: SyntaxNode | null): boolean {
  return /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target?.kind ?? "");
}

function takeFirst(call: SyntaxNode, isSafe: boolean): Fix {
  const edits = [{ span: { start: call.end, end: call.end }, replacement: "[0]" }];
  return { title: "Take the value out of the tuple", safety: isSafe ? "safe" : "unsafe", edits };
}
