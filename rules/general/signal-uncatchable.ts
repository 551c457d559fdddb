import { EVENT_LOOPS } from "../../engine/knowledge/callback-slots.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  waits: "{signal} is never received, so this waits for ever: {advice}",
  refused: "{signal} cannot be caught or ignored, so this raises {error}: {advice}",
} as const;

const UNCATCHABLE: ReadonlySet<string> = new Set(["SIGKILL", "SIGSTOP"]);
/** The number of SIGKILL on every Unix; that of SIGSTOP differs. */
const KILL = 9n;
/** What a program has in their place that it can catch. */
const ADVICE: Readonly<Record<string, string>> = {
  SIGKILL: "take SIGTERM, which asks the program to end",
  SIGSTOP: "take SIGTSTP, which a terminal's Ctrl-Z sends",
};
const ERRORS = ["OSError", "ValueError", "RuntimeError"];

/**
 * The system lets nobody catch, block or ignore SIGKILL and SIGSTOP, and refuses their handlers.
 *
 * Found where one of them is given a handler, and in the tuple or list that a loop around such a call goes over.
 */
export default defineRule({
  name: "signal-uncatchable",
  question: "signal-handlers",
  summary: "a handler for SIGKILL or SIGSTOP, which nobody can catch",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["signal.siginterrupt", "signal.signal"], check),
    when.calls(["signal.sigwait", "signal.sigwaitinfo"], (call, { model, report }) => {
      const waited = call.argument(0, null);
      const set = waited === undefined ? null : model.onlyValueOf(waited);
      const elements =
        set?.kind === "literal" && /^(?:tuple|list|set)$/.test(set.node.kind) ? set.node.namedChildren : [];
      const names = elements.map((element) => uncatchable(element, model));
      const [at] = elements;
      const [name] = names;
      if (at === undefined || !name || names.includes(null)) return;
      report("waits", { at, data: { signal: name, advice: ADVICE[name] ?? "" } });
    }),
    when.methods(EVENT_LOOPS, "add_signal_handler", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const number = call.argument(0, "signalnum");
  if (number === undefined) return;
  const found = uncatchable(number, model) === null ? loopElement(number, call, model) : number;
  const name = found === null ? null : uncatchable(found, model);
  if (found === null || name === null) return;
  const guard = guardOf(call.node, model, ERRORS);
  if (guard !== null && guard !== "asked") return;
  const isRuntimeError = call.method === "add_signal_handler" || !isInRange(target, { since: "3.0" });
  report("refused", {
    at: found,
    data: { signal: name, error: isRuntimeError ? "RuntimeError" : "OSError", advice: ADVICE[name] ?? "" },
    related: found === number ? [] : [{ span: call.node, message: "installed here" }],
  });
}

/** The name of the signal when an expression certainly stands for one of them. */
function uncatchable(expression: SyntaxNode, model: Model): string | null {
  const value = model.onlyValueOf(expression);
  if (value?.kind === "literal") return integerValue(value.node) === KILL ? "SIGKILL" : null;
  const name = value?.kind === "external" ? value.name.replace(/^signal\.(?:Signals\.)?/, "") : "";
  return UNCATCHABLE.has(name) ? name : null;
}

/** For the name that a loop over a written tuple or list gives to all its elements in turn: the one that is refused. */
function loopElement(number: SyntaxNode, { node }: Call, model: Model): SyntaxNode | null {
  const loop = node.enclosing("for_statement", "function_definition", "lambda");
  const statement = node.parent?.kind === "assignment" ? node.parent.parent : node.parent;
  const body = loop?.field("body");
  if (loop?.kind !== "for_statement" || loop.field("left")?.text !== number.text || statement?.parent !== body)
    return null;
  // What is skipped, or left early, may be just that signal.
  if (
    ["continue_statement", "break_statement"].some((kind) => loop.descendants(kind as "continue_statement").length > 0)
  )
    return null;
  const collection = model.onlyValueOf(loop.field("right") ?? loop);
  if (collection?.kind !== "literal" || !/^(?:tuple|list|set)$/.test(collection.node.kind)) return null;
  return collection.node.namedChildren.find((element) => uncatchable(element, model) !== null) ?? null;
}
