import { whenCleanups } from "../../engine/callback-calls.js";
import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Callable } from "../../engine/semantics/callables.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const EXITS: ReadonlySet<string> = new Set(["builtins.exit", "builtins.quit", "sys.exit", "builtins.SystemExit"]);

/**
 * When exit functions run, the exit status is settled. Python 3 treats a SystemExit in one of them like any other error: it is
 * printed (from 3.12 on) or dropped, and the status stays what it was. Python 2 took it over.
 *
 * Found in functions that only run at exit, where a status other than 0 is given.
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
  on: (when) =>
    whenCleanups(when, (registration, { model, report }) => {
      const { slot, callable, callback } = registration;
      if (slot.callee !== "atexit.register" || callable === null) return;
      for (const at of exitsOf(registration, callable, model)) {
        const isHere = callback.covers(at) || at.covers(callback);
        report("ignored", {
          at,
          data: { call: excerpt(at.text) },
          related: isHere ? [] : [{ span: registration.node, message: "registered here" }],
        });
      }
    }),
});

function exitsOf({ node, callback }: Registration, callable: Callable, model: Model): SyntaxNode[] {
  const { libraryName, definition, body } = callable;
  if (libraryName !== null && EXITS.has(libraryName)) {
    const status = model.callAt(node)?.positional.find(({ start }) => start > callback.end);
    return status !== undefined && isFailure(status) ? [node] : [];
  }
  if (definition === null || body === null || definition.kind === "class_definition") return [];
  if (!model.contextsOf(definition).every(({ kind }) => kind === "exit")) return [];
  const calls = [...(body.kind === "call" ? [body] : []), ...body.descendants("call")];
  return calls.filter((each) => {
    const call = model.callAt(each);
    return call !== null && regionOf(each) === definition && isExit(call) && !isExpected(each, ["SystemExit"], model);
  });
}

function isExit({ name, node, positional: [status] }: Call): boolean {
  if (name === null || !EXITS.has(name) || status === undefined) return false;
  const isRaised = name !== "builtins.SystemExit" || node.parent?.kind === "raise_statement";
  return isRaised && isFailure(status);
}

/** Whether a status is none of those that mean success, which the program would have anyhow. */
function isFailure(status: SyntaxNode): boolean {
  return status.kind !== "none" && status.kind !== "false" && integerValue(status) !== 0n;
}
