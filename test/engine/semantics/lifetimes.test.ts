import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { followHeld, followLife, type Life, type Outcome, type Protocol } from "../../../engine/semantics/lifetimes.js";
import { Model } from "../../../engine/semantics/model.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { NEWEST_PYTHON } from "../../../engine/versions.js";
import { parseText, startParser } from "../../support/parser.js";
import { processorSeconds } from "../../support/processor.js";

beforeAll(startParser);

type State = "new" | "open" | "closed";
type Event = "open" | "close" | "look";

/** Something that is opened and closed, by methods or `with`, and looked at through its member `data`. */
const DOOR: Protocol<State, Event> = {
  initial: "new",
  states: { new: { open: "open" }, open: { close: "closed" }, closed: { open: "open" } },
  event(use) {
    if (use.kind === "enter") return "open";
    if (use.kind === "exit") return "close";
    if (use.path[0] === "number") return "ignore";
    if (use.kind === "iterate" && use.path.join(".") === "data") return "look";
    if (use.kind !== "call") return undefined;
    switch (use.path.join(".")) {
      case "open":
        return "open";
      case "close":
        return "close";
      case "data.look":
        return "look";
      default:
        return undefined;
    }
  },
};

function modelOf(text: string): Model {
  return new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
}

function callOf(model: Model, name: string): SyntaxNode {
  const call = model.calls.find(({ callee }) => callee.text === name);
  if (call === undefined) throw new Error(`no call of ${name}`);
  return call.node;
}

/** The life of what `Door()` makes. */
function lifeOf(text: string, protocol: Protocol<State, Event> = DOOR): Life<State, Event> {
  const model = modelOf(text);
  return followLife(model, callOf(model, "Door"), protocol);
}

/** `new|open`, with the states that take an exception in brackets; `!` where it may have escaped, `-` if never reached. */
function shown(outcome: Outcome<State, Event>): string {
  if (!outcome.isReached) return "-";
  const states = [...outcome.states].sort().map((state) => (outcome.calmStates.has(state) ? state : `(${state})`));
  return states.join("|") + (outcome.mayHaveEscaped ? "!" : "");
}

/** Everything about a life in words: `event@line states`, `loss@line states`, `end states`, `escape@line`. */
function story(life: Life<State, Event>): string[] {
  const line = (node: SyntaxNode): number => node.tree.source.positionAt(node.start).line + 1;
  return [
    ...life.events.map(({ event, use, before }) => `${event}@${line(use.site)} ${shown(before)}`),
    ...life.losses.map(({ how, at, outcome }) => `${how}@${line(at)} ${shown(outcome)}`),
    ...life.escapes.map(({ site }) => `escape@${line(site)}`),
    `end ${shown(life.end)}`,
  ];
}

const storyOf = (text: string): string[] => story(lifeOf(text));

