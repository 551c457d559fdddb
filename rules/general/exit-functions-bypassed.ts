import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { textMatches } from "../../engine/text/matching.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  ends: "`{function}` ends the process on the spot, so what `atexit` has registered in this file is not run: use `sys.exit`",
  replaces:
    "`{function}` puts another program in the place of this one, so what `atexit` has registered in this file is not run: run it before",
  process: "processes of `multiprocessing` run no exit functions before Python 3.13: use `try` and `finally`",
} as const;

const ENDS = ["os._exit", "os.abort"];
const REPLACES = ["execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp", "execvpe"].map(
  (name) => `os.${name}`,
);
/** What tells that a process of the file is a child, which has to end like that, or that the functions were run by hand. */
const KNOWN = /\b(?:forkpty|fork|_run_exitfuncs|unregister|_clear)\s*\(/;

/**
 * Exit functions are run by Python when it ends in order: at the end of the main module, by `sys.exit`, by an exception. They are not
 * run by `os._exit`, which is for children after `os.fork`, by a program that takes this one's place, nor (up to Python 3.12) in the
 * processes of `multiprocessing`.
 *
 * Found in files that register some and fork nothing; not where an error, a signal or a second Ctrl-C is answered.
 */
export default defineRule({
  name: "exit-functions-bypassed",
  question: "exit-functions",
  summary: "an end of the program that passes by what `atexit` has registered",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls([...ENDS, ...REPLACES], (call, context) => {
      if (!/\batexit\b/.test(context.source.text) || KNOWN.test(context.source.text) || isMeant(call, context)) return;
      const name = call.name ?? "";
      if (!context.model.callbacks.some(({ slot }) => slot.callee === "atexit.register")) return;
      if (ENDS.includes(name)) context.report("ends", { at: call.node, data: { function: name } });
      // A program that starts itself anew mostly means it.
      else context.report("replaces", { at: call.node, severity: "hint", data: { function: name } });
    }),
    when.calls("atexit.register", (call, { model, source, target, report }) => {
      const region = regionOf(call.node);
      if (region.kind === "module" || !textMatches(source, /\bmultiprocessing\b/)) return;
      if (isInRange(target, { since: "3.13" })) return;
      const contexts = model.contextsOf(region);
      const [origin] = contexts.flatMap(({ origins }) => origins);
      if (contexts.length !== 1 || contexts[0]?.kind !== "process" || origin === undefined) return;
      report("process", { at: call.node, related: [{ span: origin, message: "what runs it in a process" }] });
    }),
  ],
});

/** Whether there is a reason to leave at once, by where the call stands. */
function isMeant({ node }: Call, { model }: RuleContext<typeof MESSAGES>): boolean {
  const region = regionOf(node);
  if (region.kind === "module") return node.enclosing("except_clause") !== null;
  const contexts = model.contextsOf(region);
  const isElsewhere = contexts.some(({ kind }) => kind !== "main");
  return isElsewhere || node.enclosing("except_clause", "function_definition")?.kind === "except_clause";
}
