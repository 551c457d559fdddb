"""Prints, for each path on standard input, what CPython's symtable says of the file, as one line of JSON.

A scope is [type, name, line, whether its names are uncertain, {name: facts}, [inner scopes]]. The facts of a name are a letter for where it
is kept (L local, C cell, F free, G declared global, I global for want of anything else), then one for each flag. A file
that CPython does not compile is {"error": message}. Runs in Python 2.7 and in every Python 3.
"""
import json
import sys
import symtable
import _symtable

# What makes the names of a function uncertain: `exec code` and `import *`, both Python 2's.
DYNAMIC = getattr(_symtable, "OPT_BARE_EXEC", 0) | getattr(_symtable, "OPT_IMPORT_STAR", 0)
STORAGE = {
    _symtable.LOCAL: "L",
    _symtable.CELL: "C",
    _symtable.FREE: "F",
    _symtable.GLOBAL_EXPLICIT: "G",
    _symtable.GLOBAL_IMPLICIT: "I",
}
FLAGS = [
    (_symtable.DEF_PARAM, "p"),
    (_symtable.DEF_IMPORT, "i"),
    (_symtable.DEF_LOCAL, "a"),
    (_symtable.USE, "r"),
    (_symtable.DEF_GLOBAL, "g"),
]
if sys.version_info >= (3,):
    # DEF_NONLOCAL is not told before 3.8, DEF_TYPE_PARAM never; both numbers are those of Include/internal/pycore_symtable.h.
    FLAGS += [(_symtable.DEF_ANNOT, "t"), (8, "n"), (1024, "y")]


def facts(flags):
    storage = STORAGE.get((flags >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK, "?")
    return storage + "".join(letter for flag, letter in FLAGS if flags & flag)


def scope(table):
    raw = table._table
    kind = table.get_type()
    names = dict((name, facts(flags)) for name, flags in raw.symbols.items())
    children = [scope(child) for child in table.get_children()]
    return [getattr(kind, "value", kind), table.get_name(), table.get_lineno(), bool(getattr(raw, "optimized", 0) & DYNAMIC), names, children]


def text_of(path):
    if sys.version_info < (3,):
        with open(path, "U") as file:
            return file.read()
    import tokenize

    with tokenize.open(path) as file:
        return file.read()


def main():
    sys.setrecursionlimit(20000)
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            answer = scope(symtable.symtable(text_of(path), path, "exec"))
        except Exception as error:
            # Null bytes, unknown encodings, too deep nesting: whatever it is, this Python has no scopes for the file.
            answer = {"error": "%s: %s" % (type(error).__name__, str(error)[:100])}
        print(json.dumps(answer))
        sys.stdout.flush()


main()
