import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type DatabaseFile, databaseOf, SHELF_OPENERS } from "../../engine/semantics/database-files.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  direct:
    "`{item}` is a copy made for this one use, so this change never gets into the file: assign the changed object to `{key}`, or open the shelf with `writeback=True`",
  named:
    "`{name}` is a copy of what the shelf holds, so this change never gets into the file: assign `{name}` to `{key}` afterwards, or open the shelf with `writeback=True`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Methods of lists, sets, dictionaries and deques that are called for what they change. */
const MUTATORS: ReadonlySet<string> = new Set(
  `add append appendleft clear difference_update discard extend extendleft insert intersection_update remove reverse sort
  symmetric_difference_update update`.split(/\s+/),
);
/** Those that are called for what they give as well: only where that is dropped is the change what is wanted. */
const TAKERS: ReadonlySet<string> = new Set(["pop", "popitem", "popleft", "setdefault"]);

/**
 * A shelf gives a new copy of the object each time it is asked, and only an assignment to the shelf itself writes one.
 * `shelf["k"].append(x)` changes a copy that nobody has.
 *
 * Found where what a shelf gives is changed on the spot, and where it gets a name, is changed, and is then neither used nor stored.
 */
export default defineRule({
  name: "shelve-mutation-lost",
  question: "persistent-objects",
  summary: "a change of an object that a shelf gave, which is never written",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("subscript", { anyOf: [["shelve"]] }, (subscript, context) => {
      const shelf = subscript.field("value");
      const keys = subscript.fieldAll("subscript");
      if (shelf !== null && keys.length === 1) checkItem(subscript, shelf, context);
    }),
    when.methods(SHELF_OPENERS, ["get", "setdefault"], (call, _, context) => {
      if (call.receiver !== null) checkItem(call.node, call.receiver, context);
    }),
  ],
});

function checkItem(item: SyntaxNode, shelf: SyntaxNode, context: Context): void {
  const { model, report } = context;
  // Asked first, since what is done with an element is looked for along all of a chain of subscripts.
  const database = databaseOf(shelf, model);
  if (database === null || !database.isShelf || database.writesBack !== false) return;
  const change = changeOf(item) ?? changeByName(item, model);
  if (change === null) return;
  const key = keyText(item, shelf);
  report(change.name === null ? "direct" : "named", {
    at: change.at,
    data: { item: excerpt(item.text), key, name: change.name ?? "" },
    related: [{ span: database.opening.node, message: "the shelf is opened here" }],
    fix: () => writeBack(database),
  });
}

interface Change {
  readonly at: SyntaxNode;
  /** The name that the copy has got, or null. */
  readonly name: string | null;
}

/** What changes the object, or a part of it, right where the shelf gives it. */
function changeOf(item: SyntaxNode): Change | null {
  let node = item;
  for (let parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    const isMember = parent.kind === "attribute" && parent.field("object") === node;
    const isElement = parent.kind === "subscript" && parent.field("value") === node;
    if (isMember && parent.parent?.kind === "call" && parent.parent.field("function") === parent) {
      return isMutation(parent.field("attribute")?.text ?? "", parent.parent)
        ? { at: parent.parent, name: null }
        : null;
    }
    if (!isMember && !isElement) break;
    if (isTarget(parent)) return { at: parent, name: null };
  }
  return null;
}

function isMutation(method: string, call: SyntaxNode): boolean {
  return MUTATORS.has(method) || (TAKERS.has(method) && useOf(call).kind === "dropped");
}

/** Whether an expression is assigned to, changed in place or deleted. */
function isTarget(expression: SyntaxNode): boolean {
  const { parent } = expression;
  if (parent?.kind === "assignment" || parent?.kind === "augmented_assignment")
    return parent.field("left") === expression;
  return parent?.kind === "delete_statement";
}

/** What changes the object under the name it is given, if nothing is done with it after that. */
function changeByName(item: SyntaxNode, model: Model): Change | null {
  const use = useOf(item);
  if (use.kind !== "stored" || use.target.kind !== "identifier") return null;
  const life = followLife(model, item, COPY);
  const isKept =
    life.escapes.length > 0 || life.events.some(({ event, before }) => event === "use" && before.possibly("changed"));
  const first = life.events.find(({ event }) => event === "change");
  if (isKept || first === undefined || model.scopeAt(item).kind === "class") return null;
  return { at: first.use.site, name: use.target.text };
}

type State = "fresh" | "changed";

const COPY: Protocol<State, "change" | "use"> = {
  initial: "fresh",
  states: { fresh: { change: "changed" }, changed: {} },
  event: (use) => {
    if (use.kind === "escape") return undefined;
    return isChange(use) ? "change" : "use";
  },
};

function isChange({ kind, path, site }: LifeUse): boolean {
  if (kind === "store") return true;
  const method = path.at(-1) ?? "";
  return kind === "call" && (MUTATORS.has(method) || (TAKERS.has(method) && useOf(site).kind === "dropped"));
}

/** The element of the shelf to assign to, as the text has it: `s["k"]` of `s.get("k", [])` too. */
function keyText(item: SyntaxNode, shelf: SyntaxNode): string {
  if (item.kind === "subscript") return excerpt(item.text);
  const [key] = item.field("arguments")?.namedChildren ?? [];
  return excerpt(`${shelf.text}[${key?.text ?? "key"}]`);
}

/** Not safe: a shelf that writes back keeps all it was asked for in memory, and writes it all when it is closed. */
function writeBack({ opening }: DatabaseFile): Fix | null {
  if (opening.argument(3, "writeback") !== undefined) return null;
  const edit = addArgument(opening, "writeback=True");
  return edit && { title: "Open the shelf with writeback=True", safety: "unsafe", edits: [edit] };
}