describe("a life", () => {
  it("goes from event to event", () => {
    const life = lifeOf("d = Door()\nd.open()\nd.data.look()\nd.close()\nd.open()\n");
    expect(story(life)).toEqual(["open@2 new", "look@3 open", "close@4 open", "open@5 closed", "end open"]);
    expect(life.name).toBe("d");
    expect(life.alwaysEnds("open")).toBe(true);
    expect(life.alwaysHas("close")).toBe(true);
    expect(life.alwaysHas("look")).toBe(true);
  });

  it("joins states where ways meet", () => {
    const life = lifeOf(`
d = Door()
if x:
    d.open()
    d.data.look()
else:
    pass
d.data.look()
`);
    expect(story(life)).toEqual(["open@4 new", "look@5 open", "look@8 new|open", "end new|open"]);
    expect(life.alwaysHas("open")).toBe(false);
    expect(life.alwaysHas("look")).toBe(true);
    expect(life.end.certainly("open")).toBe(false);
    expect(life.end.possibly("open")).toBe(true);
  });

  it("goes around loops until nothing changes", () => {
    expect(
      storyOf(`
d = Door()
while x:
    d.data.look()
    if y:
        d.open()
        continue
    if z:
        d.close()
        break
`),
    ).toEqual(["look@4 new|open", "open@6 new|open", "close@9 new|open", "end closed|new|open"]);
  });

  it("only tells of what can be reached", () => {
    expect(storyOf("d = Door()\nwhile True:\n    d.open()\nd.close()\n")).toEqual(["open@3 new|open", "end -"]);
    expect(storyOf("def f():\n    return\n    d = Door()\n    d.open()\n")).toEqual(["end -"]);
  });

  it("is not mixed up with other things of the name", () => {
    expect(
      storyOf(`
d = None
d.open()
if x:
    d = Door()
    d.open()
else:
    d = Other()
    d.close()
d.data.look()
`),
    ).toEqual(["open@6 new", "look@10 open", "end open"]);
  });

  it("sees an event only in what is evaluated", () => {
    expect(storyOf("d = Door()\nx and d.open()\n")).toEqual(["open@2 new", "end new|open"]);
    expect(storyOf("d = Door()\nx = d.open() if x else d.close()\n")).toEqual([
      "open@2 new",
      "close@2 new|open",
      "end closed|new|open",
    ]);
    expect(storyOf("d = Door()\nf(d.close(), d.open())\nd.data.look()\n")).toEqual([
      "close@2 new",
      "open@2 new",
      "look@3 open",
      "end open",
    ]);
  });

  it("repeats what a comprehension holds", () => {
    expect(storyOf("d = Door()\n[(d.data.look(), d.open(), d.close()) for x in xs]\n")).toEqual([
      "look@2 closed|new|open",
      "open@2 closed|new|open",
      "close@2 closed|new|open",
      "end closed|new|open",
    ]);
  });
});

