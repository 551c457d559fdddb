import { EVENT_LOOPS } from "../../engine/knowledge/callback-slots.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { RunContext } from "../../engine/semantics/run-contexts.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  refused: "this runs in a thread, where `{function}` raises {error}: {advice}",
} as const;

/** What a function that knows about threads asks for. */
const ASKS_FOR_THREAD = /\b(?:main_thread|current_?thread|get_ident|_MainThread|MainThread)\b/i;
const ABOUT_THREADS = /thread|main|signal|handler/i;

/**
 * Only the main thread may install handlers; in every other one `signal.signal` raises ValueError. (A process has a main thread
 * of its own.)
 *
 * Found in functions that the file hands to a thread, and in what these call. Not where the function asks which thread it runs
 * in, or whether it shall install any.
 */
export default defineRule({
  name: "signal-outside-main-thread",
  question: "signal-handlers",
  summary: "a signal handler that is installed in a thread",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["signal.set_wakeup_fd", "signal.signal"], check),
    when.methods(EVENT_LOOPS, "add_signal_handler", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, source, report }: RuleContext<typeof MESSAGES>): void {
  const region = regionOf(call.node);
  if (region.kind === "module" || !textMatches(source, /thread|submit|executor|Timer|\brun\b/i)) return;
  if (ASKS_FOR_THREAD.test(region.text) || isOptional(call.node, region)) return;
  const context = threadOf(region, call, model);
  const errors = ["ValueError", "RuntimeError"];
  if (context === null || guardOf(call.node, model, errors) === "caught") return;
  if (
    isExpectedToFail(
      call.node,
      model,
      errors.map((error) => `builtins.${error}`),
    )
  )
    return;
  const isLoop = call.method === "add_signal_handler";
  const [origin] = context.origins;
  const isDirect = origin !== undefined && startsWith(origin, region, model);
  report("refused", {
    at: call.node,
    severity: isDirect ? "error" : "warning",
    data: {
      function: isLoop ? "add_signal_handler" : (call.name ?? ""),
      error: isLoop ? "RuntimeError" : "ValueError",
      advice: "install handlers in the main thread, which runs them too",
    },
    related: origin === undefined ? [] : [{ span: origin, message: "what runs it in a thread" }],
  });
}

/** The thread that a function runs in; of a coroutine function, the one in which the file runs its loop. */
function threadOf(region: SyntaxNode, { node }: Call, model: Model): RunContext | null {
  const contexts = model.contextsOf(region);
  const thread = contexts.find(({ kind }) => kind === "thread");
  if (thread !== undefined) return thread.origins.some((origin) => isWhoeverFinishes(origin, model)) ? null : thread;
  if (!contexts.some(({ kind }) => kind === "event loop") || region.token("async") === null) return null;
  const runs = model.calls.filter(({ name, positional: [coroutine] }) => {
    const made = name === "asyncio.run" && coroutine !== undefined ? model.callAt(coroutine) : null;
    return made !== null && model.callableOf(made.callee)?.definition === region && made.node !== node;
  });
  const threads = runs.map((run) => model.contextsOf(regionOf(run.node)).find(({ kind }) => kind === "thread") ?? null);
  return threads.every((each) => each !== null) ? (threads[0] ?? null) : null;
}

/** `add_done_callback`: it runs in the thread that adds it when the work is done already. */
function isWhoeverFinishes(origin: SyntaxNode, model: Model): boolean {
  return model.callAt(origin)?.method === "add_done_callback";
}

/** Whether the function is itself what a thread was given, and not only called by that. */
function startsWith(origin: SyntaxNode, region: SyntaxNode, model: Model): boolean {
  if (origin.kind === "class_definition") return region.enclosing("class_definition") === origin;
  const call = model.callAt(origin);
  return call !== null && model.callbacksOf(call).some(({ callable }) => callable?.definition === region);
}

/** Whether the call stands under a condition about threads, or one that the caller decides by an argument. */
function isOptional(node: SyntaxNode, region: SyntaxNode): boolean {
  const parameters =
    region
      .field("parameters")
      ?.descendants("identifier")
      .map(({ text }) => text) ?? [];
  for (let at = node.enclosing("if_statement"); at !== null && region.covers(at); at = at.enclosing("if_statement")) {
    const condition = at.field("condition");
    const names = condition === null ? [] : [condition, ...condition.descendants("identifier")];
    if (ABOUT_THREADS.test(condition?.text ?? "") || names.some(({ text }) => parameters.includes(text))) return true;
  }
  return false;
}
