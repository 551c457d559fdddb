import type { FlowNode } from "../../engine/semantics/flow.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Binding, Scope, Variable } from "../../engine/semantics/scopes.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { SourceFile } from "../../engine/text/source.js";
import { nameContext, nameScope, nameUse, nameValue, oneLine, traitsOf, traitsOfHandle } from "./words.js";

/** Something with its place, from 1, where it has one. */
export interface Located {
  readonly line?: number;
  readonly column?: number;
  readonly text: string;
}

/** Some facts that belong together, by name. */
export interface Section {
  readonly title: string;
  readonly facts: Readonly<Record<string, string | readonly Located[]>>;
}

/** Longer lists are cut: of a generated file nobody reads thousands of bindings. */
const MOST = 20;
/** How many expressions around the place are explained. */
const EXPRESSIONS = 4;

const STATEMENT = /(?:_statement|_definition|_clause)$|^(?:assignment|augmented_assignment|block|decorator|module)$/;
/** Named nodes inside expressions that are no expressions themselves. */
const PIECE =
  /^(?:argument_list|keyword_argument|comment|ERROR|parameters|lambda_parameters|pair|interpolation|dotted_name|type|.*_clause|.*_import|.*_parameter|.*_pattern|string_.*|escape_.*|with_item|slice|.*_splat|.*_separator)$/;

/** What the model knows of the innermost node at an offset, and of the expressions around it. */
export function sectionsOf(model: Model, offset: number): Section[] {
  const { tree } = model;
  const node = tree.nodeAt({ start: offset, end: Math.min(offset + 1, tree.source.text.length) });
  const variable = node.kind === "identifier" ? model.variableOf(node) : undefined;
  return [
    nodeSection(node),
    scopeSection(node, model),
    ...(variable === undefined ? [] : [variableSection(node, variable, model)]),
    ...expressionsAround(node, model).map((expression) => expressionSection(expression, model)),
    guardSection(node, model),
    flowSection(node, model),
  ];
}

/** Something at an offset. */
export function locate(source: SourceFile, offset: number, text: string): Located {
  const { line, column } = source.positionAt(offset);
  return { line: line + 1, column: column + 1, text };
}

const at = (node: SyntaxNode, text: string): Located => locate(node.tree.source, node.start, text);

function nodeSection(node: SyntaxNode): Section {
  const around: string[] = [];
  for (let up = node.parent; up !== null && around.length < MOST; up = up.parent) {
    const name = up.field("name")?.text;
    around.push(up.fieldName === undefined ? up.kind : `${up.fieldName}: ${up.kind}`);
    if (name !== undefined && /_definition$/.test(up.kind)) around[around.length - 1] += ` ${name}`;
  }
  const { source } = node.tree;
  const [begin, end] = [source.positionAt(node.start), source.positionAt(node.end)];
  return {
    title: "node",
    facts: {
      kind: node.isNamed ? node.kind : JSON.stringify(node.kind),
      text: oneLine(node),
      place: `${begin.line + 1}:${begin.column + 1}-${end.line + 1}:${end.column + 1}`,
      field: node.fieldName ?? "-",
      inside: around.join(" < ") || "-",
    },
  };
}

function scopeSection(node: SyntaxNode, model: Model): Section {
  const chain: Located[] = [];
  const stars: Located[] = [];
  for (let scope: Scope | null = model.scopeAt(node); scope !== null && chain.length < MOST; scope = scope.parent) {
    chain.push(at(scope.node, nameScope(scope)));
    stars.push(...scope.starImports.map((star) => at(star, oneLine(star))));
  }
  return { title: "scope", facts: { chain, ...(stars.length === 0 ? {} : { "import *": stars }) } };
}

function variableSection(node: SyntaxNode, variable: Variable, model: Model): Section {
  const reached = model.reachingBindings(node);
  let outer = model.scopeAt(node).parent;
  while (outer !== null && outer !== variable.scope) outer = outer.parent;
  const reach = variable.scope.parent === null ? "global" : outer === null ? "local" : "of a scope around this one";
  return {
    title: `variable ${variable.name}`,
    facts: {
      "belongs to": `${nameScope(variable.scope)}, ${reach}`,
      bindings: cut(variable.bindings.map(describeBinding)),
      "seen here": [
        ...cut(reached?.bindings.map(describeBinding) ?? []),
        ...(reached?.isElsewhere === true ? [{ text: "elsewhere: what no binding of the file gives" }] : []),
      ],
      references: String(variable.references.length),
    },
  };
}

const describeBinding = ({ kind, name, site }: Binding): Located => at(name, `${kind}: ${oneLine(site)}`);

