import { beforeAll, describe, expect, it } from "vitest";
import { buildFlow, type FlowGraph, type FlowNode, regionOf } from "../../../engine/semantics/flow.js";
import type { SyntaxNode, SyntaxTree } from "../../../engine/syntax/tree.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

/** A program whose lines are named by comments at their ends: `x = 1  # first`. */
class Labelled {
  readonly tree: SyntaxTree;
  readonly graph: FlowGraph;
  readonly #labels = new Map<FlowNode, string>();

  constructor(text: string, region: (tree: SyntaxTree) => SyntaxNode = (tree) => tree.root) {
    this.tree = parseText(text);
    this.graph = buildFlow(region(this.tree));
    const lines = text.split("\n").map((line) => /#\s*(\w+)\s*$/.exec(line)?.[1]);
    for (const node of this.graph.nodes) {
      const at = node.pieces[0] ?? node.syntax;
      const label = at === null || at === undefined ? undefined : lines[this.#line(at)];
      if (label !== undefined) this.#labels.set(node, node.kind === "leave" ? `${label}.leave` : label);
    }
    this.#labels.set(this.graph.exit, "exit");
    this.#labels.set(this.graph.raised, "raised");
    this.#labels.set(this.graph.entry, "entry");
  }

  /** The first flow node of a line, by its label. */
  at(label: string): FlowNode {
    for (const [node, its] of this.#labels) if (its === label) return node;
    throw new Error(`no line is labelled ${label}`);
  }

  /** The first expression with a text. */
  expression(text: string): SyntaxNode {
    for (let row = 1; row < this.tree.columns.count; row++)
      if (this.tree.node(row).text === text) return this.tree.node(row);
    throw new Error(`no expression ${text}`);
  }

  /** Labels that can come right after a label when nothing raises. */
  next(label: string): string[] {
    return this.#from(label, (node) => node.successors);
  }

  /** Labels that can come right after an exception in a label. */
  raises(label: string): string[] {
    return this.#from(label, (node) => node.raisesTo);
  }

  reachable(label: string): boolean {
    return [...this.#labels].some(([node, its]) => its === label && this.graph.isReachable(node));
  }

  dominates(a: string, b: string): boolean {
    return this.graph.dominates(this.#place(a), this.#place(b));
  }

  everyPathHas(from: string, label: string, edges: "all" | "normal" = "all"): boolean {
    return this.graph.everyPathHas(this.#place(from), (node) => this.#labels.get(node) === label, edges);
  }

  #place(label: string): SyntaxNode | FlowNode {
    const node = this.at(label);
    return node.pieces[0] ?? node;
  }

  #from(label: string, first: (node: FlowNode) => readonly FlowNode[]): string[] {
    const found = new Set<string>();
    const seen = new Set<FlowNode>();
    const waiting = [...this.#labels].flatMap(([node, its]) =>
      its === label && this.graph.isReachable(node) ? first(node) : [],
    );
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const its = this.#labels.get(node);
      if (its !== undefined && its !== label) found.add(its);
      else if (its === undefined) waiting.push(...node.successors, ...(node.kind === "join" ? node.raisesTo : []));
      else waiting.push(...first(node));
    }
    return [...found].sort();
  }

  #line(node: SyntaxNode): number {
    return this.tree.source.positionAt(node.start).line;
  }
}

const firstFunction = (tree: SyntaxTree): SyntaxNode => {
  const [found] = tree.nodesOfKind("function_definition");
  if (found === undefined) throw new Error("no function");
  return found;
};

describe("steps", () => {
  it("goes through branches", () => {
    const p = new Labelled(`
if a:  # if
    b  # then
elif c:  # elif
    d  # other
else:
    e  # else
f  # after
`);
    expect(p.next("entry")).toEqual(["if"]);
    expect(p.next("if")).toEqual(["elif", "then"]);
    expect(p.next("elif")).toEqual(["else", "other"]);
    expect(p.next("then")).toEqual(["after"]);
    expect(p.next("other")).toEqual(["after"]);
    expect(p.next("else")).toEqual(["after"]);
    expect(p.next("after")).toEqual(["exit"]);
    expect(p.dominates("if", "after")).toBe(true);
    expect(p.dominates("then", "after")).toBe(false);
    expect(p.dominates("elif", "else")).toBe(true);
  });

  it("runs the else of a loop only without break", () => {
    const p = new Labelled(`
for i in xs:  # for
    if i: # if
        break  # break
    b  # body
else:
    c  # else
d  # after
`);
    expect(p.next("for")).toEqual(["else", "if"]);
    expect(p.next("break")).toEqual(["after"]);
    expect(p.next("body")).toEqual(["for"]);
    expect(p.next("else")).toEqual(["after"]);
    expect(p.everyPathHas("entry", "else")).toBe(false);
    expect(p.everyPathHas("body", "for")).toBe(true);
  });

  it("tells the three steps of a for statement apart", () => {
    const { graph } = new Labelled("for name in make(): use(name)\n");
    const kinds = graph.nodes.filter((node) => graph.isReachable(node)).map((node) => node.kind);
    expect(kinds).toEqual(["entry", "exit", "iterable", "iteration", "target", "join", "statement"]);
  });

  it("leaves an endless loop by break alone", () => {
    const p = new Labelled(`
while True:  # while
    a  # a
    if b:  # if
        continue  # continue
    if c:  # if2
        break  # break
else:
    d  # else
e  # after
while 1:  # second
    f  # f
g  # never
`);
    expect(p.next("while")).toEqual(["a"]);
    expect(p.next("continue")).toEqual(["while"]);
    expect(p.next("if2")).toEqual(["break", "while"]);
    expect(p.next("break")).toEqual(["after"]);
    expect(p.reachable("else")).toBe(false);
    expect(p.reachable("after")).toBe(true);
    expect(p.reachable("never")).toBe(false);
    expect(p.graph.isReachable(p.graph.exit)).toBe(false);
    expect(p.everyPathHas("entry", "never")).toBe(true);
  });

  it("takes literals as conditions at their word", () => {
    const p = new Labelled(`
if False:  # if
    a  # a
while not 1:  # while
    b  # b
else:
    c  # c
if (not None):  # not
    d  # d
else:
    e  # e
assert 0, "never"  # assert
f  # f
`);
    expect(p.reachable("a")).toBe(false);
    expect(p.reachable("b")).toBe(false);
    expect(p.reachable("c")).toBe(true);
    expect(p.reachable("d")).toBe(true);
    expect(p.reachable("e")).toBe(false);
    expect(p.reachable("assert")).toBe(true);
    expect(p.reachable("f")).toBe(false);
  });

  it("goes from a try to its handlers, one after the other", () => {
    const p = new Labelled(`
try:
    x = 1  # plain
    f()  # call
except A:  # A
    a  # a
except B as e:  # B
    b  # b
else:
    g()  # else
h  # after
`);
    expect(p.raises("plain")).toEqual([]);
    expect(p.raises("call")).toEqual(["A"]);
    expect(p.next("A")).toEqual(["B", "a"]);
    expect(p.next("B")).toEqual(["b"]);
    expect(p.raises("B")).toEqual(["raised"]);
    expect(p.next("call")).toEqual(["else"]);
    expect(p.raises("else")).toEqual([]);
    expect(p.next("b")).toEqual(["after"]);
    expect(p.dominates("call", "after")).toBe(false);
    expect(p.dominates("plain", "a")).toBe(true);
    expect(p.dominates("call", "a")).toBe(false);
    expect(p.dominates("call", "else")).toBe(true);
  });

  it("stops at a clause that catches everything", () => {
    for (const header of [
      "except:",
      "except BaseException:",
      "except BaseException as e:",
      "except BaseException, e:",
    ]) {
      const p = new Labelled(`try:\n    f()  # f\n${header}  # all\n    a  # a\n`);
      expect(p.raises("all"), header).toEqual([]);
      expect(p.next("all"), header).toEqual(["a"]);
    }
  });

  it("may run several except* clauses", () => {
    const p = new Labelled(`
try:
    f()  # f
except* A:  # A
    a  # a
except* B:  # B
    b  # b
c  # after
`);
    expect(p.next("a")).toEqual(["B"]);
    expect(p.next("A")).toEqual(["B", "a"]);
    expect(p.raises("a")).toEqual(["B"]);
    expect(p.next("B")).toEqual(["after", "b"]);
    expect(p.next("b")).toEqual(["after", "raised"]);
  });

  it("knows that a signal may interrupt what cannot fail", () => {
    const p = new Labelled(`
try:
    while True:  # loop
        pass  # pass
except KeyboardInterrupt:  # handler
    a  # a
`);
    expect(p.raises("loop")).toEqual(["handler"]);
    expect(p.reachable("a")).toBe(true);
  });

  it("passes through finally on every way out", () => {
    const p = new Labelled(
      `
def f():
    while a:  # while
        try:
            if b:  # if
                return c  # return
            if d:  # if2
                break  # break
            if e:  # if3
                continue  # continue
            g()  # call
        finally:
            h()  # finally
        i  # body
    j  # after
`,
      firstFunction,
    );
    for (const from of ["return", "break", "continue", "call"]) expect(p.next(from), from).toEqual(["finally"]);
    expect(p.raises("call")).toEqual(["finally"]);
    // All ways on, since the label stands for five copies.
    expect(p.next("finally")).toEqual(["after", "body", "exit", "raised", "while"]);
    expect(p.graph.nodesOf(p.expression("h()"))).toHaveLength(5);
    const ways = p.graph.nodesOf(p.expression("h()")).map((node) => node.successors.length);
    expect(ways).toEqual([1, 1, 1, 1, 1]);
    expect(p.dominates("finally", "body")).toBe(true);
    expect(p.dominates("finally", "after")).toBe(false);
    expect(p.everyPathHas("return", "finally")).toBe(true);
    expect(p.everyPathHas("return", "body")).toBe(false);
    expect(p.everyPathHas("return", "after")).toBe(false);
  });

  it("lets a return in finally win", () => {
    const p = new Labelled(
      `
def f():
    try:
        try:
            return a()  # return
        finally:
            b()  # inner
            return 1  # win
    finally:
        c()  # outer
    d  # after
`,
      firstFunction,
    );
    expect(p.next("return")).toEqual(["inner"]);
    expect(p.next("inner")).toEqual(["win"]);
    expect(p.raises("inner")).toEqual(["outer"]);
    expect(p.next("win")).toEqual(["outer"]);
    expect(p.reachable("after")).toBe(false);
  });

  it("breaks through two finally clauses", () => {
    const p = new Labelled(`
for x in xs:  # for
    try:
        try:
            break  # break
        finally:
            a()  # inner
    finally:
        b()  # outer
c  # after
`);
    expect(p.next("break")).toEqual(["inner"]);
    expect(p.next("outer")).toEqual(["after", "raised"]);
    expect(p.everyPathHas("break", "outer")).toBe(true);
    const taken = p.graph.nodesOf(p.expression("b()")).filter((node) => p.graph.isReachable(node));
    expect(taken.length).toBeGreaterThan(0);
  });

  it("enters and leaves with items in order", () => {
    const p = new Labelled(
      `
def f():
    with a() as x:  # outer
        with b() as y:  # inner
            if c:  # if
                return d  # return
            e()  # e
    g  # after
`,
      firstFunction,
    );
    expect(p.next("outer")).toEqual(["inner"]);
    expect(p.next("inner")).toEqual(["if"]);
    expect(p.next("return")).toEqual(["inner.leave"]);
    expect(p.next("e")).toEqual(["inner.leave"]);
    expect(p.next("inner.leave")).toContain("outer.leave");
    expect(p.next("outer.leave")).toEqual(["after", "exit", "raised"]);
    expect(p.everyPathHas("return", "outer.leave")).toBe(true);
  });

  it("goes on after a with only where exceptions are known to end there", () => {
    const plain = new Labelled("with lock:  # with\n    f()  # f\ng  # after\n");
    expect(plain.graph.everyPathHas(plain.at("with"), (node) => node.pieces[0]?.text === "f()")).toBe(true);
    expect(plain.dominates("f", "after")).toBe(true);
    const known = new Labelled("with contextlib.suppress(E) as x, lock:  # with\n    f()  # f\ng  # after\n");
    expect(known.dominates("f", "after")).toBe(false);
    expect(known.reachable("after")).toBe(true);
    const test = new Labelled("with self.assertRaises(E):  # with\n    raise E  # raise\ng  # after\n");
    expect(test.reachable("after")).toBe(true);
    const other = new Labelled("with self.other(E):  # with\n    raise E  # raise\n# ...\ng  # after\n");
    expect(other.reachable("after")).toBe(true);
    const last = new Labelled("if x:\n    with self.other(E):  # with\n        raise E  # raise\ng  # after\n");
    expect(last.raises("raise")).toEqual(["with.leave"]);
    expect(last.next("with.leave")).toEqual(["raised"]);
  });

  it("tries cases in order", () => {
    const p = new Labelled(`
match a, b:  # match
    case [1, *rest]:  # one
        c  # c
    case x if x > 1:  # two
        d  # d
    case _:  # three
        e  # e
    case 4:  # four
        f  # f
g  # after
`);
    expect(p.next("match")).toEqual(["one"]);
    expect(p.next("one")).toEqual(["c", "two"]);
    expect(p.next("two")).toEqual(["d", "three"]);
    expect(p.next("three")).toEqual(["e"]);
    expect(p.reachable("four")).toBe(false);
    expect(p.reachable("f")).toBe(false);
    expect(p.next("e")).toEqual(["after"]);
  });

  it("runs class bodies inline and function bodies not at all", () => {
    const p = new Labelled(`
@dec(1)  # decorator
class C(Base):
    x = y  # x
    def m(self, a=default()):  # def
        z  # inside
w  # after
`);
    expect(p.next("entry")).toEqual(["decorator"]);
    expect(p.next("decorator")).toEqual(["x"]);
    expect(p.next("x")).toEqual(["def"]);
    expect(p.next("def")).toContain("after");
    expect(p.graph.nodesOf(p.expression("z"))).toEqual([]);
    expect(p.graph.nodeOf(p.expression("default()"))).toBe(p.at("def"));
    expect(p.graph.nodeOf(p.expression("Base"))).toBe(p.at("decorator"));
    const method = buildFlow(firstFunction(p.tree));
    expect(method.nodeOf(p.expression("z"))?.kind).toBe("statement");
    expect(method.nodeOf(p.expression("default()"))).toBe(null);
    expect(method.nodeOf(p.expression("self"))).toBe(method.entry);
    expect(regionOf(p.expression("z"))).toBe(firstFunction(p.tree));
    expect(regionOf(p.expression("default()"))).toBe(p.tree.root);
  });

  it("gives lambdas a flow of their own", () => {
    const { tree, graph } = new Labelled("f = lambda a, b=g(): h(a)\n");
    const find = (text: string): SyntaxNode =>
      tree.nodeAt({ start: tree.source.text.indexOf(text), end: tree.source.text.indexOf(text) + text.length });
    expect(graph.nodesOf(find("h(a)"))).toEqual([]);
    expect(graph.nodeOf(find("g()"))?.kind).toBe("statement");
    const [lambda] = tree.nodesOfKind("lambda").filter((node) => node.isNamed);
    if (lambda === undefined) throw new Error("no lambda");
    const inner = buildFlow(lambda);
    expect(inner.nodeOf(find("h(a)"))?.successors).toEqual([inner.exit]);
    expect(regionOf(find("h(a)"))).toBe(lambda);
  });

  it("reads Python 2 and broken text", () => {
    const p = new Labelled(`
try:
    print "a", f()  # print
    exec "b" in c  # exec
except A, e:  # handler
    print >>log, e  # log
d  # after
`);
    expect(p.raises("print")).toEqual(["handler"]);
    expect(p.raises("exec")).toEqual(["handler"]);
    expect(p.next("log")).toEqual(["after"]);
    const broken = new Labelled("a  # a\nif x:\n    b ) ( c\n)) = 3\nd  # d\n");
    expect(broken.graph.isDamaged).toBe(true);
    expect(broken.reachable("d")).toBe(true);
    expect(buildFlow(parseText("").root).isReachable(buildFlow(parseText("").root).exit)).toBe(true);
    for (const text of [
      "try:\n",
      "if",
      "for x in :\n  y\n",
      "while :\n  z\n",
      "with :\n  y",
      "match x:\n",
      "class",
      "def f(",
      "((((",
      "try:\n  x\nfinally",
    ]) {
      const tree = parseText(text);
      expect(buildFlow(tree.root).nodes.length, text).toBeGreaterThan(1);
    }
  });

  it("refuses nodes that are no region", () => {
    const tree = parseText("x = 1\n");
    expect(() => buildFlow(tree.nodesOfKind("assignment")[0] ?? tree.root)).toThrow(RangeError);
  });
});

describe("order within a step", () => {
  const order = (text: string): ((...parts: string[]) => boolean) => {
    const tree = parseText(text);
    const graph = buildFlow(tree.root);
    return (...parts) => {
      const orders = parts.map((part) => {
        const start = text.indexOf(part);
        return graph.moment(tree.nodeAt({ start, end: start + part.length }))?.order ?? Number.NaN;
      });
      return orders.every((value, index) => index === 0 || (orders[index - 1] ?? Number.NaN) < value);
    };
  };

  it("follows the evaluation", () => {
    expect(order("f(a, b=c)\n")("a", "c", "f(a, b=c)")).toBe(true);
    expect(order("t[i] = v()\n")("v()", "i", "t[i]")).toBe(true);
    expect(order("x = y = v()\n")("v()", "x", "y")).toBe(true);
    expect(order("(n := v())\n")("v()", "n")).toBe(true);
    expect(order("a if b else c\n")("b", "a")).toBe(true);
    expect(order("a if b else c\n")("b", "c")).toBe(true);
    expect(order("[body for x in xs if test]\n")("xs", "test", "body")).toBe(true);
    expect(order("{key: val for x in xs}\n")("xs", "key", "val")).toBe(true);
    expect(order("with open(p) as name: pass\n")("open(p)", "name")).toBe(true);
    expect(order("@dec\ndef f(a=d()) -> r: pass\n")("dec", "d()", "r")).toBe(true);
  });

  it("tells what may be left out", () => {
    const tree = parseText("z(a and b, c if d else e, f < g < h, [i for j in k], lambda: l)\n");
    const graph = buildFlow(tree.root);
    const arms = Object.fromEntries(
      tree.nodesOfKind("identifier").map((node) => [node.text, graph.moment(node)?.arm?.text ?? null]),
    );
    expect(arms).toEqual({
      z: null,
      a: null,
      b: "b",
      c: "c",
      d: null,
      e: "e",
      f: null,
      g: null,
      h: "h",
      i: "[i for j in k]",
      j: "[i for j in k]",
      k: null,
      l: null,
    });
    expect(graph.moment(tree.nodesOfKind("identifier").at(-1) ?? tree.root)).toBe(null);
  });

  it("takes it into account", () => {
    const p = new Labelled("x = f(a() and b(), c())\ny = d()\n");
    const { graph } = p;
    const [a, b, c, d] = ["a()", "b()", "c()", "d()"].map((text) => p.expression(text)) as [
      SyntaxNode,
      SyntaxNode,
      SyntaxNode,
      SyntaxNode,
    ];
    expect(graph.dominates(a, b)).toBe(true);
    expect(graph.dominates(b, c)).toBe(false);
    expect(graph.dominates(b, d)).toBe(false);
    expect(graph.dominates(a, d)).toBe(true);
    expect(graph.dominates(c, a)).toBe(false);
    expect(graph.reaches(a, c)).toBe(true);
    expect(graph.reaches(c, a)).toBe(false);
    expect(graph.reaches(a, d)).toBe(true);
    expect(graph.reaches(d, a)).toBe(false);
    const loop = new Labelled("while x:\n    a(b())\n[c(d()) for e in f()]\n");
    expect(loop.graph.reaches(loop.expression("a(b())"), loop.expression("b()"))).toBe(true);
    expect(loop.graph.reaches(loop.expression("c(d())"), loop.expression("d()"))).toBe(true);
    expect(loop.graph.reaches(loop.expression("d()"), loop.expression("f()"))).toBe(false);
  });
});

describe("questions over exceptional edges", () => {
  it("asks for all ways or only those without exceptions", () => {
    const p = new Labelled(`
f = open(n)  # open
try:
    g(f)  # use
    f.close()  # close
except E:  # handler
    pass  # pass
h  # after
`);
    expect(p.everyPathHas("open", "close")).toBe(false);
    expect(p.everyPathHas("open", "close", "normal")).toBe(true);
    expect(p.graph.reaches(p.at("use"), p.at("handler"))).toBe(true);
    expect(p.graph.reaches(p.at("use"), p.at("handler"), "normal")).toBe(false);
  });
});

describe("pathological sizes", () => {
  const timed = (text: string): { tree: SyntaxTree; graph: FlowGraph; seconds: number } => {
    const tree = parseText(text);
    const begin = process.cpuUsage();
    const graph = buildFlow(tree.root);
    const [call, ...calls] = tree.nodesOfKind("call");
    const last = calls.at(-1);
    if (call !== undefined && last !== undefined) {
      graph.dominates(call, last);
      graph.reaches(call, last);
      graph.moment(last);
    }
    graph.everyPathHas(graph.entry, () => false);
    return { tree, graph, seconds: process.cpuUsage(begin).user / 1e6 };
  };
  const repeat = (count: number, part: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => part(index)).join("");

  it.each([
    ["20,000 elif branches", () => `if a():\n  b()\n${repeat(20_000, (i) => `elif a${i}():\n  b()\n`)}c()\n`],
    ["20,000 cases", () => `match a():\n${repeat(20_000, (i) => `  case ${i}:\n    b()\n`)}c()\n`],
    ["60,000 functions", () => repeat(60_000, (i) => `def f${i}(): a()\n`)],
    ["60,000 statements in a try", () => `try:\n${repeat(60_000, () => "  a()\n")}except E:\n  b()\n`],
    ["20,000 except clauses", () => `try:\n  a()\n${repeat(20_000, () => "except E:\n  b()\n")}c()\n`],
    ["10,000 try statements with finally", () => repeat(10_000, () => "try:\n  a()\nfinally:\n  b()\n")],
    ["50,000 nested brackets", () => `x = ${"(".repeat(50_000)}a() + b()${")".repeat(50_000)}\n`],
    ["50,000 nested calls", () => `x = ${"f(".repeat(50_000)}${")".repeat(50_000)}\n`],
    ["a 100,000-term sum", () => `x = ${"a + ".repeat(100_000)}a() + b()\n`],
    ["300 nested loops", () => `${repeat(300, (i) => `${" ".repeat(i)}while a():\n`)}${" ".repeat(300)}b()\n`],
    ["300 nested with", () => `${repeat(300, (i) => `${" ".repeat(i)}with a():\n`)}${" ".repeat(300)}b()\n`],
    [
      "60 try statements nested in finally",
      () =>
        repeat(60, (i) => `${" ".repeat(i)}try:\n${" ".repeat(i)} a()\n${" ".repeat(i)}finally:\n`) +
        `${" ".repeat(60)}b()\n`,
    ],
  ])("%s", (_, text) => {
    const { graph, seconds } = timed(text());
    expect(graph.isReachable(graph.exit)).toBe(true);
    expect(seconds).toBeLessThan(2);
  });
});
