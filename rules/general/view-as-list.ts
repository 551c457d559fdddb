import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { candidateCalls } from "../../engine/semantics/calls-by-name.js";
import { Candidates, callsOfNames } from "../../engine/semantics/candidates.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { libraryClassesOf } from "../../engine/semantics/library-objects.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Relevance } from "../../engine/subscriptions.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { NodeKind } from "../../engine/syntax/kinds.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { BRACKETS } from "../../engine/text/written-forms.js";

const MESSAGES = {
  method:
    "in Python 3 `{call}` is no list, so it has no `{member}`, and this raises AttributeError: use `list({call})`",
  item: "in Python 3 `{call}` is no list, so it has no items to be named by number, and this raises TypeError: use `list({call})`",
} as const;
type Context = RuleContext<typeof MESSAGES>;

const VIEWS: ReadonlySet<string> = new Set(["items", "keys", "values"]);
const ITERATORS: ReadonlySet<string> = new Set(["builtins.filter", "builtins.map", "builtins.range", "builtins.zip"]);
const METHODS: ReadonlySet<string> = new Set("append count extend index insert pop remove reverse sort".split(" "));
/**
 * Where what such a call gives is asked for something at once, or kept for later: not gone through by `for`, and not handed to a function that
 * takes no more than a look at it. Each pattern begins with its word, since such a search is many times faster.
 */
const KEPT = [
  ...[...VIEWS].map((word) => ({
    word,
    pattern: new RegExp(
      [
        String.raw`\b${word}\s*\(\s*\)(?:\s*[.[]`,
        String.raw`\s*\)(?<=(?<![\w)\]])\(\s*[\w.]{1,80}\.\s*${word}\s*\(\s*\)\s*\))`,
        String.raw`(?<=:=[^\n]{1,100}\.\s*${word}\s*\(\s*\))`,
        String.raw`(?<!\bin[ \t][^\n]{1,200})[ \t]*(?:[\n\r#;\\]|$|(?:if|or|and|else)\b))`,
      ].join("|"),
    ),
  })),
  ...["filter", "map", "range", "zip"].map((word) => ({
    word,
    pattern: new RegExp(
      [
        String.raw`\b${word}\b(?:(?<!(?<!\b(?:moves|builtins|__builtin__))\.${word})\s*${BRACKETS}\s*[.[]`,
        String.raw`[ \t]*[(\n\r#;,)](?<=(?:=|\b(?:return|or|and|else|if))[\s(\\]*(?:(?:moves|builtins|__builtin__)\.)?${word}[ \t]*[(\n\r#;,)]))`,
      ].join("|"),
    ),
  })),
  ...["cast", "closing", "enter_context", "enter_async_context", "nullcontext"].map((word) => ({
    word,
    pattern: new RegExp(String.raw`\b${word}\s*\([^\n]{0,200}\b(?:items|keys|values|filter|map|range|zip)\s*\(`),
  })),
];
const ON_LIST = /\.\s*(?:append|count|extend|index|insert|pop|remove|reverse|sort)\s*\(/;
const BY_NUMBER = /\[[-+ \t]{0,9}\d{0,20}[ \t:]{0,9}\d{0,20}[ \t]{0,9}\]/;

/**
 * In Python 3, `d.keys()` and its kin look into the dictionary, and `map`, `filter`, `zip` and `range` give no lists either: they can
 * be gone through, but not sorted or taken apart by number.
 *
 * Found where what such a call gave, and nothing else, is used as only a list can be.
 */
export default defineRule({
  name: "view-as-list",
  question: "find-a-module",
  summary: "keys(), map() or the like used as the list that only Python 2 makes of it",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.methodCalls(METHODS, keptWith(ON_LIST), checkMethod),
    when.nodes("subscript", keptWith(BY_NUMBER), checkItem),
  ],
});

function checkMethod({ callee: node, receiver: object }: Call, { model, report, source }: Context): void {
  const member = node.field("attribute");
  if (member === null || object === null || !textMatches(source, ON_LIST) || !isAnyKept(model)) return;
  const made = madeBy(object, model);
  if (made === null || (made.isRange && /^(?:count|index)$/.test(member.text))) return;
  if (guardOf(node, model, NAME_ERRORS) !== null || isExpected(node, ["AttributeError"], model)) return;
  report("method", {
    at: member,
    data: { call: made.text, member: member.text },
    related: related(made.node, object),
    fix: () => listOf(made.node, model),
  });
}

