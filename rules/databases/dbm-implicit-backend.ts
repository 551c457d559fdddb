import { defineRule } from "../../engine/rule.js";
import { openedDatabase } from "../../engine/semantics/database-files.js";
import { isInTest } from "../../engine/semantics/tests.js";

/**
 * A file that `dbm.open` or `shelve.open` makes is in the format of the best library that the Python at hand has: another
 * machine, or the next Python, may not have it. Python 3.13 made SQLite's format the first choice, which no older one can read.
 *
 * Found where a file may be made and no library is named.
 */
export default defineRule({
  name: "dbm-implicit-backend",
  question: "berkeley-db",
  summary: "a dbm file whose format depends on the machine and on the version of Python",
  severity: "hint",
  fix: "none",
  messages: {
    chosen:
      "the format of the file depends on the machine and the version of Python, so other Pythons may be unable to open it: name the library ({libraries}), or use `sqlite3`",
  },
  on: (when) =>
    when.calls(["dbm.open", "shelve.open"], (call, { model, target, report }) => {
      const flag = openedDatabase(call, model)?.flag;
      if ((flag !== "c" && flag !== "n") || isInTest(call.node, model)) return;
      const libraries = target.major < 3 ? "`gdbm`, `dumbdbm`" : "`dbm.gnu`, `dbm.dumb`";
      report("chosen", { at: call.node, data: { libraries } });
    }),
});
