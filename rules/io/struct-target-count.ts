import { StructFormat } from "../../engine/knowledge/struct-format.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { callOf, unpackedBy } from "../../engine/semantics/unpacked.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  targets: "`{format}` unpacks to {values}, but there {targets}",
  index: "`{format}` unpacks to {values}, so there is no [{index}]",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Files without these words cannot unpack anything with `struct`. */
const RELEVANCE = { anyOf: ["unpack", "unpack_from", "iter_unpack"].map((name) => ["struct", name]) };

/**
 * A format says how many values come out: `x` gives none, `4s` gives one, `4h` gives four. Another number of names on the
 * left raises ValueError, an index behind the end IndexError.
 *
 * Found at assignments, loops over `iter_unpack` and literal indices, also where the tuple was given a name first.
 */
export default defineRule({
  name: "struct-target-count",
  question: "binary-data",
  summary: "a struct format with more or fewer values than there are names for them",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("assignment", RELEVANCE, checkAssignment),
    when.nodes(["for_statement", "for_in_clause"], { anyOf: [["struct", "iter_unpack"]] }, checkLoop),
    when.nodes("subscript", RELEVANCE, checkIndex),
  ],
});

function checkAssignment(assignment: SyntaxNode, context: Context): void {
  const [left, right] = [assignment.field("left"), assignment.field("right")];
  if (left === null || right === null) return;
  // `(a, b), c = unpack(...), rest`: the parts that stand for each other.
  const waiting: [SyntaxNode, SyntaxNode][] = [[left, right]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [target, source] = [unparenthesized(pair[0]), unparenthesized(pair[1])];
    if (!isPattern(target)) continue;
    if (source.kind === "assignment") {
      // `a, b = c = unpack(...)`
      const value = source.field("right");
      if (value !== null) waiting.push([target, value]);
    } else if (/^(?:tuple|list|expression_list)$/.test(source.kind)) {
      const [targets, elements] = [target.namedChildren, source.namedChildren];
      if (targets.length !== elements.length || [...targets, ...elements].some(isSplat)) continue;
      for (const [index, each] of targets.entries()) waiting.push([each, elements[index] ?? each]);
    } else {
      const unpacked = unpackedBy(source, context.model);
      if (unpacked !== null) compare(target, unpacked.count, unpacked.use, context);
    }
  }
}

/** `for a, b in struct.iter_unpack(...)`, also numbered by `enumerate`. */
function checkLoop(loop: SyntaxNode, context: Context): void {
  const { model } = context;
  let target = loop.field("left");
  let source = loop.field("right");
  const call = source === null ? null : model.callAt(unparenthesized(source));
  if (target !== null && call?.name === "builtins.enumerate") {
    const [, numbered, ...others] = isPattern(target) ? target.namedChildren : [];
    if (numbered === undefined || others.length > 0) return;
    target = numbered;
    source = call.argument(0, "iterable") ?? null;
  }
  if (target === null || source === null || !isPattern(target)) return;
  const value = model.onlyValueOf(source);
  const use = value?.kind === "call" ? callOf(value.node, model) : null;
  if (use?.function === "iter_unpack" && use.format instanceof StructFormat) {
    compare(target, use.format.valueCount, use, context);
  }
}

function compare(target: SyntaxNode, count: bigint, use: StructCall, { model, report }: Context): void {
  const targets = target.namedChildren;
  const stars = targets.filter(isSplat).length;
  const plain = BigInt(targets.length - stars);
  if (stars > 1 || (stars === 0 ? plain === count : plain <= count)) return;
  if (isExpectedToFail(target, model, [])) return;
  const names = stars === 0 ? counted(plain, "name") : `at least ${counted(plain, "name")}`;
  report("targets", {
    at: target,
    data: {
      format: excerpt(use.text),
      values: counted(count, "value"),
      targets: `${plain === 1n ? "is" : "are"} ${names}`,
    },
    related: formatElsewhere(target, use),
  });
}

function checkIndex(subscript: SyntaxNode, context: Context): void {
  const { model, report } = context;
  const [index, ...others] = subscript.fieldAll("subscript");
  const value = subscript.field("value");
  const number = index === undefined || others.length > 0 ? null : integerValue(index);
  if (index === undefined || value === null || number === null) return;
  const unpacked = unpackedBy(value, model);
  if (unpacked === null || (number < 0n ? -number <= unpacked.count : number < unpacked.count)) return;
  if (isExpectedToFail(subscript, model, [])) return;
  const { use, count } = unpacked;
  report("index", {
    at: index,
    data: { format: excerpt(use.text), values: counted(count, "value"), index: index.text },
    related: formatElsewhere(subscript, use),
  });
}

/** Where the format is, if the tuple was given a name first. */
function formatElsewhere(node: SyntaxNode, { call }: StructCall) {
  const isHere =
    node.enclosing("expression_statement", "for_statement", "return_statement")?.covers(call.node) ?? false;
  return isHere ? [] : [{ span: call.node, message: "unpacked here" }];
}

function isPattern(node: SyntaxNode): boolean {
  return /^(?:pattern_list|tuple_pattern|list_pattern|tuple|list)$/.test(node.kind);
}

function isSplat(node: SyntaxNode): boolean {
  return node.kind === "list_splat_pattern" || node.kind === "list_splat";
}
