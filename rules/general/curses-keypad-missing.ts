import { defineRule } from "../../engine/rule.js";
import { isCursesWindow } from "../../engine/semantics/curses-windows.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const READERS = ["getch", "get_wch"];
const MADE = /^curses\.(?:initscr|newwin|newpad)\b/;

/**
 * An arrow key sends three characters. Only a window with `keypad(True)` makes one number of them; `curses.wrapper` sets
 * it for the screen that it gives, and for no other window.
 *
 * Found where a key that was read from a window of the file's own is compared with `curses.KEY_...`, and `keypad` is
 * mentioned nowhere in the file.
 */
export default defineRule({
  name: "curses-keypad-missing",
  question: "curses",
  summary: "a window without keypad(True) whose keys are compared with curses.KEY_...",
  severity: "warning",
  fix: "none",
  messages: {
    missing:
      "`{window}` has no `keypad(True)`, so the key comes as several characters, the first of them 27, never as `{key}`",
  },
  on: (when) =>
    when.nodes(
      "comparison_operator",
      { anyOf: READERS.map((reader) => ["curses", reader]), pattern: /\bKEY_/ },
      (node, { model, source, report }) => {
        if (textMatches(source, /\bkeypad\b/)) return;
        const key = [node, ...node.descendants("attribute", "identifier")].find((each) =>
          /^curses\.KEY_(?!RESIZE$)\w+$/.test(model.qualifiedName(each) ?? ""),
        );
        const window = key === undefined ? null : windowRead(node, model);
        if (key === undefined || window === null) return;
        report("missing", { at: key, data: { window: excerpt(window.text), key: excerpt(key.text) } });
      },
    ),
});

/** The window of the file's own from which one side of a comparison has certainly been read. */
function windowRead(comparison: SyntaxNode, model: Model): SyntaxNode | null {
  for (const side of comparison.namedChildren) {
    const windows = model.valuesOf(side).flatMap((value) => {
      const call = value.kind === "call" ? model.callAt(value.node) : null;
      const isRead = call !== null && call.receiver !== null && READERS.includes(call.method ?? "");
      return isRead && call.receiver !== null && isOwn(call.receiver, model) ? [call.receiver] : [];
    });
    const isAll = windows.length > 0 && model.valuesOf(side).every(({ kind }) => kind === "call" || kind === "literal");
    if (isAll && windows[0] !== undefined) return windows[0];
  }
  return null;
}

function isOwn(window: SyntaxNode, model: Model): boolean {
  return MADE.test(model.madeBy(window) ?? "") && isCursesWindow(window, model);
}
