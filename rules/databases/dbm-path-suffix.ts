import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { openedDatabase } from "../../engine/semantics/database-files.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode, SyntaxTree } from "../../engine/syntax/tree.js";
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

/** The paths of which all uses were found already: where several calls open one file, the first of them tells. */
const told = new Kept<Model, Set<string | Variable>>(({ tree }) => tree);
const stringsByValue = new Kept<SyntaxTree, ReadonlyMap<string, readonly SyntaxNode[]>>((tree) => tree);

function check(call: Call, { model, target, report }: Context): void {
  const path = openedDatabase(call, model)?.path;
  if (path === undefined || isTold(path, model)) return;
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

function isTold(path: SyntaxNode, model: Model): boolean {
  const key = path.kind === "identifier" ? model.variableOf(path) : path.text;
  if (key === undefined) return false;
  let keys = told.get(model);
  if (keys === undefined) {
    keys = new Set();
    told.set(model, keys);
  }
  const isKnown = keys.has(key);
  keys.add(key);
  return isKnown;
}

/** Other expressions for the same path: mentions of the same variable, or the same text. */
function samePaths(path: SyntaxNode, model: Model): readonly SyntaxNode[] {
  if (path.kind === "string") {
    const text = stringValue(path);
    return text === null ? [] : (stringsIn(model.tree).get(text) ?? []);
  }
  const variable = path.kind === "identifier" ? model.variableOf(path) : undefined;
  return variable?.bindings.length === 1 ? variable.references : [];
}

function stringsIn(tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> {
  let strings = stringsByValue.get(tree);
  if (strings === undefined) {
    const made = new Map<string, SyntaxNode[]>();
    for (const node of tree.nodesOfKind("string")) {
      const value = stringValue(node);
      if (value === null) continue;
      const known = made.get(value);
      if (known === undefined) made.set(value, [node]);
      else known.push(node);
    }
    strings = made;
    stringsByValue.set(tree, strings);
  }
  return strings;
}
