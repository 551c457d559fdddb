import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { openedDatabase } from "../../engine/semantics/database-files.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  asks: "the library that keeps the database may have put `.db` or `.dat` behind `{path}`, so this may be wrong about it: ask `{whichdb}({path})`",
  changes:
    "the library that keeps the database may have put `.db` or `.dat` behind `{path}`, and this misses it then: name the library (`dbm.gnu`, `dbm.dumb`), or look for all of its files",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that ask something about a file. */
const ASKING = ["os.path.exists", "os.path.getmtime", "os.path.getsize", "os.path.isfile", "os.stat"];
/** Functions that do something with a file. */
const CHANGING = ["os.remove", "os.rename", "os.replace", "os.unlink", "shutil.copy", "shutil.copyfile", "shutil.move"];
/** What chooses a library by itself. */
const CHOOSING = ["dbm.open", "shelve.open"];

/**
 * `dbm.open(path)` and `shelve.open(path)` take the first library that the Python at hand was built with, and each has
 * its own idea of the file's name: the path itself, the path with `.db` behind it, or three files.
 *
 * Found where the very path is also looked for, copied, moved or removed.
 */
export default defineRule({
  name: "dbm-path-suffix",
  question: "dbm-corruption",
  summary: "a file that is looked for under the path of a dbm database, which may have another name",
  severity: "information",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.calls(
      CHOOSING,
      check,
      [...ASKING, ...CHANGING].map((name) => [name.slice(name.lastIndexOf(".") + 1)]),
    ),
});

function check(call: Call, { model, target, report }: Context): void {
  const path = openedDatabase(call, model)?.path;
  if (path === undefined) return;
  for (const same of samePaths(path, model)) {
    const { parent } = same;
    const user = parent?.kind === "argument_list" && parent.parent !== null ? model.callAt(parent.parent) : null;
    const name = user?.name ?? "";
    if (user?.argument(0, null) !== same || !(ASKING.includes(name) || CHANGING.includes(name))) continue;
    const whichdb = target.major < 3 ? "whichdb.whichdb" : "dbm.whichdb";
    report(ASKING.includes(name) ? "asks" : "changes", {
      at: user.node,
      data: { path: excerpt(path.text), whichdb },
      related: [{ span: call.node, message: "the database is opened here" }],
    });
  }
}

/** Other expressions for the same path: mentions of the same variable, or the same text. */
function samePaths(path: SyntaxNode, model: Model): readonly SyntaxNode[] {
  if (path.kind === "string") {
    const text = stringValue(path);
    return text === null ? [] : model.tree.nodesOfKind("string").filter((each) => stringValue(each) === text);
  }
  const variable = path.kind === "identifier" ? model.variableOf(path) : undefined;
  return variable?.bindings.length === 1 ? variable.references : [];
}
