import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { isTypeTested } from "../../engine/semantics/bytes-and-text.js";
import { caughtAs, isCaughtBefore, isEverCaught, isSystemError } from "../../engine/semantics/caught-exceptions.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  index:
    "exceptions have no items in Python 3, so `{index}` raises TypeError instead of telling what went wrong: use `{instead}`",
  unpacked:
    "exceptions cannot be unpacked in Python 3, so this raises TypeError instead of telling what went wrong: unpack `{error}.args`",
  message:
    "exceptions have no `message` in Python 3, so this raises AttributeError instead of telling what went wrong: use `str({error})`",
} as const;

/** `except socket.error as e`, and not far below it what the rule is about. */
const [INDEXED, ASKED, UNPACKED] = [
  String.raw`\b\1\s*\[`,
  String.raw`\b\1\s*\.\s*message\b`,
  String.raw`=[ \t]*\1[ \t]*(?:[\n\r;#]|$)`,
].map((use) => new RegExp(String.raw`\bexcept\b[^:\n]{1,200}(?:\bas[ \t]|,)[ \t]*(\w+)[\s\S]{1,1200}?${use}`)) as [
  RegExp,
  RegExp,
  RegExp,
];
/** A class of the file may be an exception that has one. */
const OWN_MESSAGE = /\bself\s*\.\s*message\s*=/;
/** Builtin exceptions that others derive their own from, with attributes of their own. */
const OFTEN_DERIVED = /^builtins\.(?:BaseException|Exception|\w*ExceptionGroup)$/;

type Context = RuleContext<typeof MESSAGES>;

/**
 * In Python 2 an exception was also a sequence of what it was made of, and had a `message`. Neither is so in Python 3, and since such code
 * stands where something has gone wrong, it is run rarely, and then hides what has.
 */
export default defineRule({
  name: "exception-index",
  question: "nonblocking-connect",
  summary: "a caught exception that is indexed, unpacked or asked for its `message`, as Python 2 allowed",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes("subscript", { anyOf: [["except"]], pattern: INDEXED }, checkSubscript),
    when.nodes("attribute", { anyOf: [["except", "message"]], pattern: ASKED }, checkMessage),
    when.nodes("assignment", { anyOf: [["except"]], pattern: UNPACKED }, checkUnpacking),
  ],
});

function checkSubscript(node: SyntaxNode, { model, source, report }: Context): void {
  const value = node.field("value");
  if (value?.kind !== "identifier" || !isEverCaught(value, model) || !textMatches(source, INDEXED)) return;
  const [index, ...others] = node.fieldAll("subscript");
  if (index === undefined || others.length > 0) return;
  const number = integerValue(index);
  const classes = number === null ? null : caughtBuiltins(value, model);
  if (classes === null || isProvidedFor(node, model, "builtins.TypeError")) return;
  const attribute = number === 0n ? "errno" : number === 1n ? "strerror" : null;
  const isNumbered = attribute !== null && classes.every(isSystemError);
  const instead = isNumbered ? `${value.text}.${attribute}` : `${value.text}.args[${index.text}]`;
  const edits = isNumbered
    ? [{ span: node, replacement: instead }]
    : [{ span: { start: value.end, end: value.end }, replacement: ".args" }];
  report("index", {
    at: node,
    data: { index: excerpt(node.text), instead },
    fix: (): Fix => ({ title: `Use \`${instead}\``, safety: "safe", edits }),
  });
}

function checkUnpacking(node: SyntaxNode, { model, source, report }: Context): void {
  const right = node.field("right");
  if (right?.kind !== "identifier") return;
  if (!/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(node.field("left")?.kind ?? "")) return;
  if (!textMatches(source, UNPACKED) || caughtBuiltins(right, model) === null) return;
  if (isProvidedFor(node, model, "builtins.TypeError")) return;
  report("unpacked", {
    at: node,
    data: { error: right.text },
    fix: () => ({
      title: `Unpack \`${right.text}.args\``,
      safety: "safe",
      edits: [{ span: { start: right.end, end: right.end }, replacement: ".args" }],
    }),
  });
}

function checkMessage(node: SyntaxNode, { model, source, report }: Context): void {
  const object = node.field("object");
  if (object?.kind !== "identifier" || node.field("attribute")?.text !== "message") return;
  if (node.fieldName === "left" || !isEverCaught(object, model)) return;
  if (!textMatches(source, ASKED) || textMatches(source, OWN_MESSAGE)) return;
  const classes = caughtBuiltins(object, model);
  // An exception that was made elsewhere may have such an attribute of its own.
  if (classes === null || classes.some((name) => OFTEN_DERIVED.test(name))) return;
  if (isProvidedFor(node, model, "builtins.AttributeError") || isAskedFor(object, model)) return;
  report("message", {
    at: node,
    data: { error: object.text },
    fix: () => ({
      title: `Use \`str(${object.text})\``,
      safety: "unsafe",
      edits: [{ span: node, replacement: `str(${object.text})` }],
    }),
  });
}

/** The builtin classes that an exception was caught as; null where one may be another, with manners of its own. */
function caughtBuiltins(name: SyntaxNode, model: Model): readonly string[] | null {
  const classes = caughtAs(unparenthesized(name), model);
  const isKnown = classes?.every(
    (each) => /^builtins\.\w*(?:Error|Exception|Exit|Interrupt|Iteration|Warning)$/.test(each) || isSystemError(each),
  );
  return isKnown === true && !isTypeTested(name) && !(classes?.every(isSystemError) && isCaughtBefore(name, model))
    ? classes
    : null;
}

/** Whether what is raised is caught, or the version asked for first. */
function isProvidedFor(node: SyntaxNode, model: Model, error: string): boolean {
  const [, name = ""] = error.split(".");
  return isExpectedToFail(node, model, [error]) || guardOf(node, model, [...NAME_ERRORS, name]) !== null;
}

/** `hasattr(e, "message")` */
function isAskedFor(name: SyntaxNode, model: Model): boolean {
  const references = model.variableOf(name)?.references ?? [];
  return references.some(({ parent }) => {
    const call = parent?.kind === "argument_list" && parent.parent !== null ? model.callAt(parent.parent) : null;
    return call?.name === "builtins.hasattr" || call?.name === "builtins.getattr";
  });
}
