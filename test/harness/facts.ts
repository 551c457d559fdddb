import { buildFlow, type Edges, type FlowGraph, type FlowNode, regionOf } from "../../engine/semantics/flow.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { nameContext, nameScope, nameUse, nameValue, traitsOf } from "../../tools/show/words.js";
import type { Block } from "./block.js";
import { type Answer, LabelledProgram, type PlacedFact } from "./labelled.js";

type Question = (node: SyntaxNode, program: LabelledProgram) => readonly Answer[];
type Relation = (node: SyntaxNode, other: SyntaxNode) => boolean;

/** Facts of the form `name of "x": ...`: all that the model answers must be named, and nothing else. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  "scope of": (node, { model }) => [words(nameScope(model.scopeAt(node)))],
  "owner of": (node, { model }) => optional(model.variableOf(node), ({ scope }) => nameScope(scope)),
  "binding of": (node, { model }) =>
    (model.variableOf(node)?.bindings ?? []).map(({ kind, name }) => ({ words: kind, node: name })),
  "references of": (node, { model }) =>
    (model.variableOf(node)?.references ?? []).map((reference) => ({ words: reference.text, node: reference })),
  "name of": (node, { model }) => optional(model.qualifiedName(node)),
  "origin of": (node, { model }) =>
    model.valuesOf(node).map((value) => ({ words: nameValue(value), node: "node" in value ? value.node : null })),
  "maker of": (node, { model }) => optional(model.madeBy(node)),
  "callable of": (node, { model }) => {
    const callable = model.callableOf(node);
    return callable === null ? [] : traitsOf(callable).map(words);
  },
  "code of": (node, { model }) => {
    const definition = model.callableOf(node)?.definition ?? null;
    return definition === null ? [] : [{ words: definition.kind, node: definition }];
  },
  "callback of": (node, { model }) =>
    model.callbacks
      .filter(({ callback }) => callback === node)
      .map(({ runsIn, positions, keywords, fits }) => {
        const passed = `${positions ?? "?"}${(keywords ?? ["?"]).map((keyword) => ` ${keyword}=`).join("")}`;
        return words(`${runsIn} with ${passed}${fits === false ? " in vain" : ""}`);
      }),
  "contexts of": (node, { model }) => {
    const definition = model.callableOf(node)?.definition ?? null;
    return definition === null ? [] : model.contextsOf(definition).map((context) => words(nameContext(context)));
  },
  "use of": (node) => [words(nameUse(useOf(node)))],
  "import guard of": (node, { model }) => optional(guardOf(node, model, IMPORT_ERRORS)),
  "name guard of": (node, { model }) => optional(guardOf(node, model, NAME_ERRORS)),
  "next of": (node, program) => labelledSteps(node, program, "successors"),
  "handler of": (node, program) => labelledSteps(node, program, "raisesTo"),
};

/** Facts of the form `"x" reaches a, not b`. */
const RELATIONS: Readonly<Record<string, Relation>> = {
  reaches: (node, other) => flowOf(node, other).reaches(node, other),
  "reaches normally": (node, other) => flowOf(node, other).reaches(node, other, "normal"),
  dominates: (node, other) => flowOf(node, other).dominates(node, other),
  "every path from": (node, other) => everyPathHas(node, other, "all"),
  "every normal path from": (node, other) => everyPathHas(node, other, "normal"),
  "not every path from": (node, other) => !everyPathHas(node, other, "all"),
  "not every normal path from": (node, other) => !everyPathHas(node, other, "normal"),
};

/** What can be asked, in words. */
export const FACTS: readonly string[] = [...Object.keys(QUESTIONS), ...Object.keys(RELATIONS)];

/**
 * Everything in a block that the model answers differently, that cannot be understood, or that says nothing.
 *
 * @throws Error where the block's comments cannot be read.
 */
