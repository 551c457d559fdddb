import { whenSignalHandlers } from "../../engine/callback-calls.js";
import { isNameLike } from "../../engine/repairs/none-results.js";
import { addParameters, mentionsElsewhere, unusedNames } from "../../engine/repairs/parameters.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Callable } from "../../engine/semantics/callables.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { classOf } from "../../engine/semantics/classes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { signatureOf } from "../../engine/semantics/signature.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What Python hands to a handler, as the documentation names them. */
const GIVEN = ["signum", "frame"];
/** How parameters are called that are meant for them. */
const MEANT = [
  /^_*(?:s|n|sig|signal|signame|signo|signr|signum|sig(?:nal)?_?(?:num|number|no|name))$/i,
  /^_*(?:f|fr|frame|stack|stack_?frame)$/i,
];

/**
 * Python calls a handler with (signum, frame), in whatever line the signal interrupts: a handler that takes anything
 * else raises TypeError there, in code that has nothing to do with signals. An event loop calls its handlers with nothing but
 * what was given behind them, and writes the TypeError to the log.
 *
 * Found at `signal.signal(..., handler)` and `loop.add_signal_handler(..., handler)`, when it is certain what `handler` is and
 * that it cannot be called so.
 */
export default defineRule({
  name: "signal-handler-arity",
  question: "signal-handlers",
  summary: "a signal handler that cannot be called with (signum, frame), or by an event loop with what it was given",
  severity: "error",
  fix: "safe",
  messages: {
    arity: "`{handler}` takes {takes}, but Python calls a signal handler with two: (signum, frame)",
    loop: "`{handler}` takes {takes}, but the event loop calls it with {given}: no signum and no frame, only what stands behind it",
  },
  on: (when) =>
    whenSignalHandlers(when, (registration, { model, report }) => {
      const { callback: handler, callable, fits, node, slot, positions } = registration;
      if (callable === null || fits !== false || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const { definition, takes } = callable;
      const isElsewhere = definition !== null && !handler.covers(definition);
      const name = definition?.field("name");
      const related = isElsewhere ? [{ span: name ?? definition, message: "handler defined here" }] : [];
      const data = { handler: nameOf(callable), takes };
      if (slot.runsIn === "signal handler") {
        report("arity", { at: handler, data, related, fix: () => repair(callable, model) });
      } else {
        const given = positions === 0 ? "none" : `${positions}`;
        report("loop", {
          at: handler,
          data: { ...data, given },
          related,
          fix: () => passWhatIsMeant(registration, model),
        });
      }
    }),
});

/** `add_signal_handler(SIGTERM, stop)` as `add_signal_handler(SIGTERM, stop, SIGTERM, None)` for a `stop(signum, frame)`. */
function passWhatIsMeant({ node, callback, callable, positions }: Registration, model: Model): Fix | null {
  const call = model.callAt(node);
  const number = call?.positional[0];
  const last = call?.arguments.at(-1)?.node;
  const wanted = callable?.signature.positional.slice(positions ?? 0).filter(({ hasDefault }) => !hasDefault) ?? [];
  const isMeant = wanted.every(({ name }, index) => MEANT[index]?.test(name) === true);
  if (last === undefined || number === undefined || !isNameLike(number) || !isMeant || positions !== 0) return null;
  const given = [number.text, "None"].slice(0, wanted.length);
  if (callable?.accepts(given.length) !== true || call?.arguments.some(({ keyword }) => keyword !== null)) return null;
  const edits = [{ span: { start: callback.end, end: callback.end }, replacement: `, ${given.join(", ")}` }];
  return { title: `Pass ${given.join(" and ")} to it`, safety: "safe", edits };
}

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
