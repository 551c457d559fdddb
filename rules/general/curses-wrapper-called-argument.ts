import { addParameters, unusedNames } from "../../engine/repairs/parameters.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Callable } from "../../engine/semantics/callables.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `curses.wrapper(main())` calls `main` before there is a screen, and then makes a screen for the None that it gave back.
 *
 * Found where the result of the call certainly is no function: None, or a literal.
 */
export default defineRule({
  name: "curses-wrapper-called-argument",
  question: "curses",
  summary: "a function that is called for curses.wrapper instead of being given to it",
  severity: "error",
  fix: "safe",
  messages: {
    early: "`{call}` runs before there is a screen, and `wrapper` gets its result, {result}: pass `{instead}`",
    lacking: "`{call}` is called here, without the window that `wrapper` would give it: pass `{instead}`",
  },
  on: (when) =>
    when.calls("curses.wrapper", (call, { model, report }) => {
      const argument = call.argument(0, "func");
      const inner = argument === undefined ? null : model.callAt(unparenthesized(argument));
      if (argument === undefined || inner === null) return;
      const results = model.valuesOf(argument);
      if (!results.every(({ kind }) => kind === "nothing" || kind === "literal")) return;
      const callable = model.callableOf(inner.callee);
      if (callable === null) return;
      const instead = [inner.callee.text, ...inner.arguments.map(({ node }) => node.text)].join(", ");
      const data = { call: excerpt(inner.node.text), instead: excerpt(instead) };
      const finding = { at: argument, fix: () => repair(call, inner, callable, model) };
      const isLacking = !inner.hasUnpacking && !callable.accepts(inner.positional.length, keywordsOf(inner));
      if (isLacking) report("lacking", { ...finding, data });
      else {
        const result = results.every(({ kind }) => kind === "nothing") ? "None" : "which is no function";
        report("early", { ...finding, data: { ...data, result } });
      }
    }),
});

function keywordsOf(call: Call): string[] {
  return call.arguments.flatMap(({ keyword }) => keyword ?? []);
}

/** Gives `wrapper` the function and its arguments, and the function a parameter for the window if it has no place for it. */
function repair(call: Call, inner: Call, callable: Callable, model: Model): Fix | null {
  const argument = call.argument(0, null);
  const list = inner.node.field("arguments");
  if (argument === undefined || inner.hasUnpacking || call.arguments.length > 1 || list?.isDamaged !== false)
    return null;
  const { callee, arguments: passed, node } = inner;
  const text = [callee.text, ...passed.map((each) => each.node.text)].join(", ");
  // Comments between the arguments would be lost.
  if (/#/.test(node.tree.source.text.slice(callee.end, node.end).replace(/"[^"\n]*"|'[^'\n]*'/g, ""))) return null;
  const edits = [{ span: argument, replacement: text }];
  const title = `Pass \`${excerpt(callee.text)}\` itself`;
  if (callable.accepts(1 + inner.positional.length, keywordsOf(inner))) return { title, safety: "safe", edits };
  const { definition } = callable;
  const hasRoom = passed.length === 0 && definition?.kind === "function_definition" && callable.accepts(0);
  if (!hasRoom || callable.signature.positional.length > 0 || callable.isPartial) return null;
  const [name = "stdscr"] = unusedNames(definition, ["stdscr"]);
  const isCalledElsewhere = model.calls.some(
    (other) => other !== inner && other.node !== node && model.callableOf(other.callee)?.definition === definition,
  );
  const added = addParameters(definition, [isCalledElsewhere ? `${name}=None` : name]);
  return added && { title, safety: "safe", edits: [...edits, added] };
}
