"""Runs programs in which R() is called back; prints, for each, how: one line [label, positions, keywords, where] a call."""

import json
import multiprocessing
import multiprocessing.pool
import os
import signal
import sys
import tempfile
import threading
import traceback
import types
import unittest
import warnings

warnings.simplefilter("ignore")
try:
    import asyncio
    import concurrent.futures
except ImportError:
    asyncio = None

module = sys.modules["recorder"] = types.ModuleType("recorder")
ident = getattr(threading, "get_ident", None) or threading._get_ident
main = ident()
log = None
pid = None


def where():
    if os.getpid() != pid:
        return "process"
    if asyncio and getattr(asyncio, "_get_running_loop", lambda: None)() is not None:
        return "event loop"
    return "here" if ident() == main else "thread"


class R(object):
    def __init__(self, result=None, label=0):
        self.result = result
        self.label = label
        self.__name__ = "R"

    def __call__(self, *args, **kwargs):
        line = json.dumps([self.label, len(args), sorted(kwargs), where()]) + "\n"
        os.write(log, line.encode("ascii"))
        if isinstance(self.result, Exception):
            raise self.result
        if self.result == "warn":
            warnings.warn("here")
        if self.result == "awaitable":
            return asyncio.sleep(0)
        return self.result


R.__module__ = "recorder"
module.R = R


def run(text):
    """In a process of its own: programs change hooks that are the whole process's."""
    global log, pid
    log, path = tempfile.mkstemp()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(20)
            pid = os.getpid()
            os.dup2(2, 1)
            exec(compile(text, "example.py", "exec"), {"R": R, "__name__": "example"})
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    os.close(log)
    with open(path) as f:
        lines = [json.loads(line) for line in f]
    os.unlink(path)
    return {"status": status, "calls": lines}


print(json.dumps([run(text) for text in json.load(sys.stdin)]))
