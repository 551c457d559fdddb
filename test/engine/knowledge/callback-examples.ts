/**
 * Programs that fill slots with `R(result, label)`, something that writes down how it is called, and see to it that it is.
 * What is handed over is told from others of the same program by its label.
 */
export const CALLBACK_EXAMPLES: readonly string[] = [
  `import os, signal
signal.signal(signal.SIGUSR1, R())
os.kill(os.getpid(), signal.SIGUSR1)`,
  `import atexit
atexit.register(R(), 1, 2, a=3)
atexit._run_exitfuncs()`,
  `import atexit, sys
sys.exitfunc = R()
sys.exitfunc()`,
  `import weakref
class O(object):
    def m(self): pass
o = O()
kept = [weakref.ref(o, R(None, 1)), weakref.proxy(o, R(None, 2))]
del o`,
  `import weakref
class O(object):
    def m(self): pass
o = O()
weakref.finalize(o, R(None, 1), 1, 2, a=3)
kept = weakref.WeakMethod(o.m, R(None, 2))
del o`,
  `import gc
gc.callbacks.append(R())
gc.collect()`,
  `import os
os.register_at_fork(before=R(None, 1), after_in_parent=R(None, 2), after_in_child=R(None, 3))
child = os.fork()
if child == 0: os._exit(0)
os.waitpid(child, 0)`,
  `import threading
for t in [threading.Thread(target=R(None, 1)), threading.Thread(None, R(None, 2), None, (1, 2), {"a": 3}),
          threading.Thread(target=R(None, 3), args=[1], kwargs=dict(a=1, b=2)), threading.Timer(0, R(None, 4)),
          threading.Timer(0, R(None, 5), [1, 2], {"a": 3})]:
    t.start(); t.join()`,
  `# Python 3
import threading, _thread
_thread.start_new_thread(R(None, 1), (1, 2), {"a": 3})
_thread.start_new_thread(R(None, 2), ())
import time; time.sleep(0.2)`,
  `# Python 2
import thread, time
thread.start_new_thread(R(None, 1), (1, 2), {"a": 3})
time.sleep(0.2)`,
  `import multiprocessing
p = multiprocessing.Process(target=R(), args=(1, 2), kwargs={"a": 3})
p.start(); p.join()`,
  `# Python 3
import multiprocessing
p = multiprocessing.get_context("fork").Process(target=R(), args=(1, 2), kwargs={"a": 3})
p.start(); p.join()`,
  `import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(1, "", R(None, 0), (1, 2)) as ex:
    ex.submit(R(1, 1), 1, 2, a=3)
    list(ex.map(R(1, 3), [1], [2], timeout=9))
    ex.submit(__import__("time").sleep, 0.2).add_done_callback(R(1, 4))`,
  `import concurrent.futures
with concurrent.futures.ProcessPoolExecutor(1, None, R(None, 0), (1, 2)) as ex:
    ex.submit(R(1, 1), 1, 2, a=3)
    list(ex.map(R(1, 3), [1], [2], timeout=9))`,
  pools("multiprocessing.Pool"),
  pools("multiprocessing.pool.ThreadPool"),
  poolErrors("multiprocessing.Pool"),
  poolErrors("multiprocessing.pool.ThreadPool"),
  `import subprocess
subprocess.Popen(["true"], preexec_fn=R(None, 1)).wait()
subprocess.call(["true"], preexec_fn=R(None, 2))
subprocess.check_call(["true"], preexec_fn=R(None, 3))
subprocess.check_output(["true"], preexec_fn=R(None, 4))`,
  `import subprocess
subprocess.run(["true"], preexec_fn=R())`,
  `import threading
threading.Barrier(1, R()).wait()
c = threading.Condition()
with c: c.wait_for(R(True, 1))`,
  `import sys
def f(): pass
def trace():
    sys.settrace(R(None, 1))
    f()
    sys.settrace(None)
    sys.setprofile(R(None, 2))
    f()
    sys.setprofile(None)
trace()
sys.call_tracing(R(None, 3), (1, 2))`,
  `import threading
threading.settrace(R(None, 1))
threading.setprofile(R(None, 2))
t = threading.Thread(target=int)
t.start(); t.join()
threading.settrace(None); threading.setprofile(None)`,
  `import sys
sys.addaudithook(R())
open("/dev/null")`,
  udpServer("socketserver.UDPServer"),
  udpServer("socketserver.ThreadingUDPServer"),
  server("socketserver.TCPServer"),
  server("socketserver.ThreadingTCPServer"),
  server("http.server.HTTPServer"),
  server("http.server.ThreadingHTTPServer"),
  `import socket, threading, wsgiref.simple_server
class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *a): pass
s = wsgiref.simple_server.make_server("127.0.0.1", 0, R([]), handler_class=Quiet)
c = socket.create_connection(s.server_address)
c.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
import sys, os; sys.stderr = open(os.devnull, "w")
s.handle_request()`,
  `import sched, time
s = sched.scheduler(time.time, time.sleep)
s.enter(0, 1, R(None, 1), (1, 2))
s.enterabs(0, 1, R(None, 2), ())
s.run()`,
  `# Python 3
import sched, time
s = sched.scheduler(time.time, time.sleep)
s.enter(0, 1, R(None, 1), argument=(1, 2), kwargs={"a": 3})
s.enterabs(0, 1, R(None, 2))
s.run()`,
  `import asyncio, os, signal
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.call_soon(R(None, 1), 1, 2)
loop.call_soon_threadsafe(R(None, 2), 1)
loop.call_later(0, R(None, 3), 1, 2)
loop.call_at(0, R(None, 4))
loop.add_signal_handler(signal.SIGUSR1, R(None, 5), 1, 2)
os.kill(os.getpid(), signal.SIGUSR1)
r, w = os.pipe()
os.write(w, b"x")
loop.add_reader(r, R(None, 6), 1)
loop.add_writer(w, R(None, 7), 1, 2)
async def f():
    await loop.run_in_executor(None, R(None, 8), 1, 2)
    loop.create_future().add_done_callback(R(None, 9))
    done = loop.create_future()
    done.add_done_callback(R(None, 10))
    done.set_result(1)
    loop.create_task(asyncio.sleep(0)).add_done_callback(R(None, 11))
    await asyncio.sleep(0.05)
loop.run_until_complete(f())`,
  `import asyncio
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.set_exception_handler(R(None, 1))
def bad(): raise ValueError
loop.call_soon(bad)
class P(asyncio.Protocol): pass
async def f():
    s = await loop.create_server(R(P(), 2), "127.0.0.1", 0)
    await loop.create_connection(R(P(), 3), *s.sockets[0].getsockname())
    t = await asyncio.start_server(R(None, 4), "127.0.0.1", 0)
    await asyncio.open_connection(*t.sockets[0].getsockname())
    c = asyncio.Condition()
    async with c: await c.wait_for(R(True, 5))
    await asyncio.sleep(0.05)
loop.run_until_complete(f())`,
  `import asyncio
async def f(): await asyncio.to_thread(R(), 1, 2, a=3)
asyncio.run(f())`,
  `import contextvars
contextvars.copy_context().run(R(), 1, 2, a=3)`,
  `import unittest
class T(unittest.TestCase):
    def runTest(self):
        self.addCleanup(R(None, 1), 1, 2, a=3)
        self.assertRaises(ValueError, R(ValueError(), 2), 1, 2, a=3)
        self.addTypeEqualityFunc(int, R(None, 3))
        self.assertEqual(1, 2)
T().run(unittest.TestResult())`,
  `import unittest
class T(unittest.TestCase):
    def runTest(self):
        self.assertRaisesRegex(ValueError, "", R(ValueError(), 1), 1, a=3)
        self.assertWarns(UserWarning, R("warn", 2), 1, 2, a=3)
        self.assertWarnsRegex(UserWarning, "", R("warn", 3), 1, 2)
T().run(unittest.TestResult())`,
  `import unittest
class T(unittest.IsolatedAsyncioTestCase):
    async def test(self):
        self.addAsyncCleanup(R("awaitable", 1), 1, 2, a=3)
        self.addClassCleanup(R(None, 2), 1, a=3)
T("test").run(unittest.TestResult())
T.doClassCleanups()
unittest.addModuleCleanup(R(None, 3), 1, 2, a=3)
unittest.case.doModuleCleanups()`,
  `import contextlib
with contextlib.ExitStack() as stack:
    stack.callback(R(None, 1), 1, 2, a=3)`,
  `import asyncio, contextlib
async def f():
    stack = contextlib.AsyncExitStack()
    stack.push_async_callback(R("awaitable", 1), 1, 2, a=3)
    stack.callback(R(None, 2), 1)
    await stack.aclose()
asyncio.run(f())`,
  `import curses
class Screen(object):
    def __getattr__(self, name): return lambda *a: None
for name in "initscr noecho cbreak echo nocbreak endwin start_color".split():
    setattr(curses, name, lambda *a: Screen())
    if hasattr(curses.wrapper, "__globals__"): curses.wrapper.__globals__[name] = getattr(curses, name)
curses.wrapper(R(), 1, 2, a=3)`,
  `import functools, itertools, heapq, collections
list(map(R(1, 1), [1], [2]))
list(filter(R(1, 2), [1]))
list(iter(R(1, 3), 1))
functools.reduce(R(1, 4), [1, 2])
sorted([1], key=R(1, 5))
max([1, 2], key=R(1, 6))
min([1, 2], key=R(1, 7))
numbers = [2, 1]
numbers.sort(key=R(1, 8))
heapq.nlargest(1, [1, 2], key=R(1, 9))
heapq.nsmallest(1, [1, 2], R(1, 10))
sorted([1, 2], key=functools.cmp_to_key(R(1, 11)))
list(itertools.dropwhile(R(1, 12), [1]))
list(itertools.takewhile(R(1, 13), [1]))
list(itertools.groupby([1], R(1, 14)))
collections.defaultdict(R(1, 15))[1]
class C(object):
    p = property(R(1, 16), R(1, 17), R(1, 18))
c = C()
c.p
c.p = 1
del c.p`,
  `import heapq, itertools
list(heapq.merge([1], [2], key=R(1, 1)))
list(itertools.accumulate([1, 2], R(1, 2)))
list(itertools.filterfalse(R(1, 3), [1]))`,
  `import bisect
bisect.bisect_left([1], 1, key=R(1, 1))
bisect.bisect_right([1], 1, key=R(1, 2))
bisect.insort([1], 1, key=R(1, 3))`,
  `reduce(R(1, 1), [1, 2])
sorted([1, 2], cmp=R(1, 2))
numbers = [2, 1]
numbers.sort(cmp=R(1, 3))`,
  `import codecs, io, json, re
re.sub("a", R("", 1), "a")
re.subn("a", R("", 2), "a")
re.compile("a").sub(R("", 3), "a")
re.compile("a").subn(R("", 4), "a")
json.dumps(object(), default=R(1, 5))
json.dump(object(), open("/dev/null", "w"), default=R(1, 6))
json.load(io.StringIO(u"{}"), object_hook=R(1, 14))
json.load(io.StringIO(u"{}"), object_pairs_hook=R(1, 15))
json.load(io.StringIO(u"[1, 1.5, NaN]"), parse_constant=R(1, 16), parse_float=R(1, 17), parse_int=R(1, 18))
json.loads("{}", object_hook=R(1, 7))
json.loads("{}", object_pairs_hook=R(1, 8))
json.loads("[1, 1.5, NaN]", parse_constant=R(1, 9), parse_float=R(1, 10), parse_int=R(1, 11))
codecs.register(R(None, 12))
try: codecs.lookup("nothing")
except LookupError: pass
codecs.register_error("mine", R((u"", 1), 13))
u"\\u20ac".encode("ascii", "mine")`,
  `import os, shutil, tempfile
list(os.walk("/missing", onerror=R(None, 1)))
shutil.rmtree("/missing", onerror=R(None, 2))
top = tempfile.mkdtemp()
open(top + "/f", "w").close()
shutil.copytree(top, top + "2", ignore=R((), 3))
shutil.rmtree(top); shutil.rmtree(top + "2")`,
  `import shutil, tempfile
top = tempfile.mkdtemp()
open(top + "/f", "w").close()
shutil.copytree(top, top + "2", copy_function=R(None, 1))
shutil.rmtree(top); shutil.rmtree(top + "2")
import os
def fail(*a): raise OSError
os.rename = fail
shutil.os.rename = fail
source = tempfile.mkdtemp() + "/f"
open(source, "w").close()
shutil.move(source, "/missing", copy_function=R(None, 2))`,
  `import shutil
shutil.rmtree("/missing", onexc=R())`,
  `# Python 3
import urllib.request
urllib.request.urlretrieve("data:,x", None, R())`,
  `import ftplib, io, socket, threading
server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(1)
class FTP(ftplib.FTP):
    file = io.BytesIO(b"200\\r\\n" * 9)
    encoding = "latin-1"
    def sendcmd(self, *a): return "200"
    def voidcmd(self, *a): return "200"
    def voidresp(self): return "200"
    def transfercmd(self, *a):
        here = socket.create_connection(server.getsockname())
        there = server.accept()[0]
        there.sendall(b"x\\r\\n")
        there.shutdown(socket.SHUT_WR)
        kept.append(there)
        return here
kept = []
ftp = FTP()
ftp.retrbinary("RETR x", R(None, 1))
ftp.retrlines("LIST", R(None, 2))
ftp.storbinary("STOR x", io.BytesIO(b"x"), callback=R(None, 3))
ftp.storlines("STOR x", io.BytesIO(b"x"), R(None, 4))`,
  `import sqlite3
c = sqlite3.connect(":memory:")
c.create_collation("mine", R(0, 1))
c.set_progress_handler(R(0, 2), 1)
c.execute("select 'a' < 'b' collate mine").fetchall()`,
  `import sqlite3
c = sqlite3.connect(":memory:")
c.set_trace_callback(R())
c.execute("select 1")`,
  `import argparse, inspect, timeit
parser = argparse.ArgumentParser()
parser.add_argument("x", type=R(1, 1))
parser.parse_args(["1"])
inspect.getmembers(1, R(False, 2))
timeit.timeit(R(None, 3), R(None, 4), number=1)`,
  `import ctypes, sys
sys.excepthook = R(None, 1)
sys.displayhook = R(None, 2)
exec(compile("1", "", "single"))
ctypes.pythonapi.PyRun_SimpleString(b"raise ValueError")`,
  `import sys, threading
sys.unraisablehook = R(None, 1)
class D:
    def __del__(self): raise ValueError
D()
threading.excepthook = R(None, 2)
def bad(): raise ValueError
t = threading.Thread(target=bad)
t.start(); t.join()`,
];