describe("births", () => {
  it("may be given names in many ways", () => {
    for (const [text, name] of [
      ["d: Door = Door()\n", "d"],
      ["a = b = Door()\n", "b"],
      ["x, d = 1, Door()\n", "d"],
      ["if (d := Door()): pass\n", "d"],
      ["d = Door() if x else None\n", "d"],
      ["d = (Door())\n", "d"],
      ["def f(self):\n    d = Door()\n", "d"],
    ] as const) {
      const life = lifeOf(text);
      expect(life.name, text).toBe(name);
      expect(story(life), text).toEqual(["end new"]);
    }
  });

  it("may be dropped at once", () => {
    expect(storyOf("Door()\nx\n")).toEqual(["dropped@1 new", "end -"]);
    expect(storyOf("Door().open()\nx\n")).toEqual(["open@1 new", "dropped@1 open", "end -"]);
    expect(storyOf("x = Door().open().other\n")).toEqual(["open@1 new", "dropped@1 open", "end -"]);
    expect(storyOf("Door().daemon = True\n")).toEqual(["dropped@1 new", "end -"]);
    expect(storyOf("[Door().open() for x in xs]\n")).toEqual(["open@1 new", "dropped@1 open", "end -"]);
    expect(storyOf("x and Door().open()\n")).toEqual(["open@1 new", "dropped@1 open", "end -"]);
    expect(lifeOf("if x:\n    Door()\n").alwaysEnds("new")).toBe(true);
  });

  it("may be given away at once", () => {
    for (const text of [
      "f(Door())\n",
      "x = [Door()]\n",
      "x = {1: Door()}\n",
      "x[0] = Door()\n",
      "x.y = Door()\n",
      "x = Door(), 1\n",
      "def f():\n    return Door()\n",
      "def f():\n    yield Door()\n",
      "raise Door()\n",
      "f(*Door())\n",
      "x = lambda a=Door(): a\n",
      "xs += [Door()]\n",
      "x, *d = 1, Door()\n",
      "x = a or f(Door())\n",
      "with Door() as d: d.open()\n",
    ]) {
      const life = lifeOf(text);
      expect(life.escapes.length, text).toBeGreaterThan(0);
      expect(life.alwaysEnds("new"), text).toBe(false);
      expect(life.end.states.size, text).toBe(0);
    }
  });

  it("may be in a with", () => {
    expect(storyOf("with Door():\n    x\ny\n")).toEqual(["open@1 new", "close@1 open", "dropped@1 closed", "end -"]);
    const own = { ...DOOR, givesItself: () => true };
    expect(story(lifeOf("with Door() as d:\n    d.data.look()\nd.data.look()\n", own))).toEqual([
      "open@1 new",
      "close@1 open",
      "look@2 open",
      "look@3 closed",
      "end closed",
    ]);
    expect(storyOf("d = Door()\nwith d:\n    d.data.look()\n")).toEqual([
      "open@2 new",
      "close@2 open",
      "look@3 open",
      "end closed",
    ]);
    expect(storyOf("def f():\n    d = Door()\n    with d:\n        return 1\n")).toContain("end closed");
    const model = modelOf("import subprocess\nwith subprocess.Popen(c) as d:\n    d.open()\n");
    expect(story(followLife(model, callOf(model, "subprocess.Popen"), DOOR))).toContain("end closed");
  });

  it("may be unpacked: the tuple is the object", () => {
    const pair: Protocol<"clean" | "dirty", "write" | "read"> = {
      initial: "clean",
      states: { clean: { write: "dirty" }, dirty: {} },
      event: (use) => {
        const path = use.path.join(".");
        return path === "[1].write" ? "write" : path === "[0].read" ? "read" : undefined;
      },
    };
    for (const text of [
      "r, w = make()\nw.write(1)\nr.read()\n",
      "(r, w) = make()\nw.write(1)\nr.read()\n",
      "p = make()\np[1].write(1)\np[0].read()\n",
      "p = make()\nr, w = p\nw.write(1)\nr.read()\n",
      "p = make()\nw = p[1]\nw.write(1)\np[0].read()\n",
    ]) {
      const model = modelOf(text);
      const life = followLife(model, callOf(model, "make"), pair);
      expect(
        life.events.map(({ event }) => event),
        text,
      ).toEqual(["write", "read"]);
      expect(life.events[1]?.before.certainly("dirty"), text).toBe(true);
    }
    const lost = modelOf("r, w = make()\nr = None\nw.write(1)\nr.read()\n");
    expect(
      followLife(lost, callOf(lost, "make"), pair).events.some(
        ({ before }) => before.isReached && !before.mayHaveEscaped,
      ),
    ).toBe(false);
    expect(followLife(lost, callOf(lost, "make"), pair).escapes).toHaveLength(1);
  });
});

describe("ends", () => {
  it("come with the name's next value", () => {
    expect(storyOf("d = Door()\nd = None\nd.open()\n")).toEqual(["replaced@2 new", "end -"]);
    expect(storyOf("d = Door()\nd.open()\ndel d\n")).toEqual(["open@2 new", "deleted@3 open", "end -"]);
    for (const text of [
      "for d in x: pass",
      "import d",
      "def d(): pass",
      "class d: pass",
      "with x as d: pass",
      "d, e = x",
      "(d := 1)",
      "match x:\n  case d: pass",
    ]) {
      expect(
        lifeOf(`d = Door()\n${text}\n`).losses.map(({ how }) => how),
        text,
      ).toEqual(["replaced"]);
    }
    expect(storyOf("d = Door()\nd.open()\nd += 1\n")).toContain("replaced@3 open");
  });

  it("come when a loop makes the next one", () => {
    const text = (body: string): string => `for i in x:\n    d = Door()\n    ${body}\n`;
    expect(storyOf(text("pass"))).toEqual(["replaced@2 new", "end new"]);
    expect(storyOf(text("d.open()"))).toEqual(["open@3 new", "replaced@2 open", "end open"]);
    expect(storyOf(`${text("pass")}d.open()\n`)).toEqual(["open@4 new", "replaced@2 new", "end open"]);
    expect(storyOf("for i in x:\n    Door()\n")).toEqual(["dropped@2 new", "end -"]);
  });

  it("are told on every way to them", () => {
    const life = lifeOf(`
def f(x):
    d = Door()
    if x:
        return
    d.open()
`);
    expect(story(life)).toEqual(["open@6 new", "end new|open"]);
    expect(life.alwaysEnds("new")).toBe(false);
    const raising = lifeOf("def f(x):\n    d = Door()\n    if x:\n        raise E\n    d.open()\n");
    expect(raising.alwaysEnds("open")).toBe(true);
    expect(raising.alwaysHas("open")).toBe(true);
  });
});

