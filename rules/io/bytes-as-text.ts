import { whereBytesCome } from "../../engine/bytes-come.js";
import { bytesLiteral, textLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import {
  BYTES_COME,
  bytesOfItem,
  certainContent,
  isTypeTested,
  mayBeString,
} from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { mismatchesIn } from "../../engine/semantics/key-comparisons.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import { endedLoop } from "../../engine/semantics/loop-ends.js";
import type { Model } from "../../engine/semantics/model.js";
import { mayBeBytes, mayBeText } from "../../engine/semantics/possible-strings.js";
import { narrowed } from "../../engine/subscriptions.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  equal: "`{one}` is {kind} and `{other}` is {otherKind}: they are never equal",
  contains: "`{one}` is {kind} and `{other}` is {otherKind}: `in` raises TypeError",
  sum: "`{one}` is {kind} and `{other}` is {otherKind}: adding them raises TypeError",
  method: "`{one}` is {kind}, so `{method}` raises TypeError for `{other}`, which is {otherKind}",
  pattern: "the pattern is {kind} and `{other}` is {otherKind}: `{method}` raises TypeError",
  item: "`{one}` is a number, as each item of bytes is: it never equals `{other}`",
  ord: "`{one}` is a number already, as each item of bytes is: `ord` raises TypeError",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type Kind = "bytes" | "str";

/** Methods of str and bytes whose first argument must be of the same kind. */
const METHODS: ReadonlySet<string> = new Set(
  "count endswith find index lstrip partition removeprefix removesuffix replace rfind rindex rpartition rsplit rstrip split startswith strip".split(
    " ",
  ),
);
/** Functions of `re`, and where the text is that they search. */
const SEARCHES: Readonly<Record<string, number>> = {
  "re.findall": 1,
  "re.finditer": 1,
  "re.fullmatch": 1,
  "re.match": 1,
  "re.search": 1,
  "re.split": 1,
  "re.sub": 2,
  "re.subn": 2,
};
const SEARCHING: ReadonlySet<string> = new Set(Object.keys(SEARCHES).map((name) => name.slice("re.".length)));
const FUNCTIONS = [...Object.keys(SEARCHES), "builtins.ord"];
const isNamed = callsOfNames(FUNCTIONS);
const OPERATION =
  /(?:==|!=|\bin\b|\+|\bord\b|\.\s*(?:split|replace|strip|find|with|index|count|match|search|sub|partition))/;
const RELEVANCE = whereBytesCome(OPERATION);

/**
 * In Python 3 bytes and text are strangers: `b"ok" == "ok"` is False without a word, and whatever combines them raises
 * TypeError. One byte of bytes is a number, not a string of length one.
 *
 * Found where it is certain what each side is: a literal, what was read from a file, pipe or socket that was opened in
 * sight, or what a function of the library gives. The end of a loop that waits for the wrong emptiness is another pitfall:
 * `bytes-eof-sentinel`. So are the keys that are read one at a time: `keypress-bytes-vs-str`.
 */
export default defineRule({
  name: "bytes-as-text",
  question: "binary-data",
  summary: "bytes that are compared, searched or joined with a str, or the reverse",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes(["comparison_operator", "binary_operator", "augmented_assignment"], RELEVANCE, checkOperation),
    narrowed(when.calls(FUNCTIONS, checkFunction), BYTES_COME),
    when.methodCalls([...METHODS, ...SEARCHING], RELEVANCE, checkMethod),
  ],
});

function checkOperation(node: SyntaxNode, context: Context): void {
  if (!textMatches(context.source, BYTES_COME)) return;
  if (node.kind === "comparison_operator") checkComparison(node, context);
  else checkSum(node, context);
}

/** Whether somebody knew that there may be both kinds here. */
function isKnown(node: SyntaxNode, model: Model, raises: boolean): boolean {
  if (isTypeTested(node) || guardOf(node, model, []) !== null) return true;
  return raises && isExpectedToFail(node, model, ["builtins.TypeError", "builtins.Exception"]);
}

