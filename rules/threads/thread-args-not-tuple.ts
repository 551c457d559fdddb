import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Value } from "../../engine/semantics/value.js";
import { nameOfWork, takerOf, WORDS_OF_WORK, workOf } from "../../engine/semantics/work.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  text: "`{value}` is a string and no tuple, so {work} is called with each of its characters as an argument{advice}",
  single: "`{value}` is no tuple, and works only because a string of one character is as good as one{advice}",
  scalar: "`{value}` is no tuple, {consequence}{advice}",
  perhaps: "these parentheses make no tuple of `{value}`{advice}, or leave them out",
  unordered: "a set has no order: which of these arguments {work} gets first is not told: write a tuple",
  keys: "of a dictionary only the keys are passed to {work}: give `{keywords}` what is to be passed by name",
  several: "{taker} takes all arguments in one tuple: write `{fixed}`",
  list: "`start_new_thread` takes the arguments in a tuple only: a list raises TypeError",
  missing: "`start_new_thread` needs a tuple of arguments, even an empty one: without it this raises TypeError",
  mapping: "`{keywords}` is for arguments by name, and `{value}` is no dictionary, {consequence}",
} as const;

type Shape = "text" | "number" | "none" | "set" | "dict" | "list" | "object" | "sequence" | "unknown";

/**
 * The arguments for a thread are given in a tuple, and `(x)` is none: `args=("abc")` calls the target with three arguments.
 *
 * Found at everything that takes arguments in a tuple to call something with them in a thread or process, where what is given
 * is certainly a string, a number or another thing without elements; and, less certainly, where something stands in needless
 * parentheses.
 */
export default defineRule({
  name: "thread-args-not-tuple",
  question: "using-threads",
  summary: "arguments for a thread or process that are not in a tuple, as in `args=(x)`",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_WORK }, (node, context) => {
      const call = context.model.callAt(node);
      const work = call && workOf(call, context.model);
      if (call === null || work?.slot.passes.kind !== "spread") return;
      if (isExpectedToFail(node, context.model, ["builtins.TypeError"])) return;
      const { args, kwargs } = work.slot.passes;
      const given = call.argument(...args);
      if (given !== undefined) checkArguments(call, given, work, context);
      else if (takerOf(work.slot) === "start_new_thread" && call.lacks(...args)) {
        context.report("missing", { at: node, fix: () => addEmpty(work.callback) });
      }
      const named = kwargs === null ? undefined : call.argument(...kwargs);
      if (named !== undefined && given !== undefined && !isSeveral(call, given)) checkKeywords(named, work, context);
      else if (named !== undefined && given === undefined) checkKeywords(named, work, context);
    }),
});

function checkArguments(
  call: Call,
  given: SyntaxNode,
  work: Registration,
  context: RuleContext<typeof MESSAGES>,
): void {
  const { model, report } = context;
  const inner = unparenthesized(given);
  const shape = shapeOf(inner, model);
  const taker = takerOf(work.slot);
  const value = excerpt(inner.text);
  const name = nameOfWork(work);
  const isWrapped = inner !== given;
  const wrapped = { title: "Make it a tuple", safety: "safe", edits: [] } as const;
  const repair = (): Fix => ({ ...wrapped, edits: wrapEdits(given, inner) });
  const advice = `: write \`(${value},)\``;
  switch (shape) {
    case "text":
    case "number":
    case "object": {
      if (isSeveral(call, given)) {
        const all = call.positional.slice(call.positional.indexOf(given));
        const fixed = `(${all.map(({ text }) => text).join(", ")})`;
        const data = { taker: `\`${taker}\``, fixed: excerpt(fixed) };
        report("several", { at: given, data, fix: () => groupEdits(all, fixed) });
        return;
      }
      if (shape !== "text" || taker === "start_new_thread") {
        report("scalar", { at: given, data: { value, consequence: consequenceOf(work), advice }, fix: repair });
        return;
      }
      const length = lengthOf(inner, model);
      if (!isWrapped && length !== null && work.callable?.accepts(length) === true) return;
      if (length === 1) report("single", { at: given, severity: "information", data: { value, advice }, fix: repair });
      else report("text", { at: given, data: { value, work: name, advice }, fix: repair });
      return;
    }
    case "none":
      if (taker === "Timer") return;
      report("scalar", {
        at: given,
        data: { value, consequence: consequenceOf(work), advice: ": leave it out or write `()`" },
        fix: () => ({ ...wrapped, title: "Write ()", edits: [{ span: given, replacement: "()" }] }),
      });
      return;
    case "set":
      if (inner.kind === "set" && inner.namedChildren.length < 2) return;
      report("unordered", { at: given, severity: "warning", data: { work: name } });
      return;
    case "dict": {
      const keywords = work.slot.passes.kind === "spread" ? work.slot.passes.kwargs?.[1] : null;
      if (keywords != null && inner.kind === "dictionary")
        report("keys", { at: given, data: { work: name, keywords } });
      return;
    }
    case "list":
      if (taker === "start_new_thread") report("list", { at: given, fix: () => tupleOf(given) });
      return;
    case "unknown":
      if (!isWrapped || !looksSingle(inner, work, model)) return;
      report("perhaps", {
        at: given,
        severity: "warning",
        data: { value, advice },
        fix: () => ({ ...repair(), safety: "unsafe" }),
      });
  }
}