describe("uses that are none of the protocol's", () => {
  it("leave the object alone", () => {
    for (const text of [
      "d.daemon = True",
      "d.other()",
      "d.a.b.c(1)",
      "x = d.number",
      "f(d.number)",
      "print(d)",
      "print(d.name, file=f)",
      "repr(d)",
      "isinstance(d, C)",
      "if d: pass",
      "while not d: pass",
      "x = d is None",
      "d == x and d != y",
      "assert d, d",
      'x = "%s" % d',
      'x = "%s %s" % (d, 1)',
      'x = f"{d}"',
      "d",
      "d.a += 1",
      "del d.a",
      "for x in d: pass",
      "list(d)",
      "[x for x in d]",
      "for i, x in enumerate(d): pass",
      "x = a if d else b",
      "print d",
      "try:\n    raise E\nexcept d.error: pass",
    ]) {
      const life = lifeOf(`d = Door()\n${text}\nd.data.look()\n`);
      if (text.includes("except")) continue;
      expect(
        life.escapes.map(({ site }) => site.text),
        text,
      ).toEqual([]);
      expect(life.events.at(-1)?.before.certainly("new"), text).toBe(true);
    }
  });

  it("let it escape when others see it", () => {
    for (const text of [
      "f(d)",
      "f(x=d)",
      "f(*d)",
      "f(**d)",
      "f(d.data)",
      "x = [d]",
      "x = {d: 1}",
      "x = {1: d}",
      "x[0] = d",
      "x.y = d",
      "x = d, 1",
      "xs += [d]",
      "x = d or y",
      "(d or y).open()",
      "(d if x else y).open()",
      "exec d",
      "def g(a=d): pass",
      "@d\ndef g(): pass",
      "class C(d): pass",
      "x = lambda: d",
      "x = (y for y in z if d)",
      "def g(): return d",
      "match d:\n    case x: pass",
      "x = 1\nx = d",
      "del x[d]",
    ]) {
      const life = lifeOf(`d = Door()\n${text}\nd.data.look()\n`);
      expect(life.escapes.length, text).toBeGreaterThan(0);
      expect(life.alwaysEnds("new"), text).toBe(false);
      expect(
        life.events.every(({ before }) => before.states.size === 0),
        text,
      ).toBe(true);
    }
    for (const text of ["return d", "yield d", "x = yield d", "raise d", "await f(d)", "return d.data"]) {
      const life = lifeOf(`async def f():\n    d = Door()\n    ${text}\n`);
      expect(life.escapes.length, text).toBe(1);
      expect(life.alwaysEnds("new"), text).toBe(false);
    }
  });

  it("keep what was known before an escape", () => {
    expect(storyOf("d = Door()\nd.data.look()\nif x:\n    f(d)\n    d.open()\nd.data.look()\n")).toEqual([
      "look@2 new",
      "open@5 !",
      "look@6 new!",
      "escape@4",
      "end new!",
    ]);
  });

  it("may be declared to be escapes, or none", () => {
    const strict: Protocol<State, Event> = {
      ...DOOR,
      event: (use) => (use.kind === "store" ? "escape" : use.kind === "escape" ? "ignore" : DOOR.event(use)),
    };
    expect(story(lifeOf("d = Door()\nf(d)\nd.open()\nd.x = 1\n", strict))).toEqual(["open@3 new", "escape@4", "end !"]);
  });
});