function expressionsAround(node: SyntaxNode, model: Model): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let each: SyntaxNode | null = node; each !== null && !STATEMENT.test(each.kind); each = each.parent) {
    const isName = each.kind !== "identifier" || model.scopes.isName(each);
    if (each.isNamed && isName && !PIECE.test(each.kind)) found.push(each);
    if (found.length === EXPRESSIONS) break;
  }
  return found;
}

function expressionSection(expression: SyntaxNode, model: Model): Section {
  const callable = model.callableOf(expression);
  const definition = callable?.definition;
  const handle = model.handleOf(expression);
  const content = model.contentOf(expression);
  const values = model.valuesOf(expression).map((value): Located => {
    const text = nameValue(value);
    return "node" in value ? at(value.node, text) : { text };
  });
  return {
    title: `expression ${oneLine(expression)}`,
    facts: {
      name: model.qualifiedName(expression) ?? "-",
      origins: cut(values),
      "made by": model.madeBy(expression) ?? "-",
      callable: callable === null ? "-" : traitsOf(callable).join(", "),
      ...(definition === undefined || definition === null
        ? {}
        : {
            code: [at(definition, oneLine(definition))],
            "runs in": model.contextsOf(definition).map(nameContext).join("; ") || "-",
          }),
      ...(handle === null ? {} : { handle: traitsOfHandle(handle).join(", ") || "of several kinds" }),
      ...(content === null ? {} : { content }),
      use: nameUse(useOf(expression)),
    },
  };
}

function guardSection(node: SyntaxNode, model: Model): Section {
  return {
    title: "guards",
    facts: {
      "of imports": guardOf(node, model, IMPORT_ERRORS) ?? "-",
      "of names": guardOf(node, model, NAME_ERRORS) ?? "-",
    },
  };
}

function flowSection(node: SyntaxNode, model: Model): Section {
  const graph = model.flowOf(node);
  const { region } = graph;
  const steps = graph.nodesOf(node);
  const facts: Record<string, string | readonly Located[]> = {
    of: [at(region, region.parent === null ? "module" : oneLine(region))],
    step: steps.map(describeStep),
  };
  if (steps.length > 0) {
    facts.reachable = graph.isReachable(node) ? "yes" : "no";
    const before = neighbours(
      steps,
      (step) => step.predecessors,
      (step) => step.raisedFrom,
    );
    const next = neighbours(
      steps,
      (step) => step.successors,
      (step) => step.raisesTo,
    );
    facts.before = cut(before.normal);
    facts["before, by exception"] = cut(before.exceptional);
    facts.next = cut(next.normal);
    facts["next, by exception"] = cut(next.exceptional);
    const certain = graph.nodes.filter((each) => each.pieces.length > 0 && graph.dominates(each, node));
    facts["always before"] = cut(certain.reverse().map(describeStep));
  }
  if (graph.isDamaged) facts.damaged = "text that could not be parsed lies in it: the flow is a guess";
  return { title: "flow", facts };
}

type Neighbours = (step: FlowNode) => readonly FlowNode[];

/** The steps next to some in one direction; a join counts as the steps behind it. */
function neighbours(steps: readonly FlowNode[], normal: Neighbours, exceptional: Neighbours) {
  const found = { normal: new Set<FlowNode>(), exceptional: new Set<FlowNode>() };
  const seen = { normal: new Set<FlowNode>(), exceptional: new Set<FlowNode>() };
  const waiting: [FlowNode, keyof typeof found][] = steps.map((step) => [step, "normal"]);
  const visit = (step: FlowNode, way: keyof typeof found): void => {
    if (step.kind !== "join") found[way].add(step);
    else if (!seen[way].has(step)) {
      seen[way].add(step);
      waiting.push([step, way]);
    }
  };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [step, way] = next;
    for (const each of normal(step)) visit(each, way);
    for (const each of exceptional(step)) visit(each, "exceptional");
  }
  const inOrder = (steps: ReadonlySet<FlowNode>): Located[] =>
    [...steps].sort((a, b) => a.index - b.index).map(describeStep);
  return { normal: inOrder(found.normal), exceptional: inOrder(found.exceptional) };
}

function describeStep({ kind, syntax, pieces }: FlowNode): Located {
  const place = pieces[0] ?? syntax;
  return place === null ? { text: kind } : at(place, `${kind}: ${oneLine(place)}`);
}

function cut(list: readonly Located[]): Located[] {
  const more = list.length - MOST;
  return more > 0 ? [...list.slice(0, MOST), { text: `and ${more} more` }] : [...list];
}
