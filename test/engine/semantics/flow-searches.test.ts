import { beforeAll, describe, expect, it } from "vitest";
import { buildFlow, type FlowGraph } from "../../../engine/semantics/flow.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { parseText, startParser } from "../../support/parser.js";
import { ProgramWriter } from "./flow-programs.js";

const PROGRAMS = 150;
const EDGES = ["all", "normal"] as const;

beforeAll(startParser);

/** Random programs, with the calls in each, and of these every third and every fourth. */
function* programs(): Generator<{ text: string; graph: FlowGraph; calls: SyntaxNode[][] }> {
  const writer = new ProgramWriter(20_261_127, 13, ["await", "yield", null, null]);
  for (let count = 0; count < PROGRAMS; count++) {
    const text = writer.program();
    const [region] = parseText(text).nodesOfKind("function_definition");
    if (region === undefined) throw new Error("no function");
    const calls = region.descendants("call");
    const some = [3, 4].map((step) => calls.filter((_, index) => index % step === count % step));
    yield { text, graph: buildFlow(region), calls: [calls, ...some] };
  }
}

describe("searches for many places at once, in random programs", () => {
  it("tell what may come before and after some places as one search for each pair does", () => {
    let found = 0;
    for (const { text, graph, calls } of programs()) {
      const [all = [], some = []] = calls;
      const follows = graph.follows(some);
      for (const place of all) {
        expect(follows(place), text).toBe(some.some((other) => graph.reaches(other, place)));
        for (const edges of EDGES) {
          const isLed = graph.leadsTo(some, edges)(place);
          expect(isLed, text).toBe(some.some((other) => graph.reaches(place, other, edges)));
          if (isLed) found++;
        }
      }
    }
    expect(found).toBeGreaterThan(1_000);
  });

  it("find the first place that is come to without others as one search for each place does", () => {
    let found = 0;
    for (const { text, graph, calls } of programs()) {
      const [all = [], some = [], through = []] = calls;
      for (const edges of EDGES) {
        const firstAfter = graph.firstAfter(some, through, edges);
        for (const place of all) {
          const isReached = graph.reachedWithout(place, through, edges);
          const first = firstAfter(place);
          expect(first, text).toBe(some.find(isReached));
          if (first !== undefined) found++;
        }
      }
    }
    expect(found).toBeGreaterThan(1_000);
  });
});
