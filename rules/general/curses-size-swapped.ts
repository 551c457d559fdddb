import { defineRule } from "../../engine/rule.js";
import { isCursesWindow } from "../../engine/semantics/curses-windows.js";

const METHODS = ["getmaxyx", "getyx", "getbegyx", "getparyx"];
/** What programs call what comes second, and what comes first. */
const ACROSS =
  /^_?(?:(?:max_?|begin_?|cur(?:sor)?_?|screen_?|window_?|win_?|term_?)?(?:x|w|width|cols?|columns))(?:_?max)?$/i;
const DOWN =
  /^_?(?:(?:max_?|begin_?|cur(?:sor)?_?|screen_?|window_?|win_?|term_?)?(?:y|h|height|rows?|lines?))(?:_?max)?$/i;

/**
 * Curses has rows before columns everywhere: `getmaxyx()` gives (y, x). Unpacked as `width, height`, the window is as wide
 * as it is high.
 *
 * Found by the names that the two numbers are given.
 */
export default defineRule({
  name: "curses-size-swapped",
  question: "curses",
  summary: "rows and columns of a window of curses that are unpacked in the wrong order",
  severity: "warning",
  fix: "unsafe",
  messages: {
    swapped: "`{method}()` gives rows before columns, so `{across}` gets the rows: write `{down}, {across} =`",
  },
  on: (when) =>
    when.nodes("assignment", { anyOf: METHODS.map((method) => [method]) }, (node, { model, report }) => {
      const target = node.field("left");
      const value = node.field("right");
      const call = value === null ? null : model.callAt(value);
      if (target === null || call?.receiver == null || !METHODS.includes(call.method ?? "")) return;
      const [first, second, ...others] = target.namedChildren;
      if (first === undefined || second === undefined || others.length > 0 || target.kind !== "pattern_list") return;
      if (!ACROSS.test(lastName(first.text)) || !DOWN.test(lastName(second.text))) return;
      if (!isCursesWindow(call.receiver, model) && !model.imports.some(({ module }) => module === "curses")) return;
      report("swapped", {
        at: target,
        data: { method: call.method ?? "", across: first.text, down: second.text },
        fix: () => ({
          title: "Swap the names",
          safety: "unsafe",
          edits: [
            { span: first, replacement: second.text },
            { span: second, replacement: first.text },
          ],
        }),
      });
    }),
});

/** `x` of `self.x`. */
function lastName(target: string): string {
  return target.replace(/^.*\./s, "");
}