describe("names", () => {
  it("may be several for one object", () => {
    expect(storyOf("d = Door()\ne = d\ne.open()\nd.close()\n")).toEqual(["open@3 new", "close@4 open", "end closed"]);
    expect(storyOf("d = Door()\nx = d.data\nd.open()\nx.look()\n")).toEqual(["open@3 new", "look@4 open", "end open"]);
    expect(storyOf("a = b = Door()\na.open()\nb.close()\n")).toEqual(["open@2 new", "close@3 open", "end closed"]);
    expect(storyOf("d = Door()\nx, y = d, 1\nx.open()\n")).toEqual(["open@3 new", "end open"]);
  });

  it("are given up when one of several changes", () => {
    expect(lifeOf("d = Door()\ne = d\nd = None\ne.open()\n").alwaysEnds("open")).toBe(false);
    expect(lifeOf("e = None\nd = Door()\ne = d\ne.open()\n").escapes).toHaveLength(1);
  });

  it("must stand for the newest object", () => {
    const text = (first: string, last: string): string => `while x:\n    ${first}\n    d = Door()\n    ${last}\n`;
    expect(lifeOf(text("pass", "e = d\n    e.open()")).escapes).toHaveLength(0);
    // Here, e is the door of the turn before: the one that is followed until the next is made.
    expect(lifeOf(text("if y: e.open()", "e = d")).escapes).toHaveLength(0);
    expect(lifeOf(text("pass", "if y: e.open()\n    e = d")).escapes).toHaveLength(1);
  });

  it("of a module are seen by its functions", () => {
    const text = "d = Door()\ndef f():\n    d.open()\nd.data.look()\n";
    expect(storyOf(text)).toEqual(["look@4 !", "escape@3", "end !"]);
    expect(story(lifeOf(text, { ...DOOR, otherFunctions: "ignore" }))).toEqual(["look@4 new", "end new"]);
    expect(lifeOf("def f():\n    global d\n    d = Door()\n").escapes).toHaveLength(1);
    expect(
      lifeOf("def f():\n    d = None\n    def g():\n        nonlocal d\n        d = Door()\n").escapes,
    ).toHaveLength(1);
    expect(lifeOf("class C:\n    d = Door()\n").escapes).toHaveLength(1);
    expect(storyOf("d = Door()\nclass C:\n    d.open()\n")).toEqual(["open@3 new", "end open"]);
  });

  it("may be attributes of self", () => {
    const method = (...lines: string[]): string =>
      `class C:\n  def m(self):\n    ${lines.join("\n    ")}\n  def other(self): pass\n  def __init__(self): self.x = 1\n`;
    const life = lifeOf(method("self.d = Door()", "self.d.open()", "self.d.data.look()"));
    expect(story(life)).toEqual(["open@4 new", "look@5 open", "end open!"]);
    expect(life.name).toBe("self.d");
    expect(storyOf(method("self.d = Door()", "self.other()", "self.d.open()"))).toEqual([
      "open@5 !",
      "escape@4",
      "end !",
    ]);
    expect(storyOf(method("self.d = Door()", "f(self)", "self.d.open()"))).toContain("open@5 !");
    expect(storyOf(method("self.d = Door()", "f(self.x, self.x.y)", "self.y = 1", "self.d.open()"))).toContain(
      "open@6 new",
    );
    expect(storyOf(method("self.d = Door()", "f(self.inherited)", "self.d.open()"))).toContain("open@5 !");
    expect(storyOf(method("self.d = Door()", "self.d = None", "self.d.open()"))).toEqual(["replaced@4 new", "end -"]);
    expect(storyOf(method("d = self.d = Door()", "d.open()", "self.d.close()"))).toContain("end closed!");
    expect(lifeOf(method("self.d = Door()", "x = lambda: self.d")).escapes).toHaveLength(1);
    expect(lifeOf("def f(x):\n    x.d = Door()\n").escapes).toHaveLength(1);
  });
});

