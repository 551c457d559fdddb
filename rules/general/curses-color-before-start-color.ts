import { COLOR_MAKERS, COLORED } from "../../engine/knowledge/curses.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { isBeforeAll } from "../../engine/semantics/not-yet-called.js";
import { Kept } from "../../engine/syntax/kept.js";
import { textMatches } from "../../engine/text/matching.js";

const ERRORS = ["curses.error", "_curses.error", "builtins.ValueError"];

const MESSAGES = {
  never:
    "`{function}()` raises an exception, since nothing here calls `curses.start_color()`, as `curses.wrapper` would",
  later: "`{function}()` raises an exception before `curses.start_color()`, which is called further down",
} as const;

/**
 * Colours exist once `curses.start_color()` has run; `init_pair` and its like raise an exception before. `curses.wrapper`
 * calls it, `curses.initscr` does not.
 *
 * Found in files that make their screen by `initscr`, where `start_color` is never mentioned, or certainly comes later.
 */
export default defineRule({
  name: "curses-color-before-start-color",
  question: "curses",
  summary: "colours of curses that are used before start_color()",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(COLORED, check),
});

function check(call: Call, { model, source, report }: RuleContext<typeof MESSAGES>): void {
  const screens = screensIn(model);
  if (call.name === null || screens.length === 0) return;
  if (isExpectedToFail(call.node, model, ERRORS) || guardOf(call.node, model, ["ValueError"]) === "caught") return;
  const finding = { at: call.node, data: { function: call.name } };
  // Nothing that could be another way to call it.
  if (!textMatches(source, /\b(?:start_color|wrapper)\b/)) report("never", finding);
  else {
    const graph = model.flowOf(call.node);
    const hasScreen = screens.some(({ node }) => graph.dominates(node, call.node));
    if (hasScreen && isBeforeAll(call.node, COLOR_MAKERS, model)) report("later", finding);
  }
}

const known = new Kept<Model, readonly Call[]>(({ tree }) => tree);

/** The calls that make the screen, found once a file. */
function screensIn(model: Model): readonly Call[] {
  let screens = known.get(model);
  if (screens === undefined) {
    screens = model.calls.filter(({ name }) => name === "curses.initscr");
    known.set(model, screens);
  }
  return screens;
}
