import { beforeAll, describe, expect, it } from "vitest";
import { Inquiry } from "../../../engine/semantics/inquiry.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

describe("a long way from one expression to the next", () => {
  // Each call leads to its callee, which leads nowhere, and to the next call; the steps may end at either.
  it.each([["call"], ["attribute"]] as const)("is not gone anew from every %s on it", (kind) => {
    const length = 3_000;
    const tree = parseText(Array.from({ length }, (_, i) => `f${i}().x\n`).join(""));
    const calls = tree.nodesOfKind("call");
    const next = new Map(calls.map((call, i) => [call, calls[i + 1]]));
    let steps = 0;
    const inquiry = new Inquiry(tree.columns.count, (node, asked) => {
      steps++;
      const parts: (SyntaxNode | null | undefined)[] =
        node.kind === "call" ? [node.field("function"), next.get(node)] : [node.field("object")];
      return parts.flatMap((part) => (part ? asked.of(part) : []));
    });
    for (const node of tree.nodesOfKind(kind)) inquiry.begin(node);
    expect(steps).toBeLessThan(20 * length);
  });
});

it.each([
  [60, 60],
  [100, 1],
])("what may be any of %s things is %s: of very many, none is told", (count, told) => {
  const tree = parseText(Array.from({ length: count }, (_, i) => `f(${i})\n`).join(""));
  const calls = tree.nodesOfKind("call");
  const inquiry = new Inquiry(tree.columns.count, (node, asked) =>
    node.kind === "integer"
      ? [{ kind: "literal", node }]
      : tree.nodesOfKind("integer").flatMap((each) => asked.of(each)),
  );
  const [first] = calls;
  if (first === undefined) throw new Error("there is no call");
  const values = inquiry.begin(first);
  expect(values).toHaveLength(told);
  expect(values[0]?.kind).toBe(told === 1 ? "unknown" : "literal");
});
