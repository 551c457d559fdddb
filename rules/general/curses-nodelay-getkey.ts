import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isCursesWindow } from "../../engine/semantics/curses-windows.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const READERS = ["getkey", "get_wch"];
const ERRORS = ["curses.error", "_curses.error"];

/**
 * A window that does not wait has no key most of the time. `getch()` then gives -1; `getkey()` and `get_wch()` raise
 * `curses.error: no input`, and the program ends.
 *
 * Found where the window is certainly told not to wait before, and nothing catches the error.
 */
export default defineRule({
  name: "curses-nodelay-getkey",
  question: "curses",
  summary: "a getkey() or get_wch() of a window that does not wait, where nothing catches that there is no key",
  severity: "warning",
  fix: "none",
  messages: {
    empty:
      "without a key `{read}` raises curses.error, since `{setting}` does not let it wait: catch that, or use `getch()`",
  },
  on: (when) =>
    when.nodes("call", { anyOf: READERS.map((reader) => ["curses", reader]) }, (node, { model, report }) => {
      const call = model.callAt(node);
      if (call?.receiver == null || !READERS.includes(call.method ?? "")) return;
      const setting = settingBefore(call, call.receiver, model);
      if (setting === null || !isCursesWindow(call.receiver, model) || isCaught(node, model)) return;
      report("empty", {
        at: node,
        data: { read: excerpt(node.text), setting: excerpt(setting.text) },
        related: [{ span: setting, message: "it does not wait since here" }],
      });
    }),
});

/** The call by which a window does not wait when a key is read; null if it may wait. */
function settingBefore({ node }: Call, window: SyntaxNode, model: Model): SyntaxNode | null {
  const graph = model.flowOf(node);
  const settings = model.calls.filter(({ name, method, receiver }) => {
    const isOfWindow = receiver?.text === window.text && (method === "nodelay" || method === "timeout");
    return isOfWindow || name === "curses.halfdelay" || name === "curses.nocbreak";
  });
  if (!settings.every(neverWaits)) return null;
  const before = settings.find((call) => regionOf(call.node) === regionOf(node) && graph.dominates(call.node, node));
  return before?.node ?? null;
}

/** Whether a setting is one of those by which reading a key gives up. */
function neverWaits({ name, method, positional: [value] }: Call): boolean {
  if (name === "curses.halfdelay") return true;
  if (value === undefined) return false;
  const number = integerValue(value);
  if (method === "nodelay") return value.kind === "true" || (number !== null && number !== 0n);
  return method === "timeout" && number !== null && number >= 0n;
}

/** Whether the error is caught here, or where the function is called. */
function isCaught(node: SyntaxNode, model: Model): boolean {
  if (isExpectedToFail(node, model, ERRORS) || guardOf(node, model, []) === "caught") return true;
  const name = regionOf(node).field("name");
  const references = name === null ? [] : (model.variableOf(name)?.references ?? []);
  return references.some((reference) => isExpectedToFail(reference, model, ERRORS));
}
