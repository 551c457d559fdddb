/** A program whose expression statements say what they are called; it is read by us, and run by CPython. */
export interface NameCase {
  readonly title: string;
  /** The major versions it is for. */
  readonly pythons: readonly (2 | 3)[];
  readonly text: string;
}

/** Beside the programs stand a module `mylib`, with `helper` and `Popen`, and in their own package a module `queue`. */
export const NAME_CASES: readonly NameCase[] = [
  {
    title: "imports bind what they say",
    pythons: [2, 3],
    text: `
import os.path
import xml.dom.minidom as m
import xml.sax
from os import path as p, getpid
from xml import sax as s
os  # is: os
os.path.join  # is: os.path.join
m  # is: xml.dom.minidom
m.parse  # is: xml.dom.minidom.parse
xml.sax.parse  # is: xml.sax.parse
s.parse  # is: xml.sax.parse
p.join  # is: os.path.join
getpid  # is: os.getpid
(os).getpid  # is: os.getpid
len  # is: builtins.len
`,
  },
  {
    title: "relative imports are the project's own",
    pythons: [2, 3],
    text: `
from . import queue
from .queue import Queue
from . import queue as q2
from .queue import *
import queue as other, signal
def f():
    from . import signal
    signal  # is: -
queue  # is: -
queue.Queue  # is: -
Queue  # is: -
q2.Queue  # is: -
signal.signal  # is: signal.signal
try: f()
except ImportError: pass
`.replace("import queue as other, signal", "import signal"),
  },
  {
    title: "parameters, locals, loops and the like hide what is outside",
    pythons: [2, 3],
    text: `
import signal, threading, codecs
from codecs import open
def parameters(signal, threading=threading, *codecs):
    signal  # is: -
    threading  # is: -
    codecs  # is: -
    def inner(): signal  # is: -
    inner()
def keywords(**signal):
    signal  # is: -
def locals_():
    signal = 1
    signal  # is: -
    codecs.open  # is: codecs.open
    class C:
        signal  # is: -
    (lambda: threading.Thread)  # is: -
def loops():
    for signal in [1]:
        signal  # is: -
    else:
        signal  # is: -
    with codecs.open("/dev/null") as codecs_: pass
    codecs_  # is: -
def handler():
    try: raise ValueError
    except ValueError as signal:
        signal  # is: -
def rebound():
    import signal as threading
    threading.alarm  # is: signal.alarm
def definitions():
    def signal(): pass
    class threading: pass
    signal  # is: -
    threading  # is: -
def default(at=signal.SIGINT, f=open):
    at  # is: -
    f  # is: -
parameters(1)
keywords()
locals_()
loops()
handler()
rebound()
definitions()
default()
signal.signal  # is: signal.signal
threading.Thread  # is: threading.Thread
open  # is: codecs.open
(lambda signal: signal)  # is: -
list(signal for signal in [1])  # is: -
signal.alarm  # is: signal.alarm
`,
  },
  {
    title: "global, nonlocal and del",
    pythons: [3],
    text: `
import signal, threading, codecs, time
from os import getpid as open
def g():
    global time, os
    time = 1
    import os
def outer():
    import signal as inner
    def f():
        nonlocal inner
        inner  # is: -
        inner = threading
        inner  # is: -
    f()
    inner  # is: -
def both():
    thing = codecs.open
    def f():
        nonlocal thing
        from codecs import open as thing
    f()
    thing  # is: codecs.open
g()
outer()
both()
time  # is: -
os.getpid  # is: os.getpid
open  # is: -
del open
open  # is: -
del threading
if (walrus := signal): pass
walrus.signal  # is: signal.signal
[last := codecs.open for _ in "a"]
last  # is: codecs.open
if (either := signal or codecs): pass
either  # is: -
match signal:
    case captured: pass
captured  # is: -
`,
  },
  {
    title: "aliases, also of aliases, that agree",
    pythons: [2, 3],
    text: `
import subprocess, threading, codecs, pickle, signal
flag = len("a") == 1
popen = subprocess.Popen
p2 = popen
sub = subprocess
p3 = sub.Popen
a = b = subprocess.Popen
one, two = 1, 2
fast = None
module = pickle if flag else pickle
pickle = fast or pickle
maybe = flag and subprocess.Popen
other = threading if flag else subprocess
first = second = third = None
first = signal
def local():
    if flag: x = threading.Thread
    else: x = threading.Thread
    x  # is: threading.Thread
    y = x
    y = threading.Thread
    y  # is: threading.Thread
    z = x
    z = threading.Timer
    z  # is: -
    w = None
    if flag: w = threading.Lock
    w  # is: threading.Lock
local()
popen  # is: subprocess.Popen
p2  # is: subprocess.Popen
p3  # is: subprocess.Popen
sub.PIPE  # is: subprocess.PIPE
a  # is: subprocess.Popen
b  # is: subprocess.Popen
one  # is: -
module.dumps  # is: pickle.dumps
pickle.dumps  # is: pickle.dumps
maybe  # is: subprocess.Popen
other  # is: -
first.signal  # is: signal.signal
(fast or subprocess).Popen  # is: subprocess.Popen
(codecs if flag else codecs).open  # is: codecs.open
(codecs if flag else subprocess)  # is: -
`,
  },
  {
    title: "what leads back to itself has no name, and the same name whatever is asked first",
    pythons: [2, 3],
    text: `
import signal
def circle():
    a = signal
    b = signal
    a = b
    b = a
    c = a
    c  # is: -
    b  # is: -
    a  # is: -
def self_made():
    s = signal
    s = s
    s  # is: signal
circle()
self_made()
open = open
open  # is: builtins.open
class C:
    len = len
    len  # is: builtins.len
`,
  },
  {
    title: "names of builtins that are hidden somewhere only",
    pythons: [2, 3],
    text: `
open  # is: -
if len("a") == 2:
    from codecs import open
open  # is: -
min  # is: -
from codecs import encode as min
min  # is: codecs.encode
def later():
    min  # is: codecs.encode
    open  # is: -
later()
class C:
    max  # is: -
    from codecs import decode as max
    max  # is: codecs.decode
    def method(self):
        max  # is: builtins.max
C().method()
try: unicode
except NameError: unicode = str
unicode  # is: -
`,
  },
  {
    title: "fallbacks",
    pythons: [2, 3],
    text: `
from __future__ import absolute_import
try:
    import queue
except ImportError:
    import Queue as queue
try:
    import cPickle as pickle
except ImportError:
    import pickle
try:
    from shlex import quote
except ImportError:
    from pipes import quote
try:
    import json
except ImportError:
    json = None
else:
    loads = json.loads
try:
    import nonesuch
except ImportError:
    nonesuch = False
queue.Queue  # is: queue.Queue
pickle.dumps  # is: pickle.dumps
quote  # is: -
json.dumps  # is: json.dumps
loads  # is: json.loads
`,
  },
  {
    title: "branches for other versions",
    pythons: [3],
    text: `
import sys, codecs, threading
PY2 = sys.version_info[0] == 2
if PY2:
    from codecs import open
    import thread
else:
    import _thread as thread
if sys.version_info >= (3,):
    from shlex import quote
elif PY2:
    from pipes import quote
else:
    from mylib import helper as quote
if sys.version_info[0] == 2: text = unicode
else: text = str
chosen = codecs if PY2 else threading
open  # is: builtins.open
thread.allocate_lock  # is: _thread.allocate_lock
quote  # is: shlex.quote
text  # is: builtins.str
chosen.Thread  # is: threading.Thread
`,
  },
  {
    title: "branches for other versions, in Python 2",
    pythons: [2],
    text: `
import sys, codecs, threading
if sys.version_info[0] == 2:
    from codecs import open
else:
    from threading import Thread as open
if sys.version_info[0] == 3:
    text = str
else:
    text = unicode
open  # is: codecs.open
text  # is: builtins.unicode
`,
  },
  {
    title: "star imports of the library",
    pythons: [2, 3],
    text: `
Thread  # is: -
open  # is: builtins.open
from threading import *
open  # is: builtins.open
from codecs import *
open  # is: codecs.open
Thread  # is: threading.Thread
t = Thread
t  # is: threading.Thread
def f():
    Thread  # is: threading.Thread
    open  # is: codecs.open
    Thread.start  # is: threading.Thread.start
    def g(open): open  # is: -
    g(1)
f()
def Event(): pass
Event  # is: -
len  # is: builtins.len
`,
  },
  {
    title: "star imports that hide builtins and each other",
    pythons: [2, 3],
    text: `
from codecs import *
from os import *
open  # is: os.open
getpid  # is: os.getpid
decode  # is: codecs.decode
encode  # is: -
from io import open as iopen, StringIO as encode
encode  # is: io.StringIO
def f():
    open  # is: os.open
    encode  # is: io.StringIO
f()
`,
  },
  {
    title: "star imports of others",
    pythons: [2, 3],
    text: `
from threading import *
import codecs
from mylib import *
len  # is: builtins.len
helper  # is: -
Thread  # is: -
codecs.open  # is: codecs.open
from threading import *
Thread  # is: threading.Thread
helper  # is: -
if len("a") == 1:
    from os import *
open  # is: -
`,
  },
  {
    title: "star imports in functions",
    pythons: [2],
    text: `
def f():
    from threading import *
    Thread  # is: threading.Thread
    len  # is: builtins.len
f()
from Queue import *
Queue  # is: queue.Queue
`,
  },
  {
    title: "imports by call",
    pythons: [2, 3],
    text: `
import importlib, sys, codecs, os.path, xml.dom
sig = importlib.import_module("signal")
sig.signal  # is: signal.signal
dotted = __import__("os.path")
dotted.path.join  # is: os.path.join
importlib.import_module("xml.dom").Node  # is: xml.dom.Node
sys.modules["codecs"].open  # is: codecs.open
getattr(codecs, "open")  # is: codecs.open
getattr(codecs, "open", None)  # is: -
sys.modules["mylib"].helper  # is: mylib.helper
importlib.import_module("sig" + "nal")  # is: -
`,
  },
  {
    title: "attributes of classes",
    pythons: [2, 3],
    text: `
import subprocess, threading, codecs, enum_ as enum
class Base(object):
    popen = subprocess.Popen
    lock_class = threading.Semaphore
    size = len
    module = codecs
    reader = codecs.getreader
    static = staticmethod(codecs.getreader)
    unset = None
    changed = subprocess.Popen
    twice = subprocess.Popen
    twice = threading.Thread
    if size: chosen = subprocess.Popen
    else: chosen = subprocess.Popen
    def __init__(self):
        self.unset = subprocess.Popen
        self.own = codecs.getreader
    def run(self):
        self.popen  # is: subprocess.Popen
        self.size  # is: builtins.len
        self.module.open  # is: codecs.open
        self.reader  # is: -
        self.static  # is: codecs.getreader
        self.unset  # is: subprocess.Popen
        self.own  # is: codecs.getreader
        self.changed  # is: -
        self.overridden  # is: -
        self.lock_class  # is: -
        self.chosen  # is: subprocess.Popen
        self.twice  # is: -
        self.run  # is: -
        def inner(): self.popen  # is: subprocess.Popen
        inner()
    overridden = subprocess.Popen
    @classmethod
    def make(cls):
        cls.popen  # is: subprocess.Popen
        cls.size  # is: builtins.len
    @staticmethod
    def plain(self):
        self.popen  # is: -
class Derived(Base):
    lock_class = threading.RLock
    def more(self):
        self.popen  # is: subprocess.Popen
    def hidden(self, popen):
        self = popen
        self.popen  # is: -
class Other(object):
    overridden = threading.Thread
Base.popen  # is: subprocess.Popen
Derived.popen  # is: subprocess.Popen
Base.module.open  # is: codecs.open
Base.static  # is: codecs.getreader
base = Base()
base.changed = 1
base.run()
Base.make()
Base.plain(base)
Derived().more()
Derived().hidden(base)
`.replace(", enum_ as enum", ""),
  },
  {
    title: "functions that a class is given, read through the class",
    pythons: [3],
    text: `
import codecs, enum, subprocess
class C:
    reader = codecs.getreader
    @classmethod
    def make(cls): cls.reader  # is: codecs.getreader
class E(enum.Enum):
    popen = subprocess.Popen("true")
    size = len
    def f(self): self.size  # is: -
C.make()
C.reader  # is: codecs.getreader
E.popen  # is: -
E.size  # is: -
`,
  },
];
