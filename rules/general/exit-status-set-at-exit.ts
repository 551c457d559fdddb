import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const EXITS = ["builtins.SystemExit", "builtins.exit", "builtins.quit", "sys.exit"];

/**
 * When exit functions run, the exit status is settled. Python 3 treats a SystemExit in one of them like any other error: it is
 * printed (from 3.12 on) or dropped, and the status stays what it was. Python 2 took it over.
 *
 * Found where a status other than 0 is given, in functions of which nothing else is known than that they run at exit.
 */
export default defineRule({
  name: "exit-status-set-at-exit",
  question: "exit-functions",
  summary: "an exit status that is set in a function registered by `atexit`, where Python 3 ignores it",
  severity: "error",
  fix: "none",
  pythons: { since: "3.0" },
  messages: {
    ignored:
      "the exit status is settled when exit functions run, so `{call}` does not change it: decide before the program ends",
  },
  on: (when) => [
    when.calls(
      EXITS,
      (call, { model, report }) => {
        const { node } = call;
        const region = regionOf(node);
        if (region.kind === "module" || !setsStatus(call)) return;
        const contexts = model.contextsOf(region);
        if (contexts.length === 0 || contexts.some(({ kind }) => kind !== "exit")) return;
        if (isExpected(node, ["SystemExit"], model)) return;
        const origins = contexts.flatMap(({ origins }) => origins).filter((origin) => !origin.covers(node));
        const related = origins.slice(0, 1).map((span) => ({ span, message: "what runs it at exit" }));
        report("ignored", { at: node, data: { call: excerpt(node.text) }, related });
      },
      [["atexit"]],
    ),
    when.calls("atexit.register", ({ node, positional: [callback, status] }, { model, report }) => {
      if (callback === undefined || status === undefined || !isFailure(status)) return;
      if (!EXITS.includes(model.callableOf(callback)?.libraryName ?? "")) return;
      report("ignored", { at: node, data: { call: `${excerpt(callback.text)}(${excerpt(status.text)})` } });
    }),
  ],
});

function setsStatus({ name, node, positional: [status] }: Call): boolean {
  const isRaised = name !== "builtins.SystemExit" || node.parent?.kind === "raise_statement";
  return status !== undefined && isRaised && isFailure(status);
}

/** Whether a status is none of those that mean success, which the program would have anyhow. */
function isFailure(status: SyntaxNode): boolean {
  return status.kind !== "none" && status.kind !== "false" && integerValue(status) !== 0n;
}
