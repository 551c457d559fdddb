import { type Edges, type FlowGraph, type FlowNode, regionOf } from "../../engine/semantics/flow.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { nameContext, nameScope, nameUse, nameValue, traitsOf, traitsOfHandle } from "../../tools/show/words.js";
import type { Block } from "./block.js";
import { type Answer, LabelledProgram, type PlacedFact } from "./labelled.js";

type Question = (node: SyntaxNode, program: LabelledProgram) => readonly Answer[];
/** Two places of one flow. */
type Relation = (flow: FlowGraph, node: SyntaxNode, other: SyntaxNode) => boolean;

/** Facts of the form `name of "x": ...`: all that the model answers must be named, and nothing else. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  "scope of": (node, { model }) => [words(nameScope(model.scopeAt(node)))],
  "owner of": (node, { model }) => optional(model.variableOf(node), ({ scope }) => nameScope(scope)),
  "binding of": (node, { model }) =>
    (model.variableOf(node)?.bindings ?? []).map(({ kind, name }) => ({ words: kind, node: name })),
  "seen at": (node, { model }) => {
    const { bindings, isElsewhere } = model.reachingBindings(node) ?? { bindings: [], isElsewhere: false };
    const seen = bindings.map(({ kind, name }): Answer => ({ words: kind, node: name }));
    return isElsewhere ? [...seen, words("elsewhere")] : seen;
  },
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
  "handle of": (node, { model }) => {
    const handle = model.handleOf(node);
    return handle === null ? [] : traitsOfHandle(handle).map(words);
  },
  "opening of": (node, { model }) =>
    (model.handleOf(node)?.origins ?? []).map((origin) => ({ words: origin.kind, node: origin })),
  "content of": (node, { model }) => [model.contentOf(node) ?? []].flat().map(words),
  "use of": (node) => [words(nameUse(useOf(node)))],
  "import guard of": (node, { model }) => optional(guardOf(node, model, IMPORT_ERRORS)),
  "name guard of": (node, { model }) => optional(guardOf(node, model, NAME_ERRORS)),
  "next of": (node, program) => labelledSteps(node, program, "successors"),
  "handler of": (node, program) => labelledSteps(node, program, "raisesTo"),
};

/** Facts of the form `"x" reaches a, not b`. */
const RELATIONS: Readonly<Record<string, Relation>> = {
  reaches: (flow, node, other) => flow.reaches(node, other),
  "reaches normally": (flow, node, other) => flow.reaches(node, other, "normal"),
  dominates: (flow, node, other) => flow.dominates(node, other),
  "every path from": everyPathHas("all"),
  "every normal path from": everyPathHas("normal"),
  "not every path from": (...places) => !everyPathHas("all")(...places),
  "not every normal path from": (...places) => !everyPathHas("normal")(...places),
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
  if (fact.question === "is") return checkReachable(fact, node, program);
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

function checkReachable({ answer, text }: PlacedFact, node: SyntaxNode, { model }: LabelledProgram): string | null {
  const [word = "", ...more] = answer;
  if (more.length > 0 || !/^(?:un)?reachable$/.test(word))
    throw new Error(`is what? reachable or unreachable: ${text}`);
  const isReachable = model.flowOf(node).isReachable(node);
  return isReachable === (word === "reachable") ? null : `${text}\n    but it is not so`;
}

function checkRelation(
  { answer, text }: PlacedFact,
  node: SyntaxNode,
  relation: Relation,
  program: LabelledProgram,
): string | null {
  if (answer.length === 0) throw new Error(`this says nothing: ${text}`);
  const flow = program.model.flowOf(node);
  const wrong = answer.filter((word) => {
    const isNegated = word.startsWith("not ");
    const other = program.labelled(isNegated ? word.slice(4) : word);
    if (program.model.flowOf(other) !== flow) throw new Error(`${other.text} does not lie in the same function`);
    return relation(flow, node, other) === isNegated;
  });
  return wrong.length === 0 ? null : `${text}\n    but it is not so of: ${wrong.join(", ")}`;
}

function everyPathHas(edges: Edges): Relation {
  return (flow, node, other) => {
    const wanted = flow.nodesOf(other);
    return flow.everyPathHas(node, (step) => wanted.includes(step), edges);
  };
}

/** The nearest labelled steps behind a place; steps without label are passed over. */
function labelledSteps(node: SyntaxNode, program: LabelledProgram, edges: "successors" | "raisesTo"): Answer[] {
  const graph = program.model.flowOf(node);
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
