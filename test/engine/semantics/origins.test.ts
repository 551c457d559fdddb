import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import type { Value } from "../../../engine/semantics/value.js";
import { NEWEST_PYTHON, type PythonVersion } from "../../../engine/versions.js";
import { parseText, startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";

beforeAll(startParser);

/** Each comment "is: ..." tells all that the expression of its line may be; "?" stands for what is not known. */
function check(text: string, target?: PythonVersion): void {
  const { model, found } = expectations(text, "is");
  const asked = target === undefined ? model : new Model(model.tree, target, NO_FACTS);
  const given = found.map(
    ({ line, expression }) => `${line}: ${asked.valuesOf(expression).map(told).sort().join(", ")}`,
  );
  expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
}

/** `see(expression, "a(1)")` tells the same of an expression in the midst of a statement. */
function checkSeen(text: string): void {
  const model = new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
  const calls = model.calls.filter(({ callee }) => callee.text === "see");
  const given = calls.map(({ positional: [expression, expected] }) => {
    const values = expression === undefined ? [] : model.valuesOf(expression);
    return [expression?.start, values.map(toldSeen).sort().join(", "), expected?.text.slice(1, -1)];
  });
  expect(given.length).toBeGreaterThan(0);
  expect(given.map(([at, told]) => [at, told])).toEqual(given.map(([at, , expected]) => [at, expected]));
}

const toldSeen = (value: Value): string =>
  value.kind === "call" && value.node.text.startsWith("see") ? "see" : told(value);

function told(value: Value): string {
  switch (value.kind) {
    case "call":
      return `${value.name?.replace("builtins.", "") ?? "?"}(${value.node.field("arguments")?.text.slice(1, -1)})`;
    case "literal":
    case "parameter":
      return value.node.text;
    case "instance":
      return `a ${value.definition.field("name")?.text}`;
    case "annotated":
      return `some ${value.name}`;
    case "external":
      return value.name;
    case "element":
      return `${told(value.of)}[${value.index}]`;
    case "nothing":
      return "nothing";
    case "function":
    case "class":
      return value.node.field("name")?.text ?? "lambda";
    case "unknown":
      return "?";
  }
}

describe("which bindings a use sees", () => {
  it("are the last ones on each way", () => {
    check(`
def f(c):
    x = a(1)
    x  # is: a(1)
    x = a(2)
    x  # is: a(2)
    if c:
        x = a(3)
        x  # is: a(3)
    elif c > 1:
        x = a(4)
    x  # is: a(2), a(3), a(4)
    for i in c:
        x  # is: a(2), a(3), a(4), a(5)
        if i:
            continue
        x = a(5)
        x  # is: a(5)
    while c:
        x = a(6)
        break
    else:
        x = a(7)
    x  # is: a(6), a(7)
    x = a(8)
    def g():
        x  # is: a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8)
    return
    x  # is: a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8)
`);
  });

  it("heed exceptions, in the midst of which nothing is bound", () => {
    check(`
def f():
    x = a(1)
    try:
        x = a(2)
        x = a(3)
    except E as e:
        e  # is: ?
        x  # is: a(1), a(2)
        e = a(5)
    else:
        x  # is: a(3)
    finally:
        x  # is: a(1), a(2), a(3)
    x  # is: a(1), a(2), a(3)
    try:
        x = y = a(4)
    except E:
        x  # is: a(1), a(2), a(3), a(4)
    e = a(6)
    try:
        pass
    except E as e:
        pass
    e  # is: a(6)
`);
  });

  it("heed that only Python 3 deletes the name of an exception", () => {
    const text = "def f():\n    e = a(1)\n    try:\n        g()\n    except E as e:\n        pass\n    e  # is: ";
    check(`${text}a(1)\n`);
    check(`${text}?, a(1)\n`, { major: 2, minor: 7 });
  });

  it("heed the order within a statement", () => {
    checkSeen(`
def f(c):
    x = a(1)
    x = see(x, "a(1)")
    x = a(1)
    g(see(x, "a(1)"), x := a(2), see(x, "a(2)"))
    c and (x := a(3))
    see(x, "a(2), a(3)")
    g([(see(x, "a(2), a(3), a(4)"), x := a(4), see(x, "a(4)")) for i in c])
    (x := a(5)) if c else see(x, "a(2), a(3), a(4)")
    x = a(6)
    x += see(x, "a(6)")
    see(x, "?")
    x = y[see(x, "a(7)")] = a(7)
    y[see(x, "a(7)")] = x = a(8)
    for x[see(x, "?, a(8)")], x in c: pass
    see(x, "?, a(8)")
    z = a(9)
    z = a(10)
    g((see(z, "a(10), a(9)") for i in see(z, "a(10)")))
`);
  });

  it("are all of them where another function binds the name", () => {
    check(`
x = a(1)
x = a(2)
x  # is: a(2)
y = a(1)
y = a(2)
y  # is: a(2), a(3)
def f():
    global y
    y = a(3)
    y  # is: a(1), a(2), a(3)
def g():
    z = a(1)
    z = a(2)
    def h():
        nonlocal z
        z = a(3)
    z  # is: a(2), a(3)
`);
  });

  it("are in a module the builtin's, before the name is bound", () => {
    checkSeen(`
see(len, "?")
def f():
    see(len, "a(1)")
len = a(1)
see(len, "a(1)")
for each in range(3):
    see(sum, "?, a(2)")
    sum = a(2)
`);
  });

  it("are in a class body those of the module, before its own", () => {
    check(`
x = a(1)
class C:
    x  # is: a(1)
    x = a(2)
    x  # is: a(2)
    y  # is: ?
    y = a(3)
    z = a(4)
    def f(self):
        x  # is: a(1)
for i in j:
    class D:
        x  # is: a(1)
        x = a(5)
`);
  });

  it("may be bound by a pattern that does not match", () => {
    check(`
def f(x):
    y = a(1)
    match x:
        case [y]:
            y  # is: ?
        case 2:
            y  # is: ?, a(1)
        case y:
            y  # is: ?
`);
  });

  it("are not told in damaged text", () => {
    check("def f():\n    x = a(1)\n    x = a(2)\n    x  # is: a(1), a(2)\n    ) = (\n");
  });
});

describe("parts", () => {
  it("are told of what is written out, and of what a call gives", () => {
    check(`
import os, tempfile
def f(c):
    p, (q, *r), [s] = a(1), (a(2), 3), [a(4)]
    p  # is: a(1)
    q  # is: a(2)
    r  # is: ?
    s  # is: a(4)
    pair = p, q
    first, second = pair
    second  # is: a(2)
    pair[-1]  # is: a(2)
    mixed = [p, q]
    first, second = mixed
    second  # is: ?
    fd, path = tempfile.mkstemp()
    path  # is: tempfile.mkstemp()[1]
    (m, n), *o, z = tempfile.mkstemp()
    n  # is: tempfile.mkstemp()[0][1]
    z  # is: tempfile.mkstemp()[-1]
    pipe = os.pipe()
    pipe[0]  # is: os.pipe()[0]
    p, q = q, p
    p  # is: a(2)
    u, v = None
    v  # is: ?
    def both():
        return a(5), a(6)
    five, six = both()
    six  # is: a(6)
    *most, x, y = *c, 7, 8
    x  # is: 7
`);
  });

  it("are what a loop over something written out meets", () => {
    check(`
def f():
    for p, q in [(1, a(2)), (3, a(4))]:
        q  # is: a(2), a(4)
    names = "a", "b"
    for name in names:
        name  # is: "a", "b"
    for i in [x, *y]:
        i  # is: ?
    for j in range(3):
        j  # is: ?
`);
    checkSeen('[see(k, "a(1), a(2)") for k in (a(1), a(2))]\n');
  });
});

describe("what with gives", () => {
  it("is told of wrappers, stacks and classes of the file", () => {
    check(`
import contextlib, os
from contextlib import ExitStack, closing
class Door:
    def __enter__(self):
        return self
class Pair:
    def __enter__(self):
        return a(1), self.door
    def __init__(self):
        self.door = a(2)
with closing(a(3)) as x:
    x  # is: a(3)
with ExitStack() as stack:
    file = stack.enter_context(open("p"))
    file  # is: open("p")
    file = stack.enter_context(Door())
    file  # is: a Door
with Door() as door, Pair() as (one, two):
    door  # is: a Door
    one  # is: a(1)
    two  # is: a(2)
with unknown() as u:
    u  # is: ?
`);
  });
});

describe("what functions and objects give", () => {
  it("is told of properties, factories, chained methods and casts", () => {
    check(`
import queue, typing
from functools import cached_property
class C:
    def __init__(self):
        self._q = a(1)
    @property
    def q(self):
        return self._q
    @q.setter
    def q(self, value):
        self._q = a(2)
    @cached_property
    def r(self):
        return a(3)
    @classmethod
    def make(cls, x):
        return cls()
    @staticmethod
    def other():
        return a(4)
    def start(self):
        return self
    def run(self):
        self.q  # is: a(1), a(2)
        self.r  # is: a(3)
c = C.make(1)
c  # is: a C
c.q  # is: a(1), a(2)
C.other()  # is: a(4)
c.start().start()  # is: a C
C.q  # is: ?
class Base:
    @classmethod
    def make(cls):
        return cls()
class Sub(Base): pass
Sub.make()  # is: ?()
typing.cast(queue.Queue, things[0])  # is: some queue.Queue
typing.cast("queue.Queue", queue.LifoQueue())  # is: queue.LifoQueue()
c or None  # is: None, a C
None or c  # is: a C
def loop(x):
    while x:
        x = x.next
    x  # is: ?, x
`);
  });

  it("is told of fields that a decorator turns into parameters", () => {
    check(`
import dataclasses, queue, typing
from dataclasses import dataclass, field
@dataclass
class C:
    q: queue.Queue = field(default_factory=queue.Queue)
    n: int = 5
    o: typing.Optional[queue.Queue] = None
    def run(self):
        self.q  # is: some queue.Queue
        self.n  # is: 5, ?
        self.o  # is: None, some queue.Queue
C(queue.Queue()).q  # is: some queue.Queue
class Row(typing.NamedTuple):
    q: queue.Queue
    n: int
Row(1, 2).q  # is: some queue.Queue
Row(1, 2).n  # is: ?
`);
  });

  it("is told of attributes that are set from outside", () => {
    check(`
class C:
    def __init__(self):
        self.q = a(1)
        self.r = a(2)
class D(C):
    def go(self):
        self.q = a(3)
        self.q  # is: a(1), a(3), a(4)
class E:
    def go(self, other):
        other.r = a(5)
        self.q = a(6)
c = C()
c.q = a(4)
c.new = a(7)
c.q  # is: a(1), a(4)
c.r  # is: a(2), a(5)
c.new  # is: a(7)
E().q  # is: a(6)
`);
  });
});

describe("questions of any size", () => {
  it("are answered in time", () => {
    const chain = Array.from({ length: 5_000 }, (_, i) => `    elif c == ${i}:\n        x = a(${i})\n        x\n`).join(
      "",
    );
    const functions = Array.from({ length: 5_000 }, (_, i) => `def f${i}():\n    y = a(1)\n    y = a(2)\n    y\n`).join(
      "",
    );
    const alternating = `z = a(1)\nz = a(2)\n${"z\n".repeat(5_000)}`;
    const start = performance.now();
    for (const text of [`def f(c, x):\n    if c:\n        pass\n${chain}    x\n`, functions, alternating]) {
      const model = new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
      for (const statement of model.tree.nodesOfKind("expression_statement")) {
        const [expression] = statement.namedChildren;
        if (expression?.kind === "identifier") model.valuesOf(expression);
      }
    }
    expect((performance.now() - start) / 1000).toBeLessThan(15);
  });
});
