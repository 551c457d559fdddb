import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { type Collection, collectionOf } from "../../engine/semantics/collections.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  unordered:
    "`{function}` needs something with an order, and this is {what}, so it raises TypeError: make a list of it",
  keyed:
    "`{function}` asks for items by their numbers, and this is a dictionary, so it raises KeyError: make a list of it",
  numbered:
    "`{function}` asks for items by numbers from 0 on, which this dictionary does not all have, so it raises KeyError now and then: make a list of its values",
  fixed:
    "`{function}` rearranges what it is given, and {what} cannot be changed, so it raises TypeError: make a list with a name before",
  deprecated: "from Python 3.11 on `{function}` takes no set, and raises TypeError: make a list of it",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const PARAMETERS: Readonly<Record<string, string>> = {
  choice: "seq",
  choices: "population",
  sample: "population",
  shuffle: "x",
};
const ERRORS = ["builtins.TypeError", "builtins.KeyError", "builtins.Exception"];

/**
 * What draws at random asks how long a thing is and takes items by their numbers, or puts them into other places. Sets, dictionaries
 * and their views, generators and the iterators of `map`, `filter` and `zip` have no such numbers.
 *
 * Found where it is certain what is given. In Python 2 `keys()`, `map` and their like give lists.
 */
export default defineRule({
  name: "random-from-non-sequence",
  question: "random-numbers",
  summary: "a random choice from a set, a dictionary or an iterator, or a shuffle of what cannot be changed",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, Object.keys(PARAMETERS), check),
    when.calls("secrets.choice", (call, context) => check(call, "choice", context)),
  ],
});

function check(call: Call, name: string, { model, report }: Context): void {
  const given = call.argument(0, PARAMETERS[name] ?? null);
  const collection = given === undefined ? null : collectionOf(given, model);
  if (given === undefined || collection === null) return;
  const key = messageFor(name, collection, given, model);
  if (key === null || isExpectedToFail(call.node, model, ERRORS)) return;
  report(key, {
    at: given,
    data: { function: excerpt(call.callee.text), what: collection.inWords },
    severity: key === "deprecated" ? "information" : "error",
    fix: () =>
      name === "shuffle" ? listBefore(given, collection, model) : listNow(given, collection, key === "numbered"),
  });
}

function messageFor(name: string, { kind }: Collection, given: SyntaxNode, model: Model): keyof typeof MESSAGES | null {
  if (kind === "fixed") return name === "shuffle" ? "fixed" : null;
  const { major, minor } = model.target;
  if (name === "sample" && (kind === "set" || kind === "keys")) {
    // Older ones made a list of it by themselves.
    return major < 3 || minor < 9 ? null : minor < 11 ? "deprecated" : "unordered";
  }
  if (kind !== "dict") return "unordered";
  if (name === "sample") return major < 3 ? null : "unordered";
  if (hasOtherKeys(given, model)) return "keyed";
  return lacksNumber(given, model) ? "numbered" : null;
}

/** Whether a dictionary certainly has a key that is no number: one with the numbers from 0 on can be drawn from. */
function hasOtherKeys(expression: SyntaxNode, model: Model): boolean {
  const keys = constantOf(expression, model)
    .namedChildren.filter(({ kind }) => kind === "pair")
    .flatMap((pair) => pair.field("key") ?? []);
  const isText = keys.every((key) => stringValue(key) !== null);
  return keys.length > 0 && (isText || keys.every((key) => integerValue(key) === null && key.kind === "tuple"));
}

/** Whether all keys of a dictionary that nothing changes are numbers, and not those from 0 on. */
function lacksNumber(expression: SyntaxNode, model: Model): boolean {
  const display = constantOf(expression, model);
  const variable = expression.kind === "identifier" ? model.variableOf(expression) : undefined;
  if (display.kind !== "dictionary" || (display !== expression && variable === undefined)) return false;
  if (variable?.references.some((use) => mayChange(use)) === true) return false;
  const entries = display.namedChildren.filter(({ kind }) => kind !== "comment");
  const keys = entries.map((pair) => {
    const key = pair.kind === "pair" ? pair.field("key") : null;
    return key === null ? null : integerValue(key);
  });
  const isKnown = keys.length > 0 && keys.every((key) => key !== null);
  return isKnown && keys.some((_, index) => !keys.includes(BigInt(index)));
}

/** Whether a use of a dictionary's name may put something into it: all but `d[k]`, and what draws from it. */
function mayChange(use: SyntaxNode): boolean {
  const { parent } = use;
  if (parent?.kind === "subscript") {
    const outer = parent.parent?.kind ?? "";
    return (
      parent.fieldName === "left" ||
      /^(?:delete_statement|pattern_list|tuple_pattern|augmented_assignment)$/.test(outer)
    );
  }
  if (parent?.kind === "attribute") return !/^(?:get|items|keys|values)$/.test(parent.field("attribute")?.text ?? "");
  if (parent?.kind === "argument_list")
    return !/(?:^|\.)(?:choices?|dict|len|list|print|sorted)$/.test(parent.parent?.field("function")?.text ?? "");
  return parent?.kind !== "assignment" || parent.field("left") !== use;
}

function listNow(given: SyntaxNode, { kind }: Collection, isNumbered: boolean): Fix | null {
  const title = "Make a list of it";
  if (given.kind === "generator_expression") {
    const isBare = given.parent?.kind === "call";
    const [open, close] = isBare ? ["([", "])"] : ["[", "]"];
    const edits = [
      { span: { start: given.start, end: given.start + 1 }, replacement: open as string },
      { span: { start: given.end - 1, end: given.end }, replacement: close as string },
    ];
    return { title, safety: "safe", edits };
  }
  const text = isNumbered ? `${unparenthesized(given).text}.values()` : unparenthesized(given).text;
  // Sets of texts have another order in each run, which a seed cannot repeat.
  const maker = kind === "set" && isOfTexts(given) ? "sorted" : "list";
  return { title, safety: isNumbered ? "unsafe" : "safe", edits: [{ span: given, replacement: `${maker}(${text})` }] };
}

function isOfTexts(given: SyntaxNode): boolean {
  const items = given.kind === "set" ? given.namedChildren : [];
  return items.length > 0 && items.every((item) => stringValue(item) !== null);
}

/** A list from the beginning, where the name stands for nothing else. */
function listBefore(given: SyntaxNode, { kind }: Collection, model: Model): Fix | null {
  const value = constantOf(given, model);
  if (given.kind !== "identifier" || value.kind !== "call" || kind === "dict" || kind === "set") return null;
  const edits = [{ span: value, replacement: `list(${value.text})` }];
  return { title: "Make a list of it", safety: "safe", edits };
}
