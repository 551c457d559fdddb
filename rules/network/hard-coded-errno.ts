import { type ErrnoMeaning, errnoMeanings, errnoValues } from "../../engine/knowledge/errno-values.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { caughtAs, isSystemError } from "../../engine/semantics/caught-exceptions.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  one: "{number} is {name} on {platform} only ({others}): compare with `errno.{name}`",
  several: "{number} is {meaning}: compare with the name from `errno` that is meant",
} as const;

/** What a text has that compares the number of an error. */
const NUMBERED = /\b(?:errno|args|connect_ex|SO_ERROR)\b|\[\s*0\s*\]/;

/** A comparison with a number that has two digits at least. */
const COMPARED = /(?:[=!]=|<>)[\s(\\]*\d\w|\d\w*[\s)\\]*(?:[=!]=|<>)|\bin\b[\s\\]*[([{][^)\]}]{0,400}\b\d\w/;

/** What only Linux has: who uses it needs no other system's numbers. */
const LINUX_ONLY =
  /\b(?:AF_(?:ALG|CAN|NETLINK|PACKET|TIPC|VSOCK)|(?:PF|SOL)_CAN\w{0,20}|CAN_(?:BCM|ISOTP|J1939|RAW)|epoll|inotify)\b/;

type Context = RuleContext<typeof MESSAGES>;

/**
 * The operating systems number most errors of the network each in its own way. A number that was looked up on one is another error, or
 * none, on the next, and the test is silently never true there.
 *
 * Found where the number of an OSError, or what `connect_ex` gives, is compared with a literal that differs between Linux,
 * macOS and Windows. Who names the numbers of several systems, asks first on which one this runs, or uses what only Linux has and
 * Linux's numbers, knows about it.
 */
export default defineRule({
  name: "hard-coded-errno",
  question: "nonblocking-connect",
  summary: "the number of an error that is another one on other operating systems",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("comparison_operator", { anyOf: [["except"], ["socket"]], pattern: COMPARED, and: NUMBERED }, check),
});

function check(node: SyntaxNode, context: Context): void {
  const { model, source } = context;
  if (!textMatches(source, COMPARED) || !textMatches(source, NUMBERED)) return;
  for (const { left, operator, right } of comparisonsIn(node)) {
    if (!/^(?:==|!=|<>|in|not in)$/.test(operator)) continue;
    const [value, compared] = numbersIn(left).length > 0 ? [right, left] : [left, right];
    const numbers = numbersIn(compared);
    if (numbers.length === 0 || !isErrorNumber(value, model)) continue;
    if (guardOf(node, model, []) !== null) continue;
    const known = numbers.map((number) => Number(integerValue(number)));
    // Tests that go on with `or` are one list too.
    const beside = numbersBeside(node);
    for (const number of numbers) reportNumber(number, [...known, ...beside], context);
  }
}

function reportNumber(number: SyntaxNode, beside: readonly number[], { model, report, source }: Context): void {
  const value = Number(integerValue(number));
  const meanings = errnoMeanings(value);
  const [meaning, ...others] = meanings;
  if (meaning === undefined || meanings.some((each) => isNamedElsewhere(each, beside))) return;
  if (others.length > 0) {
    report("several", { at: number, data: { number: String(value), meaning: meanings.map(inWords).join(", ") } });
    return;
  }
  const { name, platform } = meaning;
  if (platform === "Linux" && textMatches(source, LINUX_ONLY)) return;
  const elsewhere = [...errnoValues(name)].filter(([each]) => each !== platform);
  const list = elsewhere.map(([each, other]) => `${each} has ${other}`).join(", ");
  report("one", {
    at: number,
    data: { number: String(value), platform, others: list, name },
    fix: () => named(number, name, model),
  });
}

const inWords = ({ name, platform }: ErrnoMeaning): string => `${name} on ${platform}`;

/** Whether the same error's number on another platform stands beside it. */
function isNamedElsewhere({ name, platform }: ErrnoMeaning, beside: readonly number[]): boolean {
  return [...errnoValues(name)].some(([each, value]) => each !== platform && beside.includes(value));
}

/** The integers that a comparison names: a literal, or those of a display. */
function numbersIn(node: SyntaxNode): SyntaxNode[] {
  const inner = unparenthesized(node);
  const each = /^(?:tuple|list|set)$/.test(inner.kind) ? inner.namedChildren : [inner];
  return each.filter((item) => item.kind === "integer" && integerValue(item) !== null);
}

function numbersBeside(comparison: SyntaxNode): number[] {
  let whole = comparison;
  while (whole.parent?.kind === "boolean_operator" || whole.parent?.kind === "parenthesized_expression")
    whole = whole.parent;
  return whole.descendants("integer").map((each) => Number(integerValue(each)));
}

/** Whether an expression is the number of an error of the operating system. */
function isErrorNumber(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  const call = model.callAt(node);
  if (call !== null) {
    if (call.method === "connect_ex") return textMatches(model.source, /\bsocket\b/);
    const option = call.method === "getsockopt" ? call.positional[1] : undefined;
    return option !== undefined && model.qualifiedName(option) === "socket.SO_ERROR";
  }
  const error = errorOf(node, model);
  const classes = error === null ? null : caughtAs(error, model);
  return classes !== null && classes.length > 0 && classes.every(isSystemError);
}

/** The exception `e` of `e.errno`, `e.args[0]` or, in Python 2, `e[0]`. */
function errorOf(node: SyntaxNode, model: Model): SyntaxNode | null {
  if (node.kind === "attribute") return node.field("attribute")?.text === "errno" ? node.field("object") : null;
  const [index] = node.kind === "subscript" ? node.fieldAll("subscript") : [];
  if (index === undefined || integerValue(index) !== 0n) return null;
  const value = node.field("value");
  if (value?.kind === "attribute") return value.field("attribute")?.text === "args" ? value.field("object") : null;
  return model.target.major < 3 ? value : null;
}

function named(number: SyntaxNode, name: string, model: Model): Fix | null {
  const access = accessToModule("errno", model);
  if (access === null) return null;
  const edits = [...access.edits, { span: number, replacement: `errno.${name}` }];
  return { title: `Write \`errno.${name}\``, safety: "safe", edits };
}
