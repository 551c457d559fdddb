import { defineRule } from "../../engine/rule.js";
import { DATABASE_OPENERS, openedDatabase } from "../../engine/semantics/database-files.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { excerpt } from "../../engine/text/wording.js";

type Event = "store" | "close" | "read";

/** Methods that store something. */
const STORES: ReadonlySet<string> = new Set(["setdefault", "update"]);
const CLOSES: ReadonlySet<string> = new Set(["close", "sync"]);

/**
 * A dbm file is whole only after it has been closed: until then a part of it is in memory. A program that is killed, or
 * ends by `os._exit`, leaves a file that lacks what was stored, or that cannot be opened again. CPython closes the file
 * when nothing refers to it any more; other Pythons do so at some time or never.
 *
 * Found where a database gets a name that nobody else sees, something is stored in it, and nothing closes it.
 */
export default defineRule({
  name: "database-not-closed",
  question: "dbm-corruption",
  summary: "a dbm file or shelf that is written and never closed",
  severity: "warning",
  fix: "none",
  messages: {
    open: "nothing closes `{database}`: if the program is killed or crashes, what was stored is lost or the file is damaged: call `{database}.close()` in a `finally`, or use {with}",
  },
  on: (when) =>
    when.calls(DATABASE_OPENERS, (call, { model, target, report }) => {
      const database = openedDatabase(call, model);
      if (database === null || database.flag === "r" || isInTest(call.node, model)) return;
      const life = followLife(model, call.node, DATABASE);
      const { events, escapes, name } = life;
      // What an attribute keeps, others can close.
      if (escapes.length > 0 || name === null || name.includes(".")) return;
      if (events.some(({ event }) => event === "close")) return;
      const store = events.find(({ event }) => event === "store");
      if (store === undefined) return;
      report("open", {
        at: call.node,
        data: { database: excerpt(name), with: target.major < 3 ? "`contextlib.closing`" : "`with`" },
        related: [{ span: store.use.site, message: "something is stored here" }],
      });
    }),
});

const DATABASE: Protocol<"open", Event> = {
  initial: "open",
  states: { open: {} },
  event: (use) => (use.kind === "escape" ? undefined : eventOf(use)),
};

function eventOf({ kind, path }: LifeUse): Event {
  const [member = ""] = path;
  if (kind === "enter" || kind === "exit") return "close";
  if (kind === "store" && path.length === 1) return "store";
  if (kind === "call" && path.length === 1) return CLOSES.has(member) ? "close" : STORES.has(member) ? "store" : "read";
  return "read";
}
