import { accessToModule } from "../../engine/repairs/imports.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { classOf } from "../../engine/semantics/classes.js";
import { isCursesWindow } from "../../engine/semantics/curses-windows.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { restorationOf } from "../../engine/semantics/restoration.js";
import { useOf } from "../../engine/semantics/uses.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** Other ways to give the terminal back. */
const OTHER_WAYS = /\b(?:reset_shell_mode|stty|tcsetattr|wrapper)\b|["']reset["']/;
/** Methods of windows that wait for the user. */
const WAITING = new Set(["getch", "getkey", "get_wch", "getstr"]);

/**
 * `curses.initscr()` takes the terminal over, and only `curses.endwin()` gives it back: whoever forgets it, or misses it
 * because of an exception, leaves the shell without echo and without line breaks.
 *
 * Found where no `endwin` is in the file, or only where no exception comes by: not in `finally`, a handler, another
 * function, nor `atexit`.
 */
export default defineRule({
  name: "curses-initscr-without-endwin",
  question: "curses",
  summary: "a screen of curses that is not ended, or not when an exception comes between",
  severity: "error",
  fix: "unsafe",
  messages: {
    never: "nothing calls `curses.endwin()`, so the terminal stays as curses made it: use `curses.wrapper`",
    calmly:
      "an exception, or Ctrl+C, before `curses.endwin()` leaves the terminal as curses made it: use `curses.wrapper`",
  },
  on: (when) =>
    when.calls("curses.initscr", (call, { model, source, report }) => {
      if (textMatches(source, OTHER_WAYS)) return;
      const use = useOf(call.node);
      const ends = endsIn(model);
      const restoration = restorationOf(call.node, ends, model, (node) => isHarmless(node, model));
      const fix = () => endAtExit(call, model);
      if (restoration === "never") {
        // Whoever gets the window may end it.
        if (use.kind === "returned" || use.kind === "open") return;
        // A method that only starts curses, like a test's `setUp`, is no program.
        if (use.kind === "dropped" && classOf(regionOf(call.node)) !== null) return;
        const isHeld = use.kind === "stored" && use.target.kind !== "identifier";
        report("never", { at: call.node, severity: isHeld ? "warning" : "error", fix });
      } else if (restoration === "calmly") {
        const related = ends.map((span) => ({ span, message: "not reached then" }));
        report("calmly", { at: call.node, severity: "warning", related, fix });
      }
    }),
});

const known = new Kept<Model, readonly SyntaxNode[]>(({ tree }) => tree);

/** All mentions of `endwin`: the calls, or the name where it is not called. */
function endsIn(model: Model): readonly SyntaxNode[] {
  let ends = known.get(model);
  if (ends === undefined) {
    ends = mentionsOfEnd(model);
    known.set(model, ends);
  }
  return ends;
}

function mentionsOfEnd({ tree }: Model): SyntaxNode[] {
  return tree.nodesOfKind("identifier").flatMap((name) => {
    if (name.text !== "endwin") return [];
    if (name.enclosing("import_from_statement") !== null) return [];
    const whole = name.fieldName === "attribute" && name.parent !== null ? name.parent : name;
    return [whole.fieldName === "function" && whole.parent !== null ? whole.parent : whole];
  });
}

/** What only sets curses up or draws. */
function isHarmless(node: SyntaxNode, model: Model): boolean {
  const call = model.callAt(node);
  if (call === null) return false;
  if (call.name !== null) return call.name.startsWith("curses.") && !call.name.startsWith("curses.textpad");
  return call.receiver !== null && !WAITING.has(call.method ?? "") && isCursesWindow(call.receiver, model);
}

function endAtExit(call: Call, model: Model): Fix | null {
  const statement = call.node.enclosing("expression_statement");
  const access = accessToModule("atexit", model);
  const { receiver } = call;
  if (statement === null || access === null || receiver?.kind !== "identifier") return null;
  const edit = insertStatementBehind(statement, `atexit.register(${receiver.text}.endwin)`);
  return edit && { title: "Call endwin() at exit", safety: "unsafe", edits: [...access.edits, edit] };
}
