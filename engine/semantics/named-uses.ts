import { Kept } from "../syntax/kept.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";

/** Attributes that are named more often than this are not looked at. */
const MAX_USES = 1000;

const attributes = new Kept<SyntaxTree, ReadonlyMap<string, readonly SyntaxNode[]>>((tree) => tree);
const calls = new Kept<Model, ReadonlyMap<string, readonly Call[]>>(({ tree }) => tree);

/** Every attribute of a name, whosever it is: all `x.name`, in the order of the text; none where there are too many. */
export function attributesNamed(tree: SyntaxTree, name: string): readonly SyntaxNode[] {
  let known = attributes.get(tree);
  if (known === undefined) {
    known = grouped(tree.nodesOfKind("attribute"), (node) => node.field("attribute")?.text);
    attributes.set(tree, known);
  }
  const found = known.get(name) ?? [];
  return found.length > MAX_USES ? [] : found;
}

/** The calls of a function or method of the file, as far as it is certain what they call. */
export function callsOf(definition: SyntaxNode, model: Model): readonly Call[] {
  let known = calls.get(model);
  if (known === undefined) {
    known = grouped(model.calls, ({ callee }) => (callee.field("attribute") ?? callee).text);
    calls.set(model, known);
  }
  const named = known.get(definition.field("name")?.text ?? "") ?? [];
  return named.filter(({ callee }) => model.callableOf(callee)?.definition === definition);
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