function checkKeywords(named: SyntaxNode, work: Registration, { model, report }: RuleContext<typeof MESSAGES>): void {
  const shape = shapeOf(unparenthesized(named), model);
  const keywords = work.slot.passes.kind === "spread" ? work.slot.passes.kwargs?.[1] : null;
  if (shape === "dict" || shape === "unknown" || shape === "none" || shape === "object") return;
  const data = {
    keywords: keywords ?? "the third argument",
    value: excerpt(named.text),
    consequence: consequenceOf(work),
  };
  report("mapping", { at: named, data });
}

/** Where a refusal shows. */
function consequenceOf(work: Registration): string {
  switch (takerOf(work.slot)) {
    case "Thread":
    case "Timer":
      return "so the thread ends with TypeError";
    case "apply_async":
      return "and the TypeError shows only where the result is asked for";
    case "ThreadPoolExecutor":
    case "ProcessPoolExecutor":
    case "ThreadPool":
    case "Pool":
      return "so every worker ends with TypeError";
    default:
      return "which raises TypeError";
  }
}

/** What an expression certainly is; `sequence` for what is right, or may be. */
function shapeOf(expression: SyntaxNode, model: Model): Shape {
  const shapes = new Set(model.valuesOf(expression).map((value) => shapeOfValue(value, model)));
  if (shapes.has("unknown") && shapes.size === 1 && model.contentOf(expression) !== null) return "text";
  const [only = "unknown"] = shapes;
  return shapes.size > 1 ? (shapes.has("sequence") || shapes.has("list") ? "sequence" : "unknown") : only;
}

const NUMBERS: ReadonlySet<string> = new Set(["bool", "float", "int", "len", "ord"].map((name) => `builtins.${name}`));
const TEXTS: ReadonlySet<string> = new Set(["chr", "hex", "repr", "str"].map((name) => `builtins.${name}`));

function shapeOfValue(value: Value, model: Model): Shape {
  switch (value.kind) {
    case "literal":
      return shapeOfLiteral(value.node);
    case "instance": {
      const { classes, outside, isComplete } = model.classes.lineage(value.definition);
      const isPlain = isComplete && outside.every((name) => name === "builtins.object");
      const hasItems = ["__iter__", "__getitem__", "__getattr__"].some(
        (name) => model.classes.attribute(value.definition, name) !== null,
      );
      return isPlain && !hasItems && classes.every((each) => each.parent?.kind !== "decorated_definition")
        ? "object"
        : "unknown";
    }
    case "function":
    case "class":
      return "object";
    case "call":
    case "annotated":
      if (value.name === null) return "unknown";
      if (NUMBERS.has(value.name)) return "number";
      if (TEXTS.has(value.name)) return "text";
      if (value.name === "builtins.dict") return "dict";
      return value.name.startsWith("builtins.") && value.name !== "builtins.object" ? "sequence" : "unknown";
    default:
      return "unknown";
  }
}

function shapeOfLiteral({ kind }: SyntaxNode): Shape {
  switch (kind) {
    case "string":
    case "concatenated_string":
      return "text";
    case "integer":
    case "float":
    case "true":
    case "false":
      return "number";
    case "none":
      return "none";
    case "set":
    case "set_comprehension":
      return "set";
    case "dictionary":
    case "dictionary_comprehension":
      return "dict";
    case "list":
    case "list_comprehension":
      return "list";
    default:
      return "sequence";
  }
}

function lengthOf(expression: SyntaxNode, model: Model): number | null {
  const value = model.onlyValueOf(expression);
  return value?.kind === "literal" ? (stringValue(value.node)?.length ?? null) : null;
}

/** Names of what has elements. */
const PLURAL = /(?:s|arg|argv|kw|param|tuple|list|seq|data|queue_item)$/i;

/** Whether something in needless parentheses is named like one thing, and the target can be called with one. */
function looksSingle(expression: SyntaxNode, work: Registration, model: Model): boolean {
  // `paths[0]` is not told by its name: then the target has to want just one.
  if (expression.kind === "subscript") return work.callable?.accepts(1) === true && !work.callable.accepts(2);
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  if (name?.kind !== "identifier" || PLURAL.test(name.text)) return false;
  const values = model.valuesOf(expression);
  if (values.some((value) => value.kind === "call" && value.name === null)) return false;
  return work.callable === null || work.callable.accepts(1);
}

/** `Timer(1, f, "a", "b")`: what follows was meant as an argument too. */
function isSeveral(call: Call, given: SyntaxNode): boolean {
  const index = call.positional.indexOf(given);
  return index >= 0 && index + 1 < call.positional.length && !call.hasUnpacking;
}

function wrapEdits(given: SyntaxNode, inner: SyntaxNode): Fix["edits"] {
  const comma = { span: { start: inner.end, end: inner.end }, replacement: inner === given ? ",)" : "," };
  if (inner !== given) return [comma];
  return [{ span: { start: inner.start, end: inner.start }, replacement: "(" }, comma];
}

function groupEdits(all: readonly SyntaxNode[], replacement: string): Fix | null {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const between = first.tree.source.text.slice(first.start, last.end);
  if (between.includes("#")) return null;
  return {
    title: "Put them in a tuple",
    safety: "safe",
    edits: [{ span: { start: first.start, end: last.end }, replacement }],
  };
}

function addEmpty(callback: SyntaxNode): Fix {
  return {
    title: "Pass an empty tuple",
    safety: "safe",
    edits: [{ span: { start: callback.end, end: callback.end }, replacement: ", ()" }],
  };
}

function tupleOf(given: SyntaxNode): Fix {
  const edits = [
    { span: { start: given.start, end: given.start }, replacement: "tuple(" },
    { span: { start: given.end, end: given.end }, replacement: ")" },
  ];
  return { title: "Make it a tuple", safety: "safe", edits };
}