export function labelProblems(block: Block): string[] {
  const program = new LabelledProgram(block);
  const here = `${block.file}:${block.line}`;
  if (program.facts.length === 0) return [`${here}: the block says nothing of the model`];
  const problems = program.facts.flatMap((fact) => {
    const where = `${block.file}:${fact.markdownLine}`;
    try {
      const problem = checkFact(fact, program);
      return problem === null ? [] : [`${where}: ${problem}`];
    } catch (error) {
      return [`${where}: ${error instanceof Error ? error.message : error}`];
    }
  });
  return [...problems, ...program.unused.map((label) => `${here}: no fact names the label ${label}`)];
}

/** @returns what is wrong, or null. */
function checkFact(fact: PlacedFact, program: LabelledProgram): string | null {
  const node = program.nodeOf(fact);
  if (fact.question === "is") return checkReachable(fact, node);
  const relation = RELATIONS[fact.question];
  if (relation !== undefined) return checkRelation(fact, node, relation, program);
  const question = QUESTIONS[fact.question];
  if (question === undefined) throw new Error(`nobody knows what "${fact.question}" asks for`);
  const given = question(node, program);
  const agrees =
    given.every((answer) => fact.answer.some((word) => program.names(word, answer))) &&
    fact.answer.every((word) => given.some((answer) => program.names(word, answer)));
  if (agrees) return null;
  const said = [...new Set(given.map((answer) => program.describe(answer)))];
  return `${fact.text}\n    but the model says: ${said.join(", ") || "-"}`;
}

function checkReachable({ answer, text }: PlacedFact, node: SyntaxNode): string | null {
  const [word = "", ...more] = answer;
  if (more.length > 0 || !/^(?:un)?reachable$/.test(word))
    throw new Error(`is what? reachable or unreachable: ${text}`);
  const isReachable = buildFlow(regionOf(node)).isReachable(node);
  return isReachable === (word === "reachable") ? null : `${text}\n    but it is not so`;
}

function checkRelation(
  { answer, text }: PlacedFact,
  node: SyntaxNode,
  relation: Relation,
  program: LabelledProgram,
): string | null {
  const wrong = answer.filter((word) => {
    const isNegated = word.startsWith("not ");
    const other = program.labelled(isNegated ? word.slice(4) : word);
    return relation(node, other) === isNegated;
  });
  return wrong.length === 0 ? null : `${text}\n    but it is not so of: ${wrong.join(", ")}`;
}

function everyPathHas(node: SyntaxNode, other: SyntaxNode, edges: Edges): boolean {
  const graph = flowOf(node, other);
  const wanted = graph.nodesOf(other);
  return graph.everyPathHas(node, (step) => wanted.includes(step), edges);
}

/** The flow that two places share. */
function flowOf(node: SyntaxNode, other: SyntaxNode): FlowGraph {
  const region = regionOf(node);
  if (region !== regionOf(other)) throw new Error(`${other.text} does not lie in the same function`);
  return buildFlow(region);
}

/** The nearest labelled steps behind a place; steps without label are passed over. */
function labelledSteps(node: SyntaxNode, program: LabelledProgram, edges: "successors" | "raisesTo"): Answer[] {
  const graph = buildFlow(regionOf(node));
  const nodesOf = (each: SyntaxNode): readonly FlowNode[] =>
    regionOf(each) === graph.region ? graph.nodesOf(each) : [];
  const found = new Set<string>();
  const seen = new Set<FlowNode>();
  const waiting = graph.nodesOf(node).flatMap((step) => step[edges]);
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    const labels = program.labelsIn(nodesOf, step);
    if (step === graph.exit || step === graph.raised) found.add(step.kind);
    else if (labels.length > 0) found.add(labels[0] as string);
    else waiting.push(...step.successors, ...(step.kind === "join" ? step.raisesTo : []));
  }
  return [...found].map((name) => answerFor(name, program));
}

function answerFor(name: string, program: LabelledProgram): Answer {
  return name === "exit" || name === "raised" ? words(name) : { words: name, node: program.labelled(name) };
}

const words = (text: string): Answer => ({ words: text });

function optional<T>(value: T | null | undefined, name: (value: T) => string = String): Answer[] {
  return value === null || value === undefined ? [] : [words(name(value))];
}
