import { beforeAll, describe, expect, it } from "vitest";
import { buildFlow, type FlowGraph, type FlowNode } from "../../../engine/semantics/flow.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { parseText, startParser } from "../../support/parser.js";
import { ProgramWriter, RUNNER } from "./flow-programs.js";
import { newestPython3, runPrograms } from "./program-runs.js";

const PROGRAMS = 200;
const RUNS = 500;
/** Of a step that was met more rarely, not every way on has had its chance. */
const OFTEN = 60;

const LEFT = 2;
const NORMAL_END = -1;

/** One reported step of a program: the call that reports it, or the leaving of a `with` item. */
interface Step {
  readonly name: string;
  readonly nodes: readonly FlowNode[];
  /** Position in its flow node. */
  readonly order: number;
  readonly arm: SyntaxNode | null;
  readonly call: SyntaxNode;
}

/** Where a run may be in the graph: at which node, after which of its steps. */
interface Place {
  readonly node: FlowNode;
  readonly step: Step | null;
}

/** A graph that real runs are followed in. */
class Followed {
  readonly graph: FlowGraph;
  readonly steps = new Map<number, Step>();
  readonly #byNode = new Map<FlowNode, Step[]>();

  constructor(text: string) {
    const tree = parseText(text);
    const [region] = tree.nodesOfKind("function_definition");
    if (region === undefined) throw new Error("no function");
    this.graph = buildFlow(region);
    for (const call of tree.nodesOfKind("call")) {
      const id = Number(call.field("arguments")?.namedChildren[0]?.text);
      if (Number.isNaN(id)) continue;
      const moment = this.graph.moment(call);
      if (moment === null) continue;
      this.#add(4 * id, { name: call.text, nodes: this.graph.nodesOf(call), ...moment, call });
      const item = call.enclosing("with_item");
      if (item === null || !/^(cm|suppress)\(/.test(call.text)) continue;
      const nodes = this.graph.leavesOf(item);
      this.#add(4 * id + LEFT, { name: `leaving ${call.text}`, nodes, order: 0, arm: null, call: item });
    }
  }

  #add(id: number, step: Step): void {
    this.steps.set(id, step);
    for (const node of step.nodes) this.#byNode.set(node, [...(this.#byNode.get(node) ?? []), step]);
  }

  stepsOf(node: FlowNode): readonly Step[] {
    return this.#byNode.get(node) ?? [];
  }

  /** Nodes that are met from some nodes on without any step that must be reported, these themselves included. */
  silently(from: readonly FlowNode[]): FlowNode[] {
    const seen = new Set<FlowNode>();
    const waiting = [...from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (this.stepsOf(node).length === 0) waiting.push(...node.successors, ...node.raisesTo);
    }
    return [...seen];
  }

  /** Where the run goes when it leaves a place, by an exception or after all that the node has to evaluate. */
  onwards({ node, step }: Place, ended: boolean): FlowNode[] {
    const isDone = !this.stepsOf(node).some((other) => other.arm === null && other.order > (step?.order ?? -1));
    return this.silently([...(ended && isDone ? node.successors : []), ...node.raisesTo]);
  }

  /** The places at which a step can be reported next. */
  follow(place: Place, ended: boolean, step: Step): Place[] {
    const found: Place[] = [];
    if (ended && step.nodes.includes(place.node) && this.#followsWithin(place, step)) found.push({ ...place, step });
    for (const node of this.onwards(place, ended)) {
      if (!step.nodes.includes(node)) continue;
      if (!this.stepsOf(node).some((other) => other.arm === null && other.order < step.order))
        found.push({ node, step });
    }
    return found;
  }

  #followsWithin(place: Place, step: Step): boolean {
    const from = place.step?.order ?? -1;
    if (step.order <= from) {
      const arm = place.step?.arm ?? null;
      return arm !== null && arm === step.arm && arm.kind.endsWith("comprehension");
    }
    return !this.stepsOf(place.node).some(({ arm, order }) => arm === null && from < order && order < step.order);
  }
}

/** Follows one run; returns what is wrong with the graph, if anything. */
function followRun(followed: Followed, run: readonly number[]): string | null {
  let places: Place[] = [{ node: followed.graph.entry, step: null }];
  let ended = true;
  const path: string[] = [];
  for (const entry of run) {
    if (entry >= 0 && entry % 4 === 1) {
      ended = true;
      continue;
    }
    if (entry < 0) {
      const last = places.flatMap((place) => followed.onwards(place, ended));
      if (entry === NORMAL_END) return last.includes(followed.graph.exit) ? null : `${path.join(" ")} END`;
      const unseen = [...places.map(({ node }) => node), ...last].some((node) => node.raisesTo.length === 0);
      return unseen || last.includes(followed.graph.raised) ? null : `${path.join(" ")} RAISED`;
    }
    const step = followed.steps.get(entry);
    if (step === undefined) return `unknown step ${entry}`;
    path.push(step.name);
    places = places.flatMap((place) => followed.follow(place, ended, step));
    if (places.length === 0) return path.join(" ");
    ended = entry % 4 === LEFT;
  }
  return null;
}

