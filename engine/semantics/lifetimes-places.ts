import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { FlowGraph, FlowNode } from "./flow.js";
import type { Model } from "./model.js";
import type { Binding, Scope, Variable } from "./scopes.js";

/** What is read and bound of a variable in one flow node. */
interface Stop {
  readonly references: SyntaxNode[];
  readonly bindings: Binding[];
  /** Whether whoever leaves the node normally has certainly bound the name anew. */
  binds: boolean;
}

/** What of a variable is met on the ways on which it keeps one value. */
interface Reached {
  readonly references: readonly SyntaxNode[];
  readonly bindings: readonly Binding[];
  /** How many flow nodes were looked at. */
  readonly steps: number;
}

/** Where in one region's flow a variable is read and bound, found once for all objects that are given its name. */
class VariablePlaces {
  /** Outside of the region's own flow. */
  readonly readElsewhere: readonly SyntaxNode[];
  readonly boundElsewhere: readonly Binding[];
  readonly #stops = new Map<FlowNode, Stop>();

  constructor(variable: Variable, model: Model, graph: FlowGraph) {
    const isHere = (scope: Scope): boolean => {
      const { node, isDeferred } = innermostRegion(scope);
      return node === graph.region && !isDeferred;
    };
    const readElsewhere: SyntaxNode[] = [];
    const boundElsewhere: Binding[] = [];
    for (const reference of variable.references) {
      if (!isHere(model.scopeAt(reference))) readElsewhere.push(reference);
      else for (const node of graph.nodesOf(reference)) this.#stop(node).references.push(reference);
    }
    for (const binding of variable.bindings) {
      const { kind, name, writtenIn } = binding;
      if (kind === "annotation" || kind === "parameter") continue;
      if (innermostRegion(writtenIn).node !== graph.region) {
        boundElsewhere.push(binding);
        continue;
      }
      for (const node of graph.nodesOf(name)) {
        const stop = this.#stop(node);
        stop.bindings.push(binding);
        stop.binds ||= graph.moment(name)?.arm === null;
      }
    }
    this.readElsewhere = readElsewhere;
    this.boundElsewhere = boundElsewhere;
  }

  /** What is met from some nodes on, these included, until the name is bound anew. */
  reachedFrom(from: readonly FlowNode[]): Reached {
    const references = new Set<SyntaxNode>();
    const bindings = new Set<Binding>();
    const seen = new Set(from);
    // What is added while the loop runs is met by it.
    for (const node of seen) {
      const stop = this.#stops.get(node);
      for (const reference of stop?.references ?? []) references.add(reference);
      for (const binding of stop?.bindings ?? []) bindings.add(binding);
      if (stop?.binds !== true || from.includes(node)) for (const next of node.successors) seen.add(next);
      for (const next of node.raisesTo) seen.add(next);
    }
    // In the order of the text, whatever the flow.
    return {
      references: [...references].sort((a, b) => a.row - b.row),
      bindings: [...bindings].sort((a, b) => a.name.row - b.name.row),
      steps: seen.size,
    };
  }

  #stop(node: FlowNode): Stop {
    let stop = this.#stops.get(node);
    if (stop === undefined) {
      stop = { references: [], bindings: [], binds: false };
      this.#stops.set(node, stop);
    }
    return stop;
  }
}

const known = new Kept<FlowGraph, Map<Variable, VariablePlaces>>(({ region }) => region.tree);

/** The places of a variable in a region's flow. */
export function placesOf(variable: Variable, model: Model, graph: FlowGraph): VariablePlaces {
  const byVariable = known.get(graph) ?? new Map<Variable, VariablePlaces>();
  known.set(graph, byVariable);
  const places = byVariable.get(variable) ?? new VariablePlaces(variable, model, graph);
  byVariable.set(variable, places);
  return places;
}

/** The region in which the code of a scope is run, and whether only when somebody asks: generators. */
function innermostRegion(scope: Scope): { node: SyntaxNode; isDeferred: boolean } {
  let isDeferred = false;
  let at = scope;
  while (at.parent !== null && at.kind !== "function" && at.kind !== "lambda") {
    isDeferred ||= at.node.kind === "generator_expression";
    at = at.parent;
  }
  return { node: at.node, isDeferred };
}
