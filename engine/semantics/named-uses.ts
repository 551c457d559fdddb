import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";

const calls = new Kept<Model, ReadonlyMap<string, readonly Call[]>>(({ tree }) => tree);

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