/** Whether the statement that a call stands in may raise when the call has ended: by `raise`, or where it is suspended. */
function mayRaiseAfter(call: SyntaxNode): boolean {
  const kind = call.parent?.kind;
  return (
    kind === "raise_statement" || kind === "yield" || call.enclosing("await", "expression_statement")?.kind === "await"
  );
}

interface Observed {
  readonly text: string;
  readonly followed: Followed;
  readonly runs: readonly (readonly number[])[];
}

let observed: Observed[] = [];

beforeAll(async () => {
  await startParser();
  const python = await newestPython3("the control flow");
  const writer = new ProgramWriter(20_240_611, python.version.minor, ["await", "yield", null, null, null]);
  const programs = Array.from({ length: PROGRAMS }, () => writer.program());
  const answers = runPrograms<number[][]>(python, RUNNER, programs, RUNS);
  observed = programs.map((text, index) => ({
    text,
    followed: new Followed(text),
    runs: answers[index] ?? [],
  }));
}, 120_000);

describe("real runs of random programs", () => {
  it("are ways in the graph", () => {
    let steps = 0;
    for (const { text, followed, runs } of observed) {
      expect(runs.length).toBeGreaterThan(0);
      for (const run of runs) {
        steps += run.length;
        const wrong = followRun(followed, run);
        if (wrong !== null) expect.fail(`no way in the graph for ${wrong}\n${text}`);
      }
    }
    expect(steps).toBeGreaterThan(100_000);
  });

  it("take nearly every way that the graph knows, and never one that it calls unreachable", () => {
    let possible = 0;
    let unseen = 0;
    const examples: string[] = [];
    for (const { text, followed, runs } of observed) {
      const seen = new Set<string>();
      const met = new Map<Step, number>();
      for (const run of runs) {
        let last = "entry";
        for (const entry of run) {
          const step = followed.steps.get(entry);
          if (step === undefined) continue;
          seen.add(`${last} -> ${step.name}`);
          last = step.name;
          met.set(step, (met.get(step) ?? 0) + 1);
          if (!step.nodes.some((node) => followed.graph.isReachable(node))) {
            expect.fail(`${step.name} is called unreachable\n${text}`);
          }
        }
      }
      for (const [step, times] of met) {
        if (times < OFTEN) continue;
        const places = step.nodes.filter((node) => followed.graph.isReachable(node)).map((node) => ({ node, step }));
        for (const next of new Set(followed.steps.values())) {
          if (!places.some((place) => followed.follow(place, true, next).length > 0)) continue;
          possible++;
          const way = `${step.name} -> ${next.name}`;
          if (seen.has(way)) continue;
          unseen++;
          if (examples.length < 20) examples.push(`${way} in\n${text}`);
        }
      }
    }
    expect(possible).toBeGreaterThan(1_000);
    expect(unseen / possible, examples.join("\n")).toBeLessThan(0.05);
  });

  it("confirm what dominates what", () => {
    let claims = 0;
    let missed = 0;
    let pairs = 0;
    for (const { text, followed, runs } of observed) {
      const calls = [...followed.steps].filter(([id]) => id % 4 === 0);
      const certain = new Map<number, number[]>();
      for (const [b, later] of calls) {
        const before = calls.filter(([a, earlier]) => a !== b && followed.graph.dominates(earlier.call, later.call));
        certain.set(
          b,
          before.map(([a]) => a),
        );
      }
      const always = new Map<number, { count: number; before: Set<number> }>();
      for (const run of runs) {
        const done = new Set<number>();
        for (const entry of run) {
          if (entry >= 0 && entry % 4 === 1) done.add(entry - 1);
          if (entry < 0 || entry % 4 !== 0) continue;
          for (const a of certain.get(entry) ?? []) {
            claims++;
            if (!done.has(a)) expect.fail(`${a / 4} does not dominate ${entry / 4}\n${text}`);
          }
          const known = always.get(entry);
          if (known === undefined) always.set(entry, { count: 1, before: new Set(done) });
          else {
            known.count++;
            for (const a of known.before) if (!done.has(a)) known.before.delete(a);
          }
        }
      }
      for (const [b, { count, before }] of always) {
        if (count < 30) continue;
        for (const a of before) {
          if (a === b) continue;
          pairs++;
          if (certain.get(b)?.includes(a) !== true) missed++;
        }
      }
    }
    expect(claims).toBeGreaterThan(100_000);
    expect(missed / pairs).toBeLessThan(0.05);
  });

  it("confirm what lies on every path", () => {
    let claims = 0;
    for (const { text, followed, runs } of observed) {
      const plain = [...followed.steps].filter(
        ([id, step]) =>
          id % 4 === 0 &&
          step.nodes.every(({ kind }) => kind === "statement") &&
          step.nodes.every((node) => followed.stepsOf(node).length === 1),
      );
      for (const [a, from] of plain) {
        for (const [b, to] of plain) {
          if (!followed.graph.everyPathHas(from.call, (node) => to.nodes.includes(node))) continue;
          for (const run of runs) {
            if (run.at(-1) !== NORMAL_END) continue;
            const at = run.indexOf(a + 1);
            if (at === -1 || mayRaiseAfter(from.call)) continue;
            claims++;
            if (!run.includes(b, at)) expect.fail(`not every path from ${a / 4} has ${b / 4}\n${text}`);
          }
        }
      }
    }
    expect(claims).toBeGreaterThan(1_000);
  });
});
