import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { grouped } from "./grouped.js";
import type { Model } from "./model.js";
import { onceForEach } from "./once.js";
import type { Variable } from "./scopes.js";

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

/** Where a variable is read that can have been bound in one place only, by the name that is bound there, in the order of the text. */
export const readsByBinding = onceForEach(({ references }: Variable, model) =>
  grouped(references, (reference) => {
    const bindings = model.reachingBindings(reference)?.bindings ?? [];
    return bindings.length === 1 ? bindings[0]?.name : undefined;
  }),
);