describe("objects that exist before", () => {
  it("are followed from the entry", () => {
    const text = "class C:\n  def m(self, d):\n    self.d.open()\n    self.d.data.look()\n    d.open()\n    d = 1\n";
    const model = modelOf(text);
    const attribute = callOf(model, "self.d.open").field("function")?.field("object");
    const parameter = callOf(model, "d.open").field("function")?.field("object");
    if (attribute == null || parameter == null) throw new Error("not found");
    const held = followHeld(model, attribute, DOOR);
    expect(held === null ? [] : story(held)).toEqual(["open@3 new", "look@4 open", "end open!"]);
    const given = followHeld(model, parameter, DOOR);
    expect(given === null ? [] : story(given)).toEqual(["open@5 new", "replaced@6 open", "end -"]);
    const local = modelOf("def f():\n  d = 1\n  d.open()\n");
    const mention = callOf(local, "d.open").field("function")?.field("object");
    expect(mention == null ? undefined : followHeld(local, mention, DOOR)).toBe(null);
  });
});

describe("exceptions", () => {
  it("make no noise between two steps", () => {
    const life = lifeOf(`
d = Door()
try:
    d.open()
    d.close()
except E:
    pass
d.data.look()
`);
    expect(story(life)).toEqual([
      "open@4 new",
      "close@5 open",
      "look@8 closed|(new)|(open)",
      "end closed|(new)|(open)",
    ]);
    const look = life.events.at(-1)?.before;
    expect(look?.possibly("open")).toBe(false);
    expect(look?.certainly("closed")).toBe(false);
    expect(life.alwaysHas("close")).toBe(false);
    expect(life.alwaysHas("close", "calm")).toBe(true);
  });

  it("do not give birth", () => {
    expect(storyOf("try:\n    d = Door()\n    d.open()\nexcept E:\n    d = None\n")).toEqual([
      "open@3 new",
      "replaced@5 (new)|(open)",
      "end open",
    ]);
    expect(storyOf("try:\n    d = Door()\nexcept E:\n    d.open()\n")).toEqual(["end new"]);
    expect(
      lifeOf("try:\n    d = Door()\n    x()\nexcept E:\n    d = None\nelse:\n    d.open()\n").alwaysEnds("new"),
    ).toBe(false);
  });

  it("are followed through finally and out", () => {
    expect(
      storyOf(`
def f():
    d = Door()
    try:
        d.open()
        return x()
    finally:
        d.close()
`),
    ).toEqual(["open@5 new", "close@8 (new)|open", "end closed"]);
    expect(storyOf("d = Door()\nwith suppress(E):\n    d.open()\n    x()\n")).toContain("end (new)|open");
  });

  it("do not undo an escape", () => {
    expect(lifeOf("d = Door()\ntry:\n    f(d)\nexcept E:\n    pass\n").end.mayHaveEscaped).toBe(true);
  });
});

describe("what cannot be trusted", () => {
  it("is silent in damaged text", () => {
    const life = lifeOf("d = Door()\nx = ) 1 (\nd.open()\n");
    expect(life.alwaysEnds("open")).toBe(false);
    expect(life.end.certainly("open")).toBe(false);
  });

  it("ends within bounds", () => {
    const count = 20_000;
    const seconds = processorSeconds(() => {
      const model = modelOf("t = Door()\nt.open()\n".repeat(count));
      for (const call of model.calls) {
        if (call.callee.text !== "Door") continue;
        followLife(model, call.node, DOOR);
      }
    });
    expect(seconds).toBeLessThan(10);
  });

  it.each([
    ["a long sum of references", `d = Door()\nx = ${"d + ".repeat(50_000)}d\n`],
    ["a long or", `d = Door()\nx = ${"d or ".repeat(20_000)}d\n`],
    ["deep brackets", `d = Door()\nx = ${"(".repeat(50_000)}d${")".repeat(50_000)}\n`],
    ["deep calls", `d = Door()\n${"f(".repeat(30_000)}d.open()${")".repeat(30_000)}\n`],
    ["a long try", `d = Door()\ntry:\n${"  d.open()\n".repeat(10_000)}except E:\n  d.close()\n`],
    ["many branches", `d = Door()\nif x: pass\n${"elif y: d.open()\n".repeat(10_000)}`],
  ])("%s", (_, text) => {
    const model = modelOf(text);
    const birth = callOf(model, "Door");
    expect(processorSeconds(() => followLife(model, birth, DOOR))).toBeLessThan(3);
  });
});
