import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { NEWEST_PYTHON, OLDEST_PYTHON } from "../../../engine/versions.js";
import { startParser } from "../../support/parser.js";
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
});
