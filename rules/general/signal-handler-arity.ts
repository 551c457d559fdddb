import { addParameters, mentionsElsewhere, unusedNames } from "../../engine/repairs/parameters.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Callable } from "../../engine/semantics/callables.js";
import { classOf } from "../../engine/semantics/classes.js";
import type { Model } from "../../engine/semantics/model.js";
import { signatureOf } from "../../engine/semantics/signature.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What Python hands to a handler, as the documentation names them. */
const GIVEN = ["signum", "frame"];

/**
 * Python calls a handler with (signum, frame), in whatever line the signal interrupts: a handler that takes anything
 * else raises TypeError there, in code that has nothing to do with signals.
 *
 * Found at `signal.signal(..., handler)`, when it is certain what `handler` is and that two arguments do not fit.
 */
export default defineRule({
  name: "signal-handler-arity",
  question: "signal-handlers",
  summary: "a signal handler that cannot be called with (signum, frame)",
  severity: "error",
  fix: "safe",
  messages: {
    arity: "`{handler}` takes {takes}, but Python calls a signal handler with two: (signum, frame)",
  },
  on: (when) =>
    when.calls("signal.signal", (call, { model, report }) => {
      for (const { callback: handler, callable, fits } of model.callbacksOf(call)) {
        if (callable === null || fits !== false) continue;
        const { definition } = callable;
        const isElsewhere = definition !== null && !handler.covers(definition);
        const name = definition?.field("name");
        report("arity", {
          at: handler,
          data: { handler: nameOf(callable), takes: callable.takes },
          related: isElsewhere ? [{ span: name ?? definition, message: "handler defined here" }] : [],
          fix: () => repair(callable, model),
        });
      }
    }),
});

/** What the user calls the handler; of a longer expression only that it is one. */
function nameOf({ reference }: Callable): string {
  if (reference.kind === "identifier" || reference.kind === "attribute") return reference.text.replace(/\s+/g, "");
  return reference.kind === "lambda" ? "lambda" : "this handler";
}

function repair(callable: Callable, model: Model): Fix | null {
  const { definition, signature, reference } = callable;
  if (definition === null) {
    if (callable.isPartial || !callable.accepts(0)) return null;
    const replacement = `lambda *_: ${reference.text}()`;
    return { title: "Take and drop both arguments", safety: "safe", edits: [{ span: reference, replacement }] };
  }
  if (definition.kind === "class_definition" || signature.keywordOnly.some(({ hasDefault }) => !hasDefault))
    return null;
  const wanted = GIVEN.slice(signature.positional.length);
  const missing = unusedNames(definition, wanted);
  if (missing.length === 0 || (callable.isPartial && fillsAny(wanted, definition))) return null;
  if (definition.kind === "lambda") {
    const [rest] = unusedNames(definition, ["_"]);
    const edit = addParameters(definition, [`*${rest}`]);
    return edit && { title: "Take and drop both arguments", safety: "safe", edits: [edit] };
  }
  // Whoever else calls the function must still be able to, and behind a default only others may stand.
  const isOptional =
    classOf(definition) !== null ||
    callable.isPartial ||
    signature.positional.some(({ hasDefault }) => hasDefault) ||
    mentionsElsewhere(definition, reference, model);
  const names = missing.map((name) => (isOptional ? `${name}=None` : name));
  const edit = addParameters(definition, callable.lacksReceiver ? ["self", ...names] : names);
  return edit && { title: `Add the parameters ${missing.join(" and ")}`, safety: "safe", edits: [edit] };
}

/** Whether the arguments of a partial already go to parameters that are meant for what Python gives. */
function fillsAny(names: readonly string[], definition: SyntaxNode): boolean {
  return signatureOf(definition).positional.some(({ name }) => names.includes(name));
}