function checkComparison(node: SyntaxNode, context: Context): void {
  const { model, report } = context;
  for (const { left, operator, right } of comparisonsIn(node)) {
    const isEquality = operator === "==" || operator === "!=";
    if (!isEquality && operator !== "in" && operator !== "not in") continue;
    if (!mayBeString(left) || !mayBeString(right)) continue;
    // That neither can be bytes is cheap to see, and true of most.
    if (!mayBeBytes(left, model) && !mayBeBytes(right, model)) continue;
    if (isEquality && (checkItem(left, right, node, context) || checkItem(right, left, node, context))) continue;
    const mixed = mixedKinds(left, right, model);
    if (mixed === null || isWaiting(node, operator, [left, right]) || isKnown(node, model, !isEquality)) continue;
    if (mismatchesIn(node, model).some(({ key }) => key.reader.includes("."))) continue;
    report(isEquality ? "equal" : "contains", {
      at: node,
      data: { one: excerpt(left.text), other: excerpt(right.text), ...mixed },
      related: originOf([left, right], node, model),
      fix: () => alike([left, right]),
    });
  }
}

/** Whether a loop waits for the comparison: that is said by a rule of its own. */
function isWaiting(node: SyntaxNode, operator: string, sides: readonly SyntaxNode[]): boolean {
  if (operator !== "==" && operator !== "!=") return false;
  return sides.some((side) => stringValue(unparenthesized(side)) === "") && endedLoop(node, operator) !== null;
}

function checkItem(item: SyntaxNode, other: SyntaxNode, node: SyntaxNode, { model, report }: Context): boolean {
  if (!mayBeBytes(item, model)) return false;
  if (isToldAtOnce(other, model) && certainContent(other, model) === null) return false;
  const bytes = bytesOfItem(item, model);
  if (bytes === null || certainContent(other, model) === null) return false;
  if (isKnown(node, model, false)) return true;
  report("item", {
    at: node,
    data: { one: excerpt(item.text), other: excerpt(other.text) },
    related: originOf([bytes], node, model),
    fix: () => sliced(item, other),
  });
  return true;
}

/** `data[0] == "x"` becomes `data[0:1] == b"x"`. */
function sliced(item: SyntaxNode, other: SyntaxNode): Fix | null {
  const node = unparenthesized(item);
  const literal = unparenthesized(other);
  const index = node.kind === "subscript" ? node.fieldAll("subscript")[0] : undefined;
  if (index === undefined || stringValue(literal)?.length !== 1) return null;
  const slice = /^\d+$/.test(index.text)
    ? `${index.text}:${Number(index.text) + 1}`
    : index.text === "-1"
      ? "-1:"
      : null;
  const edits = /^[rR]?[bB]/.test(literal.text) ? [] : bytesLiteral(literal);
  if (slice === null || edits === null) return null;
  return { title: "Compare a slice", safety: "safe", edits: [{ span: index, replacement: slice }, ...edits] };
}

function checkSum(node: SyntaxNode, { model, report }: Context): void {
  const isSum = (node.token("+") ?? node.token("+=")) !== null;
  const [left, right] = isSum ? [node.field("left"), node.field("right")] : [null, null];
  if (left === null || right === null) return;
  const mixed = mixedKinds(left, right, model);
  // Of a sum of many, the first that raises is told.
  if (mixed === null || isMixedSum(left, model) || isKnown(node, model, true)) return;
  report("sum", {
    at: node,
    data: { one: excerpt(left.text), other: excerpt(right.text), ...mixed },
    related: originOf([left, right], node, model),
    fix: () => alike([left, right]),
  });
}

function isMixedSum(sum: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(sum);
  const [left, right] = [node.field("left"), node.field("right")];
  if (node.kind !== "binary_operator" || node.field("operator")?.text !== "+" || left === null || right === null)
    return false;
  return mixedKinds(left, right, model) !== null;
}

function checkFunction(call: Call, context: Context): void {
  if (!textMatches(context.source, BYTES_COME)) return;
  const place = SEARCHES[call.name ?? ""];
  if (place === undefined) checkOrd(call, context);
  else checkSearch(call, call.argument(0, "pattern"), call.argument(place, "string"), context);
}

function checkMethod(call: Call, context: Context): void {
  const { model, report, source } = context;
  if (!textMatches(source, BYTES_COME) || isNamed(call, model)) return;
  const { receiver, method, node } = call;
  const argument = call.positional[0];
  if (receiver === null || method === null || argument === undefined) return;
  if (SEARCHING.has(method)) {
    const text = call.positional[method.startsWith("sub") ? 1 : 0];
    // A pattern may be bytes where something is that it is made of.
    if (!mayBeBytes(receiver, model) && (text === undefined || !mayBeBytes(text, model))) return;
    const compiled = model.onlyValueOf(receiver);
    const made = compiled?.kind === "call" && compiled.name === "re.compile" ? model.callAt(compiled.node) : null;
    if (made !== null) {
      checkSearch(call, made.argument(0, "pattern"), text, context);
      return;
    }
  }
  if (!METHODS.has(method)) return;
  const mixed = mixedKinds(receiver, argument, model);
  if (mixed === null || isKnown(node, model, true)) return;
  report("method", {
    at: node,
    data: { one: excerpt(receiver.text), other: excerpt(argument.text), method, ...mixed },
    related: originOf([receiver, argument], node, model),
    fix: () => (method === "replace" ? null : alike([argument])),
  });
}

