import { beforeAll, describe, expect, it } from "vitest";
import { startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";

beforeAll(startParser);

function check(mark: "made by" | "takes", text: string): void {
  const { model, found } = expectations(text, mark);
  const given = found.map(({ line, expression }) => {
    const answer = mark === "made by" ? model.madeBy(expression) : model.callableOf(expression)?.takes;
    return `${line}: ${answer ?? "-"}`;
  });
  expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
}

describe("what made an object", () => {
  it("is told through names, attributes, with, conditions and annotations", () => {
    check(
      "made by",
      `
import queue, threading, subprocess
from queue import Queue
q = Queue()
q  # made by: queue.Queue
if q:
    lock = threading.Lock()
else:
    lock = threading.RLock()
lock  # made by: -
either = Queue() if q else queue.Queue(5)
either  # made by: queue.Queue
with subprocess.Popen("ls") as p:
    p  # made by: subprocess.Popen
with lock as held:
    held  # made by: -
class Worker:
    shared = Queue()
    def __init__(self, jobs: queue.Queue, other):
        self.jobs = jobs
        self.own = None
        self.own = Queue()
        self.mixed = Queue()
        self.mixed = other
        self.other = other
    def run(self):
        self.jobs  # made by: queue.Queue
        self.own  # made by: queue.Queue
        self.shared  # made by: queue.Queue
        self.mixed  # made by: -
        self.other  # made by: -
        self.missing  # made by: -
class Child(Worker):
    def more(self):
        self.own  # made by: queue.Queue
w = Worker(q, 1)
w.own  # made by: queue.Queue
a, (b, c) = Queue(), (1, 2)
a  # made by: queue.Queue
b  # made by: -
def make():
    return Queue()
made = make()
made  # made by: queue.Queue
x = y = Queue()
x  # made by: queue.Queue
for item in [Queue()]:
    item  # made by: queue.Queue
again = Queue()
again += 1
again  # made by: -
`,
    );
  });
});

describe("what an annotation says an object is", () => {
  it("is believed where the values do not tell", () => {
    check(
      "made by",
      `
import queue, typing as t
from typing import Annotated, Any, Callable, Optional, Union
from queue import Queue
given: Queue
given  # made by: queue.Queue
plain: queue.Queue[int] = things[0]
plain  # made by: queue.Queue
quoted: "Optional[queue.Queue[int]]" = things[0]
quoted  # made by: queue.Queue
either: queue.Queue | None = None
either  # made by: queue.Queue
several: Union[queue.Queue, queue.LifoQueue] = things[0]
several  # made by: -
wrapped: t.Final[Annotated[Union[None, "Queue[str]"], 'doc | x']] = things[0]
wrapped  # made by: queue.Queue
made: queue.Queue = queue.LifoQueue()
made  # made by: queue.LifoQueue
anything: Any = things[0]
anything  # made by: -
broken: "queue.Queue[" = things[0]
broken  # made by: -
late: Queue
late = things[0]
late  # made by: queue.Queue
number: int = things[0]
number  # made by: -
def take(jobs: "queue.Queue[int]", *more: Queue, last: Optional[Queue] = None):
    jobs  # made by: queue.Queue
    last  # made by: queue.Queue
class Worker:
    declared: queue.Queue
    filled: "queue.Queue"
    def __init__(self, jobs, results):
        self.filled = jobs
        self.results: Optional[queue.Queue] = None
        self.results = results
    def run(self):
        self.declared  # made by: queue.Queue
        self.filled  # made by: queue.Queue
        self.results  # made by: queue.Queue
`,
    );
  });

  it("is not what stands at *args, whose name is a tuple", () => {
    check(
      "made by",
      "import queue\ndef f(*jobs: queue.Queue, **more: queue.Queue):\n    jobs  # made by: -\n    more  # made by: -\n",
    );
  });
});

describe("an attribute reached through self", () => {
  it("may be what a class that inherits makes of it", () => {
    check(
      "made by",
      `
import queue
class Base:
    jobs = queue.Queue()
    results = queue.Queue()
    def run(self):
        self.jobs  # made by: -
        self.results  # made by: queue.Queue
class Other(Base):
    jobs = list()
    def __init__(self):
        self.results = queue.Queue()
class Unrelated:
    results = 5
exact = Base()
exact.jobs  # made by: queue.Queue
`,
    );
  });
});

describe("what a callable takes", () => {
  it("is told for functions, methods, classes, partials and factories", () => {
    check(
      "takes",
      `
import sys, threading, functools
from functools import partial
def none(): pass
def two(a, b=1): pass
def rest(a, *b): pass
def kw(a, *, b, c=1): pass
def only(a, b, /, c): pass
none  # takes: no arguments
two  # takes: 1 to 2 arguments
rest  # takes: at least 1 argument
kw  # takes: 1 argument and requires b=
only  # takes: 3 arguments
lambda: 1  # takes: no arguments
lambda *a: 1  # takes: any number of arguments
partial(two, 1)  # takes: at most 1 argument
partial(partial(only, 1), 2)  # takes: 1 argument
partial(two, a=1)  # takes: no arguments
sys.exit  # takes: at most 1 argument
threading.Event().set  # takes: no arguments
class Base:
    def __init__(self, a): pass
    def method(self, a): pass
    def bare(): pass
    @staticmethod
    def static(a): pass
    @classmethod
    def make(cls, a, b): pass
    @property
    def prop(self): pass
    def use(self):
        self.method  # takes: 1 argument
        self.bare  # takes: no arguments, not even self
        self.static  # takes: 1 argument
        self.make  # takes: 2 arguments
        self.prop  # takes: -
class Sub(Base): pass
class Odd(Unknown):
    def __call__(self, x): pass
Base  # takes: 1 argument
Sub  # takes: 1 argument
Base.method  # takes: 2 arguments
Base(1).method  # takes: 1 argument
Odd  # takes: -
Odd()  # takes: 1 argument
def factory():
    def inner(a, b): pass
    return inner
factory()  # takes: 2 arguments
factory  # takes: no arguments
@functools.wraps(none)
def wrapped(): pass
wrapped  # takes: -
if none:
    def double(): pass
else:
    def double(a): pass
double  # takes: -
none if two else two  # takes: -
(none)  # takes: no arguments
def param(f):
    f  # takes: -
`,
    );
  });
});
