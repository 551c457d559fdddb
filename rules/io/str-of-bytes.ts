import { whereBytesCome } from "../../engine/bytes-come.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { BYTES_COME, certainContent, isTypeTested, mayBeString } from "../../engine/semantics/bytes-and-text.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { mayBeBytes } from "../../engine/semantics/possible-strings.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  written: "`{value}` is bytes, so the text will hold `b'...'` with quotes and all: decode it first",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const isCallOfStr = callsOfNames(["builtins.str"]);

const FORMS = /\bstr\s*\(|%s|\.\s*format\b|\b(?:[fF][rR]?|[rR][fF])["']/;
const RELEVANCE = whereBytesCome(FORMS);
/** Functions and methods that tell people of something: what they show is not for programs. */
const TELLS =
  /^(?:\w*print\w*|log\w*|_log\w*|debug|info|warn\w*|error|exception|critical|fatal|fail|skip\w*|trace|verbose|message|notify|\w*(?:Error|Exception|Warning|Failed|Failure)|assert\w*|repr)$/;
/** Functions whose bytes are letters and digits. */
const ASCII = /^(?:base64\.\w*encode|binascii\.(?:hexlify|b2a_\w+))$/;

/**
 * `str(data)`, `"%s" % data` and `f"{data}"` do not decode bytes in Python 3: they write them as in a program, `b'abc'`. That
 * goes unnoticed into headers, file names, queries and files.
 *
 * Found where it is certain that bytes are put into text. Not where the text is shown to people: printed, logged or
 * raised.
 */
export default defineRule({
  name: "str-of-bytes",
  question: "binary-data",
  summary: "bytes that get into text as `b'...'`",
  severity: "warning",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes(["binary_operator", "interpolation"], RELEVANCE, check),
    when.methodCalls(["format"], RELEVANCE, ({ node }, context) => check(node, context)),
    { ...when.calls("builtins.str", ({ node }, context) => check(node, context)), relevance: RELEVANCE },
  ],
});

function check(node: SyntaxNode, context: Context): void {
  const { model, report, source } = context;
  if (!textMatches(source, BYTES_COME) || !textMatches(source, FORMS)) return;
  for (const value of writtenBy(node, model)) {
    // Most of what is written is shown, or written by a test, which is cheaper to see than what it is.
    if (!mayBeString(value) || !mayBeBytes(value, model) || isShown(node) || isInTest(node, model)) continue;
    if (certainContent(value, model) !== "bytes" || isTypeTested(node)) continue;
    if (guardOf(node, model, []) !== null) continue;
    const origin = model.contentOrigin(value);
    report("written", {
      at: value,
      data: { value: excerpt(value.text) },
      related: value.covers(origin) ? [] : [{ span: origin, message: "it is bytes from here" }],
      fix: () => decoded(node, value, model),
    });
  }
}

/** The values that an expression writes into a text as `str` writes them. */
function writtenBy(node: SyntaxNode, model: Model): readonly SyntaxNode[] {
  switch (node.kind) {
    case "interpolation": {
      const [value, ...others] = node.namedChildren;
      return value === undefined || others.length > 0 || /=\s*\}$/.test(node.text) ? [] : [value];
    }
    case "binary_operator":
      return node.token("%") !== null ? formatted(node) : [];
    default: {
      const call = model.callAt(node);
      if (call === null) return [];
      const isStr = isCallOfStr(call, model);
      if (!isStr && call.method !== "format") return [];
      const [only, ...others] = call.arguments;
      if (only === undefined) return [];
      if (isStr) {
        return others.length === 0 && only.keyword === null && only.unpacks === null ? [only.value] : [];
      }
      const template = call.method === "format" && call.receiver !== null ? textOf(call.receiver) : null;
      if (template === null || call.hasUnpacking) return [];
      return fieldsOf(template).flatMap((index) => call.positional[index] ?? []);
    }
  }
}

/** The text of a literal that is no bytes. */
function textOf(expression: SyntaxNode): string | null {
  const literal = unparenthesized(expression);
  return /^[A-Za-z]*[bB]/.test(literal.text) ? null : stringValue(literal);
}

/** The values behind `%s`, where all of a format is plain. */
function formatted(node: SyntaxNode): SyntaxNode[] {
  const [left, right] = [node.field("left"), node.field("right")];
  const template = left === null ? null : textOf(left);
  if (template === null || right === null) return [];
  const places = [...template.matchAll(/%([-+ #0]{0,5}[\d.]{0,9})(.?)/g)].filter(([, , code]) => code !== "%");
  if (places.some(([, , code]) => code === "(" || code === "*")) return [];
  const tuple = unparenthesized(right);
  const values = tuple.kind === "tuple" ? tuple.namedChildren : [right];
  return values.filter((_, index) => places[index]?.[2] === "s");
}

/** The positions of the values that a template for `format` writes as they are; empty where it has fields with more in them. */
function fieldsOf(template: string): number[] {
  const fields = [...template.replaceAll(/\{\{|\}\}/g, "").matchAll(/\{([^{}]*)\}/g)].map(([, field = ""]) => field);
  if (fields.every((field) => field === "")) return fields.map((_, index) => index);
  return fields.flatMap((field) => (/^\d{1,3}$/.test(field) ? [Number(field)] : []));
}

/** Whether a text is made to be shown to people. */
function isShown(node: SyntaxNode): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "raise_statement":
      case "assert_statement":
        return true;
      case "assignment":
      case "keyword_argument": {
        const target = parent.field("left") ?? parent.field("name");
        if (/(?:msg|message|error|reason|info|status|title|help)$/i.test(target?.text ?? "")) return true;
        break;
      }
      case "function_definition":
        return /^(?:__repr__|__str__)$|pretty|print|describe|repr|debug|show/i.test(parent.field("name")?.text ?? "");
      case "call": {
        const callee = parent.field("function");
        const name = callee?.kind === "attribute" ? callee.field("attribute")?.text : callee?.text;
        if (callee !== child && (TELLS.test(name ?? "") || /\bstd(?:out|err)\.write$/.test(callee?.text ?? "")))
          return true;
      }
    }
  }
  return false;
}

/** Bytes that are certainly ASCII are decoded without harm; what other bytes are the author must know. */
function decoded(node: SyntaxNode, value: SyntaxNode, model: Model): Fix | null {
  const made = model.callAt(unparenthesized(model.contentOrigin(value)));
  const safety = made !== null && ASCII.test(made.name ?? "") ? "safe" : "unsafe";
  const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression)$/.test(value.kind);
  const replacement = isWhole ? `${value.text}.decode()` : `(${value.text}).decode()`;
  // What stands in an f-string must not bring quotes of its own.
  if (node.kind === "interpolation" && !isWhole) return null;
  const span = node.kind === "call" && model.callAt(node)?.name === "builtins.str" ? node : value;
  return { title: "Decode it", safety, edits: [{ span, replacement }] };
}
