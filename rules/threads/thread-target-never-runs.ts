import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { inWords } from "../../engine/semantics/callback-faults.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerClass, WORDS_OF_RUNNERS } from "../../engine/semantics/runners.js";
import { useOf } from "../../engine/semantics/uses.js";
import { nameOfWork, takerOf, WORDS_OF_WORK, workerOf, workOf } from "../../engine/semantics/work.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  target: "calling {work} only makes {what}, which the {worker} throws away: not a line of it runs{advice}",
  result: "calling {work} only makes {what}, and that is all the result is: not a line of it runs{advice}",
  run: "`start()` calls `run`, which only makes {what} that nobody runs: not a line of it runs{advice}",
} as const;

type Unrun = Extract<
  NonNullable<NonNullable<Registration["callable"]>["gives"]>,
  "coroutine" | "generator" | "async generator"
>;

/**
 * A thread calls its target and drops the result. Of an `async def`, or a function with `yield`, that call runs nothing: the thread ends
 * at once, without an error.
 *
 * Found where the target, or the `run` of a class of threads, is certainly such a function. What is submitted to an executor gives
 * its result to somebody; a generator may be wanted.
 */
export default defineRule({
  name: "thread-target-never-runs",
  question: "using-threads",
  summary: "a coroutine or generator function as the target of a thread, of which nothing is ever run",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("call", { anyOf: WORDS_OF_WORK, pattern: /\byield\b|\basync\b/ }, (node, context) => {
      const call = context.model.callAt(node);
      const work = call && workOf(call, context.model);
      if (work !== null) checkTarget(work, context);
    }),
    when.nodes("class_definition", { anyOf: WORDS_OF_RUNNERS, pattern: /\byield\b|\basync\b/ }, (definition, context) =>
      checkRun(definition, context),
    ),
  ],
});

function checkTarget(work: Registration, { model, report }: RuleContext<typeof MESSAGES>): void {
  const gives = unrun(work.callable?.gives ?? null);
  if (gives === null) return;
  const isDropped = !work.slot.isResultUsed || useOf(work.node).kind === "dropped";
  const finding = { at: work.callback, fix: () => repair(work, gives, model) };
  const data = { work: nameOfWork(work), what: inWords(gives), advice: adviceFor(gives) };
  if (!work.slot.isResultUsed) report("target", { ...finding, data: { ...data, worker: workerOf(work) } });
  else if (isDropped || (gives !== "generator" && !isAwaitedTwice(work.node))) {
    report("result", { ...finding, severity: isDropped ? "error" : "warning", data });
  }
}

function checkRun(definition: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const [binding, ...others] = model.classes.attribute(definition, "run")?.bindings ?? [];
  if (binding?.kind !== "function" || others.length > 0) return;
  if (binding.site.enclosing("class_definition") !== definition || runnerClass(definition, model) === null) return;
  const isStartedOtherwise = ["start", "_bootstrap", "_bootstrap_inner"].some(
    (name) => model.classes.attribute(definition, name) !== null,
  );
  const gives = unrun(model.callableDefinedBy(binding.site)?.gives ?? null);
  if (gives === null || isStartedOtherwise) return;
  report("run", { at: binding.name, data: { what: inWords(gives), advice: adviceFor(gives) } });
}

function unrun(gives: string | null): Unrun | null {
  return gives === "coroutine" || gives === "generator" || gives === "async generator" ? gives : null;
}

function adviceFor(gives: Unrun): string {
  return gives === "coroutine" ? ". Let `asyncio.run` run it there" : ". Loop over it there";
}

/** `await (await loop.run_in_executor(None, f))` */
function isAwaitedTwice(call: SyntaxNode): boolean {
  let outer: SyntaxNode | null = call.parent?.kind === "await" ? call.parent.parent : null;
  while (outer !== null && outer.kind === "parenthesized_expression" && unparenthesized(outer) !== outer)
    outer = outer.parent;
  return outer?.kind === "await";
}

function repair(work: Registration, gives: Unrun, model: Model): Fix | null {
  const isPlain =
    work.positions === 0 &&
    work.keywords?.length === 0 &&
    /^(?:Thread|Timer|start_new_thread)$/.test(takerOf(work.slot));
  const { callback } = work;
  if (gives !== "coroutine" || !isPlain || callback.kind === "lambda") return null;
  const access = accessToModule("asyncio", model);
  if (access === null) return null;
  const replacement = `lambda: asyncio.run(${callback.text}())`;
  return {
    title: "Let asyncio run it there",
    safety: "unsafe",
    edits: [...access.edits, { span: callback, replacement }],
  };
}
