import type { Model } from "../../engine/semantics/model.js";

/**
 * Asks a model everything that rules could ask of it, so that all its parts are built.
 *
 * Whoever adds a part to the model adds its question here: the benchmark compares the time this takes with the parse,
 * and the tests see that no file makes it go on for long.
 */
export function buildWhole(model: Model): void {
  const { tree, scopes } = model;
  for (const node of tree.nodesOfKind("identifier", "attribute")) {
    if (node.kind === "attribute" || scopes.isName(node)) model.qualifiedName(node);
  }
  for (const call of model.calls) {
    model.valuesOf(call.callee);
    const { receiver } = call;
    if (receiver !== null) {
      model.valuesOf(receiver);
      model.handleOf(receiver);
      model.contentOf(receiver);
    }
    for (const { value } of call.arguments) {
      if (value.kind === "identifier" || value.kind === "lambda") model.callableOf(value);
    }
  }
  void model.imports;
  void model.dynamicImports;
  const bodies = tree.nodesOfKind("function_definition", "lambda").flatMap((node) => node.field("body") ?? []);
  for (const place of [tree.root, ...bodies]) {
    const flow = model.flowOf(place);
    // The dominators are built with the first question that needs them.
    flow.dominates(flow.entry, flow.exit);
  }
}
