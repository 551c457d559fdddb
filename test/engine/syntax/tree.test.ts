import { beforeAll, describe, expect, it } from "vitest";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

/** The first node whose text this is. */
function nodeOf(text: string, part: string): SyntaxNode {
  const start = text.indexOf(part);
  return parseText(text).nodeAt({ start, end: start + part.length });
}

describe("SyntaxTree", () => {
  it("makes each node once", () => {
    const tree = parseText("f(x)\n");
    const [call] = tree.nodesOfKind("call");
    expect(call).toBeDefined();
    expect(tree.nodesOfKind("call")[0]).toBe(call);
    expect(call?.field("arguments")?.parent).toBe(call);
  });

  it("finds nodes by kind in the order of the text, the node itself left out", () => {
    const tree = parseText("f(g(1), h())\n");
    const [outer] = tree.nodesOfKind("call");
    expect(tree.nodesOfKind("call").map((node) => node.text)).toEqual(["f(g(1), h())", "g(1)", "h()"]);
    expect(outer?.descendants("call").map((node) => node.text)).toEqual(["g(1)", "h()"]);
    expect(outer?.descendants("call", "integer").map((node) => node.text)).toEqual(["g(1)", "1", "h()"]);
  });

  it("finds the smallest node that covers a span", () => {
    const node = nodeOf("x = [a, bc, d]\n", "bc");
    expect(node.kind).toBe("identifier");
    expect(nodeOf("x = [a, bc, d]\n", "bc, d").kind).toBe("list");
  });

  it("tells where text could not be parsed, nested places left out", () => {
    const tree = parseText("x = 1\ny = = (\nz = 2\n");
    expect(tree.errors.length).toBeGreaterThan(0);
    for (let i = 1; i < tree.errors.length; i++) {
      expect(tree.errors[i]?.start).toBeGreaterThanOrEqual(tree.errors[i - 1]?.end ?? 0);
    }
    expect(nodeOf("x = 1\ny = = (\nz = 2\n", "x = 1").isDamaged).toBe(false);
  });
});

describe("SyntaxNode", () => {
  it("knows its fields, tokens and siblings", () => {
    const definition = nodeOf("async def f(a, b=1): return a\n", "async def f(a, b=1): return a");
    expect(definition.kind).toBe("function_definition");
    expect(definition.field("name")?.text).toBe("f");
    expect(definition.field("return_type")).toBeNull();
    expect(definition.token("async")?.text).toBe("async");
    expect(definition.token("lambda")).toBeNull();
    const parameters = definition.field("parameters");
    expect(parameters?.fieldName).toBe("parameters");
    expect(definition.fieldName).toBeUndefined();
    expect(parameters?.namedChildren.map((node) => node.text)).toEqual(["a", "b=1"]);
    const [first, second] = parameters?.namedChildren ?? [];
    expect(first?.nextSibling?.text).toBe(",");
    expect(second?.previousSibling?.text).toBe(",");
    expect(definition.parent?.nextSibling).toBeNull();
  });

  it("leaves comments out of its named children", () => {
    const list = nodeOf("x = [1, # one\n 2]\n", "[1, # one\n 2]");
    expect(list.namedChildren.map((node) => node.text)).toEqual(["1", "2"]);
    expect(list.children.some((node) => node.isExtra && node.kind === "comment")).toBe(true);
  });

  it("gives every child of a repeated field", () => {
    const statement = nodeOf("from m import a, b as c, d\n", "from m import a, b as c, d");
    expect(statement.fieldAll("name").map((node) => node.text)).toEqual(["a", "b as c", "d"]);
  });

  it("looks outwards", () => {
    const name = nodeOf("class C:\n  def m(self):\n    return needle\n", "needle");
    expect(name.enclosing("function_definition")?.field("name")?.text).toBe("m");
    expect(name.enclosing("class_definition", "lambda")?.field("name")?.text).toBe("C");
    expect(name.enclosing("lambda")).toBeNull();
    expect(name.enclosing("class_definition")?.covers(name)).toBe(true);
    expect(name.covers(name.tree.root)).toBe(false);
  });
});
