import { passUncalled } from "../../engine/repairs/callbacks.js";
import { takeWindow } from "../../engine/repairs/curses.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { type CalledCallback, calledInstead, inWords } from "../../engine/semantics/callback-faults.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `curses.wrapper(main())` calls `main` before there is a screen, and then makes a screen for the None that it gave back.
 *
 * Found where it is certain that what the call gives cannot be called.
 */
export default defineRule({
  name: "curses-wrapper-called-argument",
  question: "curses",
  summary: "a function that is called for curses.wrapper instead of being given to it",
  severity: "error",
  fix: "safe",
  messages: {
    early: "`{call}` runs before there is a screen, and `wrapper` gets {result} in its place: pass `{instead}`",
    lacking: "`{call}` is called here, without the window that `wrapper` would give it: pass `{instead}`",
  },
  on: (when) =>
    when.calls("curses.wrapper", (call, { model, report }) => {
      for (const registration of model.callbacksOf(call)) {
        const called = calledInstead(registration.callback, model);
        if (called === null || isExpectedToFail(call.node, model, ["builtins.TypeError"])) continue;
        const { call: inner, gives } = called;
        const keywords = inner.arguments.flatMap(({ keyword }) => keyword ?? []);
        const fits = model.callableOf(inner.callee)?.accepts(inner.positional.length, keywords) ?? true;
        const isLacking = !fits && !inner.hasUnpacking;
        const instead = passUncalled(registration, called, model)?.written ?? inner.callee.text;
        const data = { call: excerpt(inner.node.text), instead: excerpt(instead) };
        const finding = { at: registration.callback, fix: () => repair(registration, called, model) };
        if (isLacking) report("lacking", { ...finding, data });
        else report("early", { ...finding, data: { ...data, result: inWords(gives) } });
      }
    }),
});

/** Gives `wrapper` the function and its arguments, and the function a place for the window if it has none. */
function repair(registration: Registration, called: CalledCallback, model: Model): Fix | null {
  const { callee, node, positional, arguments: passed } = called.call;
  const title = `Pass \`${excerpt(callee.text)}\` itself`;
  const callable = model.callableOf(callee);
  const keywords = passed.flatMap(({ keyword }) => keyword ?? []);
  if (callable === null || callable.accepts(1 + positional.length, keywords)) {
    const uncalled = passUncalled(registration, called, model);
    return uncalled && { title, safety: uncalled.isSafe ? "safe" : "unsafe", edits: uncalled.edits };
  }
  const list = node.field("arguments");
  const added = passed.length === 0 && callable.accepts(0) ? takeWindow(callable, model) : null;
  return added && list && { title, safety: "safe", edits: [{ span: list, replacement: "" }, added] };
}
