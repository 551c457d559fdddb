import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isCursesWindow } from "../../engine/semantics/curses-windows.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { Kept } from "../../engine/syntax/kept.js";
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
  const { windows, all } = settingsIn(model);
  const settings = windows.get(window.text) ?? all;
  if (!settings.neverWaits) return null;
  const graph = model.flowOf(node);
  return settings.byRegion.get(regionOf(node))?.find((call) => graph.dominates(call.node, node))?.node ?? null;
}

/** The calls that say whether reading a key waits. */
interface Settings {
  readonly neverWaits: boolean;
  readonly byRegion: ReadonlyMap<SyntaxNode, readonly Call[]>;
}

/** Those for windows, by how they are written, with those for all windows among them; and those alone. */
interface AllSettings {
  readonly windows: ReadonlyMap<string, Settings>;
  readonly all: Settings;
}

const known = new Kept<Model, AllSettings>(({ tree }) => tree);

function settingsIn(model: Model): AllSettings {
  let settings = known.get(model);
  if (settings === undefined) {
    const isForAll = ({ name }: Call): boolean => name === "curses.halfdelay" || name === "curses.nocbreak";
    const calls = model.calls.filter(
      (call) => isForAll(call) || call.method === "nodelay" || call.method === "timeout",
    );
    const all = calls.filter(isForAll);
    const windows = grouped(
      calls.filter((call) => !isForAll(call)),
      ({ receiver }) => receiver?.text ?? "",
    );
    settings = {
      windows: new Map(
        [...windows].map(([window, own]) => [
          window,
          together([...own, ...all].sort((a, b) => a.node.row - b.node.row)),
        ]),
      ),
      all: together(all),
    };
    known.set(model, settings);
  }
  return settings;
}

function together(calls: readonly Call[]): Settings {
  return { neverWaits: calls.every(neverWaits), byRegion: grouped(calls, ({ node }) => regionOf(node)) };
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