function checkItem(node: SyntaxNode, { model, report, source }: Context): void {
  const index = node.field("subscript");
  if (index === null || !NUMBERS.has(index.kind) || !textMatches(source, BY_NUMBER) || !isAnyKept(model)) return;
  const object = node.field("value");
  if (object === null || node.fieldAll("subscript").length > 1) return;
  if (!/^(?:[-+]?\s*\d+|\d*\s*:\s*\d*)$/.test(index.text)) return;
  const made = madeBy(object, model);
  if (made === null || made.isRange) return;
  if (guardOf(node, model, ["TypeError"]) !== null || isExpected(node, ["TypeError"], model)) return;
  report("item", {
    at: node,
    data: { call: made.text },
    related: related(made.node, object),
    fix: () => listOf(made.node, model),
  });
}

/** What an item or a slice by numbers is asked for with. */
const NUMBERS: ReadonlySet<NodeKind> = new Set<NodeKind>(["integer", "slice", "unary_operator"]);
/** Where what a call gives is used up at once, and nothing else gets hold of it. */
const USES_UP: ReadonlySet<string> = new Set([
  "comparison_operator",
  "expression_statement",
  "for_in_clause",
  "for_statement",
]);
/** Functions that give what they are given, not as words in a sentence. */
const HANDS_ON =
  /\b(?:cast|closing|enter_context|enter_async_context|nullcontext)\b(?![ \t]+(?!(?:and|as|else|if|or)\b)\w)/;

const keptIn = new Kept<Model, boolean>(({ tree }) => tree);

/** What a text needs for a list to be meant: something kept, and a use of it that a pattern finds. */
function keptWith(pattern: RegExp): Relevance {
  return KEPT.reduceRight<Relevance>((or, { word, pattern: and }) => ({ anyOf: [[word]], pattern, and, or }), {
    anyOf: [],
  });
}

/** Whether a file has a call of which the result may be used elsewhere: most only go through it, or hand it to a function. */
function isAnyKept(model: Model): boolean {
  if (!KEPT.some(({ pattern }) => textMatches(model.source, pattern))) return false;
  let isKept = keptIn.get(model);
  if (isKept === undefined) {
    const isHandedOn = textMatches(model.source, HANDS_ON);
    const calls = candidateCalls(model, new Candidates(model, ITERATORS), VIEWS);
    isKept = calls.some((call) => {
      const kind = call.node.parent?.kind ?? "module";
      return !USES_UP.has(kind) && (kind !== "argument_list" || isHandedOn) && givesView(call, model);
    });
    keptIn.set(model, isKept);
  }
  return isKept;
}

const givesIterator = callsOfNames(ITERATORS);

function givesView(call: Call, model: Model): boolean {
  return (call.method !== null && VIEWS.has(call.method) && call.arguments.length === 0) || givesIterator(call, model);
}

interface Made {
  readonly node: SyntaxNode;
  /** How a message names the call. */
  readonly text: string;
  readonly isRange: boolean;
}

/** The one call that an object comes from, if what that gives is no list. */
function madeBy(object: SyntaxNode, model: Model): Made | null {
  const value = model.onlyValueOf(object);
  const call = value?.kind === "call" ? model.callAt(value.node) : null;
  if (call === null) return null;
  const { name, method, node, receiver } = call;
  if (name !== null && ITERATORS.has(name)) {
    return { node, text: `${name.slice("builtins.".length)}(...)`, isRange: name === "builtins.range" };
  }
  if (receiver === null || method === null || !VIEWS.has(method) || call.arguments.length > 0) return null;
  const classes = libraryClassesOf(receiver, method, model);
  const isDictionary = classes?.length === 1 && classes[0] === "builtins.dict";
  return isDictionary ? { node, text: `${receiver.text}.${method}()`, isRange: false } : null;
}

function related(made: SyntaxNode, object: SyntaxNode) {
  return object.covers(made) ? [] : [{ span: made, message: "comes from here" }];
}

function listOf(made: SyntaxNode, model: Model): Fix | null {
  const { start, end } = made;
  // `map(None, xs)` was a way to write `list(xs)`, and calls None in Python 3.
  if (model.callAt(made)?.positional[0]?.kind === "none" && model.callAt(made)?.name === "builtins.map") return null;
  if (model.scopes.scopes.some(({ variables }) => variables.has("list"))) return null;
  const edits = [
    { span: { start, end: start }, replacement: "list(" },
    { span: { start: end, end }, replacement: ")" },
  ];
  return { title: "Make a list of it", safety: "safe", edits };
}
