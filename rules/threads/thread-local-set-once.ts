import { defineRule } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/**
 * Each thread has attributes of its own on a `threading.local()`. What the module stores there is there for the thread that imports
 * the module, and missing in every other.
 *
 * Found where the module stores an attribute, functions read it, and no function of the file ever stores it or asks whether it is there.
 */
export default defineRule({
  name: "thread-local-set-once",
  question: "using-threads",
  summary: "an attribute of a `threading.local()` that only the main thread ever gets",
  severity: "warning",
  fix: "none",
  messages: {
    once: "`{name}` is set here for the thread that imports this module alone: in any other, reading it raises AttributeError. Set it in each thread, or read it with `getattr` and a default",
  },
  on: (when) =>
    when.calls("threading.local", ({ node }, { model, report }) => {
      const assignment = node.parent;
      const name =
        assignment?.kind === "assignment" && assignment.field("right") === node ? assignment.field("left") : null;
      const variable = name?.kind === "identifier" ? model.variableOf(name) : undefined;
      const [binding, ...others] = variable?.bindings ?? [];
      if (variable === undefined || binding === undefined || others.length > 0) return;
      if (variable.scope !== model.scopes.module || directValue(binding) !== node) return;
      const mentions = attributesOf(variable);
      if (mentions === null) return;
      for (const [member, nodes] of mentions) {
        const stores = nodes.filter(isStore);
        const [first] = stores;
        const readers = nodes.filter((each) => !isStore(each) && isInFunction(each));
        if (first === undefined || stores.some(isInFunction)) continue;
        const reader = readers.find((each) => !isExpected(each, ["AttributeError", "Exception"], model));
        if (reader === undefined || readers.some((each) => isDeletion(each)) || !runsInThreads(reader, model)) continue;
        report("once", {
          at: first,
          data: { name: `${variable.name}.${member}` },
          related: [{ span: reader, message: "read here" }],
        });
      }
    }),
});

/** The mentions of each attribute; null where the whole object is handed on, so that others may store there. */
function attributesOf({ references }: Variable): Map<string, SyntaxNode[]> | null {
  const byName = new Map<string, SyntaxNode[]>();
  for (const { parent } of references) {
    const member = parent?.kind === "attribute" ? parent.field("attribute")?.text : undefined;
    if (parent == null || member === undefined || member.startsWith("__")) return null;
    byName.set(member, [...(byName.get(member) ?? []), parent]);
  }
  return byName;
}

function isStore(node: SyntaxNode): boolean {
  const { parent } = node;
  return (parent?.kind === "assignment" && node.fieldName === "left") || /pattern/.test(parent?.kind ?? "");
}

function isDeletion({ parent }: SyntaxNode): boolean {
  return parent?.kind === "delete_statement";
}

function isInFunction(node: SyntaxNode): boolean {
  return regionOf(node).parent !== null;
}

/** Whether a file that has something to do with threads lets a function be run by one, as far as it tells. */
function runsInThreads(reader: SyntaxNode, model: Model): boolean {
  return model.contextsOf(regionOf(reader)).some(({ kind }) => kind === "thread");
}
