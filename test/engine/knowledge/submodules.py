"""Prints, as JSON, which of the submodules on standard input are loaded after the import of each module of the library."""
import json
import os
import sys

wanted = json.load(sys.stdin)
# Modules that do something when they are imported, or need what is not there.
SKIPPED = {"antigravity", "this", "idlelib", "turtledemo", "test", "lib2to3", "__main__"}


def names():
    for name in sorted(sys.stdlib_module_names - SKIPPED):
        if not name.startswith("_"):
            yield name
    yield from ("xml.dom.pulldom", "xml.dom.minidom", "logging.config", "json.tool", "unittest.mock", "curses.textpad")
    yield from ("xmlrpc.server", "xmlrpc.client", "wsgiref.simple_server", "http.server", "urllib.robotparser")


def loaded(name):
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        try:
            __import__(name)
            found = [each for each in wanted if each in sys.modules]
        except BaseException:
            found = []
        os.write(theirs, json.dumps(found).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        found = json.load(answer)
    os.waitpid(child, 0)
    return found


already = [each for each in wanted if each in sys.modules]
print(json.dumps({"already": already, "modules": {name: loaded(name) for name in names()}}))
