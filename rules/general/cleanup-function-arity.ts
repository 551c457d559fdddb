import { whenCleanups } from "../../engine/callback-calls.js";
import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * What is registered is called with the arguments that stand behind it, and with nothing else. Where they do not fit, the
 * TypeError comes when the program is over: the clean-up is not done, and the exit status is 0.
 *
 * Found where it is certain what is registered; and where nothing is: `atexit.register()` as a decorator.
 */
export default defineRule({
  name: "cleanup-function-arity",
  question: "exit-functions",
  summary: "a clean-up function that cannot be called with what is registered for it",
  severity: "error",
  fix: "safe",
  messages: {
    arity: "`{name}` takes {takes}, but in the end it is called with {given}: it fails, and nothing is cleaned up",
    nothing: "`atexit.register()` without a function raises TypeError: {advice}",
  },
  on: (when) => [
    ...whenCleanups(when, (registration, { model, report }) => {
      const { callback, callable, fits, node, positions, keywords } = registration;
      if (callable === null || fits !== false || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const { definition, reference } = callable;
      const name = definition?.field("name") ?? null;
      const isDecorated = callback.kind === "function_definition";
      report("arity", {
        at: isDecorated ? (name ?? node) : callback,
        data: {
          name: isDecorated && name !== null ? name.text : excerpt(reference.text),
          takes: callable.takes,
          given: given(positions ?? 0, keywords ?? []),
        },
        related:
          isDecorated || definition === null || callback.covers(definition)
            ? []
            : [{ span: name ?? definition, message: "defined here" }],
      });
    }),
    when.calls("atexit.register", ({ node, arguments: given }, { model, report }) => {
      if (given.length > 0 || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const list = node.field("arguments");
      const isDecorator = node.parent?.kind === "decorator" && list !== null;
      report("nothing", {
        at: node,
        data: { advice: isDecorator ? "write the decorator without parentheses" : "pass what is to be called" },
        fix: () =>
          isDecorator
            ? { title: "Remove the parentheses", safety: "safe", edits: [{ span: list, replacement: "" }] }
            : null,
      });
    }),
  ],
});

/** Arguments in words: "no arguments", "1 argument", "2 arguments and log=". */
function given(positions: number, keywords: readonly string[]): string {
  const named = keywords.map((keyword) => `${keyword}=`);
  const counted = positions === 1 ? "1 argument" : `${positions} arguments`;
  if (positions === 0) return named.length === 0 ? "no arguments" : named.join(", ");
  return named.length === 0 ? counted : `${counted} and ${named.join(", ")}`;
}