function pools(name: string): string {
  return `import multiprocessing, multiprocessing.pool
pool = ${name}(1, R(None, 0), (1, 2))
pool.apply(R(1, 1), (1, 2), {"a": 3})
pool.apply_async(R(1, 2), (1, 2), {"a": 3}, R(1, 3)).get()
pool.map(R(1, 4), [1])
pool.map_async(R(1, 5), [1], callback=R(1, 6)).get()
list(pool.imap(R(1, 7), [1]))
list(pool.imap_unordered(R(1, 8), [1]))
pool.close(); pool.join()`;
}

function poolErrors(name: string): string {
  return `import multiprocessing, multiprocessing.pool
pool = ${name}(1)
for answer in [pool.apply_async(int, ("x",), error_callback=R(1, 1)), pool.map_async(int, "x", error_callback=R(1, 2))]:
    try: answer.get()
    except ValueError: pass
pool.close(); pool.join()`;
}

function server(name: string): string {
  const module = name.slice(0, name.lastIndexOf("."));
  return `# Python 3
import socket, time, ${module}
s = ${name}(("127.0.0.1", 0), R())
c = socket.create_connection(s.server_address)
s.handle_request()
time.sleep(0.1)`;
}

function udpServer(name: string): string {
  return `# Python 3
import socket, time, socketserver
s = ${name}(("127.0.0.1", 0), R())
c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
c.sendto(b"x", s.server_address)
s.handle_request()
time.sleep(0.1)`;
}