function checkSearch(
  call: Call,
  pattern: SyntaxNode | undefined,
  text: SyntaxNode | undefined,
  context: Context,
): void {
  const { model, report } = context;
  if (pattern === undefined || text === undefined) return;
  const mixed = mixedKinds(pattern, text, model);
  if (mixed === null || isKnown(call.node, model, true)) return;
  report("pattern", {
    at: call.node,
    data: { other: excerpt(text.text), method: excerpt(call.callee.text), ...mixed },
    related: originOf([text], call.node, model),
    fix: () => (call.node.covers(pattern) && !/^sub/.test(call.method ?? "sub") ? alike([pattern]) : null),
  });
}

function checkOrd(call: Call, { model, report }: Context): void {
  const [item] = call.positional;
  const bytes = item === undefined || !mayBeBytes(item, model) ? null : bytesOfItem(item, model);
  if (item === undefined || bytes === null || isKnown(call.node, model, true)) return;
  report("ord", {
    at: call.node,
    data: { one: excerpt(item.text) },
    related: originOf([bytes], call.node, model),
    fix: () => ({
      title: "Take the number as it is",
      safety: "safe",
      edits: [{ span: call.node, replacement: item.text }],
    }),
  });
}

const KINDS = { bytes: "bytes", str: "a str" } as const;

/** What two expressions are if one is certainly bytes and the other text. Two literals are a trial. */
function mixedKinds(one: SyntaxNode, other: SyntaxNode, model: Model): { kind: string; otherKind: string } | null {
  if (!mayBeString(one) || !mayBeString(other)) return null;
  const mayOneBeBytes = mayBeBytes(one, model) && mayBeText(other, model);
  const mayOtherBeBytes = mayBeBytes(other, model) && mayBeText(one, model);
  if (!mayOneBeBytes && !mayOtherBeBytes) return null;
  if (stringValue(unparenthesized(one)) !== null && stringValue(unparenthesized(other)) !== null) return null;
  // What must be bytes comes first, or else what is told at once: where it is not, the other need not be asked.
  if (!mayOneBeBytes && certainContent(other, model) !== "bytes") return null;
  if (!mayOtherBeBytes && certainContent(one, model) !== "bytes") return null;
  if (!isToldAtOnce(one, model) && isToldAtOnce(other, model) && certainContent(other, model) === null) return null;
  const kind: Kind | null = certainContent(one, model);
  const otherKind: Kind | null = kind === null ? null : certainContent(other, model);
  if (kind === null || otherKind === null || kind === otherKind) return null;
  return { kind: KINDS[kind], otherKind: KINDS[otherKind] };
}

/** Whether an expression is a literal or a name with one binding, which is told without following the control flow. */
function isToldAtOnce(expression: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(expression);
  return node.kind === "identifier" ? (model.variableOf(node)?.bindings.length ?? 0) < 2 : node.kind === "string";
}

/** Where it was decided what the first of the expressions is that is not written out. */
function originOf(expressions: readonly SyntaxNode[], node: SyntaxNode, model: Model) {
  for (const expression of expressions) {
    if (stringValue(unparenthesized(expression)) !== null) continue;
    const origin = model.contentOrigin(expression);
    if (node.covers(origin)) continue;
    const kind = certainContent(expression, model);
    return [{ span: origin, message: kind === "str" ? "it is text from here" : "it is bytes from here" }];
  }
  return [];
}

/** The literal among the expressions becomes of the other kind. */
function alike(expressions: readonly SyntaxNode[]): Fix | null {
  for (const expression of expressions.map(unparenthesized)) {
    if (stringValue(expression) === null) continue;
    const asBytes = bytesLiteral(expression);
    const edits = asBytes ?? textLiteral(expression);
    const title = asBytes === null ? "Make it a str literal" : "Make it a bytes literal";
    return edits && { title, safety: "safe", edits };
  }
  return null;
}
