import { bytesLiteral, textLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { BYTES_COME, certainContent, contentOfResult } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import { endedLoop } from "../../engine/semantics/loop-ends.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  iter: "`{reader}` gives {kind}, at the end {empty}, which never equals {sentinel}: the loop never ends",
  compared: "`{read}` is {kind}, at the end {empty}, which never equals {sentinel}: the loop never ends",
} as const;

/** An empty literal. */
const EMPTY = /(?:""|'')/;

type Context = RuleContext<typeof MESSAGES>;

/**
 * At the end of a binary file, pipe or connection `read` and `recv` give `b""`, at the end of a text `""`. In Python 2 these
 * were equal. In Python 3 they are not, and a loop that waits for the wrong one reads nothing for ever.
 *
 * Found where it is certain which of the two comes: as the sentinel of `iter(function, sentinel)`, in the condition of a
 * loop, and where an `if` leaves a loop that nothing else ends.
 */
export default defineRule({
  name: "bytes-eof-sentinel",
  question: "binary-data",
  summary: "a loop that waits for an empty str where bytes come, or for empty bytes where text comes",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls("builtins.iter", checkIter, [["read"], ["readline"], ["recv"], ["read1"], ["readall"]]),
    when.nodes("comparison_operator", { anyOf: [["while"]], pattern: EMPTY, and: BYTES_COME }, checkComparison),
  ],
});

function checkIter(call: Call, { model, report }: Context): void {
  const [reader, sentinel, ...others] = call.positional;
  if (reader === undefined || sentinel === undefined || others.length > 0 || call.hasUnpacking) return;
  const expected = certainContent(sentinel, model);
  const given = expected === null ? null : contentOfResult(reader, model);
  if (given === null || given === expected) return;
  report("iter", {
    at: sentinel,
    data: { reader: excerpt(reader.text), sentinel: excerpt(sentinel.text), ...wordsFor(given) },
    fix: () => otherLiteral(sentinel),
  });
}

function checkComparison(node: SyntaxNode, { model, report, source }: Context): void {
  if (!textMatches(source, BYTES_COME)) return;
  for (const { left, operator, right } of comparisonsIn(node)) {
    if (operator !== "==" && operator !== "!=") continue;
    const isLeft = stringValue(unparenthesized(left)) === "";
    const [sentinel, read] = isLeft ? [left, right] : [right, left];
    if (stringValue(unparenthesized(sentinel)) !== "" || endedLoop(node, operator) === null) continue;
    const [expected, given] = [certainContent(sentinel, model), certainContent(read, model)];
    if (expected === null || given === null || given === expected) continue;
    const origin = model.contentOrigin(read);
    report("compared", {
      at: node,
      data: { read: excerpt(read.text), sentinel: excerpt(sentinel.text), ...wordsFor(given) },
      related: node.covers(origin) ? [] : [{ span: origin, message: `it gives ${KINDS[given]}` }],
      fix: () => otherLiteral(sentinel),
    });
  }
}

const KINDS = { bytes: "bytes", str: "text" } as const;

function wordsFor(given: "bytes" | "str"): { kind: string; empty: string } {
  return { kind: KINDS[given], empty: given === "bytes" ? 'b""' : '""' };
}

function otherLiteral(sentinel: SyntaxNode): Fix | null {
  const literal = unparenthesized(sentinel);
  const edits = bytesLiteral(literal) ?? textLiteral(literal);
  return edits && { title: "Wait for what comes at the end", safety: "safe", edits };
}
