import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import { NEWEST_PYTHON, OLDEST_PYTHON } from "../../../engine/versions.js";
import { parseText, startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";
import { NAME_CASES } from "./names-cases.js";

beforeAll(startParser);

function checkNames(text: string, facts = NO_FACTS, target = NEWEST_PYTHON): void {
  const { model, found } = expectations(text, "is", facts, target);
  const given = found.map(({ line, expression }) => `${line}: ${model.qualifiedName(expression) ?? "-"}`);
  expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
}

describe("qualified names", () => {
  it.each(NAME_CASES.flatMap((each) => each.pythons.map((python) => ({ ...each, python }))))(
    "in Python $python: $title",
    ({ text, python }) => checkNames(text, NO_FACTS, python === 2 ? OLDEST_PYTHON : NEWEST_PYTHON),
  );

  it("see through every spelling of an import", () => {
    checkNames(`
import signal
import signal as s
from signal import signal as on, SIGTERM
import os.path
import os.path as p
import concurrent.futures
from concurrent import futures as f
signal.signal  # is: signal.signal
s.signal  # is: signal.signal
on  # is: signal.signal
(s).SIGTERM  # is: signal.SIGTERM
SIGTERM  # is: signal.SIGTERM
os.path.join  # is: os.path.join
p.join  # is: os.path.join
os.popen  # is: os.popen
concurrent.futures.wait  # is: concurrent.futures.wait
f.wait  # is: concurrent.futures.wait
print  # is: builtins.print
`);
  });

  it("give Python 2's modules their Python 3 names", () => {
    checkNames(`
import Queue
from Queue import Queue as Q, Empty
import cPickle as pickle
import thread
from six.moves import queue as q, input
import six
Queue.Queue  # is: queue.Queue
Q  # is: queue.Queue
Empty  # is: queue.Empty
pickle.dumps  # is: pickle.dumps
thread.start_new_thread  # is: _thread.start_new_thread
q.Queue  # is: queue.Queue
input  # is: builtins.input
six.moves.queue.Queue  # is: queue.Queue
`);
  });

  it("follow fallbacks that agree and stay silent where they do not", () => {
    checkNames(`
try:
    import queue
except ImportError:
    import Queue as queue
try:
    import json
except ImportError:
    json = None
try:
    from shlex import quote
except ImportError:
    from pipes import quote
queue.Queue  # is: queue.Queue
json.dumps  # is: json.dumps
quote  # is: -
`);
  });

  it("follow aliases by assignment, and imports by call", () => {
    checkNames(`
import subprocess, importlib
popen = subprocess.Popen
P = popen
sig = importlib.import_module("signal")
dotted = __import__("os.path")
a = b
b = a
popen  # is: subprocess.Popen
P  # is: subprocess.Popen
sig.signal  # is: signal.signal
dotted.path.join  # is: os.path.join
importlib.import_module("xml.dom").Node  # is: xml.dom.Node
a.b  # is: -
`);
  });

  it("know that a name bound otherwise is not the module", () => {
    checkNames(`
import signal, random, time
from . import queue
from .signal import alarm
def f(signal, *random):
    signal.signal  # is: -
    random.random  # is: -
def g():
    for signal in []: pass
    signal.signal  # is: -
def h():
    signal.signal  # is: signal.signal
    [signal.x for signal in []]
class C:
    signal = 1
    signal.signal  # is: -
    def m(self):
        signal.signal  # is: signal.signal
    random.random  # is: random.random
def w():
    if (signal := f()): pass
    signal.signal  # is: -
def e():
    try: pass
    except OSError as signal: signal.signal  # is: -
def glob():
    global time
    time = 1
time.time  # is: -
queue.Queue  # is: -
alarm  # is: -
f().x  # is: -
`);
  });

  it("leave the project's own modules alone", () => {
    const facts = { ...NO_FACTS, localModules: new Set(["queue"]) };
    checkNames("import queue, signal\nqueue.Queue  # is: -\nsignal.signal  # is: signal.signal\n", facts);
  });

  it("take a module that the project hides for the project's own, however it is asked for", () => {
    const facts = { ...NO_FACTS, localModules: new Set(["queue"]) };
    checkNames(
      `
import Queue
from six.moves import queue, cPickle
from six.moves.queue import Queue as Q
import importlib, sys
from queue import *
Queue.Queue  # is: -
queue.Queue  # is: -
Q  # is: -
importlib.import_module("queue").Queue  # is: -
sys.modules["queue"].Queue  # is: -
LifoQueue  # is: -
cPickle.dumps  # is: pickle.dumps
len  # is: builtins.len
`,
      facts,
    );
  });

  it("are the same whatever is asked first", () => {
    for (const { text } of NAME_CASES) {
      const answers = [false, true].map((isBackwards) => {
        const { model, found } = expectations(text, "is");
        const asked = isBackwards ? found.toReversed() : found;
        const given = asked.map(({ expression }) => model.qualifiedName(expression));
        return isBackwards ? given.reverse() : given;
      });
      expect(answers[1]).toEqual(answers[0]);
    }
  });
});

describe("the work of finding names", () => {
  const repeated = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join("");
  const LAST = 10_000;

  it.each([
    ["100,000 references", `import signal\n${repeated(10 * LAST, () => "signal.signal\n")}`],
    ["aliases of aliases", `import signal\na0 = signal\n${repeated(LAST, (i) => `a${i + 1} = a${i}\n`)}`],
    ["the last alias first", `${repeated(LAST, (i) => `a${i} = a${i + 1}\n`)}import signal as a${LAST}\n`],
    ["ever longer names", `import signal\na0 = signal\n${repeated(LAST, (i) => `a${i + 1} = a${i}.x\n`)}`],
    [
      "one name of many aliases",
      `${repeated(LAST, (i) => `b${i} = open\n`)}${repeated(LAST, (i) => `a = b${i}\n`)}a\n`,
    ],
    ["a circle of aliases", `${repeated(LAST, (i) => `a${i} = a${i + 1}\n`)}a${LAST} = a0\n`],
    [
      "elif branches",
      `import sys\nif sys.version_info[0] == 9: a = 1\n${repeated(LAST, (i) => `elif sys.version_info[0] == ${i}: a = sys\n`)}a\n`,
    ],
    [
      "branches that hide a builtin",
      `import sys\n${repeated(LAST, (i) => `if sys.version_info[0] == ${i}: open = sys\n`)}${repeated(LAST, () => "open\n")}`,
    ],
    ["star imports", repeated(LAST, (i) => `from os import *\nn${i}\nopen\n`)],
    [
      "classes with an attribute",
      `import os\n${repeated(LAST, (i) => `class C${i}:\n  p = os.popen\n  def f(self): self.p()\n`)}`,
    ],
    [
      "a line of classes",
      `import os\nclass C0: p = os.popen\n${repeated(LAST, (i) => `class C${i + 1}(C${i}):\n  def f(self): self.p()\n`)}`,
    ],
    ["calls of calls", `a${"()".repeat(LAST)}\n${"f(".repeat(LAST)}${")".repeat(LAST)}\n`],
    ["choices", `import sys\nb = ${"sys or ".repeat(LAST)}sys\nb\n`],
  ])(
    "grows with the text: %s",
    (_, text) => {
      const model = new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
      expect(model.scopes.scopes.length).toBeGreaterThan(0);
      const start = performance.now();
      for (const node of model.tree.nodesOfKind("identifier", "attribute")) model.qualifiedName(node);
      // Measured: less than a second each; what is quadratic takes minutes.
      expect((performance.now() - start) / 1000).toBeLessThan(10);
    },
    60_000,
  );
});
