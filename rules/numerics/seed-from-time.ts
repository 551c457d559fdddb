import { hasLinesForItself, linesOf } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  again:
    "this starts the numbers anew each time it runs, with whatever time it is{same}: Python has seeded them well already, so leave it out",
  once: "Python has seeded the numbers from the system already, which nobody can guess, as they can the time: leave this out",
  bare: "Python has seeded the numbers from the system already: leave this out",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const CLOCK =
  /^(?:time\.(?:time|time_ns|monotonic|perf_counter|clock)|datetime\.datetime\.(?:now|utcnow|today)|os\.getpid)$/;
const CUTS = new Set(["builtins.int", "builtins.round", "math.floor"]);

/**
 * Without a seed Python takes one from the system's own source, which is better than any clock. To seed again and again from the time only
 * makes the numbers guessable, and where whole seconds are taken, the same for all that begin in one second.
 *
 * Found where the module's generator is seeded from a clock.
 */
export default defineRule({
  name: "seed-from-time",
  question: "random-numbers",
  summary: "a seed from the clock, which makes random numbers worse",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls("random.seed", check),
});

function check(call: Call, { model, report }: Context): void {
  const statement = call.node.parent;
  if (statement?.kind !== "expression_statement" || call.hasUnpacking || isInTest(call.node, model)) return;
  const fix = (): Fix | null => withoutStatement(statement);
  const seed = call.argument(0, "a");
  if (seed === undefined) {
    // Seeds are put back so by programs that set one for a while, and set apart in a forked child.
    const isLone = !textMatches(model.source, /\bseed\s*\(\s*[^)\s]|fork|Process|multiprocessing/);
    if (isLone && !isRepeated(call.node)) report("bare", { at: call.node, severity: "hint", fix });
    return;
  }
  let value = constantOf(seed, model);
  const outer = model.callAt(value);
  const isWhole = outer !== null && CUTS.has(outer.name ?? "");
  if (isWhole) value = constantOf(outer.positional[0] ?? value, model);
  if (value.kind === "call" && !CLOCK.test(model.callAt(value)?.name ?? "")) return;
  if (value.kind !== "call") return;
  if (isRepeated(call.node)) {
    const same = isWhole ? ", and with the same numbers within one second" : "";
    report("again", { at: call.node, data: { same }, fix });
  } else report("once", { at: call.node, severity: "information", fix });
}

/** Whether a place is in a loop, or in a function other than `main`, that may be called often. */
function isRepeated(node: SyntaxNode): boolean {
  for (let child = node, { parent } = node; parent !== null; child = parent, parent = parent.parent) {
    if (parent.kind === "for_statement" || parent.kind === "while_statement") return child.fieldName === "body";
    if (parent.kind === "function_definition")
      return !/main|setup|init|configure/i.test(parent.field("name")?.text ?? "");
  }
  return false;
}

/** Nothing in its place, where others stand beside it. */
function withoutStatement(statement: SyntaxNode): Fix | null {
  const others = statement.parent?.namedChildren.filter((each) => each !== statement && each.kind !== "comment") ?? [];
  if (!hasLinesForItself(statement) || others.length === 0) return null;
  return { title: "Leave it out", safety: "safe", edits: [{ span: linesOf(statement), replacement: "" }] };
}
