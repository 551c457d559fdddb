import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { takerOf, WORDS_OF_WORK, workerOf, workOf } from "../../engine/semantics/work.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  late: "`{name}` is looked up when the {worker} gets there, and by then may stand for a later turn of the loop: write `lambda {name}={name}: ...`, or pass it as an argument",
} as const;

const LOOPS = [
  "for_statement",
  "list_comprehension",
  "set_comprehension",
  "generator_expression",
  "dictionary_comprehension",
] as const;

/**
 * A lambda keeps the name of a loop's variable and not its value. What a thread finds there depends on how far the loop has come by then:
 * some items are worked at twice and others never.
 *
 * Found at lambdas that are handed to threads in a loop and read its variable, unless the loop waits for the thread in the same turn.
 */
export default defineRule({
  name: "thread-loop-variable",
  question: "using-threads",
  summary: "a lambda for a thread that reads the variable of the loop it is made in",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_WORK, pattern: /\blambda\b/ }, (node, context) => {
      const call = context.model.callAt(node);
      const work = call && workOf(call, context.model);
      if (work?.callback.kind === "lambda") check(work, work.callback, context);
    }),
});

function check(work: Registration, lambda: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const taker = takerOf(work.slot);
  // These do not come back before the work is done.
  if (taker === "apply" || taker === "map" || work.runsIn === "process") return;
  const body = lambda.field("body");
  const loop = loopAround(lambda);
  if (body === null || loop === null || waitsIn(loop, work.node)) return;
  const reads = body.kind === "identifier" ? [body] : body.descendants("identifier");
  const read = reads.find((each) => isOfLoop(each, loop, lambda, model));
  if (read === undefined) return;
  const name = read.text;
  const parameters = lambda.field("parameters");
  const keyword = lambda.token("lambda");
  report("late", {
    at: read,
    data: { name, worker: workerOf(work) },
    related: [{ span: lambda, message: "in this lambda" }],
    fix: () => {
      if (parameters !== null || keyword === null || work.positions !== 0) return null;
      const span = { start: keyword.end, end: keyword.end };
      return { title: `Keep the value of ${name}`, safety: "safe", edits: [{ span, replacement: ` ${name}=${name}` }] };
    },
  });
}

/** The loop in whose body, and in whose function, a lambda is made. */
function loopAround(lambda: SyntaxNode): SyntaxNode | null {
  const loop = lambda.enclosing(...LOOPS, "function_definition", "lambda", "class_definition");
  return loop !== null && LOOPS.some((kind) => kind === loop.kind) && regionOf(loop) === regionOf(lambda) ? loop : null;
}

function isOfLoop(identifier: SyntaxNode, loop: SyntaxNode, lambda: SyntaxNode, model: Model): boolean {
  const variable = model.variableOf(identifier);
  if (variable === undefined || variable.scope.node === lambda) return false;
  const targets = loop.kind === "for_statement" ? [loop] : loop.children.filter(({ kind }) => kind === "for_in_clause");
  return (
    variable.bindings.length === 1 &&
    variable.bindings.some(({ name }) => targets.some((each) => each.field("left")?.covers(name) === true))
  );
}

/** Whether the loop waits in each turn, so that it does not go on meanwhile: a `join`, a result, an executor of its own. */
function waitsIn(loop: SyntaxNode, call: SyntaxNode): boolean {
  if (loop.kind !== "for_statement") return false;
  const body = loop.field("body");
  const waits = (body?.descendants("attribute") ?? []).some((each) =>
    /^(?:join|result|get|wait|shutdown)$/.test(each.field("attribute")?.text ?? ""),
  );
  const executor = call.enclosing("with_statement");
  return waits || call.parent?.kind === "await" || (executor !== null && loop.covers(executor));
}
